"""Small images side by side: digits, kernels, feature maps and gradients."""

import math

import numpy as np
from matplotlib.figure import Figure

from convlab._validate import check_array, check_finite, check_int
from convlab.viz.charts import SMALL, WIDTH
from convlab.viz.grid import LINE

__all__ = ["show_maps"]


def show_maps(maps, *, columns=5, signed=False):
    """Show small images in rows, each under its name, all on one scale.

    Parameters
    ----------
    maps : dict of str to array (H, W)
        What to show. The lowest number of all is white and the highest black.
    columns : int
        How many stand in a row.
    signed : bool
        Make 0 white instead, positive numbers purple and negative ones orange.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If maps is no dict or empty, or a map is no array (H, W).
    FloatingPointError
        If a map holds NaN or infinity.
    """
    columns = check_int("columns", columns, 1, 12)
    maps = _checked(maps)
    entries = np.concatenate([a.ravel() for a in maps.values()])
    largest = np.abs(entries).max() or 1
    colours = {"cmap": "gray_r", "vmin": entries.min(), "vmax": entries.max()}
    if signed:
        colours = {"cmap": "PuOr", "vmin": -largest, "vmax": largest}
    rows, side = math.ceil(len(maps) / columns), WIDTH / columns
    figure = Figure(
        (WIDTH, rows * (side + 0.2)), facecolor="none", layout="constrained"
    )
    for place, (name, image) in enumerate(maps.items(), start=1):
        axes = figure.add_subplot(rows, columns, place, xticks=[], yticks=[])
        axes.imshow(image, interpolation="none", **colours)
        axes.set_title(name, size=SMALL, pad=3)
        axes.spines[:].set_color(LINE)
    return figure


def _checked(maps):
    if not isinstance(maps, dict):
        raise TypeError(f"maps must be a dict from name to array; got {maps!r}")
    if not maps:
        raise ValueError("maps must hold at least one map; got none")
    checked = {}
    for name, a in maps.items():
        checked[name] = check_array(f"map {name!r}", a, "H W")
        check_finite(f"map {name!r}", checked[name])
    return checked
