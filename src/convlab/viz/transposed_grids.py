"""Grids of the transposed convolution: its stamps, and how many fall on a pixel."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import format_number
from convlab._validate import (
    Pair,
    check_array,
    check_int,
    check_nonempty,
    check_pair,
    check_sizes,
)
from convlab.equations import dx_scatter, transposed_size
from convlab.viz.grid import Grid, draw

__all__ = ["show_stamp_counts", "show_stamps"]

LIGHTEST, DARKEST = 0.06, 0.55  # shades of one stamp, and of the most


def show_stamps(small: ArrayLike, w: ArrayLike, *, stride: int = 1) -> Figure:
    """Draw the stamp of every unit of a row, each on a line of its own, and their sum.

    Parameters
    ----------
    small : array (OW,)
        Units of the small image.
    w : array (KW,)
        The kernel.
    stride : int
        Pixels from one stamp to the next.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each unit, and the sum below. Zeros where no stamp falls are hatched,
        and sums of two or more stamps are marked.

    Raises
    ------
    TypeError, ValueError
        If the arrays do not have one axis or are empty, or the stride is no whole
        number from 1 up.
    """
    small, w = check_array("small", small, "OW"), check_array("w", w, "KW")
    check_nonempty("small", small)
    check_nonempty("w", w)
    stride = check_int("stride", stride, 1)
    W = transposed_size(len(small), len(w), stride=stride)
    stamps = _stamp(np.diag(small), w, W, stride)
    falls = _stamp(np.eye(len(small)), np.ones_like(w), W, stride) > 0
    outside = {(int(i), int(j)) for i, j in np.argwhere(~falls)}
    shared = {(len(small), int(j)) for j in np.flatnonzero(falls.sum(axis=0) > 1)}
    values = np.vstack([stamps, stamps.sum(axis=0)])
    rows = [*(f"{format_number(unit)} times w" for unit in small), "sum"]
    name = "the stamps and their sum"
    return draw([Grid(name, "dx", values, shared, outside, rows)])


def show_stamp_counts(
    windows: Sequence[int], kernel_size: Pair, *, stride: Pair = 1
) -> Figure:
    """Draw how many stamps of a transposed convolution fall on each pixel.

    Parameters
    ----------
    windows : (int, int)
        OH, OW of the small image.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one stamp to the next.

    Returns
    -------
    matplotlib.figure.Figure
        The more stamps, the darker the pixel.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).
    """
    OH, OW = check_sizes("windows", windows, ("OH", "OW"))
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    sh, sw = check_pair("stride", stride, 1)
    H = transposed_size(OH, KH, stride=sh)
    W = transposed_size(OW, KW, stride=sw)
    dz, x, w = np.ones((1, OH, OW, 1)), np.zeros((1, H, W, 1)), np.ones((1, KH, KW, 1))
    counts = dx_scatter(dz, x, w, stride=(sh, sw))[0, :, :, 0]
    shades = LIGHTEST + (DARKEST - LIGHTEST) * counts / max(counts.max(), 1)
    return draw([Grid("stamps on each pixel", "dx", counts, shades=shades)])


def _stamp(units: NDArray, w: NDArray, W: int, stride: int) -> NDArray:
    """Stamp the kernel for each row of units by itself, on W pixels."""
    dz, x = units[:, np.newaxis, :, np.newaxis], np.zeros((len(units), 1, W, 1))
    return dx_scatter(dz, x, w.reshape(1, 1, -1, 1), stride=(1, stride))[:, 0, :, 0]
