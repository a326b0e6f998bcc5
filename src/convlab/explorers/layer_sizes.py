"""The part of a layer that an explorer shows: its sizes, and the arrays cut to fit."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab import samples
from convlab._spec import check_bias, check_gradient, check_layer
from convlab._validate import Padding, Pair, check_array, check_nonempty, check_pair
from convlab.geometry import kernel_extent, output_shape, padding_widths

__all__ = [
    "Sizes",
    "layer_arrays",
    "limits_of",
    "readable",
    "sample_arrays",
    "some_kernels",
]

LARGEST = 1e100  # so that products, and sums of them, stay finite
LONGEST = 32  # entries along an axis that the browser gets
MOST_STRIDE, MOST_PADDING, MOST_DILATION = 4, 3, 3  # what the sliders offer
START = {"B": 2, "H": 3, "W": 4, "C": 1, "F": 1, "KH": 2, "KW": 3}

Arrays = dict[str, NDArray[np.floating]]


class Sizes(NamedTuple):
    """How much of the arrays is shown, and how the kernel moves over it."""

    B: int
    H: int
    W: int
    C: int
    F: int
    KH: int
    KW: int
    stride: Any  # a number or [down, right]
    padding: Any  # a number or [[top, bottom], [left, right]]
    dilation: Any = 1  # a number or [down, right]
    groups: int = 1

    @property
    def widths(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Zeros around x: ((top, bottom), (left, right))."""
        strides = check_pair("stride", self.stride, 1)
        dilations = check_pair("dilation", self.dilation, 1)
        image, kernel = (self.H, self.W), (self.KH, self.KW)
        return padding_widths(image, kernel, strides, self.padding, dilations)

    @property
    def padded(self) -> tuple[int, int]:
        """HP, WP: rows and columns of x with its zeros."""
        rows, columns = self.widths
        return self.H + sum(rows), self.W + sum(columns)

    @property
    def extent(self) -> tuple[int, int]:
        """EH, EW: rows and columns of a kernel with its gaps."""
        dil_h, dil_w = check_pair("dilation", self.dilation, 1)
        return kernel_extent(self.KH, dil_h), kernel_extent(self.KW, dil_w)

    @property
    def K(self) -> int:  # noqa: N802 - the size has this name on the page
        """KH*KW*C/groups: the entries of one kernel."""
        return self.KH * self.KW * self.C // self.groups

    @property
    def output(self) -> tuple[int, int]:
        """OH, OW; raises a ValueError if no window fits."""
        kernel, stride = (self.KH, self.KW), check_pair("stride", self.stride, 1)
        dilation = check_pair("dilation", self.dilation, 1)
        return output_shape((self.H, self.W), kernel, stride, self.widths, dilation)

    def brief(self) -> "Sizes":
        """Write stride, padding and dilation as one number each where one is enough.

        Otherwise they become lists, as in JSON: [down, right] and
        [[top, bottom], [left, right]].
        """
        rows, columns = self.widths
        alike = {*rows, *columns}
        return self._replace(
            stride=_one_if_alike(*check_pair("stride", self.stride, 1)),
            padding=alike.pop() if len(alike) == 1 else [[*rows], [*columns]],
            dilation=_one_if_alike(*check_pair("dilation", self.dilation, 1)),
        )


def _one_if_alike(down: int, right: int) -> int | list[int]:
    return down if down == right else [down, right]


def sample_arrays() -> tuple[Arrays, Sizes]:
    """Return the book's own x, w, b and dz, and the smaller sizes shown at first."""
    x, w, b, dz = samples.roomy()
    return {"x": x, "w": w, "b": b, "dz": dz}, Sizes(**START, stride=1, padding=0)


def layer_arrays(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    dz: ArrayLike | None = None,
    *,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> tuple[Arrays, Sizes]:
    """Check the reader's arrays; return them and the sizes that show all of them."""
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    arrays = {"x": x, "w": w, "b": check_bias(b, w)}
    if dz is not None:
        arrays["dz"] = check_gradient(dz, x, w, **spec.keywords)[0]
    check_nonempty("x", x)
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    sizes = Sizes(B, H, W, C, F, KH, KW, **spec.keywords).brief()
    arrays = {name: readable(name, array) for name, array in arrays.items()}
    return {"dz": _some_gradient(sizes), **arrays}, sizes


def some_kernels(x: ArrayLike, kernel_size: Pair | None) -> NDArray[np.floating]:
    """Make up kernels for x, larger than kernel_size where x leaves room."""
    _, H, W, C = check_array("x", x, "B H W C").shape
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    return _whole_numbers(2, max(KH, min(4, H)), max(KW, min(4, W)), C)


def limits_of(arrays: Arrays, sizes: Sizes) -> dict[str, list[int]]:
    """Return the lowest and the highest value of each size."""
    (B, H, W, C), (F, KH, KW, _) = arrays["x"].shape, arrays["w"].shape
    highest = {"B": B, "H": H, "W": W, "C": C, "F": F, "KH": KH, "KW": KW}
    highest["stride"] = max(MOST_STRIDE, np.max(sizes.stride))
    highest["padding"] = max(MOST_PADDING, np.max(sizes.padding))
    highest["dilation"] = max(MOST_DILATION, np.max(sizes.dilation))
    highest["groups"] = min(C, F)
    lowest = dict.fromkeys(Sizes._fields, 1) | {"padding": 0}
    return {name: [lowest[name], int(highest[name])] for name in Sizes._fields}


def readable(name: str, array: NDArray) -> NDArray[np.floating]:
    """Cut a long array down to what a browser can draw, as float64."""
    array = array[(slice(LONGEST),) * array.ndim].astype(float)
    if not (np.abs(array) <= LARGEST).all():
        raise ValueError(
            f"{name} must hold finite numbers of at most {LARGEST:.0e} to be shown"
        )
    return array


def _some_gradient(sizes: Sizes) -> NDArray[np.floating]:
    """Make up a dz that is large enough for every size the sliders offer."""
    room = 2 * max(MOST_PADDING, np.max(sizes.padding))
    shape = sizes.B, sizes.H, sizes.W, sizes.F
    B, H, W, F = (min(length, LONGEST) for length in shape)
    return _whole_numbers(B, H + room, W + room, F)


def _whole_numbers(*shape: int) -> NDArray[np.floating]:
    return np.random.default_rng(0).integers(-3, 4, shape).astype(float)
