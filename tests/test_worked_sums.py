r"""Sums that the pages work by hand are right: both sides of every = are computed.

The grammar is that of the numbered equations. A letter with numbers for its indices,
such as ``dx_{1,1}``, is an entry of the section's example. A side that holds anything
else is passed over. Of ``(3 + 3, 1 + 3) = (6, 4)``, each entry is a sum by itself.
"""

import math
import re
from collections import Counter

import numpy as np
import pytest
from lark.exceptions import LarkError

from convlab import backward, forward, im2col, samples
from convlab.exercises import cards
from formulas import Meaning, statements
from test_book import ANSWERS, BOOK, PAGES, id_of, prose

ENTRIES = r"\((?:[^()=]|\([^()=,]*\))*,(?:[^()=]|\([^()=,]*\))*\)"
TUPLES = re.compile(f"{ENTRIES}(?: = {ENTRIES})+")
PLAIN = re.compile(r"[-(\d][-\d ()·+/.]*(?: = [-(\d][-\d ()·+/.]*)+")


def tuples(text):
    """List the sums in equations of tuples, one for each entry."""
    sums = []
    for equation in TUPLES.findall(text):
        sides = (side[1:-1].split(",") for side in equation.split(" = "))
        for entries in zip(*sides, strict=True):
            sums.append(" = ".join(map(str.strip, entries)))
    return sums


def in_latex(why):
    """Write each sum of a card's explanation as a display of a page."""
    sums = PLAIN.findall(TUPLES.sub("", why)) + tuples(why)
    text = " ".join(f"${each.rstrip(' .(')}$" for each in sums).replace("·", r"\cdot")
    return re.sub(r"(\d+) // (\d+)", r"\\lfloor \1 / \2 \\rfloor", text)


SOLVED = {id_of(path): prose(path) for path in sorted(BOOK.glob("solutions/*.ipynb"))}
CARDS = {f"card {card.name}": in_latex(card.why) for card in cards.CARDS}
TEXTS = PAGES | SOLVED | CARDS
MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$", re.DOTALL)
SECTION = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)


def arrays(x, w, dz, bias=0, **settings):
    """Name the arrays of a layer with one image, one channel and one kernel."""
    x, w, dz = (np.array(array, float) for array in (x, w, dz))
    given = [array.reshape(1, -1, array.shape[-1], 1) for array in (dz, x, w)]
    dx, dw, db = backward(*given, **settings)
    z = forward(*given[1:], [bias], **settings)
    return {
        **{"x": x, "w": w, "dz": dz, "bias": np.array([bias]), "dbias": db},
        **{"z": z.reshape(dz.shape), "dx": dx.reshape(x.shape)},
        "dw": dw.reshape(w.shape),
    }


def by_hand():
    x, w, bias, dz = samples.by_hand()
    return arrays(x[0, :, :, 0], w[0, :, :, 0], dz[0, :, :, 0], bias[0])


def six_wires():
    return arrays([1, 2, 0, 3], [2, -1], [1, 2, -1])


def two_paths():
    return {"w": 4, "z": np.array([math.nan, 2 * 4, 3 * 4 + 7]), "L": 8 * 19}


def winograd():
    x, w, dz = [1, 2, 0, 1], [3, 1, 2], [1, -1]
    return arrays(x, w, dz)


def padded():
    x, w = samples.counting(1, 5, 6, 1), samples.counting(1, 3, 3, 1) - 4
    steps = {"stride": 2, "padding": ((1, 0), (0, 0))}
    return arrays(x[0, :, :, 0], w[0, :, :, 0], [[1, 2], [-1, 3]], **steps)


def dilated():
    x, w = by_hand()["x"], [[1, -1], [2, 0]]
    return arrays(x, w, [[1, 1]], dilation=2)


# By page, the examples that it works with; by section, if it has one of its own.
EXAMPLES = {
    "forward.ipynb": [by_hand],
    "backward.ipynb": [six_wires, by_hand],
    "fast.ipynb": [winograd],
}
OF_SECTION = {
    "Two paths": [two_paths],
    "Strides and padding": [padded],
    "Gaps between the weights": [dilated],
}
# An operation on two numbers, and later the number that it all comes to.
WORKED = re.compile(r"(?<![a-z]\^)\d\s*(?:[-+/]|\\cdot|\\times)\s*\(?-?\d[^=]*=\s*-?\d")
UNREAD = {  # how these begin, and what the grammar has not
    "|1 - 1.8|": "an absolute value",
    r"\begin{aligned} L &= (8 + 2\varepsilon)": "an epsilon, and braces below terms",
}


