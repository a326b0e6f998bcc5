"""JupyterLite as `make lite` left it, and a browser that logs what it asks for."""

import json
import threading
from functools import partial

import pytest
from built_site import ROOT
from lite_notebook import Notebook
from playwright.sync_api import sync_playwright

from find_browser import FLAGS, find_browser
from serve import open_server

LITE = ROOT / "_build" / "lite"
PATIENCE = 60_000  # milliseconds: Python is loaded meanwhile
OWN = "http://127.0.0.1:"


@pytest.fixture
def address():
    """Serve it as a plain web host does."""
    if not (LITE / "index.html").exists():
        pytest.fail("JupyterLite is not built: run make lite.", pytrace=False)
    with open_server(LITE, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{OWN}{server.server_port}/"
        server.shutdown()


@pytest.fixture
def log(tmp_path):
    """Return where the browser logs all requests, those of workers as well."""
    return tmp_path / "requests.json"


@pytest.fixture
def notebook(address, log):
    """Return a function that opens a notebook; no page of it asked another origin."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(playwright),
            args=[*FLAGS, f"--log-net-log={log}"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 2000})
        page.set_default_timeout(PATIENCE)
        yield partial(Notebook, page, address)
        browser.close()
    begun = [
        event.get("params", {}) for event in json.loads(log.read_bytes())["events"]
    ]
    asked = {p["url"] for p in begun if str(p.get("initiator", "")).startswith(OWN)}
    assert asked
    assert {url for url in asked if not url.startswith(OWN)} == set()
