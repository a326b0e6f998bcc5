"""Weights at the start: random, and of a size that keeps all layers alike."""

import numpy as np

from convlab._validate import check_generator, check_sizes

__all__ = ["draw_weights"]


def draw_weights(shape, rng):
    """Draw weights whose variance is 2 over the number of weights of a unit.

    Then units behind rectifiers are about as large in every layer, whatever its size.

    Parameters
    ----------
    shape : tuple of int
        (F, KH, KW, C) or (F, K): the first axis counts units, the others their weights.
    rng : numpy.random.Generator
        Where the random numbers come from.

    Returns
    -------
    array
        Of that shape, in float64.

    Raises
    ------
    TypeError, ValueError
        If shape is no tuple of two or four whole numbers, or rng no Generator.

    References
    ----------
    He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015).

    Examples
    --------
    >>> w = draw_weights((64, 3, 3, 8), np.random.default_rng(0))
    >>> w.shape, round(w.var() * 3 * 3 * 8, 1)
    ((64, 3, 3, 8), np.float64(2.0))
    """
    axes = "F KH KW C" if np.size(shape) == 4 else "F K"
    shape = check_sizes("shape", shape, axes.split())
    check_generator(rng)
    return np.sqrt(2 / np.prod(shape[1:])) * rng.standard_normal(shape)
