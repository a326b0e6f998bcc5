"""Settings in which a mistake can hide: no test that keeps to one can see it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

__all__ = [
    "EXACT_FIT",
    "LEFTOVER",
    "LEFT_RIGHT",
    "NO_BIAS",
    "NO_LEFTOVER",
    "NO_OVERLAP",
    "NO_PADDING",
    "ODD_SAME",
    "ONES_DZ",
    "ONE_BY_ONE",
    "ONE_CHANNEL",
    "ONE_IMAGE",
    "ONE_KERNEL",
    "PADDING",
    "POINT_SYMMETRIC",
    "POSITIVE",
    "SETTINGS",
    "SQUARE_IMAGE",
    "STRIDE_1",
    "SYMMETRIC",
    "UPSIDE_DOWN",
    "Setting",
]


class Setting(NamedTuple):
    """A condition on the layer, in words and as a function of a `Case`."""

    words: str
    holds: Callable


def _leftover(case):
    sizes = zip(case.padded_size, case.kernel_size, strict=True)
    return [(size - kernel) % case.stride for size, kernel in sizes]


def _same_turned(*turn):
    return lambda case: np.array_equal(case.w, np.flip(case.w, turn))


def _is_symmetric(case):
    return np.array_equal(case.w, case.w.swapaxes(1, 2))


STRIDE_1 = Setting("the stride is 1", lambda case: case.stride == 1)
NO_PADDING = Setting("there is no padding", lambda case: case.padding == 0)
PADDING = Setting("there is padding", lambda case: case.padding > 0)
NO_LEFTOVER = Setting("no pixels are left over", lambda case: not any(_leftover(case)))
LEFTOVER = Setting(
    "rows and columns are left over at the end", lambda case: all(_leftover(case))
)
NO_OVERLAP = Setting(
    "the windows do not overlap", lambda case: case.stride >= max(case.kernel_size)
)
EXACT_FIT = Setting(
    "the kernel is as large as the padded image",
    lambda case: case.padded_size == case.kernel_size,
)
ODD_SAME = Setting(
    "the stride is 1 and the kernel 2 P + 1 pixels high and wide",
    lambda case: case.stride == 1 and set(case.kernel_size) == {2 * case.padding + 1},
)
SQUARE_IMAGE = Setting(
    "the image is square", lambda case: case.x.shape[1] == case.x.shape[2]
)
ONE_IMAGE = Setting("the batch holds one image", lambda case: len(case.x) == 1)
ONE_CHANNEL = Setting("x has one channel", lambda case: case.x.shape[3] == 1)
ONE_KERNEL = Setting("there is one kernel", lambda case: len(case.w) == 1)
ONE_BY_ONE = Setting("the kernel is 1 by 1", lambda case: case.kernel_size == (1, 1))
POINT_SYMMETRIC = Setting(
    "the kernels look the same after a turn by 180 degrees", _same_turned(1, 2)
)
UPSIDE_DOWN = Setting("the kernels look the same upside down", _same_turned(1))
LEFT_RIGHT = Setting("the kernels look the same from left and right", _same_turned(2))
SYMMETRIC = Setting("the kernels equal their transposes", _is_symmetric)
NO_BIAS = Setting("every bias is 0", lambda case: not case.b.any())
ONES_DZ = Setting("every entry of dz is 1", lambda case: (case.dz == 1).all())
POSITIVE = Setting(
    "nothing is negative",
    lambda case: min(array.min() for array in (case.x, case.w, case.b, case.dz)) >= 0,
)

SETTINGS = tuple(value for value in list(globals().values()) if type(value) is Setting)
