"""The predict cards as a QTI 2.1 package: a test, with a section for each chapter.

A learning platform scores the answers, and says which mistake leads to a wrong one.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from convlab.exercises.cards.card import CONVENTIONS
from export.archive import write_zip
from export.cards import markup

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    trim_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters["markup"] = lambda text: Markup(markup(text))


def write(name, **values):
    """Fill in a template, and return its bytes."""
    return TEMPLATES.get_template(name).render(values).encode("utf-8")


def write_item(card, source=""):
    """Return the item of a card, with a field for each number of its answer."""
    said = card.verdicts()
    slips = [s for s in said["known"] if len(s["answer"]) == len(card.answer)]
    told = [(f"slip{n}", slip["said"]) for n, slip in enumerate(slips, start=1)]
    told += [("right", said["right"]), ("wrong", f"Not yet. {card.reasoning}")]
    values = {"card": card, "slips": slips, "told": told, "source": source}
    return write("item.xml", conventions=CONVENTIONS, **values)


def make_package(chapters, title, target):
    """Write items, test and manifest into a zip that is the same on every run."""
    cards = [each for chapter in chapters for each in chapter.cards]
    files = {f"{card.name}.xml": write_item(card, source) for card, source in cards}
    files["test.xml"] = write("test.xml", chapters=chapters, title=title)
    manifest = write("imsmanifest.xml", cards=[card for card, _ in cards])
    write_zip(files | {"imsmanifest.xml": manifest}, target)
