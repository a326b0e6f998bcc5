"""Chapter backward: the three gradients, each as the sum over every use."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import Gradients
from convlab._validate import (
    Padding,
    Pair,
    Widths,
    check_array,
    check_callable,
    check_int,
    check_number,
    check_shape,
)
from convlab.equations._layer import read_gradient, read_layer
from convlab.equations.forward import forward
from convlab.equations.sizes import extent, first_channel, first_channels

__all__ = [
    "backward",
    "chain_rule",
    "db",
    "dw",
    "dx",
    "dx_gather",
    "dx_scatter",
    "dz_dw",
    "error",
    "rotate",
    "surround",
]


def dz_dw(
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Differentiate each unit of z with respect to each weight (equation :eq:`dz-dw`).

    The sum of equation :eq:`forward` is linear in w: the derivative is the pixel that
    multiplies the weight. It is the same for every kernel, so there is no axis f.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    w : array (F, KH, KW, C // groups)
        Kernels; only their shape matters.
    stride, padding, dilation, groups
        As in `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, KH, KW, C)
        Entry (n, a, b, p, q, c) is x[n, sh a + dil_h p, sw b + dil_w q, c] of the
        padded x.
        With groups, a kernel has weights for the C // groups channels of its group.

    Raises
    ------
    TypeError, ValueError
        As in `convlab.forward`.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> dz_dw([[[[1], [2], [3]]]], np.ones((1, 1, 2, 1)))[0, 0, 1, 0, :, 0]
    array([2., 3.])
    """
    layer = read_layer(x, w, stride, padding, dilation, groups)
    x, w, (OH, OW) = layer.x, layer.w, layer.output_size
    (sh, sw), (dil_h, dil_w) = layer.stride, layer.dilation
    (*_, C), (_, KH, KW, _) = x.shape, w.shape
    derivative = np.zeros((len(x), OH, OW, KH, KW, C), x.dtype)
    for n, a, b, p, q, c in np.ndindex(derivative.shape):
        derivative[n, a, b, p, q, c] = x[n, sh * a + dil_h * p, sw * b + dil_w * q, c]
    return derivative


