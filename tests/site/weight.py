"""Weigh what a browser loads of a page, as a host that compresses would send it."""

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from visit import VIEWS

KIB = 1024
TEXT_LIMIT = 650 * KIB
EXPLORERS_LIMIT = 700 * KIB  # with the code of its explorers
PACKED = {".woff", ".woff2", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico"}


def weigh(responses):
    """Return the bytes of each file that came, by its path."""
    return {
        urlsplit(each.url).path: _packed(each)
        for each in responses
        if urlsplit(each.url).scheme in ("http", "file")
    }


def limit(page):
    """Return how many bytes a page may weigh."""
    return EXPLORERS_LIMIT if page.locator(VIEWS).count() else TEXT_LIMIT


def _packed(response):
    body = response.body()
    suffix = PurePosixPath(urlsplit(response.url).path).suffix
    return len(body) if suffix in PACKED else len(gzip.compress(body, 6))
