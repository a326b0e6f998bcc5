"""A layer with its sizes filled in, and the conditions under which a mistake hides."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convlab.geometry import kernel_extent, output_shape, padding_widths

__all__ = [
    "ALL_POSITIVE",
    "ALMOST_A_WINDOW",
    "AS_MANY_KERNELS",
    "CONDITIONS",
    "DILATION_IS_STRIDE",
    "EVEN_OUTPUT",
    "EXACT_FIT",
    "EXACT_IMAGE",
    "FEW_LEFT_OVER",
    "LEFTOVER",
    "LEFTOVER_IN_PADDING",
    "LEFT_RIGHT",
    "NOTHING_BEFORE",
    "NO_BIAS",
    "NO_BIAS_FEW_IMAGES",
    "NO_LEFTOVER",
    "NO_OVERLAP",
    "NO_PADDING",
    "ODD_SAME",
    "ONES_DZ",
    "ONE_BY_ONE",
    "ONE_CHANNEL",
    "ONE_CHANNEL_EACH",
    "ONE_GROUP",
    "ONE_IMAGE",
    "ONE_KERNEL",
    "ONE_KERNEL_EACH",
    "ONE_TILE",
    "ONE_TILE_WIDE",
    "PADDING",
    "PADDING_1",
    "PADDING_LEFT_OVER",
    "POINT_SYMMETRIC",
    "POSITIVE",
    "SQUARE_IMAGE",
    "SQUARE_KERNEL",
    "SQUARE_OUTPUT",
    "STRIDE_1",
    "SYMMETRIC",
    "UNDILATED",
    "UPSIDE_DOWN",
    "Case",
    "Condition",
]


@dataclass(frozen=True, eq=False)
class Case:
    """The arrays of a layer and its settings.

    Attributes
    ----------
    x, w, b, dz : array
        (B, H, W, C), (F, KH, KW, C // groups), (F,) and (B, OH, OW, F).
    stride, padding, dilation : int
        In pixels, the same on both axes and on all sides.
    groups : int
        Divides C and F.
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @classmethod
    def of_integers(
        cls,
        *,
        B=2,
        H=7,
        W=8,
        C=3,
        F=4,
        KH=2,
        KW=3,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        seed=0,
    ):
        """Fill arrays of these sizes with whole numbers, none of them 0."""
        OH, OW = _windows((H, W), (KH, KW), stride, padding, dilation)
        shapes = (B, H, W, C), (F, KH, KW, C // groups), (F,), (B, OH, OW, F)
        rng = np.random.default_rng(seed)
        x, w, b, dz = (_integers(rng, shape) for shape in shapes)
        return cls(x, w, b, dz, stride, padding, dilation, groups)

    @property
    def keywords(self):
        """The keyword arguments of a layer without dilation and groups."""
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
    def extent(self):
        """Rows and columns that the kernel covers, gaps included."""
        KH, KW = self.kernel_size
        return kernel_extent(KH, self.dilation), kernel_extent(KW, self.dilation)

    @property
    def padded_size(self):
        """Rows and columns of the image with its padding."""
        H, W, _ = self.image_shape
        return H + 2 * self.padding, W + 2 * self.padding

    @property
    def cols(self):
        """Columns (B, KH*KW*C, OH*OW) that fit the image without padding."""
        (H, W, C), (KH, KW) = self.image_shape, self.kernel_size
        OH, OW = _windows((H, W), (KH, KW), self.stride)
        shape = len(self.x), KH * KW * C, OH * OW
        return _integers(np.random.default_rng(1), shape)


def _windows(image_size, kernel_size, stride, padding=0, dilation=1):
    strides, dilations = (stride, stride), (dilation, dilation)
    widths = padding_widths(image_size, kernel_size, strides, padding)
    return output_shape(image_size, kernel_size, strides, widths, dilations)


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
    sizes = zip(case.padded_size, case.extent, strict=True)
    return [(size - extent) % case.stride for size, extent in sizes]


def _same_flipped(*axes):
    return lambda case: np.array_equal(case.w, np.flip(case.w, axes))


def _is_symmetric(case):
    return np.array_equal(case.w, case.w.swapaxes(1, 2))


STRIDE_1 = _condition("the stride is 1", lambda case: case.stride == 1)
NO_PADDING = _condition("there is no padding", lambda case: case.padding == 0)
PADDING = _condition("there is padding", lambda case: case.padding > 0)
PADDING_1 = _condition("the padding is 1", lambda case: case.padding == 1)
NO_LEFTOVER = _condition(
    "no pixels are left over", lambda case: not any(_leftover(case))
)
LEFTOVER = _condition(
    "rows and columns are left over at the end", lambda case: all(_leftover(case))
)
LEFTOVER_IN_PADDING = _condition(
    "no more pixels are left over than there is padding on a side",
    lambda case: max(_leftover(case)) <= case.padding,
)
ALMOST_A_WINDOW = _condition(
    "one more row and one more column would make another window",
    lambda case: set(_leftover(case)) == {case.stride - 1},
)
PADDING_LEFT_OVER = _condition(
    "at least as many rows and columns are left over as there is padding on a side",
    lambda case: min(_leftover(case)) >= case.padding,
)
NO_OVERLAP = _condition(
    "the windows do not overlap", lambda case: case.stride >= max(case.extent)
)
NOTHING_BEFORE = _condition(
    "the stride and the padding together are as large as the kernel",
    lambda case: case.stride + case.padding >= max(case.kernel_size),
)
EXACT_FIT = _condition(
    "the kernel is as large as the padded image",
    lambda case: case.padded_size == case.extent,
)
EXACT_IMAGE = _condition(
    "there is no padding and the kernel is as large as the image",
    lambda case: case.padding == 0 and case.image_shape[:2] == case.kernel_size,
)
ODD_SAME = _condition(
    "the stride is 1 and the kernel 2 P + 1 pixels high and wide",
    lambda case: case.stride == 1 and set(case.kernel_size) == {2 * case.padding + 1},
)
SQUARE_IMAGE = _condition(
    "the image is square", lambda case: case.x.shape[1] == case.x.shape[2]
)
SQUARE_KERNEL = _condition(
    "the kernel is square", lambda case: case.w.shape[1] == case.w.shape[2]
)
SQUARE_OUTPUT = _condition(
    "z has as many columns as rows", lambda case: case.dz.shape[1] == case.dz.shape[2]
)
ONE_IMAGE = _condition("the batch holds one image", lambda case: len(case.x) == 1)
ONE_CHANNEL = _condition("x has one channel", lambda case: case.x.shape[3] == 1)
ONE_KERNEL = _condition("there is one kernel", lambda case: len(case.w) == 1)
AS_MANY_KERNELS = _condition(
    "there are as many kernels as channels",
    lambda case: len(case.w) == case.x.shape[3],
)
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
ALL_POSITIVE = _condition(
    "everything is positive",
    lambda case: min(array.min() for array in (case.x, case.w, case.b, case.dz)) > 0,
)
POSITIVE = _condition(
    "nothing is negative",
    lambda case: min(array.min() for array in (case.x, case.w, case.b, case.dz)) >= 0,
)

# Of layers with dilation and groups, and of tiles of 2 by 2 units.
NO_BIAS_FEW_IMAGES = Condition(
    "every bias is 0 and there are no more images than kernels",
    lambda case: not case.b.any() and len(case.x) <= len(case.w),
)
UNDILATED = Condition("the dilation is 1", lambda case: case.dilation == 1)
DILATION_IS_STRIDE = Condition(
    "dilation and stride are the same", lambda case: case.dilation == case.stride
)
ONE_GROUP = Condition("there is one group", lambda case: case.groups == 1)
ONE_KERNEL_EACH = Condition(
    "each group has one kernel", lambda case: len(case.w) == case.groups
)
ONE_CHANNEL_EACH = Condition(
    "each group has one channel", lambda case: case.w.shape[3] == 1
)
FEW_LEFT_OVER = Condition(
    "fewer rows and columns are left over than the dilation",
    lambda case: max(_leftover(case)) < case.dilation,
)
EVEN_OUTPUT = Condition(
    "z has an even number of rows and of columns",
    lambda case: not any(windows % 2 for windows in case.dz.shape[1:3]),
)
ONE_TILE = Condition(
    "z has no more than 2 rows and 2 columns",
    lambda case: max(case.dz.shape[1:3]) <= 2,
)
ONE_TILE_WIDE = Condition(
    "z has no more than 2 columns", lambda case: case.dz.shape[2] <= 2
)
