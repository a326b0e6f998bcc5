"""The predict cards as they leave the book: each alone, with a link to its section."""

import json
import re
from html import escape
from pathlib import Path
from typing import NamedTuple

from address import ADDRESS, read_address
from convlab.exercises.cards import CHAPTERS, Card
from export.printed import VIEW, read_page

BOOK = Path(__file__).parents[2]


class Chapter(NamedTuple):
    """A page, its title, and its cards, each with the address of its section or ""."""

    page: str
    title: str
    cards: list[tuple[Card, str]]


def collect(site):
    """Return the chapters; addresses need a built site and its public address."""
    address = read_address(ADDRESS)
    return [Chapter(p, find_title(p), find_cards(site, p, address)) for p in CHAPTERS]


def find_title(page):
    """Return the heading with which a notebook begins."""
    notebook = json.loads((BOOK / f"{page}.ipynb").read_text("utf-8"))
    return re.match("# (.+)", notebook["cells"][0]["source"][0])[1]


def find_cards(site, page, address):
    """Return the cards of a page, each with its address if the book has one."""
    if not address:
        return [(card, "") for card in CHAPTERS[page]]
    ids = find_sections(read_page(site, page))
    return [(c, f"{address}{page}.html#{ids[c.name]}") for c in CHAPTERS[page]]


def find_sections(page):
    """Return {name of a card: id of the section of the page that shows it}."""
    found = {}
    for view in page.text.find_all("script", type=VIEW):
        state = page.models[json.loads(view.string)["model_id"]]["state"]
        if "sealed" in state:
            found[state["name"]] = view.find_parent("section")["id"]
    return found


def markup(text):
    """Write a text of a card as XML and HTML: what is between backticks is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if k % 2 else p for k, p in enumerate(parts))
