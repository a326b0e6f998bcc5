"""Grids that show what a tile, a stride, the lowered matrix and a patch take of x."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_layer
from convlab._validate import Pair, check_array, check_int, check_nonempty, check_pair
from convlab.conv import forward
from convlab.equations import lowered
from convlab.fast import toom_cook
from convlab.viz.grid import Grid, Part, Sign, draw

__all__ = [
    "show_lowered",
    "show_patches",
    "show_row_tile",
    "show_split_stride",
    "show_tiles",
]

WINDOWS = 2  # of a tile along an axis
ARROW = "\N{RIGHTWARDS ARROW}"
POINTS = ["0", "1", "\N{MINUS SIGN}1", "\N{INFINITY}"]  # of a tile with two windows


def show_tiles(x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw the first two tiles of 2 by 2 windows, each with the units it makes.

    Parameters
    ----------
    x, w
        As in `convlab.forward`; of all images, channels and kernels, the first is
        drawn, and z is computed from it.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each tile: its pixels marked in x, the kernel, and its units in z.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and if z has no room for two tiles or there is no image.
    """
    x, w, _ = check_layer(x, w, 1, "valid")
    check_nonempty("x", x)
    x, w = x[:1, :, :, :1], w[:1, :, :, :1]
    z = forward(x, w)
    if z.shape[1] < WINDOWS or z.shape[2] < 2 * WINDOWS:
        raise ValueError(
            f"z must have {WINDOWS} rows and {2 * WINDOWS} columns at least; "
            f"got {z.shape[1]} and {z.shape[2]}"
        )
    rows, columns = (WINDOWS - 1 + K for K in w.shape[1:3])
    lines: list[list[Part]] = [
        [
            Grid("x", "x", x[0, :, :, 0], _block(rows, columns, first)),
            Grid("w", "w", w[0, :, :, 0]),
            Sign(ARROW),
            Grid("z", "z", z[0, :, :, 0], _block(WINDOWS, WINDOWS, first)),
        ]
        for first in (0, WINDOWS)
    ]
    return draw(*lines)


def show_split_stride(x: ArrayLike, w: ArrayLike, stride: int) -> Figure:
    """Draw a row of windows with a stride as a sum of rows with stride 1.

    Parameters
    ----------
    x : array (W,)
        Pixels.
    w : array (K,)
        Weights.
    stride : int
        Pixels from one window to the next, s; at most K.

    Returns
    -------
    matplotlib.figure.Figure
        x, with every s-th pixel marked. Then a line for each remainder r of a pixel's
        number divided by s: the row of these pixels, the weights that meet them, and
        what the two make with stride 1. Below, z, the sum of these parts.

    Raises
    ------
    TypeError, ValueError
        If x or w is not an array of numbers with one axis, stride is not a whole number
        from 1 to K, or no window fits.
    """
    x, w = check_array("x", x, "W"), check_array("w", w, "K")
    stride = check_int("stride", stride, 1, len(w))
    if len(x) < len(w):
        raise ValueError(f"x must hold a window of {len(w)} pixels; got {len(x)}")
    z = np.correlate(x, w)[::stride]
    marked = {(0, i) for i in range(0, len(x), stride)}
    lines: list[list[Part]] = [[Grid("x", "x", x[None], marked, rows=[" "])]]
    for r in range(stride):
        pixels, weights = x[r::stride], w[r::stride]
        units = np.correlate(pixels, weights)[: len(z)]
        lines.append(
            [
                _row("x", "x", pixels, range(r, len(x), stride)),
                _row("w", "w", weights, range(r, len(w), stride)),
                Sign(ARROW),
                _row(f"part {r} of z", "z", units, range(len(z))),
            ]
        )
    return draw(*lines, [_row("z, the sum of the parts", "z", z, range(len(z)))])


def _row(name: str, role: str, values: NDArray, numbers: range) -> Grid:
    return Grid(name, role, values[None], rows=[" "], columns=[*map(str, numbers)])


