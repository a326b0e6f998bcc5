"""Grids of the backward pass: where a weight was used, the scatter and the gather."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab import equations
from convlab._spec import check_gradient
from convlab._validate import Padding, Pair, check_index, check_nonempty
from convlab.equations.backward import rotate, surround
from convlab.geometry import zero_pad
from convlab.viz.grid import Grid, Sign, draw

__all__ = ["show_gather", "show_scatter", "show_weight"]


def show_weight(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    weight: Sequence[int],
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
) -> Figure:
    """Draw every place where one weight was used, and the sum that is its gradient.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is drawn, and its share of dw.
    weight : (int, int, int, int)
        (f, p, q, c) of the weight.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, spec = check_gradient(dz, x, w, stride, padding)
    (sh, sw), widths, *_ = spec
    check_nonempty("x", x)
    f, p, q, c = check_index("weight", weight, w.shape, "f p q c")
    dw = equations.dw(dz[:1], x[:1], w, stride=(sh, sw), padding=widths)
    x = zero_pad(x, widths)
    units = set(np.ndindex(dz.shape[1:3]))
    used = {(sh * a + p, sw * b + q) for a, b in units}
    return draw(
        [
            Grid(f"dz[0, :, :, {f}]", "dz", dz[0, :, :, f], units),
            Sign("*"),
            Grid(f"x[0, :, :, {c}]", "x", x[0, :, :, c], used),
            Sign("="),
            Grid(f"dw[{f}, :, :, {c}]", "dw", dw[f, :, :, c], {(p, q)}),
        ]
    )


def show_scatter(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
) -> Figure:
    """Draw the stamp of every unit of dz, and dx, their sum.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; one kernel only; the first image and
        channel are drawn.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each row of dz, then dx. Zeros where no stamp falls are hatched.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, stride, widths = _first_channel(dz, x, w, stride, padding)
    settings = {"stride": stride, "padding": widths}
    lines: list[list[Grid | Sign]] = [[] for _ in range(dz.shape[1])]
    for unit in np.ndindex(dz.shape):
        alone = np.zeros_like(dz)
        alone[unit] = dz[unit]
        _, a, b, _ = unit
        name = f"dz[0, {a}, {b}, 0] w"
        lines[a] += [_stamp(name, alone, x, w, (a, b), settings), Sign("+")]
    lines[-1][-1] = Sign("=")
    dx = equations.dx_scatter(dz, x, w, **settings)[0, :, :, 0]
    return draw(*lines, [Grid("dx[0, :, :, 0]", "dx", dx)])


def show_gather(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    pixel: Sequence[int],
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
) -> Figure:
    """Draw the window of dz from which one pixel of dx is summed, and the kernel.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; one kernel only; the first image and
        channel are drawn.
    pixel : (int, int)
        (i, j) of the entry of dx, counted without padding.

    Returns
    -------
    matplotlib.figure.Figure
        The kernel is rotated by 180 degrees. Zeros between and around dz are hatched.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, strides, widths = _first_channel(dz, x, w, stride, padding)
    dx = equations.dx_gather(dz, x, w, stride=strides, padding=widths)[0, :, :, 0]
    around = surround(dz, x.shape, w.shape, strides, widths)[0, :, :, 0]
    units = surround(np.ones_like(dz), x.shape, w.shape, strides, widths)[0, :, :, 0]
    zeros = {(int(i), int(j)) for i, j in np.argwhere(units == 0)}
    i, j = check_index("pixel", pixel, dx.shape, "i j")
    window = set(equations.receptive_field(i, j, w.shape[1:3]))
    rotated = rotate(w)[0, :, :, 0]
    return draw(
        [
            Grid("dz with zeros around it", "dz", around, window, zeros),
            Sign("*"),
            Grid("w rotated", "w", rotated, set(np.ndindex(rotated.shape))),
            Sign("="),
            Grid("dx[0, :, :, 0]", "dx", dx, {(i, j)}),
        ]
    )


def _first_channel(
    dz: ArrayLike, x: ArrayLike, w: ArrayLike, stride: Pair, padding: Padding
) -> tuple[NDArray, NDArray, NDArray, Any, Any]:
    dz, x, w, (stride, widths, *_) = check_gradient(dz, x, w, stride, padding)
    check_nonempty("x", x)
    if len(w) > 1:
        raise ValueError(
            f"w must hold one kernel to be drawn; got F = {len(w)}: "
            "pass w[f : f + 1] and dz[..., f : f + 1]"
        )
    return dz[:1], x[:1, :, :, :1], w[..., :1], stride, widths


def _stamp(
    name: str,
    alone: NDArray,
    x: NDArray,
    w: NDArray,
    unit: tuple[int, int],
    settings: dict[str, Any],
) -> Grid:
    dx = equations.dx_scatter(alone, x, w, **settings)[0, :, :, 0]
    (top, _), (left, _) = settings["padding"]
    read = equations.receptive_field(*unit, w.shape[1:3], stride=settings["stride"])
    window = {(i - top, j - left) for i, j in read}
    return Grid(name, "dx", dx, window, set(np.ndindex(dx.shape)) - window)
