"""One built page as a part of a document of many: its names made its own."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
REFERRING = ["href", "for", "aria-describedby", "aria-labelledby"]


@dataclass
class BuiltPage:
    """A page: its name, what its head holds, its text, and its widgets' state."""

    name: str
    head: Tag
    text: Tag
    state: str | None


def read_page(site, name):
    """Read a page of the built site; its text is the outermost section."""
    html = (site / f"{name}.html").read_text("utf-8")
    soup = BeautifulSoup(html, "html.parser")
    text, state = soup.select_one("article > section"), soup.find("script", type=STATE)
    if text is None:
        raise ValueError(f"{name}.html has no article with a section")
    return BuiltPage(name, soup.head, text, state and state.string)


def place(name, fragment=""):
    """Name a place of a page, as no other page of the document names one."""
    return f"{name.replace('/', '-')}--{fragment}" if fragment else name


def own_names(page):
    """Give every id of a page the name of the page, for two may have a 'Remember'."""
    for element in page.text.select("[id]"):
        element["id"] = place(page.name, element["id"])
    page.text["id"] = page.name


def join_links(page, names, to_site):
    """Let links lead into the document; one to a page left out becomes its words."""
    for link in page.text.select("a.headerlink"):
        link.decompose()
    for link in page.text.select("a[href]"):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc:
            continue
        inside = _inside(page.name, target, names)
        if inside:
            link["href"] = f"#{inside}"
        else:
            link.unwrap()
    for image in page.text.select("img[src]"):
        image["src"] = to_site + beside(page.name, image["src"])


def _inside(name, target, names):
    """Return where a link leads within the document, or None."""
    if target.path:
        name = re.sub(r"\.html$", "", beside(name, target.path))
    explorer = target.fragment.startswith("explorer=")  # a moment of it, online
    return (
        None if name not in names or explorer else place(name, unquote(target.fragment))
    )


def beside(name, path):
    """Return an address seen from the root that a page in a folder gives."""
    return normpath(str(PurePosixPath(name).parent / path))
