"""Grids of the backward pass: where a weight was used, the scatter and the gather."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab import equations
from convlab._spec import check_gradient, check_layer
from convlab._validate import (
    Padding,
    Pair,
    check_array,
    check_index,
    check_nonempty,
    check_pair,
    check_shape,
)
from convlab.equations.backward import rotate, surround
from convlab.geometry import output_size, zero_pad
from convlab.viz.grid import Grid, Sign, draw

__all__ = [
    "show_gather",
    "show_pooling",
    "show_readers",
    "show_scatter",
    "show_weight",
]

KINDS = (
    "around: K \N{MINUS SIGN} 1 \N{MINUS SIGN} P",
    "between: s \N{MINUS SIGN} 1",
    "left over",
)


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
            Grid(f"x[0, :, :, {c}]", "x", x[0, :, :, c], used),
            Sign("*"),
            Grid(f"dz[0, :, :, {f}]", "dz", dz[0, :, :, f], units),
            Sign("="),
            Grid(f"dw[{f}, :, :, {c}]", "dw", dw[f, :, :, c], {(p, q)}),
        ]
    )


def show_pooling(dz: ArrayLike, x: ArrayLike, size: Pair) -> Figure:
    """Draw what max pooling sends back, for windows that lie side by side.

    Parameters
    ----------
    dz : array (B, OH, OW, C)
        dL/dz.
    x : array (B, H, W, C)
        Images; channel 0 of the first is drawn.
    size : int or (int, int)
        KH, KW of a window in pixels, and the stride.

    Returns
    -------
    matplotlib.figure.Figure
        The largest pixel of each window is marked, in x and in dx, which is hatched
        elsewhere. A dashed frame surrounds the first window and its unit.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, a window is larger than x, or there is no image.
    """
    size = KH, KW = check_pair("size", size, 1)
    x, dz = check_array("x", x, "B H W C"), check_array("dz", dz, "B OH OW C")
    check_nonempty("x", x)
    B, H, W, C = x.shape
    if KH > H or KW > W:
        raise ValueError(f"size must be at most (H, W) = {(H, W)}; got {size}")
    check_shape("dz", dz, (B, H // KH, W // KW, C), "B OH OW C")
    x, dz = x[:1, :, :, :1], dz[:1, :, :, :1]
    dx, won = (
        equations.max_pool_gradient(sent, x, size, stride=size)[0, :, :, 0]
        for sent in (dz, np.ones_like(dz))
    )
    largest = {(int(i), int(j)) for i, j in np.argwhere(won)}
    others, window = set(np.ndindex(dx.shape)) - largest, set(np.ndindex(size))
    return draw(
        [
            Grid("x[0, :, :, 0]", "x", x[0, :, :, 0], largest, framed=window),
            Grid("dz[0, :, :, 0]", "dz", dz[0, :, :, 0], framed={(0, 0)}),
            Sign("\N{RIGHTWARDS ARROW}"),
            Grid("dx[0, :, :, 0]", "dx", dx, largest, others, framed=window),
        ]
    )


def show_readers(
    x: ArrayLike, w: ArrayLike, pixel: Sequence[int], *, stride: Pair = 1
) -> Figure:
    """Draw every window that reads a pixel, and name the weight that lies on it.

    Parameters
    ----------
    x, w, stride
        As in `convlab.forward`; channel 0 of the first image is drawn.
    pixel : (int, int)
        (i, j) of the pixel.

    Returns
    -------
    matplotlib.figure.Figure
        Windows where their units are in z, a line for each row of units; the pixel has
        a dashed frame.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and if no window reads the pixel.
    """
    x, w, spec = check_layer(x, w, stride, "valid")
    check_nonempty("x", x)
    (sh, sw), *_ = spec
    (_, H, W, _), (_, KH, KW, _) = x.shape, w.shape
    i, j = check_index("pixel", pixel, (H, W), "i j")
    OH, OW = output_size(H, KH, stride=sh), output_size(W, KW, stride=sw)
    rows = [a for a in range(OH) if 0 <= i - sh * a < KH]
    columns = [b for b in range(OW) if 0 <= j - sw * b < KW]
    if not (rows and columns):
        raise ValueError(f"pixel must be read by a window; got {(i, j)}")

    def window(a: int, b: int) -> Grid:
        cells = {(sh * a + p, sw * b + q) for p, q in np.ndindex(KH, KW)}
        name = f"window ({a}, {b}): w[{i - sh * a}, {j - sw * b}]"
        return Grid(name, "x", x[0, :, :, 0], cells, framed={(i, j)})

    return draw(*([window(a, b) for b in columns] for a in rows))


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
        A line for each row of dz, then dx. Zeros where no stamp falls are hatched. A
        line begins with the sign that joins it to the one above.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, stride, widths = _first_channel(dz, x, w, stride, padding)
    settings = {"stride": stride, "padding": widths}
    lines: list[list[Grid | Sign]] = [[] for _ in range(dz.shape[1])]
    sign = Sign(" ")  # as wide as a plus, for the grids below one another to line up
    for unit in np.ndindex(dz.shape):
        alone = np.zeros_like(dz)
        alone[unit] = dz[unit]
        _, a, b, _ = unit
        name = f"dz[0, {a}, {b}, 0] w"
        lines[a] += [sign, _stamp(name, alone, x, w, (a, b), settings)]
        sign = Sign("+")
    dx = equations.dx_scatter(dz, x, w, **settings)[0, :, :, 0]
    return draw(*lines, [Sign("="), Grid("dx[0, :, :, 0]", "dx", dx)])


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
        The kernel is rotated by 180 degrees. Zeros in dz are hatched by their kind:
        around it, between its units, and for windows that the stride left over.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.
    """
    dz, x, w, strides, widths = _first_channel(dz, x, w, stride, padding)
    dx = equations.dx_gather(dz, x, w, stride=strides, padding=widths)[0, :, :, 0]
    around = surround(dz, x.shape, w.shape, strides, widths)[0, :, :, 0]
    sizes = zip(dz.shape[1:3], around.shape, w.shape[1:3], strides, widths, strict=True)
    zeros = _zeros(*(_kinds(*each) for each in sizes))
    i, j = check_index("pixel", pixel, dx.shape, "i j")
    window = set(equations.receptive_field(i, j, w.shape[1:3]))
    rotated = rotate(w)[0, :, :, 0]
    return draw(
        [
            Grid("dz with zeros around it", "dz", around, window, kinds=zeros),
            Sign("*"),
            Grid("w rotated", "w", rotated, set(np.ndindex(rotated.shape))),
            Sign("="),
            Grid("dx[0, :, :, 0]", "dx", dx, {(i, j)}),
        ]
    )


def _kinds(count: int, size: int, K: int, s: int, widths: tuple[int, int]) -> NDArray:
    """Give each row of surrounded dz its place in KINDS, or -1 where units lie."""
    before, after = widths
    place = np.arange(size) - (K - 1 - before)  # of a window at stride 1
    places = size - 2 * (K - 1) + before + after
    around = (place < 0) | (place >= places)
    return np.select([around, place > s * (count - 1), place % s > 0], [0, 2, 1], -1)


def _zeros(*lines: NDArray) -> dict[str, set[tuple[int, int]]]:
    """Sort the cells of surrounded dz by kind, from the kinds of rows and columns."""
    rows, columns = np.meshgrid(*lines, indexing="ij")
    kind = np.where((rows == 0) | (columns == 0), 0, np.maximum(rows, columns))
    return {
        name: {(int(i), int(j)) for i, j in np.argwhere(kind == k)}
        for k, name in enumerate(KINDS)
    }


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
