"""The way of one image through Winograd's layer, as stacks of matrices."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from convlab._spec import check_layer
from convlab._style import NEUTRAL, PALETTE
from convlab._validate import check_nonempty
from convlab.fast.toom_cook import best_tile
from convlab.viz.chart import SMALL, WIDTH

__all__ = ["show_block"]

LEFT, RIGHT = 0.95, 2.85  # inches: the middles of the two columns
LONGEST = 1.3  # inches: the longest side of a matrix,
SHORTEST = 0.08  # and what is drawn of a side at least
SHEETS, OFFSET = 3, 0.06  # matrices that stand for a stack, and how far they are apart
DEPTH = (SHEETS - 1) * OFFSET
ARROW = 0.42  # inches
HEAD = 0.42  # above an array: its name and shape
TIMES = " \N{MULTIPLICATION SIGN} "


def show_block(x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw what Winograd's layer makes of one image, with padding "same".

    Parameters
    ----------
    x : array (B, H, W, C)
        Images; the first is drawn.
    w : array (F, KH, KW, C)
        Kernels.

    Returns
    -------
    matplotlib.figure.Figure
        x and, below it, V, a matrix of tiles by channels for each point; w, U and M on
        the right, with M beside V and below U, as rows and columns meet; z below. The
        sides of V, U and M are to scale, but none is under 0.08 inches.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and if there is no image.
    """
    x, w, _ = check_layer(x, w, 1, "same")
    check_nonempty("x", x)
    _, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    axis = zip((H, W), (KH, KW), strict=True)
    rows, columns = (best_tile(size, K, 1, x.dtype) for size, K in axis)
    tiles = -(-H // rows.outputs) * -(-W // columns.outputs)
    points = len(rows.A) * len(columns.A)
    scale = LONGEST / max(tiles, C, F)
    t, c, f = (max(side * scale, SHORTEST) for side in (tiles, C, F))

    top = HEAD + ARROW + HEAD + c + DEPTH + 0.1 + HEAD  # of V and M
    low = top + t + DEPTH
    height = low + ARROW + HEAD
    figure = Figure(figsize=(WIDTH, height), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    _name(axes, "x", "x", f"one image, {_shape(H, W, C)}", (LEFT, HEAD))
    _name(axes, "w", "w", f"{F} kernels, {_shape(KH, KW, C)}", (RIGHT, HEAD))
    _arrow(axes, (LEFT, HEAD), top - HEAD, "B x B$^T$")
    _arrow(axes, (RIGHT, HEAD), HEAD + ARROW, "G w G$^T$")
    _stack(axes, "U", "w", (points, C, F), (RIGHT, HEAD + ARROW + HEAD), (f, c))
    _stack(axes, "V", "x", (points, tiles, C), (LEFT, top), (c, t))
    _stack(axes, "M = V U", "z", (points, tiles, F), (RIGHT, top), (f, t))
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


def _arrow(axes: Axes, start: tuple[float, float], end: float, label: str) -> None:
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
