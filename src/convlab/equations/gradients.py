"""Chapter gradients: central differences, and the adjoint identity."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    Padding,
    Pair,
    check_array,
    check_callable,
    check_index,
    check_number,
    check_positive,
)
from convlab.equations._layer import read_gradient
from convlab.equations.backward import dw, dx
from convlab.equations.forward import forward

__all__ = ["adjoint", "central_difference"]


def adjoint(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> tuple[float, float, float]:
    """Take three inner products that must agree (equation :eq:`adjoint`).

    Parameters and errors are those of `convlab.backward`.

    Returns
    -------
    (float, float, float)
        <dz, z>, <dx, x> and <dw, w>, leaving out the bias.

    References
    ----------
    Strang, "Introduction to linear algebra", on the transpose: (Ax)^T y = x^T (A^T y).

    Examples
    --------
    >>> adjoint([[[[1], [10]]]], [[[[1], [2], [3]]]], [[[[2], [3]]]])
    (138.0, 138.0, 138.0)
    """
    dz, layer = read_gradient(dz, x, w, stride, padding, dilation, groups)
    x, w = layer.crop(layer.x), layer.w
    given: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    return (
        _inner(dz, forward(x, w, **given)),
        _inner(dx(dz, x, w, **given), x),
        _inner(dw(dz, x, w, **given), w),
    )


def central_difference(
    loss: Callable[[NDArray], float],
    x: ArrayLike,
    index: tuple[int, ...],
    *,
    h: float = 1e-5,
) -> float:
    """Estimate one derivative of the loss (equation :eq:`central-difference`).

    Parameters
    ----------
    loss : callable
        Takes an array shaped like x and returns a number.
    x : array
        The point at which to take the derivative.
    index : tuple of int
        The entry of x to nudge.
    h : float
        How far to nudge it up and down. If the loss is linear in the entry, there is
        no truncation error and h = 1 is best.

    Returns
    -------
    float
        (loss(x + h) - loss(x - h)) / 2h.

    Raises
    ------
    TypeError, ValueError
        If loss cannot be called, x holds no numbers, h is not positive, or x has no
        entry at index.

    References
    ----------
    Baydin et al., "Automatic differentiation in machine learning: a survey" (2018),
    section 2.1.

    Examples
    --------
    >>> central_difference(lambda x: 3 * x[0] + x[1], np.zeros(2), (0,), h=1)
    3.0
    """
    check_callable("loss", loss)
    x = check_array("x", x, "...").astype(np.float64)
    index = check_index("index", index, x.shape)
    h = check_positive("h", h)
    up, down = x.copy(), x.copy()
    up[index] += h
    down[index] -= h
    above = check_number("loss(x)", loss(up))
    below = check_number("loss(x)", loss(down))
    return (above - below) / (2 * h)


def _inner(a: NDArray, b: NDArray) -> float:
    return float(np.sum(a * b))
