"""Weigh what a browser loads of a page, as a host that compresses would send it."""

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

KIB = 1024
TEXT_LIMIT = 650 * KIB
EXPLORERS_LIMIT = 700 * KIB  # before the reader reaches the first explorer
PACKED = {".woff", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}
VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]'


def weigh(browser, address, width=1280):
    """Load a page as a new reader does, without scrolling.

    Returns the bytes of each file by its path, and whether the page has explorers.
    """
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, loaded = context.new_page(), []
    page.on("response", lambda response: loaded.append(response))
    page.goto(address, wait_until="networkidle")
    weights = {
        urlsplit(each.url).path: _packed(each)
        for each in loaded
        if urlsplit(each.url).scheme == "http"
    }
    has_explorers = page.locator(VIEW).count() > 0
    context.close()
    return weights, has_explorers


def limit(has_explorers):
    """Return how many bytes a page may weigh."""
    return EXPLORERS_LIMIT if has_explorers else TEXT_LIMIT


def _packed(response):
    body = response.body()
    suffix = PurePosixPath(urlsplit(response.url).path).suffix
    return len(body) if suffix in PACKED else len(gzip.compress(body, 6))
