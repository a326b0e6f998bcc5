"""A server under a sub-path, a browser, and visits to the built book."""

import threading
from functools import cache

import pytest
from built_site import SITE, why_stale
from exercise import Python
from explorer import home
from playwright.sync_api import expect, sync_playwright
from visit import Visit

from find_browser import FLAGS, find_browser
from serve import open_server

PATIENCE = 60_000  # milliseconds until something missing is called missing
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def site():
    """Return the folder of the built book, no older than its sources."""
    problem = why_stale()
    if problem:
        pytest.fail(problem, pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def addresses(site, tmp_path_factory):
    """Return where the book begins: over http below a sub-path, and on disk."""
    root = tmp_path_factory.mktemp("server")
    (root / "course").symlink_to(site, target_is_directory=True)
    server = open_server(root, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "http": f"http://127.0.0.1:{server.server_port}/course/",
        "file": f"{site.as_uri()}/",
    }
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def begin_visit(browser, addresses):
    """Return a function that opens an empty page; whoever calls it closes it."""

    @cache
    def profile(theme, width):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",  # nothing to wait for
        )
        context.set_default_timeout(PATIENCE)
        return context

    def begin(scheme="http", theme="light", width=1280):
        return Visit(profile(theme, width), addresses[scheme])

    return begin


@pytest.fixture(scope="module")
def explorer_page(begin_visit):
    """Return a function that opens the page of an explorer, once for all tests."""
    readers = {}

    def open_page(name, scheme="http"):
        if (name, scheme) not in readers:
            readers[name, scheme] = begin_visit(scheme)
            readers[name, scheme].open(home(name))
        return readers[name, scheme].page

    yield open_page
    for reader in readers.values():
        assert not reader.faults
        reader.page.close()


@pytest.fixture
def visit(begin_visit):
    """Return a function that begins a visit; it ends with the test."""
    visits = []

    def begin(**settings):
        visits.append(begin_visit(**settings))
        return visits[-1]

    yield begin
    for visit in visits:
        visit.page.close()


@pytest.fixture(scope="session")
def python(begin_visit):
    """Return the one started Python of tests that do not spoil it."""
    reader = begin_visit()
    yield Python(reader.open("playground.html"))
    reader.page.close()
