"""Draw grids of numbers: the name above, the number in every cell."""

from dataclasses import dataclass, field

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from convlab.palette import PALETTE

__all__ = ["Grid", "Sign", "number"]

INK, PALE_INK, LINE, HATCH = "#1f2328", "#59636e", "#8c959f", "#a0a9b3"
HEAD = 2.0  # cells above the first row: the name, and the numbers of the columns
LABEL = 0.24  # cells that one character of a label takes
DIGIT = 0.2  # cells that one character of a number takes


@dataclass
class Grid:
    """A matrix to draw, in the colour of its role.

    `marked` cells have a thick border and bold numbers; `muted` ones are hatched.
    `rows` and `columns` are labels, counted from 0 when left out.
    """

    name: str
    role: str
    values: np.ndarray
    marked: set = field(default_factory=set)
    muted: set = field(default_factory=set)
    rows: list = None
    columns: list = None

    def __post_init__(self):
        height, width = np.shape(self.values)
        self.rows = [str(row) for row in self.rows or range(height)]
        self.columns = [str(column) for column in self.columns or range(width)]
        self.side = 0.4 + LABEL * max(map(len, self.rows))
        longest = max(len(number(value)) for value in np.ravel(self.values))
        self.cell = max(1, 0.35 + DIGIT * longest)
        width = max(self.side + width * self.cell, 0.32 * len(self.name))
        self.size = width, HEAD + height

    def draw(self, axes, left, top):
        """Draw the grid with the top-left corner of its labels at (left, top)."""
        left, middle, top = left + self.side, top + 0.5, top + HEAD
        ink = {"color": PALETTE[self.role], "weight": "bold", "size": 10}
        axes.text(left, middle, self.name, va="center", **ink)
        style = {"color": PALE_INK, "size": 7.5, "va": "center"}
        for i, label in enumerate(self.rows):
            axes.text(left - 0.25, top + i + 0.5, label, ha="right", **style)
        for j, label in enumerate(self.columns):
            middle = left + (j + 0.5) * self.cell
            axes.text(middle, top - 0.4, label, ha="center", **style)
        for i, j in np.ndindex(np.shape(self.values)):
            self._draw_cell(axes, (i, j), left + j * self.cell, top + i)

    def _draw_cell(self, axes, cell, left, top):
        marked, muted = cell in self.marked, cell in self.muted
        strength = 0.45 if marked else 0.0 if muted else 0.13
        edge, width = (PALETTE[self.role], 2) if marked else (LINE, 0.6)
        style = {"facecolor": _tint(PALETTE[self.role], strength), "zorder": 1 + marked}
        if muted:
            style |= {"hatch": "////", "hatchcolor": HATCH}
        axes.add_patch(Rectangle((left, top), self.cell, 1, ec=edge, lw=width, **style))
        middle = left + self.cell / 2, top + 0.53
        ink = {"weight": "bold" if marked else "normal", "color": INK, "size": 8.5}
        text = number(self.values[cell])
        axes.text(*middle, text, ha="center", va="center", zorder=3, **ink)


@dataclass
class Sign:
    """A sign between two grids: +, =, and the like."""

    text: str

    def __post_init__(self):
        self.size = 0.35 * len(self.text), HEAD + 1

    def draw(self, axes, left, top):
        """Write the sign beside the first row of its neighbours."""
        axes.text(left, top + HEAD + 0.5, self.text, va="center", size=12, color=INK)


def number(value):
    """Write whole numbers in full, others to three digits, with a real minus sign."""
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"
    return "0" if text == "-0" else text.replace("-", "\N{MINUS SIGN}")


def _tint(colour, strength):
    return tuple(1 - strength * (1 - part) for part in to_rgb(colour))
