"""The table of symbols behind the hover previews, and the labels they show."""

import re
from pathlib import Path

import pytest
from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

import previews

BOOK = Path(__file__).parent.parent / "book"
SYMBOLS = (BOOK / "symbols.md").read_text("utf-8")
SECTIONS = re.split(r"^\(symbols-(\w+)\)=$", SYMBOLS, flags=re.M)[1:]
TABLES = dict(zip(SECTIONS[::2], SECTIONS[1::2], strict=True))


def formulas(table):
    cells = re.findall(r"^\| (\$.+?) \|", table, re.M)
    parser = MarkdownIt().use(dollarmath_plugin)
    inline = [token for cell in cells for token in parser.parseInline(cell)]
    parts = [part for token in inline for part in token.children]
    return [part.content for part in parts if part.type == "math_inline"]


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("K_H", "K_H"),
        (r"P_\text{top}", "P_top"),
        (r"X^\text{col}", "X^col"),
        (r"\sigma", "\N{GREEK SMALL LETTER SIGMA}"),
        ("b(f)", "b(f)"),
        ("p_{n,t_n}", "p_n,tn"),
    ],
)
def test_a_symbol_is_named_as_it_is_drawn(formula, key):
    assert previews.key(formula) == key


def test_a_command_that_is_no_letter_is_refused():
    with pytest.raises(KeyError, match="sigam"):
        previews.key(r"\sigam")


def test_every_section_is_a_page_or_holds_everywhere():
    pages = {path.stem for path in BOOK.glob("*.ipynb")}
    assert "everywhere" in TABLES
    assert set(TABLES) - {"everywhere"} <= pages


@pytest.mark.parametrize("page", TABLES)
def test_a_symbol_has_one_meaning_in_a_section(page):
    keys = [previews.key(formula) for formula in formulas(TABLES[page])]
    assert len(keys) == len(set(keys)) > 0


def test_an_entry_keeps_its_formulas():
    entry = nodes.entry()
    entry += nodes.paragraph("", "", nodes.Text("row "), nodes.math("", "p_0"))
    assert previews.with_formulas(entry) == r"row \(p_0\)"