def displays(name):
    """Yield each display of a page and the examples that its letters may belong to."""
    _, *sections = SECTION.split(f"## top\n{TEXTS[name]}")
    for heading, text in zip(sections[::2], sections[1::2], strict=True):
        own = [OF_SECTION[start] for start in OF_SECTION if heading.startswith(start)]
        for found in MATH.finditer(text):
            examples = own[0] if own else EXAMPLES.get(name, [])
            latex = found[1] or found[2]
            for part in tuples(latex) if TUPLES.fullmatch(latex) else [latex]:
                yield part, examples


def read(latex):
    """Return the equations of a display, or None if the grammar cannot read it."""
    try:
        trees = statements(latex.split(r"\approx")[0])
    except LarkError:
        return None
    return [tree for tree in trees if tree.data == "chain"]


def equal_sides(latex, examples):
    """List, for each equation of a display, the values of the sides that have one."""
    known = [{}, *(example() for example in examples)]
    trees = read(latex) or []
    return [max((numbers(tree, each) for each in known), key=len) for tree in trees]


def numbers(tree, known):
    """Compute those sides of an equation that hold only what is known."""
    found = []
    for side in tree.children:
        try:
            value = Meaning(known).value(side, {})
        except (LookupError, OverflowError, ValueError):
            continue  # a letter with no number, e^{1000}, arrays that do not fit
        if np.ndim(value) == 0:
            found.append(value)
    return found


def wrong(latex, examples):
    sides = equal_sides(latex, examples)
    return any(not np.allclose(values, values[:1], 1e-12, 1e-12) for values in sides)


@pytest.mark.parametrize("name", TEXTS)
def test_a_sum_worked_by_hand_is_right(name):
    for latex, examples in displays(name):
        assert not wrong(latex, examples), latex


def test_a_wrong_result_is_noticed():
    results = re.compile(r"(?<== )-?(\d+)(?=\s*[,.]?\s*(?:\\\\|$))")
    noticed, counts = [], Counter()
    for name in TEXTS:
        for latex, examples in displays(name):
            if max(map(len, equal_sides(latex, examples)), default=0) > 1:
                for result in results.finditer(latex):
                    start, end = result.span(1)
                    off = f"{latex[:start]}{int(result[1]) + 1}{latex[end:]}"
                    noticed.append(wrong(off, examples))
                    counts[name] += 1
    assert len(noticed) > 200
    assert all(noticed)
    assert min(counts[f"{chapter}.ipynb"] for chapter in ANSWERS) >= 3


def test_the_twelve_products_of_a_figure_are_those_listed_below_it():
    batch = samples.batch()
    products = batch.w[1].ravel() * im2col(batch.x, (2, 3))[0, :, 2]
    first, *others = (f"{'+' if k >= 0 else '-'} {abs(k):g}" for k in products)
    assert (
        f"{first.replace('- ', '-')} {' '.join(others)} = -8$" in PAGES["im2col.ipynb"]
    )


def test_no_sum_is_passed_over_but_those_that_are_known():
    unread = [
        " ".join(latex.split())
        for name in TEXTS
        for latex, _ in displays(name)
        if WORKED.search(latex) and read(latex) is None
    ]
    starts = [start for latex in unread for start in UNREAD if latex.startswith(start)]
    assert len(starts) == len(unread), unread
    assert set(starts) == set(UNREAD)


def test_every_sum_of_a_card_is_found():
    for name, sums in CARDS.items():
        assert len([*displays(name)]) * 2 == sums.count("$"), sums


def test_each_entry_of_a_tuple_is_a_sum():
    shown = "(row, column) = (2 · (2 + 1), -3) = (6, -3)"
    assert tuples(shown) == ["row = 2 · (2 + 1) = 6", "column = -3 = -3"]
    assert tuples("(p W + q) C = (6, 3) and f(1, 2) = 3") == []


def test_an_image_as_one_list_of_numbers_is_read():
    (tree,) = read(r"x_1\bigl[\,2 \cdot 2 + 1\,\bigr] = 11")
    assert numbers(tree, {"x": np.arange(12).reshape(2, 2, 3)}) == [11, 11]


def test_an_example_of_a_section_has_its_section():
    headings = SECTION.findall("\n".join(PAGES.values()))
    for start in OF_SECTION:
        assert any(heading.startswith(start) for heading in headings), start
