"""Sphinx extension: the page that a server shows where there is none.

A server shows it at any address, so its own addresses begin at the root of the server,
with the path of BOOK_ADDRESS. Without one they fit a book that is served by itself; in
a folder of a server, the page would have no style, and its links would leave the book.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from address import ADDRESS, read_address

PAGE = "404"
BODY = """<section><h1>There is no such page</h1>
<p>It may have moved, or the address has a slip in it. Search for what you were after,
or begin at <a href="index.html">the first page</a>.</p>
<form class="bd-search d-flex align-items-center" action="search.html" method="get">
<i class="fa-solid fa-magnifying-glass"></i>
<input type="search" class="form-control" name="q" aria-label="Search this book"
  placeholder="Search this book..." autocomplete="off" spellcheck="false"/>
</form></section>"""
RELATIVE = re.compile(r'(\b(?:href|src|action|content_root)="|href: ")(?![/#"]|\w+:)')


def add_page(_app):
    """Let Sphinx write the page in the look of the others."""
    return [(PAGE, {"title": "There is no such page", "body": BODY}, "page.html")]


def from_the_root(html, root):
    """Return a page of the top folder with addresses that begin at a root."""
    return RELATIVE.sub(rf"\g<1>{root}", html).replace(f'"{root}./"', f'"{root}"')


def move_to_the_root(app, error):
    """Rewrite the page before its policy has the hashes of its scripts."""
    if error or app.builder.format != "html":
        return
    path = Path(app.builder.get_outfilename(PAGE))
    root = urlsplit(read_address(ADDRESS) or "/").path
    path.write_text(from_the_root(path.read_text("utf-8"), root), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("html-collect-pages", add_page)
    app.connect("build-finished", move_to_the_root, priority=400)  # before book_site.py
