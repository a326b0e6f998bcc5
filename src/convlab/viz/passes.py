"""An image on its way through the layer, and its gradient on the way back."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL, PALETTE
from convlab._validate import check_array, check_finite
from convlab.conv import backward, forward

__all__ = ["show_passes"]

GAP = 2.2  # cells between neighbours
HEAD = 1.6  # cells above the grids, for their names
FOOT = 0.6  # and below them
CELL = 0.22  # inches
LOSS = PALETTE["b"]  # a quiet colour: L is a single number

Corner = tuple[float, float]


def show_passes(x: ArrayLike, w: ArrayLike) -> Figure:
    """Show one image on its way through the layer, and its gradient on the way back.

    From left to right: x, z = `forward(x, w)`, the loss L = sum(max(z, 0)**2) / 2,
    its gradient dz = max(z, 0), and dx = `backward(dz, x, w).dx`. The further a number
    is from 0, the stronger its colour, and negative ones carry a minus. Outlined are
    the largest unit of z with its window, and the pixels of dx to which the gradient of
    this unit goes back.

    Parameters
    ----------
    x : array (H, W)
        An image.
    w : array (KH, KW)
        A kernel that fits into it.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If x or w is not a matrix, or no window fits.
    FloatingPointError
        If x, w or an array computed from them holds NaN or infinity.
    """
    grids = _pass(x, w)
    height = HEAD + len(grids[0][1])
    width = sum(a.shape[1] + GAP for _, a in grids)
    size = width * CELL, (height + FOOT) * CELL
    figure = Figure(figsize=size, facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height + FOOT, 0))
    axes.set_axis_off()
    corners, left = {}, GAP / 2
    for name, a in grids:
        corners[name] = left, (HEAD + height - len(a)) / 2
        _draw_grid(axes, name, a, corners[name])
        left += a.shape[1] + GAP
    z = grids[1][1]
    unit = divmod(int(z.argmax()), z.shape[1])
    _draw_fan(axes, corners, ("x", "z"), unit, np.shape(w))
    _draw_fan(axes, corners, ("dx", "dz"), unit, np.shape(w))
    return figure


def _pass(x: ArrayLike, w: ArrayLike) -> list[tuple[str, NDArray]]:
    x, w = check_array("x", x, "H W"), check_array("w", w, "KH KW")
    check_finite("w", w)
    layer = x[None, :, :, None], w[None, :, :, None]
    with np.errstate(over="ignore", invalid="ignore"):
        z = forward(*layer)
        dz = np.maximum(z, 0)
        dx = backward(dz, *layer).dx
        loss = np.sum(dz**2, keepdims=True) / 2
    arrays = {"x": layer[0], "z": z, "L": loss, "dz": dz, "dx": dx}
    for name, a in arrays.items():
        check_finite(name, a)
    return [(name, a[0, :, :, 0]) for name, a in arrays.items()]


def _draw_grid(axes: Axes, name: str, a: NDArray, corner: Corner) -> None:
    left, top = corner
    colour = PALETTE.get(name, LOSS)
    ink: dict[str, Any] = {
        "color": colour,
        "weight": "bold",
        "size": 11,
        "style": "italic",
    }
    axes.text(left + a.shape[1] / 2, top - 0.7, name, ha="center", va="center", **ink)
    largest = np.abs(a).max() or 1
    for i, j in np.ndindex(a.shape):
        tint = to_rgba(colour, 0.04 + 0.86 * float(abs(a[i, j]) / largest))
        style: dict[str, Any] = {
            "facecolor": tint,
            "edgecolor": NEUTRAL["rule"],
            "linewidth": 0.4,
        }
        axes.add_patch(Rectangle((left + j, top + i), 1, 1, **style))
        if a[i, j] < 0:
            minus = [left + j + 0.3, left + j + 0.7], [top + i + 0.5] * 2
            axes.plot(*minus, color=NEUTRAL["ink"], linewidth=1)


def _draw_fan(
    axes: Axes,
    corners: dict[str, Corner],
    names: tuple[str, str],
    unit: Sequence[int],
    kernel: Sequence[int],
) -> None:
    """Outline a window and its unit, and shade what lies between them."""
    (wide, narrow), (i, j), (rows, columns) = names, unit, kernel
    left, top = corners[wide][0] + j, corners[wide][1] + i
    far, side = corners[narrow][0] + j, corners[narrow][1] + i
    style: dict[str, Any] = {"edgecolor": PALETTE[wide], "linewidth": 1.8, "zorder": 3}
    axes.add_patch(Rectangle((left, top), columns, rows, fill=False, **style))
    axes.add_patch(Rectangle((far, side), 1, 1, fill=False, **style))
    near = left + columns if left < far else left
    far = far if left < far else far + 1
    ends = [(near, top), (far, side), (far, side + 1), (near, top + rows)]
    axes.add_patch(Polygon(ends, color=to_rgba(PALETTE[wide], 0.12), zorder=2))
