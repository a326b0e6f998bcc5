"""What charts share: size, axes, ticks, legend, and the line that names the machine."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator
from numpy.typing import ArrayLike

from convlab._style import NEUTRAL

__all__ = [
    "SMALL",
    "WIDTH",
    "add_axes",
    "add_path",
    "chart",
    "legend",
    "name_machine",
    "tick",
]

WIDTH = 3.8  # inches: a phone shows it whole
SMALL = 8  # points


def chart(height: float, **labels: Any) -> tuple[Figure, Axes]:
    """Return an empty figure as wide as a phone, and its axes."""
    figure = Figure(figsize=(WIDTH, height), facecolor="none", layout="constrained")
    return figure, add_axes(figure, **labels)


def add_axes(figure: Figure, place: int = 111, **labels: Any) -> Axes:
    """Add axes with small type and no frame at a place such as 211."""
    axes = figure.add_subplot(place, facecolor="none", **labels)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=SMALL)
    axes.xaxis.label.set_size(9)
    axes.yaxis.label.set_size(9)
    return axes


def add_path(
    axes: Axes, lines: Iterable[ArrayLike], *, closed: bool = False, **style: Any
) -> None:
    """Draw lines, each of shape (points, 2), as one path: that keeps the SVG small."""
    paths = []
    for line in np.array([*lines], float):
        points = [*line, line[0]] if closed else line
        paths.append(Path(points, closed=closed))
    if paths:
        path = Path.make_compound_path(*paths)
        axes.add_patch(PathPatch(path, **{"linewidth": 0.5, "fill": closed} | style))


def tick(axis: Axis, places: dict[float, str]) -> None:
    """Mark an axis at these places only, each with its label."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(places.values())))
    axis.set_minor_locator(NullLocator())


def legend(figure: Figure, columns: int) -> None:
    """Put the legend above the chart."""
    where: dict[str, Any] = {
        "loc": "outside upper center",
        "ncols": columns,
        "columnspacing": 1.2,
    }
    figure.legend(frameon=False, fontsize=SMALL, **where)


def name_machine(figure: Figure, machine: dict[str, Any], *more: str) -> None:
    """Write below the chart which machine was measured, and when; then more lines."""
    lines = f"{machine['cpu']}, {machine['date']}", *more
    figure.supxlabel("\n".join(lines), size=SMALL, color=NEUTRAL["pale"])
