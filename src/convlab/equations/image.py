"""Chapter backward: the gradient of the image, in three forms of one sum."""

import numpy as np

from convlab._spec import check_gradient
from convlab._validate import check_array, check_callable, check_number, check_shape
from convlab.equations.groups import first_channels
from convlab.equations.windows import forward
from convlab.geometry import crop, extent, zero_pad

__all__ = ["dx", "dx_gather", "dx_scatter", "error", "rotate", "surround"]


def dx(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Add up every window that reads a pixel (equation :eq:`dx`).

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
    dz, x, w, settings, (OH, OW) = check_gradient(
        dz, x, w, stride, padding, dilation, groups
    )
    (sh, sw), ((top, _), (left, _)), (dh, dw), groups = settings
    first, (F, KH, KW, C) = first_channels(x, w, groups), w.shape
    gradient = np.zeros(x.shape, np.result_type(dz, w))
    for n, i, j, c in np.ndindex(x.shape):
        gradient[n, i, j, c] = sum(
            dz[n, a, b, f] * w[f, p, q, c - first[f]]
            for a, b, p, q, f in np.ndindex(OH, OW, KH, KW, F)
            if (sh * a + dh * p, sw * b + dw * q) == (top + i, left + j)
            and first[f] <= c < first[f] + C
        )
    return gradient


def dx_scatter(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Stamp dz times the kernel onto every window (equation :eq:`dx-scatter`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx, the same as `dx` gives.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).

    Examples
    --------
    >>> dx_scatter([[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]).ravel()
    array([ 2., 23., 30.])
    """
    dz, x, w, settings, _ = check_gradient(dz, x, w, stride, padding, dilation, groups)
    (sh, sw), widths, (dh, dw), groups = settings
    first, (_, KH, KW, C) = first_channels(x, w, groups), w.shape
    gradient = zero_pad(np.zeros(x.shape, np.result_type(dz, w)), widths)
    for n, a, b, f in np.ndindex(dz.shape):
        rows = slice(sh * a, sh * a + dh * KH, dh)
        columns = slice(sw * b, sw * b + dw * KW, dw)
        channels = slice(first[f], first[f] + C)
        gradient[n, rows, columns, channels] += dz[n, a, b, f] * w[f]
    return crop(gradient, widths).copy()


def dx_gather(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Convolve dz with the rotated kernels (equation :eq:`dx-gather`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx, for finite values the same as `dx` gives.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 4.

    Examples
    --------
    >>> dx_gather([[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]).ravel()
    array([ 2., 23., 30.])
    """
    dz, x, w, settings, _ = check_gradient(dz, x, w, stride, padding, dilation, groups)
    stride, widths, dilation, groups = settings
    spread = surround(dz, x.shape, w.shape, stride, widths, dilation)
    return forward(spread, rotate(w, groups), dilation=dilation, groups=groups)


def error(dx, z, sigma_prime):
    """Send the gradient through the activation (equation :eq:`error`).

    Parameters
    ----------
    dx : array (B, H, W, C)
        dL/dx, what the convolution above hands back.
    z : array (B, H, W, C)
        Pre-activation of the layer below, x = sigma(z).
    sigma_prime : callable
        Derivative of sigma, from a number to a number.

    Returns
    -------
    array (B, H, W, C)
        dL/dz of the layer below.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or the shapes differ.

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


def surround(dz, x_shape, w_shape, stride, widths, dilation=(1, 1)):
    """Put zeros between and around dz, so that every pixel finds its windows."""
    (B, H, W, _), (F, KH, KW, _) = x_shape, w_shape
    (sh, sw), ((top, _), (left, _)) = stride, widths
    EH, EW = map(extent, (KH, KW), dilation)
    spread = np.zeros((B, H + EH - 1, W + EW - 1, F), dz.dtype)
    for n, a, b, f in np.ndindex(dz.shape):
        row, column = sh * a + EH - 1 - top, sw * b + EW - 1 - left
        if 0 <= row < H + EH - 1 and 0 <= column < W + EW - 1:
            spread[n, row, column, f] = dz[n, a, b, f]
    return spread


def rotate(w, groups=1):
    """Turn kernels by 180 degrees and swap their axes f and c, group by group.

    The result has shape (C, KH, KW, F // groups).
    """
    F, KH, KW, C = w.shape
    turned = w[:, ::-1, ::-1].reshape(groups, F // groups, KH, KW, C)
    return turned.transpose(0, 4, 2, 3, 1).reshape(groups * C, KH, KW, F // groups)
