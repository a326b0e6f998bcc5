"""The grids of a figure, and an odd layer to draw: strides and padding that differ."""

import numpy as np
import pytest

from convlab import forward, pad, samples
from convlab._style import format_number
from convlab.viz import (
    backward_grids,
    forward_grids,
    matrix_grids,
    tiles,
    transposed_grids,
)
from convlab.viz.grid import Grid

__all__ = [
    "BIAS",
    "DZ",
    "MINUS",
    "ODD",
    "PADDED",
    "POOLED",
    "W3",
    "ZEROS",
    "X",
    "Z",
    "bold",
    "grids",
    "in_bold",
    "lines",
    "lines_of_grids",
    "plain",
    "words",
]

MODULES = backward_grids, forward_grids, matrix_grids, tiles, transposed_grids
CELL_SIZE = 8.5  # points
MINUS = "\N{MINUS SIGN}"

X = samples.counting(2, 6, 7, 2) % 11
W3, BIAS = samples.batch().w, samples.batch().b
ODD = {"stride": (2, 3), "padding": ((1, 0), (0, 2))}
Z = forward(X, W3, BIAS, **ODD)
DZ = Z % 7 + 1
PADDED = pad(X, (2, 3), **ODD)
POOLED = (  # dz and x
    np.array([2, -1, 3, 4]).reshape(1, 2, 2, 1),
    np.array([1, 5, 2, 0, 3, 2, 4, 7, 6, 0, 1, 1, 2, 4, 3, 8]).reshape(1, 4, 4, 1),
)
ZEROS = {(0, j) for j in range(9)} | {(i, j) for i in range(7) for j in (7, 8)}


def words(figure):
    return [text.get_text().replace(MINUS, "-") for text in figure.axes[0].texts]


def in_bold(text):
    return text.get_size() == CELL_SIZE and text.get_weight() == "bold"


def bold(figure):
    marked = filter(in_bold, figure.axes[0].texts)
    return [cell.get_text().replace(MINUS, "-") for cell in marked]


def plain(value):
    return format_number(value).replace(MINUS, "-")


def lines(show, *arguments, **settings):
    """Return the lines of a figure, as grids and signs, instead of drawing them."""
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "draw", lambda *lines, **_: lines)
        return show(*arguments, **settings)


def lines_of_grids(show, *arguments, **settings):
    """Return the lines of a figure without their signs."""
    drawn = lines(show, *arguments, **settings)
    return [[part for part in line if isinstance(part, Grid)] for line in drawn]


def grids(show, *arguments, **settings):
    """Return the grids of a figure by name."""
    drawn = lines_of_grids(show, *arguments, **settings)
    return {grid.name: grid for line in drawn for grid in line}
