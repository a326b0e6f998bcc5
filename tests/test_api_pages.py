"""The tables on the pages of functions leave nothing out."""

import re

import pytest

from convlab import explorers, layers, viz
from test_book import BOOK, PAGES

LABEL = re.compile(r"^\$\$ \((.+)\)$", re.MULTILINE)
CHAPTERS = "notation forward im2col backward gradients general fast inside learning"


def read(page):
    return (BOOK / "api" / f"{page}.md").read_text("utf-8")


def test_the_table_of_equations_has_them_all_in_the_order_of_the_book():
    texts = [PAGES[f"{chapter}.ipynb"] for chapter in CHAPTERS.split()]
    listed = re.search(
        r"^```\{equation-table\}\n(.*?)^```", read("equations"), re.M | re.S
    )
    assert listed[1].split() == LABEL.findall("\n".join(texts))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (layers, PAGES["api.md"]),
        (viz, read("teaching")),
        (explorers, read("teaching")),
    ],
)
def test_every_public_name_is_in_a_table_once(module, text):
    name = module.__name__.removeprefix("convlab.")
    listed = re.findall(rf"^   {name}\.(\w+)$", text, re.MULTILINE)
    assert sorted(listed) == sorted(module.__all__)
