"""Serve the book on this machine alone, say where, and open it in a browser.

`make book` runs it on the built site. In the zip it lies beside the pages as start.py,
where any Python from 3.8 on runs it.
"""

import os
import sys
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent.parent / "_build" / "html"
SITE = HERE if (HERE / "index.html").exists() else BUILT
PORT = 8000

KINDS = {  # browsers insist on these, and on Windows any program may have changed them
    **SimpleHTTPRequestHandler.extensions_map,
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}


class Handler(SimpleHTTPRequestHandler):
    """Serve files, and keep the terminal for what the reader should see."""

    extensions_map = KINDS

    def send_error(self, code, message=None, explain=None):
        """Answer with the book's own page where it has none of that name."""
        page = Path(self.directory, "404.html")
        if code == 404 and page.exists():
            self.error_message_format = page.read_text("utf-8").replace("%", "%%")
        super().send_error(code, message, explain)

    def log_message(self, *_):
        """Say nothing about single requests."""


class Server(ThreadingHTTPServer):
    """A server that shares its port with no other; on Windows it otherwise would."""

    allow_reuse_address = os.name == "posix"


def open_server(folder, port):
    """Return a server on the port, or on the next one that is free."""
    handler = partial(Handler, directory=str(folder))
    for candidate in range(port, port + 100):
        try:
            return Server(("127.0.0.1", candidate), handler)
        except OSError as error:  # it is taken, or Windows keeps it for itself
            failure = error
    sys.exit(f"No port from {port} to {port + 99} could be opened: {failure}")


def has_display():
    """Return whether a browser window can open here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main():
    """Serve until Ctrl-C."""
    if not (SITE / "index.html").exists():
        sys.exit("There is no built book yet: run make html.")
    with open_server(SITE, PORT) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        print(f"The book is at {address} (Ctrl-C ends it)", flush=True)
        if server.server_port != PORT:
            print(
                f"Port {PORT} is taken. What you write is kept for one address: it is "
                f"at http://127.0.0.1:{PORT}/ if you wrote it there.",
                flush=True,
            )
        if has_display():
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
