"""The settings of one layer, the gradients it returns, and checks of its arguments."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    Padding,
    Pair,
    Widths,
    check_array,
    check_int,
    check_pair,
    check_shape,
)
from convlab.geometry import output_shape, padding_widths

__all__ = [
    "BackwardPass",
    "ConvSpec",
    "Gradients",
    "check_bias",
    "check_gradient",
    "check_layer",
]


class Gradients(NamedTuple):
    """Gradients of the loss with respect to the images, the kernels and the bias."""

    dx: np.ndarray
    dw: np.ndarray
    db: np.ndarray


# As `convlab.backward`; a plain tuple of the three gradients will do.
BackwardPass = Callable[..., tuple[NDArray, NDArray, NDArray]]


class ConvSpec(NamedTuple):
    """The settings of a layer, each normalised to integers.

    Attributes
    ----------
    stride, dilation : (int, int)
        (sh, sw) and (dil_h, dil_w), in pixels.
    padding : ((int, int), (int, int))
        Zeros ((top, bottom), (left, right)), in pixels.
    groups : int
        Divides C and F.
    output_size : (int, int)
        (OH, OW), the number of windows down and across.
    """

    stride: tuple[int, int]
    padding: Widths
    dilation: tuple[int, int]
    groups: int
    output_size: tuple[int, int]

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments of `convlab.forward` that make the same layer."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }


def check_layer(
    x: ArrayLike,
    w: ArrayLike,
    stride: Pair,
    padding: Padding,
    dilation: Pair = 1,
    groups: int = 1,
) -> tuple[NDArray, NDArray, ConvSpec]:
    """Check a layer's arguments; return x and w as arrays, and the `ConvSpec`.

    x must be (B, H, W, C), w must be (F, KH, KW, C // groups), and at least one window
    must fit.
    """
    x = check_array("x", x, "B H W C")
    w = check_array("w", w, "F KH KW C")
    groups = check_int("groups", groups, 1)
    _check_channels(x, w, groups)
    image_size, kernel_size = x.shape[1:3], w.shape[1:3]
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    padding = padding_widths(image_size, kernel_size, stride, padding, dilation)
    output_size = output_shape(image_size, kernel_size, stride, padding, dilation)
    return x, w, ConvSpec(stride, padding, dilation, groups, output_size)


def check_bias(b: ArrayLike | None, w: NDArray) -> NDArray:
    """Return the bias as an array (F,); None means zeros."""
    F = len(w)
    if b is None:
        return np.zeros(F, w.dtype)
    b = check_array("b", b, "F")
    check_shape("b", b, (F,), "F")
    return b


def check_gradient(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    stride: Pair,
    padding: Padding,
    dilation: Pair = 1,
    groups: int = 1,
) -> tuple[NDArray, NDArray, NDArray, ConvSpec]:
    """Check that dz has the shape of z; return it before what `check_layer` returns."""
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    dz = check_array("dz", dz, "B OH OW F")
    expected = (len(x), *spec.output_size, len(w))
    if dz.shape != expected:
        raise ValueError(
            f"dz must have the shape of z, (B, OH, OW, F) = {expected}, for "
            f"x {x.shape}, w {w.shape}, stride {spec.stride}, padding {spec.padding}, "
            f"dilation {spec.dilation} and groups {spec.groups}; got {dz.shape}"
        )
    return dz, x, w, spec


def _check_channels(x, w, groups):
    (*_, C), (F, *_, Cg) = x.shape, w.shape
    if Cg * groups == C and F % groups == 0:
        return
    came = f"x {x.shape} and w {w.shape}"
    hint = _perhaps_channels_first(x, w, groups)
    if groups == 1:
        hint = hint or _perhaps_groups(C, Cg, F)
        raise ValueError(f"{came} disagree on channels: {C} != {Cg}{hint}")
    if C % groups or F % groups:
        raise ValueError(
            f"groups must divide C = {C} and F = {F} of {came}; got {groups}{hint}"
        )
    raise ValueError(
        f"{came} disagree on channels: with groups {groups}, w must have "
        f"C // groups = {C // groups}; got {Cg}{hint}"
    )


def _perhaps_channels_first(x, w, groups):
    if x.shape[1] == w.shape[3] * groups:
        return "; x looks channels-first: try x.transpose(0, 2, 3, 1)"
    if x.shape[1] == w.shape[1] * groups:
        return "; x and w look channels-first: try .transpose(0, 2, 3, 1) on both"
    return ""


def _perhaps_groups(C, Cg, F):
    groups = C // Cg
    if C % Cg == 0 and F % groups == 0:
        return f"; they would agree with groups={groups}"
    return ""
