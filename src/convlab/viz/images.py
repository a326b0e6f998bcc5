"""Images side by side: photographs, digits, kernels, feature maps and gradients.

Where numbers have a sign, blue is positive and orange negative, as in the explorers; a
minus says so without colour.
"""

import math
from collections.abc import Collection
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEGATIVE, NEUTRAL, POSITIVE, format_number
from convlab._validate import check_array, check_finite, check_int
from convlab.viz.chart import SMALL, WIDTH, add_path

__all__ = ["GREYS", "SIGNED", "draw_minuses", "show_maps", "show_photographs"]

LARGE = 13.5  # points: a phone shows photographs at half their size
SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "white", POSITIVE])
GREYS = LinearSegmentedColormap.from_list("greys", ["white", "black"], 32)
GREY_LEVELS = LinearSegmentedColormap.from_list("levels", ["black", "white"], 32)
STRONG = 0.125  # of the largest number: from there on, a minus is drawn
LUMINANCE = 0.2126, 0.7152, 0.0722  # of red, green and blue
DARK = 0.22  # luminance of colours on which white is easier to read than ink


def show_maps(
    maps: dict[str, ArrayLike],
    *,
    columns: int = 5,
    signed: bool = False,
    numbers: bool = False,
) -> Figure:
    """Show small images in rows, each under its name, all on one scale.

    Parameters
    ----------
    maps : dict of str to array (H, W)
        Images by name. The lowest number of all is white and the highest black.
    columns : int
        Images in a row.
    signed : bool
        Make 0 white instead, positive numbers blue and negative ones orange. All but
        small negative numbers carry a minus.
    numbers : bool
        Write each number into its pixel, with its sign: for images as small as kernels.

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
    largest = float(np.abs(entries).max()) or 1.0
    colours = {"cmap": GREYS, "vmin": entries.min(), "vmax": entries.max()}
    if signed:
        colours = {"cmap": SIGNED, "vmin": -largest, "vmax": largest}
    figure = Figure(facecolor="none", layout="constrained")
    for axes, (name, image) in zip(
        _frames(figure, len(checked), columns), checked.items(), strict=True
    ):
        axes.imshow(image, interpolation="none", **colours)
        axes.set_title(name, size=SMALL, pad=3)
        if numbers:
            _write_numbers(axes, image)
        elif signed:
            draw_minuses(axes, image, largest, length=0.5, linewidth=1.5)
    return figure


def _frames(figure: Figure, count: int, columns: int) -> list[Axes]:
    """Give the figure its size, and add so many frames without ticks."""
    rows, side = math.ceil(count / columns), WIDTH / columns
    figure.set_size_inches(WIDTH, rows * (side + 0.2))
    frames = []
    for place in range(1, count + 1):
        axes = figure.add_subplot(rows, columns, place, xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.patch.set_edgecolor(NEUTRAL["rule"])
        axes.patch.set_linewidth(1.6)  # the image covers the inner half
        frames.append(axes)
    return frames


def draw_minuses(
    axes: Axes, image: NDArray, largest: float, *, length: float, linewidth: float
) -> None:
    """Draw a minus on negative numbers but the small ones, its length in pixels."""
    strong = np.argwhere(image < -STRONG * largest)[:, None, ::-1]
    strokes = strong + np.array([(-length / 2, 0), (length / 2, 0)])
    add_path(axes, strokes, edgecolor=NEUTRAL["ink"], linewidth=linewidth)


def _write_numbers(axes: Axes, image: NDArray) -> None:
    """Write whole numbers in full, and the others with one decimal place."""
    colours = axes.images[0].to_rgba(image)[..., :3]
    is_dark = colours**2.2 @ LUMINANCE < DARK
    style: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": SMALL}
    for i, j in np.ndindex(image.shape):
        value = float(image[i, j])
        rounded = f"{round(value, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}")
        text = format_number(value) if value.is_integer() else rounded
        colour = "white" if is_dark[i, j] else NEUTRAL["ink"]
        axes.text(j, i, text, color=colour, **style)


def show_photographs(
    images: dict[str, ArrayLike], *, signed: Collection[str] = ()
) -> Figure:
    """Show images in rows of three, each under its name.

    Parameters
    ----------
    images : dict of str to array (H, W) or (H, W, 3)
        Grey images are stretched from their lowest number, black, to their highest,
        white; colours run from 0 to 255.
    signed : collection of str
        Names of grey images that share one scale instead: 0 is mid-grey, and the number
        furthest from 0 among them all is black if negative, white if positive.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If images is not a dict, is empty, or an image has another shape, or if signed
        names an image that is not there.
    """
    if not isinstance(images, dict):
        raise TypeError(f"images must be a dict from name to array; got {images!r}")
    if not images:
        raise ValueError("images must hold at least one image; got none")
    if unknown := set(signed) - set(images):
        raise ValueError(f"signed must be names of images; got {sorted(unknown)}")
    pixels = {name: _pixels(name, image) for name, image in images.items()}
    sizes = [float(np.abs(pixels[name]).max()) for name in signed]
    scale: dict[str, Any] = {}
    if sizes:
        scale = {"vmin": -max(sizes), "vmax": max(sizes)}
    rows = math.ceil(len(images) / 3)
    figure = Figure(figsize=(7, 2.8 * rows), facecolor="none", layout="tight")
    for place, (name, image) in enumerate(pixels.items(), start=1):
        axes = figure.add_subplot(rows, 3, place)
        limits: dict[str, Any] = scale if name in signed else {}
        axes.imshow(image, cmap=GREY_LEVELS, interpolation="none", **limits)
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
    return np.clip(image, 0, 255).astype(np.uint8) & 0xF8  # 32 levels, as of the greys
