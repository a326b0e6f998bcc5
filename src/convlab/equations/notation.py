"""Chapter notation: the address of a unit in memory, and the activation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_callable, check_number, check_sizes

__all__ = ["activation", "address"]


def address(n: int, i: int, j: int, c: int, image_shape: tuple[int, int, int]) -> int:
    """Locate unit (n, i, j, c) in the flat memory of a batch (equation :eq:`address`).

    Parameters
    ----------
    n, i, j, c : int
        Example, row, column, channel, each counted from 0.
    image_shape : (int, int, int)
        H, W, C of one image.

    Returns
    -------
    int
        n H W C + i W C + j C + c.

    Raises
    ------
    TypeError, ValueError
        If an index is not a whole number or lies outside the image.

    References
    ----------
    NumPy's "Internal memory layout of an ndarray": row-major, the last axis fastest.

    Examples
    --------
    >>> address(0, 1, 2, 0, (3, 4, 1))
    6
    """
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    n, i, j, c = check_sizes("index", (n, i, j, c), "nijc", 0)
    if i >= H or j >= W or c >= C:
        raise ValueError(f"unit {(i, j, c)} lies outside image_shape {(H, W, C)}")
    return n * H * W * C + i * W * C + j * C + c


def activation(z: ArrayLike, sigma: Callable[[float], float]) -> NDArray:
    """Pass every unit through sigma (equation :eq:`activation`).

    Parameters
    ----------
    z : array (B, OH, OW, F)
        Pre-activation.
    sigma : callable
        Takes a number and returns a number.

    Returns
    -------
    array (B, OH, OW, F)
        x of the next layer: sigma(z), unit by unit.

    Raises
    ------
    TypeError, ValueError
        If z is not an array of numbers with four axes, or sigma cannot be called.

    References
    ----------
    Nielsen, "Neural networks and deep learning" (2015), chapter 2.

    Examples
    --------
    >>> activation([[[[-2], [3]]]], lambda z: max(z, 0)).ravel()
    array([0., 3.])
    """
    z = check_array("z", z, "B OH OW F")
    sigma = check_callable("sigma", sigma)
    x = np.zeros_like(z)
    for unit in np.ndindex(z.shape):
        x[unit] = check_number("sigma(z)", sigma(z[unit]))
    return x
