"""Code that a reader runs: it reaches no other origin, and a link runs nothing."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from exercise import replace_text
from playwright.sync_api import expect
from visit import wait_until_live

from convlab.live import missing

NESTED = """
import js
from pyodide.ffi import to_js
code = {code!r}
options = to_js({{"type": "text/javascript"}}, dict_converter=js.Object.fromEntries)
blob = js.Blob.new(to_js([code]), options)
js.Worker.new(js.URL.createObjectURL(blob))
"""
ATTEMPTS = {  # each reaches the site itself
    "js.fetch": "import js\njs.fetch({address!r})",
    "XMLHttpRequest": (
        "import js\nask = js.XMLHttpRequest.new()\n"
        "ask.open('GET', {address!r}, False)\nask.send()"
    ),
    "pyodide.http": "from pyodide.http import open_url\nopen_url({address!r})",
    "EventSource": "import js\njs.EventSource.new({address!r})",
    "fetch in a worker": NESTED.format(code="fetch(ADDRESS)"),
    "import in a worker": NESTED.format(code="import(ADDRESS)"),
}
OTHERS = {  # these reach nothing at all
    "WebSocket": "import js\njs.WebSocket.new({address!r}.replace('http', 'ws'))",
    "importScripts": "import js\njs.importScripts({address!r})",
    "worker": "import js\njs.Worker.new({address!r})",
    "eval": "from pyodide.code import run_js\nrun_js('import(\"{address}\")')",
}


def attempt(way, address):
    """Return the code that asks for an address in one of these ways."""
    code = (ATTEMPTS | OTHERS)[way]
    if "ADDRESS" in code:
        return code.replace("ADDRESS", f"{address!r}".replace("'", '"'))
    return code.format(address=address)


@pytest.fixture(scope="module")
def elsewhere():
    """Return another origin, and the requests that it has got."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def playground(begin_visit):
    """Return the playground, open in a page that the tests below share."""
    reader = begin_visit()
    page = reader.open("playground.html")
    yield page
    page.close()


def run(page, text):
    place = page.locator("#playground")
    place.locator("[role=textbox]").click()
    replace_text(page, text)
    place.locator('[data-action="run"]').click()
    expect(place.locator(".live-bar").first).to_have_attribute("data-state", "")


def test_code_reaches_no_other_origin(playground, elsewhere, addresses):
    host, asked = elsewhere
    for way in OTHERS:
        run(playground, attempt(way, f"http://{host}/asked"))
    for way in ATTEMPTS:  # and each does reach the site, after it was tried elsewhere
        run(playground, attempt(way, f"http://{host}/asked"))
        address = f"{addresses['http']}_static/live/elements.js?{len(way)}"
        with playground.context.expect_event(
            "request", lambda request, own=address: request.url == own
        ):
            run(playground, attempt(way, address))
    assert asked == []
    page = playground.context.new_page()
    page.goto(f"http://{host}/asked")  # it would have answered
    page.close()
    assert "/asked" in asked


def test_a_link_runs_nothing_and_its_text_is_text(visit):
    reader = visit()
    code = "print(1)%0A%3Cimg%20src=x%20onerror=alert(1)%3E"
    page = reader.open(f"playground.html#code={code}")
    place = page.locator("#playground")
    expect(place.locator("[role=textbox]")).to_have_value(re.compile("onerror=alert"))
    expect(place).to_contain_text("This code came with the link. It runs when you")
    page.wait_for_load_state("networkidle")
    assert page.locator("#playground img").count() == 0
    assert not [each for each in reader.responses if "pyodide" in each.url]
    assert not reader.faults


@pytest.mark.parametrize(
    ("code", "said"),
    [("x" * 4001, "4001 characters; at most 4000"), ("%E0%A4%A", "cannot be read")],
)
def test_a_link_that_cannot_be_taken_is_said(visit, code, said):
    page = visit().open(f"playground.html#code={code}")
    expect(page.locator("#playground")).to_contain_text(said)


def test_a_copied_link_brings_the_code_and_keeps_what_was_there(visit, python):
    reader = visit()
    python.lend(reader.page)
    page = reader.open("playground.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    code = 'print("2 < 3 & 4 > 1 # ü %41")\n'
    place = page.locator("#playground")
    place.locator("[role=textbox]").click()
    replace_text(page, code)
    place.locator('[data-action="link"]').click()
    expect(place).to_contain_text("The link is copied")
    link = page.evaluate("navigator.clipboard.readText()")
    run(page, "mine = 1")
    page.goto("about:blank")
    page.goto(link)
    wait_until_live(page)
    expect(place.locator("[role=textbox]")).to_have_value(code)
    run(page, "edited = 1")
    page.reload()
    expect(place.locator("[role=textbox]")).to_have_text("edited = 1")
    page.get_by_role("link", name="Your own program is still here").click()
    expect(place.locator("[role=textbox]")).to_have_text("mine = 1")


def test_arrays_are_grids_and_explorers_are_explorers(playground):
    run(playground, "import numpy as np\n{'a': np.array([[1, -2], [12345, 0]])}")
    grid = playground.locator("#playground .live-grid")
    expect(grid.locator("td")).to_have_text(["1", "-2", "12345", "0"])
    expect(grid.locator("td.negative")).to_have_text(["-2"])
    run(
        playground,
        "import numpy as np\nfrom convlab.explorers import ForwardExplorer\n"
        "ForwardExplorer(np.full((1, 3, 3, 1), 7.0), np.ones((1, 2, 2, 1)))",
    )
    explorer = playground.locator('#playground [data-explorer="forward"]')
    expect(explorer).to_contain_text("28")


def test_what_needs_a_missing_package_names_it(playground):
    verdict = playground.locator("#playground [data-verdict]")
    for module in ("matplotlib.pyplot", "scipy", "convlab.viz"):
        run(playground, f"import {module} as it\nit.show_something()")
        expect(verdict).to_have_attribute("data-verdict", "exception")
        expect(verdict).to_contain_text(
            f"needs {missing.owner(module)}, which the page"
        )
