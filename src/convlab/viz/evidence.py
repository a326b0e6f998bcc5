"""The gradients of scores, next to the image that they were taken at."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL
from convlab._validate import check_array, check_finite, check_shape
from convlab.viz.chart import SMALL, WIDTH, add_path
from convlab.viz.images import GREYS, SIGNED, draw_minuses

__all__ = ["show_evidence"]

COLUMNS = 2
INKED = 0.25  # from here on, a pixel lies inside the outline
TITLE = "the image"


def show_evidence(image: ArrayLike, gradients: dict[str, ArrayLike]) -> Figure:
    """Draw an image, and the gradients of scores with its outline on each.

    A pixel is blue where more ink raises the score, and orange, with a minus where it
    is strong, where more ink lowers it. The outline runs around the pixels of the image
    that hold at least a quarter of full ink. A ring marks the highest and the lowest
    pixel of the last gradient.

    Parameters
    ----------
    image : array (H, W)
        Ink, from 0 (paper) to 1.
    gradients : dict of str to array (H, W)
        Gradients by name, all on one scale: by how much the score rises for each unit
        of ink, which is from paper to full ink.

    Returns
    -------
    matplotlib.figure.Figure
        The image and then every gradient, two in a row, with the scale below.

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
    image = _check("image", image)
    if not isinstance(gradients, dict):
        raise TypeError(f"gradients must be a dict from name to array; got {gradients}")
    if not gradients:
        raise ValueError("gradients must hold at least one gradient; got none")
    checked = {}
    for name, gradient in gradients.items():
        checked[name] = _check(f"gradient {name!r}", gradient)
        check_shape(f"gradient {name!r}", checked[name], image.shape, "H W")
    largest = max(float(np.abs(a).max()) for a in checked.values()) or 1.0
    rows = math.ceil((1 + len(checked)) / COLUMNS)
    figsize = WIDTH, rows * (WIDTH / COLUMNS + 0.2) + 0.5
    figure = Figure(figsize, facecolor="none", layout="constrained")
    frames = [
        figure.add_subplot(rows, COLUMNS, place, xticks=[], yticks=[])
        for place in range(1, 2 + len(checked))
    ]
    frames[0].imshow(image, cmap=GREYS, vmin=0, vmax=1, interpolation="none")
    frames[0].set_title(TITLE, size=SMALL, pad=3)
    for axes, (name, gradient) in zip(frames[1:], checked.items(), strict=True):
        limits: dict[str, Any] = {"vmin": -largest, "vmax": largest}
        colours = axes.imshow(gradient, cmap=SIGNED, interpolation="none", **limits)
        axes.set_title(name, size=SMALL, pad=3)
        _draw_outline(axes, image >= INKED)
        draw_minuses(axes, gradient, largest, length=0.4, linewidth=1.2)
    _draw_rings(frames[-1], list(checked.values())[-1])
    for axes in frames:
        axes.spines[:].set_color(NEUTRAL["rule"])
    bar = figure.colorbar(
        colours, ax=frames, location="bottom", shrink=0.8, aspect=30, pad=0.03
    )
    bar.ax.tick_params(labelsize=SMALL)
    bar.outline.set_visible(False)
    bar.set_label("rise of the score per unit of ink", size=SMALL)
    return figure


def _check(name: str, a: ArrayLike) -> NDArray:
    a = check_array(name, a, "H W")
    check_finite(name, a)
    return a


def _draw_rings(axes: Axes, gradient: NDArray) -> None:
    """Put a ring around the highest and the lowest pixel."""
    for place in gradient.argmax(), gradient.argmin():
        i, j = np.unravel_index(place, gradient.shape)
        ring: dict[str, Any] = {"fillstyle": "none", "markersize": 13}
        axes.plot(j, i, "o", color="white", markeredgewidth=3.5, **ring)
        axes.plot(j, i, "o", color=NEUTRAL["ink"], markeredgewidth=1.8, **ring)


def _draw_outline(axes: Axes, inked: NDArray) -> None:
    """Draw the sides of pixels where inked ones meet others, or the frame."""
    padded = np.pad(inked, 1)
    lines = []
    for i, j in np.argwhere(padded[1:] != padded[:-1]).tolist():  # above row i
        lines.append([(j - 1.5, i - 0.5), (j - 0.5, i - 0.5)])
    for i, j in np.argwhere(padded[:, 1:] != padded[:, :-1]).tolist():
        lines.append([(j - 0.5, i - 1.5), (j - 0.5, i - 0.5)])
    for colour, width in ("white", 3.2), (NEUTRAL["ink"], 1.6):
        style: dict[str, Any] = {
            "edgecolor": colour,
            "linewidth": width,
            "capstyle": "round",
        }
        add_path(axes, lines, **style)
