"""Chapters forward and general: the windows of an image, and a sum for each."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_bias
from convlab._validate import Padding, Pair, check_pair
from convlab.equations._layer import read_layer
from convlab.equations.sizes import extent, first_channels

__all__ = ["fill", "forward", "general", "receptive_field"]


def forward(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Compute the layer as a literal sum, unit by unit (equation :eq:`forward`).

    With dilation and groups, this is equation :eq:`general`.

    Parameters, result and errors are those of `convlab.forward`.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1))).ravel()
    array([12., 16.])
    """
    layer = read_layer(x, w, stride, padding, dilation, groups)
    x, w, (OH, OW) = layer.x, layer.w, layer.output_size
    (sh, sw), (dil_h, dil_w) = layer.stride, layer.dilation
    b = check_bias(b, w)
    first, (F, KH, KW, Cg) = first_channels(x, w, layer.groups), w.shape
    z = np.zeros((len(x), OH, OW, F), np.result_type(x, w, b))
    for n, i, j, f in np.ndindex(z.shape):
        z[n, i, j, f] = b[f] + sum(
            x[n, sh * i + dil_h * p, sw * j + dil_w * q, first[f] + c] * w[f, p, q, c]
            for p, q, c in np.ndindex(KH, KW, Cg)
        )
    return z


def receptive_field(
    i: int,
    j: int,
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> list[tuple[int, int]]:
    """List the pixels that unit (i, j) of z reads (equation :eq:`receptive-field`).

    Parameters
    ----------
    i, j : int
        Row and column of the unit of z.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.

    Returns
    -------
    list of (int, int)
        KH*KW pairs (row, column) of the padded image, the top-left corner first.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural
    networks" (2019).

    Examples
    --------
    >>> receptive_field(0, 1, (1, 2), stride=3)
    [(0, 3), (0, 4)]
    """
    i, j = check_pair("unit", (i, j), 0)
    KH, KW = check_pair("kernel_size", kernel_size, 1)
    sh, sw = check_pair("stride", stride, 1)
    dil_h, dil_w = check_pair("dilation", dilation, 1)
    return [(sh * i + dil_h * p, sw * j + dil_w * q) for p, q in np.ndindex(KH, KW)]


def general(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Reduce dilation and groups to a plain convolution (equation :eq:`general`).

    With zeros between its weights, and zeros for the channels of other groups, each
    kernel becomes a plain one. It is as large as the dilated kernel, and has all C
    channels.

    Parameters and errors are those of `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, F)
        z; for finite values, equal to the result of `forward`.

    References
    ----------
    Yu and Koltun, "Multi-scale context aggregation by dilated convolutions" (2016).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 1, 3, 2)
    >>> w = np.array([1, 10, 1, 1]).reshape(2, 1, 2, 1)
    >>> general(x, w, dilation=2, groups=2)[0, 0, 0]
    array([51.,  8.])
    """
    layer = read_layer(x, w, stride, padding, dilation, groups)
    filled = fill(layer.x, layer.w, layer.dilation, layer.groups)
    return forward(layer.x, filled, b, stride=layer.stride)


def fill(x: NDArray, w: NDArray, dilation: tuple[int, int], groups: int) -> NDArray:
    """Insert zeros between the weights, and for the channels of other groups.

    The result has shape (F, extent of KH, extent of KW, C).
    """
    (*_, C), (F, KH, KW, _), (dil_h, dil_w) = x.shape, w.shape, dilation
    first = first_channels(x, w, groups)
    filled = np.zeros(
        (F, extent(KH, dilation=dil_h), extent(KW, dilation=dil_w), C), w.dtype
    )
    for f, p, q, c in np.ndindex(w.shape):
        filled[f, dil_h * p, dil_w * q, first[f] + c] = w[f, p, q, c]
    return filled
