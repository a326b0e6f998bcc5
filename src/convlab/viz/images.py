"""Images side by side: photographs, digits, kernels, feature maps and gradients.

Where numbers have a sign, blue is positive and orange negative, as in the explorers; a
minus says so without colour.
"""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEGATIVE, NEUTRAL, POSITIVE
from convlab._validate import check_array, check_finite, check_int, check_shape
from convlab.viz.chart import SMALL, WIDTH, add_path

__all__ = ["show_evidence", "show_maps", "show_photographs"]

LARGE = 13.5  # points: a phone shows photographs at half their size
SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "white", POSITIVE])
GREYS = LinearSegmentedColormap.from_list("greys", ["white", "black"])
GREY_LEVELS = LinearSegmentedColormap.from_list("levels", ["black", "white"], 64)
STRONG = 0.125  # of the largest number: from there on, a minus is drawn


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
        Make 0 white instead, positive numbers blue and negative ones orange. All but
        small negative numbers carry a minus.

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
        if signed:
            _draw_minuses(axes, image < -STRONG * largest, 0.25)
    return figure


def show_evidence(image: ArrayLike, gradients: dict[str, ArrayLike]) -> Figure:
    """Draw the gradients of scores over the image that they were taken at.

    Each pixel carries a square whose area is the size of its gradient: blue where more
    ink raises the score, and orange, with a minus, where it lowers it.

    Parameters
    ----------
    image : array (H, W)
        Ink, from 0 (paper) to 1.
    gradients : dict of str to array (H, W)
        Gradients by the name of their score, all on one scale.

    Returns
    -------
    matplotlib.figure.Figure
        The image once for each gradient, two in a row.

    Raises
    ------
    TypeError, ValueError
        If image is not an array (H, W), gradients is not a dict or is empty, or a
        gradient has another shape than the image.
    FloatingPointError
        If an array holds NaN or infinity.

    References
    ----------
    Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks" (2013).
    """
    (image,) = _checked({"image": image}).values()
    checked = _checked(gradients)
    for name, gradient in checked.items():
        check_shape(f"map {name!r}", gradient, image.shape, "H W")
    largest = max(float(np.abs(a).max()) for a in checked.values()) or 1.0
    figure = Figure(facecolor="none", layout="constrained")
    for axes, (name, gradient) in zip(
        _frames(figure, len(checked), 2), checked.items(), strict=True
    ):
        axes.imshow(image, cmap=GREYS, vmin=0, vmax=2, interpolation="none")
        axes.set_title(name, size=SMALL, pad=3)
        _draw_squares(axes, gradient / largest)
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


def _draw_squares(axes: Axes, parts: NDArray) -> None:
    """Draw a square for each number from -1 to 1; its area is that of the number."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    for colour, shown in (POSITIVE, parts > 0), (NEGATIVE, parts < 0):
        sides = 0.9 * np.sqrt(np.abs(parts[shown]))
        middles = np.argwhere(shown)[:, None, ::-1]
        squares = middles + sides[:, None, None] * corners
        add_path(axes, squares, closed=True, facecolor=colour, edgecolor="white")
    _draw_minuses(axes, parts < -STRONG, 0.2, "white")


def _draw_minuses(
    axes: Axes, where: NDArray, half: float, colour: str = NEUTRAL["ink"]
) -> None:
    """Draw a minus in the middle of these pixels."""
    strokes = np.argwhere(where)[:, None, ::-1] + [(-half, 0), (half, 0)]
    add_path(axes, strokes, closed=False, edgecolor=colour, linewidth=1.5)


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
        axes.imshow(_pixels(name, image), cmap=GREY_LEVELS, interpolation="none")
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
    return np.clip(image, 0, 255).astype(np.uint8) & 0xFC  # 64 levels, as of the greys
