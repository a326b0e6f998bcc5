"""Chapter notation: the activation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_callable, check_number

__all__ = ["activation"]


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
