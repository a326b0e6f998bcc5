"""Chapter backward: the gradient of the image, in three forms of one sum."""

import numpy as np

from convlab import arguments
from convlab.agreement import check_gradient
from convlab.equations.windows import forward
from convlab.geometry import crop, zero_pad

__all__ = ["dx", "dx_gather", "dx_scatter", "error", "rotate", "surround"]


def dx(dz, x, w, *, stride=1, padding="valid"):
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
    dz, x, w, (sh, sw), widths, (OH, OW) = check_gradient(dz, x, w, stride, padding)
    (F, KH, KW, _), ((top, _), (left, _)) = w.shape, widths
    gradient = np.zeros(x.shape, np.result_type(dz, w))
    for n, i, j, c in np.ndindex(x.shape):
        gradient[n, i, j, c] = sum(
            dz[n, a, b, f] * w[f, p, q, c]
            for a, b, p, q, f in np.ndindex(OH, OW, KH, KW, F)
            if (sh * a + p, sw * b + q) == (top + i, left + j)
        )
    return gradient


def dx_scatter(dz, x, w, *, stride=1, padding="valid"):
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
    dz, x, w, (sh, sw), widths, _ = check_gradient(dz, x, w, stride, padding)
    _, KH, KW, _ = w.shape
    gradient = zero_pad(np.zeros(x.shape, np.result_type(dz, w)), widths)
    for n, a, b, f in np.ndindex(dz.shape):
        window = gradient[n, sh * a : sh * a + KH, sw * b : sw * b + KW]
        window += dz[n, a, b, f] * w[f]
    return crop(gradient, widths).copy()


def dx_gather(dz, x, w, *, stride=1, padding="valid"):
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
    dz, x, w, stride, widths, _ = check_gradient(dz, x, w, stride, padding)
    return forward(surround(dz, x.shape, w.shape, stride, widths), rotate(w))


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
    dx = arguments.array("dx", dx, "B H W C")
    z = arguments.array("z", z, "B H W C")
    sigma_prime = arguments.function("sigma_prime", sigma_prime)
    arguments.same_shape("z", z, dx.shape, "B H W C")
    dz = np.zeros_like(dx)
    for unit in np.ndindex(z.shape):
        slope = arguments.number("sigma_prime(z)", sigma_prime(z[unit]))
        dz[unit] = slope * dx[unit]
    return dz


def surround(dz, x_shape, w_shape, stride, widths):
    """Put zeros between and around dz, so that every pixel finds its windows."""
    (B, H, W, _), (F, KH, KW, _), (sh, sw) = x_shape, w_shape, stride
    (top, _), (left, _) = widths
    spread = np.zeros((B, H + KH - 1, W + KW - 1, F), dz.dtype)
    for n, a, b, f in np.ndindex(dz.shape):
        row, column = sh * a + KH - 1 - top, sw * b + KW - 1 - left
        if 0 <= row < H + KH - 1 and 0 <= column < W + KW - 1:
            spread[n, row, column, f] = dz[n, a, b, f]
    return spread


def rotate(w):
    """Turn kernels by 180 degrees and swap their axes f and c: (C, KH, KW, F)."""
    return w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
