"""Where the book is published, and its repository, as the environment names them."""

import os
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
