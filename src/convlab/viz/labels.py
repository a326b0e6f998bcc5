"""Name points of a logarithmic chart where the names cover least."""

import numpy as np
from matplotlib.transforms import Bbox

from convlab.viz.charts import SMALL
from convlab.viz.grid import INK

__all__ = ["name_points"]

PLACES = [  # of a name beside its point, in points: right, up, and how it is aligned
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
OUTSIDE, ON_TOP, APART = 1000, 100, 20  # what is bad about a place, in pixels of a line


def name_points(axes, points, lines):
    """Write each name beside its point, where it covers least.

    points : dict of str to (x, y). lines : lists of two points to keep clear of.
    """
    axes.get_figure().draw_without_rendering()  # now it is known where things lie
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


def _choose(boxes, costs):
    """Return {name: its place}: one by one, from the best one to begin with."""
    names = list(boxes)
    orders = [names[k:] + names[:k] for k in range(len(names))]
    plans = [_plan(order, boxes, costs) for order in orders]
    return min(plans, key=lambda plan: plan[0])[1]


def _plan(order, boxes, costs):
    total, plan, taken = 0, {}, []
    for name in order:
        overlaps = [ON_TOP * box.count_overlaps(taken) for box in boxes[name]]
        whole = np.add(costs[name], overlaps)
        plan[name] = int(np.argmin(whole))
        total += whole[plan[name]]
        taken.append(boxes[name][plan[name]])
    return total, plan


def _cost(box, axes, pixels, markers):
    """Count what a name in that box covers; to leave the chart costs most."""
    is_outside = Bbox.union([axes.bbox, box]).bounds != axes.bbox.bounds
    covered = ON_TOP * box.count_overlaps(markers) + box.count_contains(pixels)
    return OUTSIDE * is_outside + covered


def _try(axes, name, point, place):
    """Return the box of a name at a place, with a little room around it."""
    text = _write(axes, name, point, place)
    box = text.get_window_extent().padded(1)
    text.remove()
    return box


def _write(axes, name, point, place):
    right, up, across, along = place
    style = {"size": SMALL, "color": INK, "ha": across, "va": along}
    how = {"textcoords": "offset points", "annotation_clip": False, **style}
    return axes.annotate(name, point, (right, up), **how)


def _around(pixel, radius=3):
    return Bbox.from_bounds(*(pixel - radius), 2 * radius, 2 * radius)


def _between(line, count=100):
    """Return points along a line, evenly spread."""
    (x0, y0), (x1, y1) = np.log(line)
    return np.exp(np.linspace((x0, y0), (x1, y1), count))
