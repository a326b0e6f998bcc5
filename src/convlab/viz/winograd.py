"""The way of one image through Winograd's layer, as stacks of matrices."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convlab._style import NEUTRAL, PALETTE
from convlab._validate import Pair, check_int, check_pair
from convlab.fast.toom_cook import best_tile
from convlab.viz.chart import SMALL, WIDTH

__all__ = ["show_winograd"]

LEFT, RIGHT = 0.95, 2.85  # inches: the middles of the two columns
LONGEST = 1.3  # inches: the longest side of a matrix,
SHORTEST = 0.08  # and what is drawn of a side at least
SHEETS, OFFSET = 3, 0.06  # matrices that stand for a stack, and how far they are apart
DEPTH = (SHEETS - 1) * OFFSET
ARROW = 0.42  # inches
HEAD = 0.42  # above an array: its name and shape
TIMES = " \N{MULTIPLICATION SIGN} "


def show_winograd(image_size: Pair, channels: int, kernels: int, size: Pair) -> Figure:
    """Draw what Winograd's layer makes of one image, with stride 1 and padding "same".

    Parameters
    ----------
    image_size : int or (int, int)
        H, W in pixels.
    channels, kernels : int
        C and F.
    size : int or (int, int)
        KH, KW in pixels, both at least 2: with a single weight nothing is saved.

    Returns
    -------
    matplotlib.figure.Figure
        x and, below it, V, a matrix of tiles by channels for each point; w, U and M on
        the right, with M beside V and below U, as rows and columns meet; z below. The
        sides of V, U and M are to scale, but none is under 0.08 inches.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number, or too small.
    """
    H, W = check_pair("image_size", image_size, 1)
    C, F = check_int("channels", channels, 1), check_int("kernels", kernels, 1)
    KH, KW = check_pair("size", size, 2)
    axis = zip((H, W), (KH, KW), strict=True)
    rows, columns = (best_tile(windows, K, 1, np.dtype("f4")) for windows, K in axis)
    tiles = -(-H // rows.outputs) * -(-W // columns.outputs)
    points = len(rows.A) * len(columns.A)
    scale = LONGEST / max(tiles, C, F)
    t, c, f = (max(side * scale, SHORTEST) for side in (tiles, C, F))

    top = HEAD + ARROW + HEAD + c + DEPTH + ARROW + HEAD  # of V and M
    low = top + t + DEPTH
    height = low + ARROW + HEAD
    figure = Figure(figsize=(WIDTH, height), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    _name(axes, "x", "x", f"one image, {_shape(H, W, C)}", (LEFT, HEAD))
    _name(axes, "w", "w", _shape(F, KH, KW, C), (RIGHT, HEAD))
    _arrow(axes, (LEFT, HEAD), top - HEAD, "B x B$^T$")
    _arrow(axes, (RIGHT, HEAD), HEAD + ARROW, "G w G$^T$")
    _stack(axes, "U", "w", (points, C, F), (RIGHT, HEAD + ARROW + HEAD), (f, c))
    _stack(axes, "V", "x", (points, tiles, C), (LEFT, top), (c, t))
    _stack(axes, "M = V U", "z", (points, tiles, F), (RIGHT, top), (f, t))
    _arrow(axes, (RIGHT, top - HEAD - ARROW), top - HEAD)
    across = {"arrowstyle": "-|>", "color": NEUTRAL["ink"]}
    ends = (LEFT + c / 2 + DEPTH, top + t / 2), (RIGHT - f / 2, top + t / 2)
    axes.annotate("", ends[1], ends[0], arrowprops=across)
    _arrow(axes, (RIGHT, low), low + ARROW, "A$^T$ M A")
    _name(axes, "z", "z", f"its units, {_shape(H, W, F)}", (RIGHT, height))
    return figure


def _shape(*sizes: int) -> str:
    return TIMES.join(map(str, sizes))


def _name(
    axes: Axes, name: str, role: str, shape: str, foot: tuple[float, float]
) -> None:
    """Write a name in the colour of its role, and the shape below it, above `foot`."""
    middle, bottom = foot
    ink: dict[str, Any] = {"ha": "center", "va": "center"}
    style: dict[str, Any] = {"color": PALETTE[role], "weight": "bold", "size": 10}
    axes.text(middle, bottom - 0.3, name, **ink, **style)
    axes.text(middle, bottom - 0.12, shape, color=NEUTRAL["pale"], size=SMALL, **ink)


def _arrow(axes: Axes, start: tuple[float, float], end: float, label: str = "") -> None:
    """Draw an arrow down from `start`, with what it does beside it."""
    middle, top = start
    arrow = {"arrowstyle": "-|>", "color": NEUTRAL["ink"], "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (middle, end), (middle, top), arrowprops=arrow)
    ink: dict[str, Any] = {"va": "center", "size": 9, "color": NEUTRAL["ink"]}
    axes.text(middle + 0.1, (top + end) / 2, label, **ink)


def _stack(
    axes: Axes,
    name: str,
    role: str,
    shape: tuple[int, int, int],
    top: tuple[float, float],
    size: tuple[float, float],
) -> None:
    """Draw a stack of matrices of width and height `size`, its upper edge at `top`."""
    count, *sides = shape
    _name(axes, name, role, f"{count} matrices, {_shape(*sides)}", top)
    style: dict[str, Any] = {"edgecolor": PALETTE[role], "linewidth": 1}
    style["facecolor"] = to_rgba(PALETTE[role], 0.16)
    for k in range(SHEETS):
        shift = (SHEETS - 1 - k) * OFFSET
        corner = top[0] - size[0] / 2 + shift, top[1] + shift
        axes.add_patch(Rectangle(corner, *size, **style))
