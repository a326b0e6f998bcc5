"""Winograd's tiles on an image: what each reads, and which units it makes."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from convlab._spec import check_layer
from convlab._validate import check_nonempty
from convlab.conv import forward
from convlab.viz.grid import Grid, Part, Sign, draw

__all__ = ["show_tiles"]

WINDOWS = 2  # of a tile along an axis


def show_tiles(x: ArrayLike, w: ArrayLike) -> Figure:
    """Draw the first two tiles of 2 by 2 windows, each with the units it makes.

    Parameters
    ----------
    x, w
        As in `convlab.forward`; the first image, channel and kernel are drawn.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each tile: its pixels marked in x, and its units in z.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and if z has no room for two tiles.
    """
    x, w, _ = check_layer(x, w, 1, "valid")
    z = forward(x, w)
    check_nonempty("z", z)
    if z.shape[1] < WINDOWS or z.shape[2] < 2 * WINDOWS:
        raise ValueError(
            f"z must have {WINDOWS} rows and {2 * WINDOWS} columns at least; "
            f"got {z.shape[1]} and {z.shape[2]}"
        )
    rows, columns = (WINDOWS - 1 + K for K in w.shape[1:3])
    lines: list[list[Part]] = [
        [
            Grid("x", "x", x[0, :, :, 0], _block(rows, columns, first)),
            Sign("\N{RIGHTWARDS ARROW}"),
            Grid("z", "z", z[0, :, :, 0], _block(WINDOWS, WINDOWS, first)),
        ]
        for first in (0, WINDOWS)
    ]
    return draw(*lines)


def _block(rows: int, columns: int, first: int) -> set[tuple[int, int]]:
    """Return the cells of a block whose top-left corner is (0, first)."""
    return {(i, first + j) for i, j in np.ndindex(rows, columns)}
