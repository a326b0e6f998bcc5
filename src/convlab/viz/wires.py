"""The layer in one dimension, drawn as wires from pixels to units."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL, PALETTE, format_number
from convlab._validate import check_array, check_nonempty
from convlab.conv import forward

__all__ = ["show_wires"]

WIDTH = 3.4  # inches
CELL, GAP = 0.36, 0.26  # inches: the side of a cell, and the gap to the one below
HEAD, FOOT = 0.42, 0.08  # inches above the cells, for the names, and below them
PIXELS, UNITS, DERIVATIVES = 0.5, 2.2, 2.8  # inches from the left to each column
LABEL = 0.34  # inches from the middle of a cell to its index
LINES = "solid", "dashed", "dotted", "dashdot"  # of the weights, in turn


def show_wires(dz: ArrayLike, x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw a wire from every pixel to every unit that reads it, with its weight.

    Parameters
    ----------
    dz : array (OW,)
        What waits at the units, with OW = W - KW + 1.
    x : array (W,)
        A row of pixels.
    w : array (KW,)
        A kernel that fits into it.

    Returns
    -------
    matplotlib.figure.Figure
        x, z = `forward(x, w)` and dz, side by side. Wires with the same weight
        have the same line style; they are numbered from 1, unit by unit.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a row of numbers, or their lengths do not fit.
    """
    x, w = check_array("x", x, "W"), check_array("w", w, "KW")
    check_nonempty("w", w)
    z = forward(x.reshape(1, 1, -1, 1), w.reshape(1, 1, -1, 1)).ravel()
    dz = check_array("dz", dz, "OW")
    if dz.shape != z.shape:
        raise ValueError(f"dz must have OW = {len(z)} entries; got {len(dz)}")
    step = CELL + GAP
    height = HEAD + step * len(x) - GAP + FOOT
    figure = Figure(figsize=(WIDTH, height), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    down = HEAD + step * (len(w) - 1) / 2  # units lie in the middle of their windows
    _draw_column(axes, "x", x, PIXELS, HEAD, -LABEL)
    _draw_column(axes, "z", z, UNITS, down)
    _draw_column(axes, "dz", dz, DERIVATIVES, down, LABEL)
    for a in range(len(z)):
        for q, weight in enumerate(w):
            start = PIXELS + CELL, HEAD + step * (a + q) + CELL / 2
            end = UNITS, down + step * a + CELL / 2
            style: dict[str, Any] = {"linestyle": LINES[q % len(LINES)], "zorder": 1}
            axes.plot(*zip(start, end, strict=True), color=PALETTE["w"], **style)
            _write(axes, start, end, 0.25, str(a * len(w) + q + 1), NEUTRAL["ink"])
            _write(axes, start, end, 0.6, format_number(weight), PALETTE["w"])
    return figure


def _draw_column(
    axes: Axes, name: str, a: NDArray, left: float, top: float, side: float = 0
) -> None:
    """Draw an array from top to bottom, with its indices to one side of it."""
    ink: dict[str, Any] = {"ha": "center", "va": "center", "size": 10}
    bold = {"color": PALETTE[name], "weight": "bold"}
    axes.text(left + CELL / 2, top - 0.18, name, **ink | bold)
    for k, value in enumerate(a):
        corner = left, top + k * (CELL + GAP)
        box = Rectangle(corner, CELL, CELL, fill=False, ec=PALETTE[name], lw=1.4)
        axes.add_patch(box)
        across, down = box.get_center()
        axes.text(across, down, format_number(value), color=NEUTRAL["ink"], **ink)
        if side:
            axes.text(across + side, down, str(k), color=NEUTRAL["pale"], **ink)


def _write(axes, start, end, share, text, color):
    """Write on a wire, a share of the way along it."""
    ends = zip(start, end, strict=True)
    place = [here + share * (there - here) for here, there in ends]
    box = {"boxstyle": "round,pad=0.15", "fc": NEUTRAL["page"], "ec": "none"}
    ink: dict[str, Any] = {"color": color, "size": 9, "weight": "bold", "bbox": box}
    axes.text(*place, text, ha="center", va="center", **ink)
