"""Chapter learning: the largest pixel of a window, and where its gradient goes."""

from itertools import product

import numpy as np

from convlab._validate import check_array, check_pair, check_shape
from convlab.geometry import output_shape

__all__ = ["max_pool", "max_pool_gradient"]


def max_pool(x, kernel_size, *, stride=1):
    """Take the largest pixel of every window (equation :eq:`max-pool`).

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    kernel_size : int or (int, int)
        KH, KW of a window in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.

    Returns
    -------
    array (B, OH, OW, C)
        z, with OH and OW as in equation :eq:`output-size`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value, or no window fits.

    References
    ----------
    Riesenhuber and Poggio, "Hierarchical models of object recognition in cortex"
    (1999).

    Examples
    --------
    >>> max_pool([[[[1], [5], [4]]]], (1, 2)).ravel()
    array([5., 5.])
    """
    x, size, stride, windows = _check(x, kernel_size, stride)
    z = np.zeros((len(x), *windows, x.shape[3]), x.dtype)
    for n, i, j, c in np.ndindex(z.shape):
        z[n, i, j, c] = max(x[n, *pixel, c] for pixel in _window(i, j, size, stride))
    return z


def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    """Send dz to the largest pixel of its window (equation :eq:`max-pool-gradient`).

    Parameters
    ----------
    dz : array (B, OH, OW, C)
        dL/dz.
    x, kernel_size, stride
        As given to `max_pool`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx. Of equal pixels the first of the window gets all.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value, or the shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.3.

    Examples
    --------
    >>> max_pool_gradient([[[[10], [1]]]], [[[[1], [5], [4]]]], (1, 2)).ravel()
    array([ 0., 11.,  0.])
    """
    x, size, stride, windows = _check(x, kernel_size, stride)
    dz = check_array("dz", dz, "B OH OW C")
    check_shape("dz", dz, (len(x), *windows, x.shape[3]), "B OH OW C")
    dx = np.zeros(x.shape, dz.dtype)
    for n, a, b, c in np.ndindex(dz.shape):
        window = _window(a, b, size, stride)
        largest = max(window, key=lambda pixel: x[n, *pixel, c])
        dx[n, *largest, c] += dz[n, a, b, c]
    return dx


def _check(x, kernel_size, stride):
    x = check_array("x", x, "B H W C")
    size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    windows = output_shape(x.shape[1:3], size, stride)
    return x, size, stride, windows


def _window(i, j, size, stride):
    """List the pixels of window (i, j), line by line."""
    (KH, KW), (sh, sw) = size, stride
    return [(sh * i + p, sw * j + q) for p, q in product(range(KH), range(KW))]
