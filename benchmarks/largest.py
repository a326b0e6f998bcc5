"""Find the settings at which an explorer has most to do, without a browser."""

import itertools
import math

from explorer import EXPLORERS

from convlab.explorers.explorer import MOST_CELLS
from convlab.explorers.sizes import Sizes

IN_VIEW = {  # which of the arrays that are limited a view draws, where it is not all
    ("tensor", "x"): ["x"],
    ("tensor", "w"): ["w"],
    ("tensor", "z"): ["z"],
    ("im2col", "addresses"): ["x", "im2col"],
    ("im2col", "matrix"): ["x", "im2col"],
    ("im2col", "product"): ["w", "im2col", "Z"],
    ("backward", "scatter"): ["dx", "w", "dz"],
    ("backward", "gather"): ["dx", "w", "dz", "dz", "dz with zeros"],
    ("backward", "weight"): ["dx", "w", "dz"],
}


def all_views(name):
    """Give the views of an explorer."""
    return EXPLORERS[name].VIEWS


def large_settings(name):
    """Give every setting the sliders allow that draws at least a third of the most.

    Each comes with the shapes of what it draws.
    """
    explorer, legal = EXPLORERS[name](), {}
    choices = (range(low, high + 1) for low, high in explorer.limits.values())
    for numbers in itertools.product(*choices):
        try:
            shapes = explorer.drawn(Sizes(*numbers))
        except ValueError:
            continue  # no window fits
        if max(map(math.prod, shapes.values())) <= MOST_CELLS:
            legal[Sizes(*numbers)] = shapes
    enough = max(map(_count_cells, legal.values())) / 3
    return {s: shapes for s, shapes in legal.items() if _count_cells(shapes) >= enough}


def choose(name, view, large):
    """Give the setting with the most cells, and after it others large in their way.

    The costliest step need not be the one with the most cells. So there are also the
    settings with the most steps, the most steps times cells, the most multiplications,
    and those with the most cells for each number of channels and kernels, and for each
    stride.
    """
    explorer = EXPLORERS[name](view=view)
    steps = {sizes: explorer.steps(sizes) for sizes in large}
    cells = {
        sizes: _count_cells(shapes, IN_VIEW.get((name, view), shapes))
        for sizes, shapes in large.items()
    }
    orders = [
        lambda sizes: (cells[sizes], steps[sizes]),
        lambda sizes: (steps[sizes], cells[sizes]),
        lambda sizes: (steps[sizes] * cells[sizes], cells[sizes]),
        lambda sizes: (steps[sizes] * sizes.K, cells[sizes]),
    ]
    chosen = [max(large, key=order) for order in orders]
    for kind in (lambda sizes: (sizes.C, sizes.F), lambda sizes: sizes.stride):
        ranked = sorted(large, key=orders[0])
        chosen += {kind(sizes): sizes for sizes in ranked}.values()  # the last, largest
    return {sizes: steps[sizes] for sizes in chosen if steps[sizes] > 1}


def _count_cells(shapes, names=None):
    return sum(math.prod(shapes[name]) for name in names or shapes)
