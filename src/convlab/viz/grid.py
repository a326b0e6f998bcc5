"""Grids of numbers: the name above, the number in every cell, several to a figure.

Each grid has an invisible frame around it, with a sign beside it. By these frames the
site cuts a figure into panels, which stack where a screen has no room for them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from convlab._style import NEUTRAL, PALETTE, format_number

__all__ = ["GAP", "Grid", "Sign", "draw", "longest", "narrow", "with_sign"]

INK = NEUTRAL["ink"]
CELL = 0.36  # inches a cell
MARGIN = 0.16  # cells around the number in a narrow column
GAP = 0.5  # cells between neighbours
HEAD = 2.0  # cells above the first row: the name, and the labels of the columns
UPPER = 0.9  # and for a second line of labels
FOOT = 0.4  # and below the last
NAME = 0.27  # cells that one character of a name takes
LABEL = 0.24  # and one of a label
DIGIT = 0.2  # and one of a number
MANY, CLOSE = 10, 0.9  # columns that are set closer, for a phone to show them all
HATCHES = "////", "---", "xxxx"  # of muted cells, by the order of their kinds
LINE = 0.8  # cells that a line of the legend takes


@dataclass
class Grid:
    """A matrix to draw, in the colour of its role.

    `marked` cells have a thick border and bold numbers; `muted` ones are hatched.
    `rows` and `columns` are labels, numbers from 0 on if left out; of a column's two
    lines, the upper is turned if it is too long. `shades` says how strongly each cell
    is tinted, from 0 to 1. `cell_width` is that of a column, found from the numbers if
    left out. `kinds` names sets of muted cells: each set has a hatch of its own, and a
    line in a legend below if there are several; there are hatches for three sets. A
    dashed frame surrounds the `framed` cells.
    """

    name: str
    role: str
    values: NDArray
    marked: set[tuple[int, int]] = field(default_factory=set)
    muted: set[tuple[int, int]] = field(default_factory=set)
    rows: list[str] | None = None
    columns: list[str] | None = None
    shades: NDArray | None = None
    cell_width: float = 0
    kinds: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    framed: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        height, width = self.values.shape
        if len(self.kinds) > len(HATCHES):
            raise ValueError(
                f"kinds must name at most {len(HATCHES)} sets of cells; "
                f"got {', '.join(self.kinds)}"
            )
        self.hatches = {
            cell: hatch
            for hatch, cells in zip(HATCHES, self.kinds.values(), strict=False)
            for cell in cells
        }
        self.muted = self.muted | set(self.hatches)
        self.kinds = {name: cells for name, cells in self.kinds.items() if cells}
        self.rows = [str(row) for row in self.rows or range(height)]
        self.columns = [str(column) for column in self.columns or range(width)]
        self.head = HEAD + UPPER * any("\n" in column for column in self.columns)
        self.side = 0.4 + LABEL * max(map(len, self.rows))
        number = DIGIT * longest(self.values)
        least = CLOSE if width >= MANY else 1
        self.cell_width = self.cell_width or max(least, 0.35 + number)
        width = max(self.side + width * self.cell_width, NAME * len(self.name))
        legend = LINE * len(self.kinds) + FOOT if len(self.kinds) > 1 else 0
        self.size = width, self.head + height + legend

    def draw(self, axes: Axes, left: float, top: float) -> None:
        """Draw the grid with the top-left corner of its labels at (left, top)."""
        left, middle, top = left + self.side, top + 0.5, top + self.head
        ink: dict[str, Any] = {
            "color": PALETTE[self.role],
            "weight": "bold",
            "size": 10,
        }
        axes.text(left, middle, self.name, va="center", **ink)
        style: dict[str, Any] = {"color": NEUTRAL["pale"], "size": 8, "va": "center"}
        for i, label in enumerate(self.rows or []):
            axes.text(left - 0.25, top + i + 0.5, label, ha="right", **style)
        for j, label in enumerate(self.columns or []):
            middle = left + (j + 0.5) * self.cell_width
            *above, below = label.split("\n")
            axes.text(middle, top - 0.4, below, ha="center", **style)
            for upper in above:
                turn = 90 if LABEL * len(upper) > self.cell_width else 0
                style_above = {**style, "ha": "center", "rotation": turn}
                axes.text(middle, top - 1.25, upper, **style_above)
        for i, j in np.ndindex(self.values.shape):
            self._draw_cell(axes, (i, j), left + j * self.cell_width, top + i)
        if self.framed:
            self._draw_frame(axes, left, top)
        if len(self.kinds) > 1:
            self._draw_legend(axes, left, top + len(self.values) + FOOT)

    def _draw_frame(self, axes, left, top):
        rows, columns = zip(*self.framed, strict=True)
        (i, last), (j, right) = ((min(k), max(k)) for k in (rows, columns))
        corner = left + j * self.cell_width, top + i
        size = (right + 1 - j) * self.cell_width, last + 1 - i
        style: dict[str, Any] = {"fill": False, "lw": 1.8, "ls": (0, (2.5, 1.5))}
        style |= {"ec": INK, "zorder": 4}
        axes.add_patch(Rectangle(corner, *size, **style))

    def _draw_legend(self, axes, left, top):
        ink: dict[str, Any] = {"color": NEUTRAL["pale"], "size": 8, "va": "center"}
        for k, (name, cells) in enumerate(self.kinds.items()):
            box: dict[str, Any] = {
                "facecolor": "white",
                "edgecolor": NEUTRAL["rule"],
                "linewidth": 0.6,
                "hatch": self.hatches[next(iter(cells))],
                "hatchcolor": NEUTRAL["hatch"],
            }
            axes.add_patch(Rectangle((left, top + k * LINE), 0.9, 0.6, **box))
            axes.text(left + 1.2, top + k * LINE + 0.32, name, **ink)

    def _draw_cell(self, axes, cell, left, top):
        marked, muted = cell in self.marked, cell in self.muted
        strength = 0.45 if marked else 0.0 if muted else 0.13
        if self.shades is not None:
            strength = self.shades[cell]
        edge, width = (PALETTE[self.role], 2) if marked else (NEUTRAL["rule"], 0.6)
        style: dict[str, Any] = {
            "facecolor": _tint(PALETTE[self.role], strength),
            "zorder": 1 + marked,
        }
        if muted:
            hatch = self.hatches.get(cell, HATCHES[0])
            style |= {"hatch": hatch, "hatchcolor": NEUTRAL["hatch"]}
        axes.add_patch(
            Rectangle((left, top), self.cell_width, 1, ec=edge, lw=width, **style)
        )
        middle = left + self.cell_width / 2, top + 0.53
        ink = {
            "weight": "bold" if marked else "normal",
            "color": INK,
            "size": 8.5,
        }
        text = format_number(self.values[cell])
        axes.text(*middle, text, ha="center", va="center", zorder=3, **ink)


@dataclass
class Sign:
    """A sign between two grids: +, =, and the like; or a few lines next to one."""

    text: str

    def __post_init__(self) -> None:
        self.size = 0.35 * max(map(len, self.text.split("\n"))), HEAD + 1

    def draw(self, axes: Axes, left: float, top: float) -> None:
        """Write the sign beside the first row of its neighbours."""
        axes.text(
            left,
            top + HEAD + 0.5,
            self.text,
            va="center",
            size=12,
            color=INK,
        )


Part = Grid | Sign


def draw(*lines: Sequence[Part], together: bool = False) -> Figure:
    """Draw lines of grids and signs, one line below the other.

    Parameters
    ----------
    *lines : list of Grid or Sign
        The grids and signs of one line, from left to right.
    together : bool
        Whether the lines end flush right and the whole is one panel, which no screen
        takes apart.

    Returns
    -------
    matplotlib.figure.Figure
    """
    widths = [sum(part.size[0] + GAP for part in line) for line in lines]
    heights = [max(part.size[1] for part in line) + FOOT for line in lines]
    figure = Figure(figsize=(max(widths) * CELL, sum(heights) * CELL), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, max(widths)), ylim=(sum(heights), 0))
    axes.set_axis_off()
    top = 0.0
    for line, width, height in zip(lines, widths, heights, strict=True):
        left = max(widths) - width if together else 0.0
        for panel in _panels(line):
            start = left
            for part in panel:
                part.draw(axes, left + GAP / 2, top)
                left += part.size[0] + GAP
            size = left - start, max(part.size[1] for part in panel) + FOOT
            if not together:
                _add_frame(axes, (start, top), size)
        top += height
    if together:
        _add_frame(axes, (0, 0), (max(widths), top))
    return figure


def narrow(*arrays: NDArray) -> float:
    """Return the width of columns, in cells, that just holds the longest number."""
    return MARGIN + DIGIT * max(map(longest, arrays))


def with_sign(value: float) -> str:
    """Write a number that is added, or subtracted if negative."""
    sign = "\N{MINUS SIGN}" if value < 0 else "+"
    return f"{sign} {format_number(abs(value))}"


def longest(values: NDArray) -> int:
    """Return how many characters the longest number has."""
    return max(len(format_number(value)) for value in np.ravel(values))


def _panels(line: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Split a line into grids, each with the sign before it, and the last one after."""
    grids = [k for k, part in enumerate(line) if isinstance(part, Grid)]
    ends = [*(k + 1 for k in grids[:-1]), len(line)]
    return (line[start:end] for start, end in pairwise([0, *ends]))


def _add_frame(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float]
) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None
    style: dict[str, Any] = {"fill": False, "linewidth": 0}
    frame = Rectangle(corner, *size, transform=axes.transData, **style)
    frame.set_gid(f"panel_{len(figure.artists) + 1}")
    figure.add_artist(frame)


def _tint(colour: str, strength: float) -> tuple[float, ...]:
    return tuple(1 - strength * (1 - part) for part in to_rgb(colour))
