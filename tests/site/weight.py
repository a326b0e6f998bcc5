"""Weigh what a browser loads of a page, as a host that compresses would send it."""

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

KIB = 1024
TEXT_LIMIT = 650 * KIB
EXPLORERS_LIMIT = 700 * KIB  # before the reader reaches the first explorer
PACKED = {".woff", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}
VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]'


def load(browser, address):
    """Load a page as a new reader does, without scrolling; return it and what came."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, responses = context.new_page(), []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")
    return page, responses


def weigh(responses):
    """Return the bytes of each file that came, by its path."""
    return {
        urlsplit(each.url).path: _packed(each)
        for each in responses
        if urlsplit(each.url).scheme in ("http", "file")
    }


def limit(page):
    """Return how many bytes a page may weigh."""
    return EXPLORERS_LIMIT if page.locator(VIEW).count() else TEXT_LIMIT


def _packed(response):
    body = response.body()
    suffix = PurePosixPath(urlsplit(response.url).path).suffix
    return len(body) if suffix in PACKED else len(gzip.compress(body, 6))
