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

__all__ = ["GAP", "Grid", "Sign", "draw"]

INK = NEUTRAL["ink"]
CELL = 0.36  # inches a cell
GAP = 0.5  # cells between neighbours
HEAD = 2.0  # cells above the first row: the name, and the labels of the columns
FOOT = 0.4  # and below the last
NAME = 0.27  # cells that one character of a name takes
LABEL = 0.24  # and one of a label
DIGIT = 0.2  # and one of a number
MANY, CLOSE = 10, 0.9  # columns that are set closer, for a phone to show them all


@dataclass
class Grid:
    """A matrix to draw, in the colour of its role.

    `marked` cells have a thick border and bold numbers; `muted` ones are hatched.
    `rows` and `columns` are labels, numbers from 0 on if left out. `shades` says how
    strongly each cell is tinted, from 0 to 1.
    """

    name: str
    role: str
    values: NDArray
    marked: set[tuple[int, int]] = field(default_factory=set)
    muted: set[tuple[int, int]] = field(default_factory=set)
    rows: list[str] | None = None
    columns: list[str] | None = None
    shades: NDArray | None = None

    def __post_init__(self) -> None:
        height, width = self.values.shape
        self.rows = [str(row) for row in self.rows or range(height)]
        self.columns = [str(column) for column in self.columns or range(width)]
        self.side = 0.4 + LABEL * max(map(len, self.rows))
        longest = max(len(format_number(value)) for value in np.ravel(self.values))
        self.cell = max(CLOSE if width >= MANY else 1, 0.35 + DIGIT * longest)
        width = max(self.side + width * self.cell, NAME * len(self.name))
        self.size = width, HEAD + height

    def draw(self, axes: Axes, left: float, top: float) -> None:
        """Draw the grid with the top-left corner of its labels at (left, top)."""
        left, middle, top = left + self.side, top + 0.5, top + HEAD
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
            middle = left + (j + 0.5) * self.cell
            axes.text(middle, top - 0.4, label, ha="center", **style)
        for i, j in np.ndindex(self.values.shape):
            self._draw_cell(axes, (i, j), left + j * self.cell, top + i)

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
            style |= {"hatch": "////", "hatchcolor": NEUTRAL["hatch"]}
        axes.add_patch(Rectangle((left, top), self.cell, 1, ec=edge, lw=width, **style))
        middle = left + self.cell / 2, top + 0.53
        ink = {
            "weight": "bold" if marked else "normal",
            "color": INK,
            "size": 8.5,
        }
        text = format_number(self.values[cell])
        axes.text(*middle, text, ha="center", va="center", zorder=3, **ink)


@dataclass
class Sign:
    """A sign between two grids: +, =, and the like."""

    text: str

    def __post_init__(self) -> None:
        self.size = 0.35 * len(self.text), HEAD + 1

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


def draw(*lines: Sequence[Part]) -> Figure:
    """Draw lines of grids and signs, one line below the other.

    Parameters
    ----------
    *lines : list of Grid or Sign
        The grids and signs of one line, from left to right.

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
    for line, height in zip(lines, heights, strict=True):
        left = 0.0
        for panel in _panels(line):
            start = left
            for part in panel:
                part.draw(axes, left + GAP / 2, top)
                left += part.size[0] + GAP
            size = left - start, max(part.size[1] for part in panel) + FOOT
            _add_frame(axes, (start, top), size)
        top += height
    return figure


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
