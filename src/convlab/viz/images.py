"""Images side by side: photographs, digits, kernels, feature maps and gradients."""

import math

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL
from convlab._validate import check_array, check_finite, check_int
from convlab.viz.chart import SMALL, WIDTH

__all__ = ["show_maps", "show_photographs"]

LARGE = 13.5  # points: a phone shows photographs at half their size


def show_maps(
    maps: dict[str, ArrayLike], *, columns: int = 5, signed: bool = False
) -> Figure:
    """Show small images in rows, each under its name, all on one scale.

    Parameters
    ----------
    maps : dict of str to array (H, W)
        Images by name. The lowest number of all is white and the highest black.
    columns : int
        Images in a row.
    signed : bool
        Make 0 white instead, positive numbers purple and negative ones orange.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If maps is not a dict, is empty, or a map is not an array (H, W).
    FloatingPointError
        If a map holds NaN or infinity.
    """
    columns = check_int("columns", columns, 1, 12)
    checked = _checked(maps)
    entries = np.concatenate([a.ravel() for a in checked.values()])
    largest = np.abs(entries).max() or 1
    colours = {"cmap": "gray_r", "vmin": entries.min(), "vmax": entries.max()}
    if signed:
        colours = {"cmap": "PuOr", "vmin": -largest, "vmax": largest}
    rows, side = math.ceil(len(checked) / columns), WIDTH / columns
    figure = Figure(
        (WIDTH, rows * (side + 0.2)), facecolor="none", layout="constrained"
    )
    for place, (name, image) in enumerate(checked.items(), start=1):
        axes = figure.add_subplot(rows, columns, place, xticks=[], yticks=[])
        axes.imshow(image, interpolation="none", **colours)
        axes.set_title(name, size=SMALL, pad=3)
        axes.spines[:].set_color(NEUTRAL["rule"])
    return figure


def show_photographs(images: dict[str, ArrayLike]) -> Figure:
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
        If images is not a dict, is empty, or an image has another shape.
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
        axes.set_title(name, size=LARGE)
        axes.set_axis_off()
    return figure


def _checked(maps: dict[str, ArrayLike]) -> dict[str, NDArray]:
    if not isinstance(maps, dict):
        raise TypeError(f"maps must be a dict from name to array; got {maps!r}")
    if not maps:
        raise ValueError("maps must hold at least one map; got none")
    checked = {}
    for name, a in maps.items():
        checked[name] = check_array(f"map {name!r}", a, "H W")
        check_finite(f"map {name!r}", checked[name])
    return checked


def _pixels(name: str, image: ArrayLike) -> NDArray:
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
