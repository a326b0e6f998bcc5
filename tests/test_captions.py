"""Captions and descriptions name what is drawn: their numbers are in the figure."""

import itertools
import re
from collections import defaultdict
from typing import NamedTuple

import pytest

from test_book import RUN, code_cells

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!e)")
NOT_DRAWN = re.compile(
    r"\{eq\}`.*?`|\b\d+ by \d+\b|\b\d+ (?:rows|columns|epochs|degrees)|\d+e-\d+"
)
# By figure, what a reader sees as a length, a place on an axis or a number of dots.
SEEN_OTHERWISE = {
    "fig-confusion": {30},
    "fig-evidence": {17},
    "fig-comparison": {0.07},
    "fig-gridding": {5, 7, 9, 13},
    "fig-learning": {0.001},
    "fig-methods": {8, 64},
    "fig-photograph": {0, 255},
    "fig-precision": {64, 256},
    "fig-question": {0},
    "fig-roofline": {0.97, 1.7, 2.3, 3.1, 5.8, 9.6, 18, 19, 26, 36, 41, 46, 71},
    "fig-stack": {4, 7, 9, 13, 15},
    "fig-u-curve": {100},
}


class Told(NamedTuple):
    """A figure: its name, the numbers that are drawn, and those in the words on it."""

    name: str
    drawn: set
    told: set

    def fits(self, figure):
        return self.told <= figure.drawn


def numbers(text):
    return {float(number) for number in NUMBER.findall(text)}


def figures(seen):
    """List the figures with words of each notebook."""
    found = defaultdict(list)
    for path in RUN:
        for cell in code_cells(path):
            words = cell.metadata.get("mystnb", {})
            if "figure" in words:
                svg = [o.get("data", {}).get("image/svg+xml", "") for o in cell.outputs]
                texts = re.findall("<!-- (.*?) -->", "".join(svg))
                name = words["figure"]["name"]
                told = f"{words['figure']['caption']} {words['image']['alt']}"
                told = numbers(NOT_DRAWN.sub("", told)) - seen.get(name, set())
                found[path.stem].append(Told(name, numbers(" ".join(texts)), told))
    return found


FIGURES = figures(SEEN_OTHERWISE)


@pytest.mark.parametrize("notebook", FIGURES)
def test_each_number_told_of_a_figure_is_drawn_in_it(notebook):
    for figure in FIGURES[notebook]:
        assert figure.fits(figure), (figure.name, figure.told - figure.drawn)


def test_what_is_seen_otherwise_is_told_and_not_drawn():
    found = figures({}).values()
    every = {figure.name: figure for of_one in found for figure in of_one}
    for name, seen in SEEN_OTHERWISE.items():
        assert seen <= every[name].told - every[name].drawn, name


def test_words_that_change_places_are_noticed():
    pairs = [
        p for of_one in FIGURES.values() for p in itertools.combinations(of_one, 2)
    ]
    noticed = [not (one.fits(other) and other.fits(one)) for one, other in pairs]
    assert sum(noticed) > 0.8 * len(pairs)
