"""Lay grids out on a figure, and photographs beside one another."""

import math

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import set_matplotlib_formats

from convlab._validate import check_array

__all__ = ["draw", "show_photographs", "use_svg"]

CELL = 0.36  # inches a cell
GAP = 0.8  # cells between neighbours


def use_svg():
    """Make a notebook show figures as SVG, the same bytes on every run."""
    mpl.rcParams["svg.hashsalt"] = "convlab"
    set_matplotlib_formats("svg", bbox_inches=None, metadata={"Date": None})


def draw(*lines):
    """Draw lines of grids and signs, one line below the other.

    Parameters
    ----------
    *lines : list of Grid or Sign
        What stands side by side.

    Returns
    -------
    matplotlib.figure.Figure
    """
    widths = [sum(part.size[0] + GAP for part in line) for line in lines]
    heights = [max(part.size[1] for part in line) + 0.4 for line in lines]
    figure = Figure(figsize=(max(widths) * CELL, sum(heights) * CELL), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, max(widths)), ylim=(sum(heights), 0))
    axes.set_axis_off()
    top = 0
    for line, height in zip(lines, heights, strict=True):
        left = GAP / 2
        for part in line:
            part.draw(axes, left, top)
            left += part.size[0] + GAP
        top += height
    return figure


def show_photographs(images):
    """Show images in rows of three, each under its name.

    Parameters
    ----------
    images : dict of str to array (H, W) or (H, W, 3)
        Grey images are stretched from their lowest number, black, to their highest,
        white; colours run from 0 to 255.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If images is no dict, is empty, or an image has another shape.
    """
    if not isinstance(images, dict):
        raise TypeError(f"images must be a dict from name to array; got {images!r}")
    if not images:
        raise ValueError("images must hold at least one image; got none")
    rows = math.ceil(len(images) / 3)
    figure = Figure(figsize=(7, 2.8 * rows), facecolor="none", layout="tight")
    for place, (name, image) in enumerate(images.items(), start=1):
        axes = figure.add_subplot(rows, 3, place)
        axes.imshow(_pixels(name, image), cmap="gray", interpolation="none")
        axes.set_title(name, size=10)
        axes.set_axis_off()
    return figure


def _pixels(name, image):
    image = check_array(f"image {name!r}", image, "...")
    if image.ndim == 2 and image.size:
        return image
    is_colour = image.ndim == 3 and image.shape[2] == 3 and image.size
    if not is_colour or np.isnan(image).any():
        raise ValueError(
            f"image {name!r} must be (H, W), or (H, W, 3) with no NaN; "
            f"got shape {image.shape}"
        )
    return np.clip(image, 0, 255).astype(np.uint8)
