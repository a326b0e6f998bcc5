"""Sizes, padding and windows of a layer, computed independently for the reference.

The reference shares only the argument checks with the library. Where
`convlab.geometry` uses a formula, this module counts, so a mistake in either one shows.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_gradient, check_layer
from convlab._validate import Padding, Pair, Widths, check_fit
from convlab.equations.sizes import output_size, same

__all__ = ["PaddedLayer", "count_windows", "read_gradient", "read_layer"]


class PaddedLayer(NamedTuple):
    """The arrays and settings that the sums run over.

    Attributes
    ----------
    x : array (B, top + H + bottom, left + W + right, C)
        The images with their padding.
    w : array (F, KH, KW, C // groups)
        The kernels.
    stride, dilation : (int, int)
        (sh, sw) and (dil_h, dil_w), in pixels.
    padding : ((int, int), (int, int))
        Zeros ((top, bottom), (left, right)), in pixels.
    groups : int
        Divides C and F.
    output_size : (int, int)
        (OH, OW).
    """

    x: np.ndarray
    w: np.ndarray
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: Widths
    groups: int
    output_size: tuple[int, int]

    def crop(self, a: NDArray) -> NDArray:
        """Return a copy of an array shaped like x, without its padding."""
        (top, bottom), (left, right) = self.padding
        _, H, W, _ = a.shape
        return a[:, top : H - bottom, left : W - right].copy()


def read_layer(
    x: ArrayLike,
    w: ArrayLike,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> PaddedLayer:
    """Return the `PaddedLayer`, or raise the same errors as `convlab.forward`."""
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    (KH, KW), (sh, sw), (dil_h, dil_w) = w.shape[1:3], spec.stride, spec.dilation
    B, H, W, C = x.shape
    if isinstance(padding, str) and padding == "same":
        rows = same(H, KH, stride=sh, dilation=dil_h)
        columns = same(W, KW, stride=sw, dilation=dil_w)
    else:
        rows, columns = _both_sides(padding)
    (top, bottom), (left, right) = rows, columns
    padded = np.zeros((B, top + H + bottom, left + W + right, C), x.dtype)
    padded[:, top : top + H, left : left + W] = x
    OH = output_size(H, KH, stride=sh, padding=rows, dilation=dil_h)
    OW = output_size(W, KW, stride=sw, padding=columns, dilation=dil_w)
    widths = rows, columns
    return PaddedLayer(
        padded, w, (sh, sw), (dil_h, dil_w), widths, spec.groups, (OH, OW)
    )


def read_gradient(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
) -> tuple[NDArray, PaddedLayer]:
    """Return dz and the `PaddedLayer`, or raise the errors of `convlab.backward`."""
    dz, x, w, _ = check_gradient(dz, x, w, stride, padding, dilation, groups)
    return dz, read_layer(x, w, stride, padding, dilation, groups)


def count_windows(
    image_size: tuple[int, int],
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int] = (1, 1),
) -> tuple[int, int]:
    """Return (OH, OW) for images that are already padded."""
    axes = image_size, kernel_size, stride, dilation
    for unit, size, kernel, _, gap in zip(("rows", "columns"), *axes, strict=True):
        check_fit(unit, size, kernel, (0, 0), gap)
    (H, W), (KH, KW), (sh, sw), (dil_h, dil_w) = axes
    OH = output_size(H, KH, stride=sh, dilation=dil_h)
    return OH, output_size(W, KW, stride=sw, dilation=dil_w)


def _both_sides(padding: Any) -> Widths:
    """Return ((top, bottom), (left, right)) for every form but "same"."""
    widths = np.array(0 if isinstance(padding, str) else padding)  # "valid" adds none
    if widths.ndim < 2:  # one number for all sides, or one for each axis
        widths = widths.reshape(-1, 1)
    (top, bottom), (left, right) = np.broadcast_to(widths, (2, 2)).tolist()
    return (top, bottom), (left, right)
