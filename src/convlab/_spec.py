"""Check the arguments of a layer together: x, w, b and dz must agree."""

from typing import NamedTuple

import numpy as np

from convlab._validate import check_array, check_int, check_pair, check_shape
from convlab.geometry import output_shape, padding_widths

__all__ = ["ConvSpec", "check_bias", "check_gradient", "check_layer"]


class ConvSpec(NamedTuple):
    """How a layer reads its images, every form turned into whole numbers.

    Attributes
    ----------
    stride, dilation : (int, int)
        (sh, sw) and (dh, dw), in pixels.
    padding : ((int, int), (int, int))
        Zeros ((top, bottom), (left, right)), in pixels.
    groups : int
        Divides C and F.
    """

    stride: tuple
    padding: tuple
    dilation: tuple
    groups: int


def check_layer(x, w, stride, padding, dilation=1, groups=1):
    """Return x, w, their `ConvSpec` and (OH, OW), or say what is wrong.

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
    widths = padding_widths(image_size, kernel_size, stride, padding, dilation)
    windows = output_shape(image_size, kernel_size, stride, widths, dilation)
    return x, w, ConvSpec(stride, widths, dilation, groups), windows


def check_bias(b, w):
    """Return the bias as an array (F,); None means zeros."""
    F = len(w)
    if b is None:
        return np.zeros(F, w.dtype)
    b = check_array("b", b, "F")
    check_shape("b", b, (F,), "F")
    return b


def check_gradient(dz, x, w, stride, padding, dilation=1, groups=1):
    """Return dz, then all that `check_layer` returns; dz must have the shape of z."""
    x, w, settings, windows = check_layer(x, w, stride, padding, dilation, groups)
    dz = check_array("dz", dz, "B OH OW F")
    expected = (len(x), *windows, len(w))
    if dz.shape != expected:
        stride, widths, dilation, groups = settings
        raise ValueError(
            f"dz must have the shape of z, (B, OH, OW, F) = {expected}, for "
            f"x {x.shape}, w {w.shape}, stride {stride}, padding {widths}, "
            f"dilation {dilation} and groups {groups}; got {dz.shape}"
        )
    return dz, x, w, settings, windows


def _check_channels(x, w, groups):
    (*_, C), (F, *_, channels) = x.shape, w.shape
    if channels * groups == C and F % groups == 0:
        return
    came = f"x {x.shape} and w {w.shape}"
    hint = _perhaps_channels_first(x, w, groups)
    if groups == 1:
        hint = hint or _perhaps_groups(C, channels, F)
        raise ValueError(f"{came} disagree on channels: {C} != {channels}{hint}")
    if C % groups or F % groups:
        raise ValueError(
            f"groups must divide C = {C} and F = {F} of {came}; got {groups}{hint}"
        )
    raise ValueError(
        f"{came} disagree on channels: with groups {groups}, w must have "
        f"C // groups = {C // groups}; got {channels}{hint}"
    )


def _perhaps_channels_first(x, w, groups):
    if x.shape[1] == w.shape[3] * groups:
        return "; x looks channels-first: try x.transpose(0, 2, 3, 1)"
    if x.shape[1] == w.shape[1] * groups:
        return "; x and w look channels-first: try .transpose(0, 2, 3, 1) on both"
    return ""


def _perhaps_groups(C, channels, F):
    groups = C // channels
    if C % channels == 0 and F % groups == 0:
        return f"; they would agree with groups={groups}"
    return ""