def chain_rule(dz: ArrayLike, dz_dw: ArrayLike, *, groups: int = 1) -> NDArray:
    """Sum the chain rule over every use of a weight (equation :eq:`chain-rule`).

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz.
    dz_dw : array (B, OH, OW, KH, KW, C)
        Derivative of each unit of z with respect to each weight of its own kernel.
    groups : int
        As in `convlab.forward`.

    Returns
    -------
    array (F, KH, KW, C // groups)
        dL/dw: a sum over all uses, not an average.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, shapes disagree, or groups does not
        divide F and C.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989).

    Examples
    --------
    >>> chain_rule([[[[1], [10]]]], [[[[[[2]]], [[[3]]]]]])
    array([[[[32.]]]])
    """
    dz = check_array("dz", dz, "B OH OW F")
    dz_dw = check_array("dz_dw", dz_dw, "B OH OW KH KW C")
    groups = check_int("groups", groups, 1)
    B, OH, OW, F = dz.shape
    KH, KW, C = dz_dw.shape[3:]
    check_shape("dz_dw", dz_dw, (B, OH, OW, KH, KW, C), "B OH OW KH KW C")
    first = [first_channel(f, F, C, groups=groups) for f in range(F)]
    dw = np.zeros((F, KH, KW, C // groups), np.result_type(dz, dz_dw))
    for f, p, q, c in np.ndindex(dw.shape):
        dw[f, p, q, c] = sum(
            dz[n, a, b, f] * dz_dw[n, a, b, p, q, first[f] + c]
            for n, a, b in np.ndindex(B, OH, OW)
        )
    return dw


def dw(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Sum over every use of each weight (equation :eq:`dw`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (F, KH, KW, C // groups)
        dL/dw.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> dw([[[[1], [10]]]], [[[[1], [2], [3]]]], np.ones((1, 1, 2, 1))).ravel()
    array([21., 32.])
    """
    dz, layer = read_gradient(dz, x, w, stride, padding, dilation, groups)
    x, w, (OH, OW) = layer.x, layer.w, layer.output_size
    (sh, sw), (dil_h, dil_w) = layer.stride, layer.dilation
    B, first = len(x), first_channels(x, w, layer.groups)
    gradient = np.zeros(w.shape, np.result_type(dz, x))
    for f, p, q, c in np.ndindex(w.shape):
        gradient[f, p, q, c] = sum(
            dz[n, a, b, f] * x[n, sh * a + dil_h * p, sw * b + dil_w * q, first[f] + c]
            for n, a, b in np.ndindex(B, OH, OW)
        )
    return gradient


def db(dz: ArrayLike) -> NDArray:
    """Sum over every use of each bias (equation :eq:`db`).

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz.

    Returns
    -------
    array (F,)
        dL/db.

    Raises
    ------
    TypeError, ValueError
        If dz is not an array of numbers with four axes.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.5.

    Examples
    --------
    >>> db([[[[1], [10]]]])
    array([11.])
    """
    dz = check_array("dz", dz, "B OH OW F")
    B, OH, OW, F = dz.shape
    gradient = np.zeros(F, dz.dtype)
    for f in range(F):
        gradient[f] = sum(dz[n, a, b, f] for n, a, b in np.ndindex(B, OH, OW))
    return gradient


def dx(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Sum over every window that reads a pixel (equation :eq:`dx`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> dx([[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]).ravel()
    array([ 2., 23., 30.])
    """
    dz, layer = read_gradient(dz, x, w, stride, padding, dilation, groups)
    x, w, (OH, OW) = layer.x, layer.w, layer.output_size
    (sh, sw), (dil_h, dil_w) = layer.stride, layer.dilation
    first, (F, KH, KW, Cg) = first_channels(x, w, layer.groups), w.shape
    gradient = np.zeros(x.shape, np.result_type(dz, w))
    for n, i, j, c in np.ndindex(x.shape):
        gradient[n, i, j, c] = sum(
            dz[n, a, b, f] * w[f, p, q, c - first[f]]
            for a, b, p, q, f in np.ndindex(OH, OW, KH, KW, F)
            if (sh * a + dil_h * p, sw * b + dil_w * q) == (i, j)
            and first[f] <= c < first[f] + Cg
        )
    return layer.crop(gradient)


def dx_scatter(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Stamp dz times the kernel onto every window (equation :eq:`dx-scatter`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx, equal to the result of `dx`.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).

    Examples
    --------
    >>> dx_scatter([[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]).ravel()
    array([ 2., 23., 30.])
    """
    dz, layer = read_gradient(dz, x, w, stride, padding, dilation, groups)
    x, w = layer.x, layer.w
    (sh, sw), (dil_h, dil_w) = layer.stride, layer.dilation
    first, (_, KH, KW, Cg) = first_channels(x, w, layer.groups), w.shape
    gradient = np.zeros(x.shape, np.result_type(dz, w))
    for n, a, b, f in np.ndindex(dz.shape):
        rows = slice(sh * a, sh * a + dil_h * KH, dil_h)
        columns = slice(sw * b, sw * b + dil_w * KW, dil_w)
        channels = slice(first[f], first[f] + Cg)
        gradient[n, rows, columns, channels] += dz[n, a, b, f] * w[f]
    return layer.crop(gradient)


def dx_gather(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Convolve dz with the kernels rotated by 180 degrees (equation :eq:`dx-gather`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx; for finite values, equal to the result of `dx`.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 4.

    Examples
    --------
    >>> dx_gather([[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]).ravel()
    array([ 2., 23., 30.])
    """
    dz, layer = read_gradient(dz, x, w, stride, padding, dilation, groups)
    x, w = layer.crop(layer.x), layer.w
    how = layer.stride, layer.padding, layer.dilation
    spread, rotated = surround(dz, x.shape, w.shape, *how), rotate(w, layer.groups)
    return forward(spread, rotated, dilation=layer.dilation, groups=layer.groups)


def error(
    dx: ArrayLike,
    z: ArrayLike,
    sigma_prime: Callable[[float], float],
) -> NDArray:
    """Send the gradient through the activation (equation :eq:`error`).

    Parameters
    ----------
    dx : array (B, H, W, C)
        dL/dx, from the convolution above.
    z : array (B, H, W, C)
        Pre-activation of the layer below, x = sigma(z).
    sigma_prime : callable
        Derivative of sigma: takes a number, returns a number.

    Returns
    -------
    array (B, H, W, C)
        dL/dz of the layer below.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or the shapes differ.

    References
    ----------
    Nielsen, "Neural networks and deep learning" (2015), chapter 2, equation BP2.

    Examples
    --------
    >>> error([[[[5], [7]]]], [[[[-1], [2]]]], lambda z: z > 0).ravel()
    array([0., 7.])
    """
    dx = check_array("dx", dx, "B H W C")
    z = check_array("z", z, "B H W C")
    sigma_prime = check_callable("sigma_prime", sigma_prime)
    check_shape("z", z, dx.shape, "B H W C")
    dz = np.zeros_like(dx)
    for unit in np.ndindex(z.shape):
        slope = check_number("sigma_prime(z)", sigma_prime(z[unit]))
        dz[unit] = slope * dx[unit]
    return dz


def surround(
    dz: NDArray,
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: tuple[int, int],
    padding: Widths,
    dilation: tuple[int, int] = (1, 1),
) -> NDArray:
    """Insert zeros between and around dz, for the full convolution that yields dx.

    The result has shape (B, H + EH - 1, W + EW - 1, F), where (EH, EW) is the extent
    of the dilated kernel.
    """
    (B, H, W, _), (F, KH, KW, _), (dil_h, dil_w) = x_shape, w_shape, dilation
    (sh, sw), ((top, _), (left, _)) = stride, padding
    EH, EW = extent(KH, dilation=dil_h), extent(KW, dilation=dil_w)
    spread = np.zeros((B, H + EH - 1, W + EW - 1, F), dz.dtype)
    for n, a, b, f in np.ndindex(dz.shape):
        row, column = sh * a + EH - 1 - top, sw * b + EW - 1 - left
        if 0 <= row < H + EH - 1 and 0 <= column < W + EW - 1:
            spread[n, row, column, f] = dz[n, a, b, f]
    return spread


def rotate(w: NDArray, groups: int = 1) -> NDArray:
    """Rotate the kernels by 180 degrees and swap their axes f and c, group by group.

    The result has shape (C, KH, KW, F // groups).
    """
    F, KH, KW, Cg = w.shape
    rotated = w[:, ::-1, ::-1].reshape(groups, F // groups, KH, KW, Cg)
    return rotated.transpose(0, 4, 2, 3, 1).reshape(groups * Cg, KH, KW, F // groups)


def backward(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> Gradients:
    """Compute all three gradients as literal sums (:eq:`dx`, :eq:`dw` and :eq:`db`).

    Parameters, result and errors are those of `convlab.backward`.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> backward([[[[1], [10]]]], [[[[1], [2], [3]]]], [[[[2], [3]]]]).dw.ravel()
    array([21., 32.])
    """
    given: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    return Gradients(dx(dz, x, w, **given), dw(dz, x, w, **given), db(dz))