def show_row_tile(x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw a tile along rows: F(2, 3) of whole rows, and windows inside each of them.

    Parameters
    ----------
    x : array (4, W)
        Pixels of the tile.
    w : array (3, KW)
        A kernel no wider than x.

    Returns
    -------
    matplotlib.figure.Figure
        x and V = B x, w and U = G w, then M and z = A^T M. Row u of M is the
        convolution of row u of V with row u of U; the numbers that make M[1, 0] are
        marked. The rows of V, U and M are labelled with their points.

    Raises
    ------
    TypeError, ValueError
        If x or w is no array of numbers, x has not 4 rows or w not 3, or no window
        fits.
    """
    x, w = check_array("x", x, "H W"), check_array("w", w, "KH KW")
    tile = toom_cook.tile(WINDOWS, 3, 1)
    for name, a, rows in ("x", x, len(tile.B)), ("w", w, tile.G.shape[1]):
        if len(a) != rows:
            raise ValueError(f"{name} must have {rows} rows; got {len(a)}")
    if x.shape[1] < w.shape[1]:
        raise ValueError(f"x must have {w.shape[1]} columns at least; got {x.shape[1]}")
    V, U = tile.B @ x, tile.G @ w
    M = np.array([np.correlate(*rows) for rows in zip(V, U, strict=True)])
    window = _block(1, w.shape[1], 0, 1)
    return draw(
        [
            Grid("x", "x", x),
            Sign(ARROW),
            Grid("V = B x", "x", V, window, rows=POINTS),
        ],
        [
            Grid("w", "w", w),
            Sign(ARROW),
            Grid("U = G w", "w", U, window, rows=POINTS),
        ],
        [
            Grid("M = V \N{STAR OPERATOR} U, by rows", "z", M, {(1, 0)}, rows=POINTS),
            Sign(ARROW),
            Grid("z = A$^T$ M", "z", tile.A.T @ M),
        ],
    )


def show_lowered(x: ArrayLike, kernel_size: Pair) -> Figure:
    """Draw the pixels that two rows of z read, and their places in the lowered matrix.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images; channel 0 of the first is drawn.
    kernel_size : int or (int, int)
        KH, KW in pixels; the stride is 1.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each of the first two rows of z: its pixels marked in x, and its
        columns in X_low (equation :eq:`lowered`), a line for each column of z.

    Raises
    ------
    TypeError, ValueError
        As `convlab.im2col`, and if x has no row below a window or there is no image.
    """
    x = check_array("x", x, "B H W C")
    check_nonempty("x", x)
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    if x.shape[1] <= KH:
        raise ValueError(f"x must have more than KH = {KH} rows; got {x.shape[1]}")
    x = x[:1, :, :, :1]
    (X_low,) = lowered(x, KW)
    OW, H, _ = X_low.shape
    columns = [f"{r},{q}" for r, q in np.ndindex(H, KW)]
    lines: list[list[Part]] = [
        [
            Grid("x", "x", x[0, :, :, 0], _block(KH, x.shape[2], 0, i)),
            Sign(ARROW),
            Grid(
                "X_low, lines j, columns r,q",
                "cols",
                X_low.reshape(OW, -1),
                _block(OW, KH * KW, i * KW),
                columns=columns,
            ),
        ]
        for i in (0, 1)
    ]
    return draw(*lines)


def show_patches(x: ArrayLike, w: ArrayLike, size: int) -> Figure:
    """Draw overlap-save along one axis: the ring of each patch, and what is kept of it.

    Parameters
    ----------
    x : array (W,)
        Pixels. A patch that would run over their end is left out.
    w : array (K,)
        Weights.
    size : int
        Pixels of a patch, N; at least K.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each patch: its pixels marked in x, and the N numbers of its ring
        with the K - 1 wrong ones hatched; below, z, of the right ones in order.

    Raises
    ------
    TypeError, ValueError
        If x or w is not an array of numbers with one axis, size is not a whole number
        of at least K, or x is shorter than a patch.
    """
    x, w = check_array("x", x, "W"), check_array("w", w, "K")
    size = check_int("size", size, len(w))
    if len(x) < size:
        raise ValueError(f"x must hold a patch of {size} pixels; got {len(x)}")
    kept = size - len(w) + 1
    lines: list[list[Part]] = []
    z: list[float] = []
    for start in range(0, len(x) - size + 1, kept):
        patch = x[start : start + size]
        ring = np.correlate([*patch, *patch[: len(w) - 1]], w)
        right, wrong = _block(1, kept, 0), _block(1, len(w) - 1, kept)
        line: list[Part] = [
            Grid("x", "x", x[None], _block(1, size, start), rows=[" "]),
            Sign(ARROW),
            Grid("ring", "cols", ring[None], right, wrong, rows=[" "]),
        ]
        lines.append(line)
        z.extend(ring[:kept])
    return draw(*lines, [Grid("z", "z", np.array([z]), rows=[" "])])


def _block(rows: int, columns: int, left: int, top: int = 0) -> set[tuple[int, int]]:
    """Return the cells of a block whose top-left corner is (top, left)."""
    return {(top + i, left + j) for i, j in np.ndindex(rows, columns)}
