"""A layer with its sizes filled in, and the conditions under which a mistake hides."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convlab.geometry import output_shape, padding_widths

__all__ = [
    "CONDITIONS",
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
    "SQUARE_IMAGE",
    "STRIDE_1",
    "SYMMETRIC",
    "UPSIDE_DOWN",
    "Case",
    "Condition",
]


@dataclass(frozen=True, eq=False)
class Case:
    """The arrays of a layer, its stride and its padding.

    Attributes
    ----------
    x, w, b, dz : array
        (B, H, W, C), (F, KH, KW, C), (F,) and (B, OH, OW, F).
    stride, padding : int
        In pixels, the same on both axes and on all sides.
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray
    stride: int = 1
    padding: int = 0

    @classmethod
    def of_integers(
        cls, *, B=2, H=7, W=8, C=3, F=4, KH=2, KW=3, stride=1, padding=0, seed=0
    ):
        """Fill arrays of these sizes with whole numbers, none of them 0."""
        OH, OW = _windows((H, W), (KH, KW), stride, padding)
        shapes = (B, H, W, C), (F, KH, KW, C), (F,), (B, OH, OW, F)
        rng = np.random.default_rng(seed)
        x, w, b, dz = (_integers(rng, shape) for shape in shapes)
        return cls(x, w, b, dz, stride, padding)

    @property
    def keywords(self):
        """The keyword arguments of the layer's functions."""
        return {"stride": self.stride, "padding": self.padding}

    @property
    def image_shape(self):
        """H, W, C of one image, not padded."""
        return self.x.shape[1:]

    @property
    def kernel_size(self):
        """KH and KW."""
        return self.w.shape[1:3]

    @property
    def padded_size(self):
        """Rows and columns of the image with its padding."""
        H, W, _ = self.image_shape
        return H + 2 * self.padding, W + 2 * self.padding

    @property
    def cols(self):
        """Columns (B, KH*KW*C, OH*OW) that fit the image without padding."""
        (H, W, C), (KH, KW) = self.image_shape, self.kernel_size
        OH, OW = _windows((H, W), (KH, KW), self.stride, 0)
        shape = len(self.x), KH * KW * C, OH * OW
        return _integers(np.random.default_rng(1), shape)


def _windows(image_size, kernel_size, stride, padding):
    strides = stride, stride
    widths = padding_widths(image_size, kernel_size, strides, padding)
    return output_shape(image_size, kernel_size, strides, widths)


def _integers(rng, shape):
    return rng.integers(1, 10, shape) * rng.choice([-1.0, 1.0], shape)


CONDITIONS: list["Condition"] = []


@dataclass(frozen=True, eq=False)
class Condition:
    """A property that a layer may have, and that may hide a mistake.

    Attributes
    ----------
    words : str
        The wording of a verdict, "the batch holds one image".
    holds : callable
        Takes a `Case` and returns whether it has the property.
    """

    words: str
    holds: Callable


def _condition(words, holds):
    """Make a condition, and register it."""
    condition = Condition(words, holds)
    CONDITIONS.append(condition)
    return condition


def _leftover(case):
    sizes = zip(case.padded_size, case.kernel_size, strict=True)
    return [(size - kernel) % case.stride for size, kernel in sizes]


def _same_flipped(*axes):
    return lambda case: np.array_equal(case.w, np.flip(case.w, axes))


def _is_symmetric(case):
    return np.array_equal(case.w, case.w.swapaxes(1, 2))


STRIDE_1 = _condition("the stride is 1", lambda case: case.stride == 1)
NO_PADDING = _condition("there is no padding", lambda case: case.padding == 0)
PADDING = _condition("there is padding", lambda case: case.padding > 0)
NO_LEFTOVER = _condition(
    "no pixels are left over", lambda case: not any(_leftover(case))
)
LEFTOVER = _condition(
    "rows and columns are left over at the end", lambda case: all(_leftover(case))
)
NO_OVERLAP = _condition(
    "the windows do not overlap", lambda case: case.stride >= max(case.kernel_size)
)
EXACT_FIT = _condition(
    "the kernel is as large as the padded image",
    lambda case: case.padded_size == case.kernel_size,
)
ODD_SAME = _condition(
    "the stride is 1 and the kernel 2 P + 1 pixels high and wide",
    lambda case: case.stride == 1 and set(case.kernel_size) == {2 * case.padding + 1},
)
SQUARE_IMAGE = _condition(
    "the image is square", lambda case: case.x.shape[1] == case.x.shape[2]
)
ONE_IMAGE = _condition("the batch holds one image", lambda case: len(case.x) == 1)
ONE_CHANNEL = _condition("x has one channel", lambda case: case.x.shape[3] == 1)
ONE_KERNEL = _condition("there is one kernel", lambda case: len(case.w) == 1)
ONE_BY_ONE = _condition("the kernel is 1 by 1", lambda case: case.kernel_size == (1, 1))
POINT_SYMMETRIC = _condition(
    "the kernels look the same when rotated by 180 degrees", _same_flipped(1, 2)
)
UPSIDE_DOWN = _condition("the kernels look the same upside down", _same_flipped(1))
LEFT_RIGHT = _condition(
    "the kernels look the same from left and right", _same_flipped(2)
)
SYMMETRIC = _condition("the kernels equal their transposes", _is_symmetric)
NO_BIAS = _condition("every bias is 0", lambda case: not case.b.any())
ONES_DZ = _condition("every entry of dz is 1", lambda case: (case.dz == 1).all())
POSITIVE = _condition(
    "nothing is negative",
    lambda case: min(array.min() for array in (case.x, case.w, case.b, case.dz)) >= 0,
)
