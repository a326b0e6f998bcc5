"""The functions that a learner writes: what each returns, and the right one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import convlab
from convlab import equations

__all__ = ["TASKS", "Task"]


@dataclass(frozen=True)
class Task:
    """A function to write.

    Attributes
    ----------
    name : str
        Of the function.
    right : callable
        The right one.
    returns : str
        "floats", "addresses", "whole", "indices", "pixels" or "gradients".
    axes : str
        Names of the sizes of its result.
    result : str
        What the result is called on the page.
    may_share : bool
        Whether the result may be a view of an argument.
    """

    name: str
    right: Callable
    returns: str
    axes: str = ""
    result: str = ""
    may_share: bool = False


def channels_first(x):
    """Move the channels before the rows: (B, C, H, W)."""
    return np.moveaxis(x, -1, 1)


def unit(address, image_shape):
    """Find the unit (n, i, j, c) at an address."""
    n, rest = divmod(address, np.prod(image_shape))
    return int(n), *(int(index) for index in np.unravel_index(rest, image_shape))


def error(dx, z):
    """Send the gradient back through the rectifier."""
    return dx * (z > 0)


def update(parameter, gradient, rate):
    """Take one step of gradient descent."""
    return parameter - rate * gradient


def _one_of(name):
    def gradient(dz, x, w, **settings):
        return getattr(convlab.backward(dz, x, w, **settings), name)

    return gradient


COLUMNS = "B, KH*KW*C, OH*OW"
IMAGES = "B, H, W, C"
KERNELS = "F, KH, KW, C"

TASKS = {
    task.name: task
    for task in (
        Task("address", equations.address, "whole"),
        Task("unit", unit, "indices", "n, i, j, c"),
        Task("channels_first", channels_first, "floats", "B, C, H, W", "result", True),
        Task("output_size", convlab.output_size, "whole"),
        Task("receptive_field", equations.receptive_field, "pixels"),
        Task("forward", convlab.forward, "floats", "B, OH, OW, F", "z"),
        Task(
            "im2col_indices",
            convlab.im2col_indices,
            "addresses",
            "KH*KW*C, OH*OW",
            "table",
        ),
        Task("im2col", convlab.im2col, "floats", COLUMNS, "cols"),
        Task("col2im", convlab.col2im, "floats", IMAGES, "x"),
        Task("db", _one_of("db"), "floats", "F,", "db"),
        Task("dw", _one_of("dw"), "floats", KERNELS, "dw"),
        Task("dx", _one_of("dx"), "floats", IMAGES, "dx"),
        Task("backward", convlab.backward, "gradients", "dx, dw, db"),
        Task("error", error, "floats", IMAGES, "dz"),
        Task("update", update, "floats", "those of parameter", "result"),
    )
}
