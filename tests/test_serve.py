"""The server of the built book, which the zip holds as start.py."""

import ast
import mimetypes
import subprocess
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from shutil import copy
from socket import create_connection
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

import serve

SOURCE = Path(serve.__file__)


# Without a browser, because it would open a window on any display.
START = """
import runpy, webbrowser
webbrowser.open = lambda address: None
runpy.run_path("start.py", run_name="__main__")
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a folder with a page, next to a file that is not part of the book."""
    folder = tmp_path_factory.mktemp("served") / "book"
    folder.mkdir()
    (folder.parent / "secret.txt").write_text("secret", "utf-8")
    (folder / "index.html").write_text("<p>the book</p>", "utf-8")
    for ending in ("js", "mjs", "wasm"):
        (folder / f"a.{ending}").write_text("", "utf-8")
    return folder


@pytest.fixture(scope="module")
def server(book):
    with serve.open_server(book, 8765) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def ask(server, path):
    """Send a path unchanged (urlopen would tidy it up), and return the answer."""
    connection = HTTPConnection(*server.server_address)
    connection.request("GET", path)
    return connection.getresponse()


def test_it_listens_on_this_machine_alone(server):
    assert server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/a.js", "text/javascript"),
        ("/a.mjs", "text/javascript"),
        ("/a.wasm", "application/wasm"),
    ],
)
def test_a_browser_gets_the_kind_it_insists_on(server, monkeypatch, path, kind):
    told = ("text/plain", None)  # as the Windows registry may say for every file
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_, **__: told)
    answer = ask(server, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)


@pytest.mark.parametrize("up", ["..", "%2e%2e", "..%2f..", "..%5c.."])
def test_nothing_outside_the_folder_is_served(server, up):
    answer = ask(server, f"/{up}/secret.txt")
    assert answer.status == 404
    assert b"secret" not in answer.read()


def test_a_wrong_address_gets_the_page_of_the_book(server, book):
    assert b"Error response" in ask(server, "/a/b.html").read()
    (book / "404.html").write_text("<p>no page, 100%</p>", "utf-8")
    answer = ask(server, "/a/b.html")
    assert (answer.status, answer.read()) == (404, b"<p>no page, 100%</p>")


def test_a_port_in_use_is_left_alone(server, book):
    with serve.open_server(book, server.server_port) as other:
        assert other.server_port > server.server_port


def test_a_copy_beside_the_pages_serves_them(book):
    copy(SOURCE, book / "start.py")
    command = [sys.executable, "-c", START]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=book) as run:
        try:
            address = run.stdout.readline().split()[4]
            assert urlopen(address).read() == b"<p>the book</p>"
            # On Linux this is another address of the machine, like its network address.
            with pytest.raises((ConnectionRefusedError, TimeoutError)):
                create_connection(("127.0.0.2", urlsplit(address).port), timeout=5)
        finally:
            run.terminate()


def test_an_old_python_can_read_it():
    ast.parse(SOURCE.read_text("utf-8"), feature_version=(3, 8))
