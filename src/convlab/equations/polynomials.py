"""Chapter fast: sums over sliding windows, from the values of polynomials."""

from fractions import Fraction
from math import prod

import numpy as np

from convlab._validate import check_array

__all__ = ["toom_cook"]


def toom_cook(x, w, points):
    """Take m sums of K products with m + K - 1 (equation :eq:`toom-cook`).

    Parameters
    ----------
    x : array (L,)
        The pixels that m = L - K + 1 windows cover.
    w : array (K,)
        The kernel.
    points : array (L - 1,)
        Where the polynomials are evaluated, all different; infinity comes behind them.

    Returns
    -------
    array (m,)
        z, the sums over x[j + q] w[q]. Computed in fractions: nothing is rounded before
        the end.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of finite numbers, there are fewer pixels than
        weights, or not as many points, or a point comes twice.

    References
    ----------
    Blahut, "Fast algorithms for signal processing" (2010), on the Cook-Toom algorithm.

    Examples
    --------
    >>> toom_cook([1, 2, 3, 4], [1, 0, 1], [0, 1, -1])
    array([4., 6.])
    """
    x, w = _exact("x", x, "L"), _exact("w", w, "K")
    points = _exact("points", points, "L-1")
    _check(len(x), len(w), points)
    z = [Fraction(0)] * (len(x) - len(w) + 1)
    for u, t in enumerate(points):
        others = points[:u] + points[u + 1 :]
        lagrange = [c / prod(t - o for o in others) for c in _with_zeros(others)]
        product = sum(w[q] * t**q for q in range(len(w))) * _inner(lagrange, x)
        for j in range(len(z)):
            z[j] += t**j * product
    z[-1] += w[-1] * _inner(_with_zeros(points), x)  # infinity
    return np.array([float(unit) for unit in z])


def _with_zeros(points):
    """List the coefficients of (t - a)(t - b)..., the constant first."""
    coefficients = [Fraction(1)]
    for a in points:
        above, below = [Fraction(0), *coefficients], [*coefficients, Fraction(0)]
        coefficients = [high - a * low for high, low in zip(above, below, strict=True)]
    return coefficients


def _inner(coefficients, x):
    """Put x[r] where t^r stands."""
    return sum(c * pixel for c, pixel in zip(coefficients, x, strict=False))


def _exact(name, value, axes):
    a = check_array(name, value, axes)
    if not np.isfinite(a).all():
        raise ValueError(f"{name} must be finite; got {a}")
    return [Fraction(float(number)) for number in a]


def _check(L, K, points):
    if K > L:
        raise ValueError(f"the kernel ({K} weights) is larger than x ({L} pixels)")
    if len(points) != L - 1:
        raise ValueError(f"{L} pixels take {L - 1} points; got {len(points)}")
    if len(set(points)) < len(points):
        raise ValueError(f"points must differ; got {[float(t) for t in points]}")
