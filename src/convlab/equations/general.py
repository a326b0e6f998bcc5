"""Chapter general: dilation and groups, by kernels that are filled up with zeros."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import Padding, Pair
from convlab.equations._layer import read_layer
from convlab.equations.forward import forward
from convlab.equations.sizes import extent, first_channels

__all__ = ["fill", "general"]


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
    """Take the general sum as a plain one (equation :eq:`general`).

    Zeros between the weights, and for the channels of other groups, make of each
    kernel a plain one, of the extent of the dilated kernel and with all C channels.

    Parameters and errors are those of `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, F)
        z, for finite values the same as `forward` gives.

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
    """Put zeros between the weights of the kernels, and on the other groups' channels.

    The result has shape (F, extent of KH, extent of KW, C).
    """
    (*_, C), (F, KH, KW, _), (dh, dw) = x.shape, w.shape, dilation
    first = first_channels(x, w, groups)
    filled = np.zeros((F, extent(KH, dilation=dh), extent(KW, dilation=dw), C), w.dtype)
    for f, p, q, c in np.ndindex(w.shape):
        filled[f, dh * p, dw * q, first[f] + c] = w[f, p, q, c]
    return filled
