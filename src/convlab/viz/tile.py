"""The matrices of a tile: to the points, and back."""

import numpy as np

from convlab.fast.toom_cook import Tile
from convlab.viz.grid import Grid
from convlab.viz.page import GAP, draw

__all__ = ["show_tile"]

COLOURS = {"B": "x", "G": "w", "A": "z"}
EXACT = 12  # digits; behind them is what rounding left of a zero
WIDEST = 10.6  # cells beside one another on a phone


def show_tile(tile):
    """Draw the matrices of z = A^T ((G w) * (B x)), a row for each point.

    Parameters
    ----------
    tile : convlab.fast.toom_cook.Tile
        Such as `convlab.fast.toom_cook.tile` builds.

    Returns
    -------
    matplotlib.figure.Figure
        B in the colour of x, G in that of w and A in that of z.

    Raises
    ------
    TypeError
        If it is no tile.
    """
    if not isinstance(tile, Tile):
        raise TypeError(f"tile must be a convlab.fast.toom_cook.Tile; got {tile!r}")
    lines, width = [[]], 0
    for name, role in COLOURS.items():
        grid = Grid(name, role, np.round(getattr(tile, name), EXACT))
        width += grid.size[0] + GAP
        if lines[-1] and width > WIDEST:
            lines.append([])
            width = grid.size[0] + GAP
        lines[-1].append(grid)
    return draw(*lines)
