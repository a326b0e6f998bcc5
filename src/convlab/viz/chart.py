"""The frame of a chart: its size, its axes, its legend, and names beside points."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL

__all__ = [
    "SMALL",
    "WIDTH",
    "add_axes",
    "add_path",
    "chart",
    "legend",
    "name_machine",
    "name_points",
    "tick",
]

Point = tuple[float, float]
Place = tuple[float, float, str, str]
Boxes = dict[str, list[Bbox]]
Costs = dict[str, list[float]]

WIDTH = 3.8  # inches: a phone shows it whole
SMALL = 8  # points
PLACES = [  # of a name beside its point: right, up (in points), and its alignment
    (7, 0, "left", "center"),
    (-7, 0, "right", "center"),
    (0, 7, "center", "bottom"),
    (0, -7, "center", "top"),
    *((6, up, "left", "bottom") for up in (2, 6)),
    *((-6, up, "right", "bottom") for up in (2, 6)),
    *((6, -down, "left", "top") for down in (2, 6)),
    *((-6, -down, "right", "top") for down in (2, 6)),
    *((right, up, "center", "center") for right in (-25, 25) for up in (-18, 18)),
]
FAR = 4  # places at the end of the list
OUTSIDE, ON_TOP, APART = 1000, 100, 20  # costs, in pixels of a covered line


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


def name_machine(figure: Figure, machine: dict[str, Any]) -> None:
    """Write below the chart which machine was measured, and when."""
    text = f"{machine['cpu']}, {machine['date']}"
    figure.supxlabel(text, size=SMALL, color=NEUTRAL["pale"])


def name_points(axes: Axes, points: dict[str, Point], lines: list[list[Point]]) -> None:
    """Write each name beside its point on logarithmic axes, where it covers least.

    Names also keep clear of some lines, each given by its two ends.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()  # now positions in pixels are known
    to_pixels = axes.transData.transform
    pixels = np.vstack([to_pixels(_between(line)) for line in lines])
    markers = [_around(to_pixels(point)) for point in points.values()]
    boxes, costs = {}, {}
    for name, point in points.items():
        boxes[name] = [_try(axes, name, point, place) for place in PLACES]
        costs[name] = [_cost(box, axes, pixels, markers) for box in boxes[name]]
        costs[name][-FAR:] = np.add(costs[name][-FAR:], APART)
    for name, place in _choose(boxes, costs).items():
        _write(axes, name, points[name], PLACES[place])


def _choose(boxes: Boxes, costs: Costs) -> dict[str, int]:
    """Place names one after the other; return the best plan of all starting names."""
    names = list(boxes)
    orders = [names[k:] + names[:k] for k in range(len(names))]
    plans = [_plan(order, boxes, costs) for order in orders]
    return min(plans, key=lambda plan: plan[0])[1]


def _plan(order: list[str], boxes: Boxes, costs: Costs) -> tuple[float, dict[str, int]]:
    total, plan = 0.0, {}
    taken: list[Bbox] = []
    for name in order:
        overlaps = [ON_TOP * box.count_overlaps(taken) for box in boxes[name]]
        whole = np.add(costs[name], overlaps)
        plan[name] = int(np.argmin(whole))
        total += whole[plan[name]]
        taken.append(boxes[name][plan[name]])
    return total, plan


def _cost(box: Bbox, axes: Axes, pixels: NDArray, markers: list[Bbox]) -> float:
    """Add up what a name in this box covers; leaving the chart costs most."""
    is_outside = Bbox.union([axes.bbox, box]).bounds != axes.bbox.bounds
    covered = ON_TOP * box.count_overlaps(markers) + box.count_contains(pixels)
    return OUTSIDE * is_outside + covered


def _try(axes: Axes, name: str, point: Point, place: Place) -> Bbox:
    """Return the box of a name at a place, with some room around it."""
    text = _write(axes, name, point, place)
    box = text.get_window_extent().padded(1)
    text.remove()
    return box


def _write(axes: Axes, name: str, point: Point, place: Place) -> Annotation:
    right, up, across, along = place
    style: dict[str, Any] = {
        "size": SMALL,
        "color": NEUTRAL["ink"],
        "ha": across,
        "va": along,
    }
    how = {"textcoords": "offset points", "annotation_clip": False, **style}
    return axes.annotate(name, point, (right, up), **how)


def _around(pixel: NDArray, radius: float = 3) -> Bbox:
    return Bbox([pixel - radius, pixel + radius])


def _between(line: list[Point], count: int = 100) -> NDArray:
    """Return evenly spread points along a line."""
    (x0, y0), (x1, y1) = np.log(line)
    return np.exp(np.linspace((x0, y0), (x1, y1), count))
