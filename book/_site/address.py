"""What the environment says of the book: where it is published, and its time."""

import os
import time
from urllib.parse import urlsplit

ADDRESS, REPOSITORY = "BOOK_ADDRESS", "BOOK_REPOSITORY"


def read_address(name):
    """Return the address that the environment has, ending in a slash, or None."""
    address = os.environ.get(name, "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.netloc:
        raise ValueError(f"{name} must be an https:// address; got {address!r}")
    return address.rstrip("/") + "/"


def read_identity(name):
    """Return an address that no fork of the book has; if none is known, the name."""
    return read_address(REPOSITORY) or read_address(ADDRESS) or name


def read_moment():
    """Return the time of the source in seconds; if it is unknown, the present."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
