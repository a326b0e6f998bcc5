"""Gradient checks by central differences and by inner products (the adjoint test)."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import BackwardPass, Gradients
from convlab._validate import check_array, check_callable, check_number, check_positive

__all__ = ["InnerProducts", "check_adjoint", "check_backward", "numerical_gradient"]


class InnerProducts(NamedTuple):
    """<dz, z>, <dx, x> and <dw, w>: equal when dx and dw are right."""

    dz_z: float
    dx_x: float
    dw_w: float


def numerical_gradient(
    loss: Callable[[NDArray], float],
    x: ArrayLike,
    *,
    h: float = 1e-5,
) -> NDArray:
    """Estimate the whole gradient by central differences, one entry at a time.

    Equation :eq:`central-difference`, for every entry of x.

    Parameters
    ----------
    loss : callable
        Takes an array shaped like x and returns a number.
    x : array
        The point at which to take the gradient.
    h : float
        How far to nudge an entry up and down. If the loss is linear in each entry, as
        it is for a convolution, there is no truncation error and h = 1 is best.

    Returns
    -------
    array
        dL/dx in float64, shaped like x.

    Raises
    ------
    TypeError, ValueError
        If loss cannot be called, x holds no numbers, or h is not positive.

    References
    ----------
    Baydin et al., "Automatic differentiation in machine learning: a survey" (2018),
    section 2.1.

    Examples
    --------
    >>> numerical_gradient(lambda x: 3 * x[0] + x[1], np.zeros(2), h=1)
    array([3., 1.])
    """
    check_callable("loss", loss)
    x = check_array("x", x, "...").astype(np.float64)
    h = check_positive("h", h)
    gradient = np.zeros_like(x)
    for entry in np.ndindex(x.shape):
        here = x[entry]
        x[entry] = here + h
        above = check_number("loss(x)", loss(x.copy()))
        x[entry] = here - h
        below = check_number("loss(x)", loss(x.copy()))
        gradient[entry] = (above - below) / (2 * h)
        x[entry] = here
    return gradient


def check_backward(
    forward: Callable[..., NDArray],
    backward: BackwardPass,
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike,
    *,
    h: float = 1.0,
    **settings: Any,
) -> Gradients:
    """Compare a backward pass with central differences of its forward pass.

    The loss is the inner product <dz, z>, whose gradient with respect to z is dz. It
    is linear in each of x, w and b, so a large step does no harm; h = 1 is the default.

    Parameters
    ----------
    forward, backward : callable
        With the signatures of `convlab.forward` and `convlab.backward`; a plain tuple
        (dx, dw, db) will do.
    dz, x, w, b : array
        The arguments of both. Choose random or irregular values: a dz of ones hides
        mistakes.
    h : float
        How far to nudge an entry up and down.
    **settings
        stride, padding, dilation and groups, passed on to both.

    Returns
    -------
    Gradients
        For each of dx, dw and db, the largest difference divided by the largest
        numerical entry. It is NaN if the gradient holds NaN, and infinity if the
        gradient has the wrong shape, or is not 0 while the numerical one is.

    Raises
    ------
    TypeError, ValueError
        If forward or backward cannot be called, or rejects the arguments.

    References
    ----------
    Stanford CS231n, "Gradient checks", on relative error.

    Examples
    --------
    >>> from convlab import backward, forward, samples
    >>> x, w, b, dz = samples.by_hand()
    >>> check_backward(forward, backward, dz, x, w, b).dw < 1e-12
    True
    """
    check_callable("forward", forward)
    check_callable("backward", backward)
    b = check_array("b", b, "F")
    dz, _ = _check_same_shape(dz, _call(forward, x, w, b, **settings))

    def loss(x, w, b):
        return np.sum(dz * _call(forward, x, w, b, **settings))

    numerical = Gradients(
        numerical_gradient(lambda x: loss(x, w, b), x, h=h),
        numerical_gradient(lambda w: loss(x, w, b), w, h=h),
        numerical_gradient(lambda b: loss(x, w, b), b, h=h),
    )
    analytic = _three_gradients(_call(backward, dz, x, w, **settings))
    errors: Any = map(relative_error, analytic, numerical)
    return Gradients(*errors)


def check_adjoint(
    forward: Callable[..., NDArray],
    backward: BackwardPass,
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    **settings: Any,
) -> InnerProducts:
    """Take the three inner products of equation :eq:`adjoint`, leaving out the bias.

    Parameters
    ----------
    forward, backward : callable
        With the signatures of `convlab.forward` and `convlab.backward`; a plain tuple
        (dx, dw, db) will do.
    dz, x, w : array
        The arguments of both. Integers in float64 make all three products exact.
    **settings
        stride, padding, dilation and groups, passed on to both.

    Returns
    -------
    InnerProducts
        <dz, z>, <dx, x> and <dw, w>.

    Raises
    ------
    TypeError, ValueError
        If forward or backward cannot be called or rejects the arguments, or if a
        gradient has the wrong shape.

    References
    ----------
    Claerbout, "Earth soundings analysis" (1992), on the dot-product test.

    Examples
    --------
    >>> from convlab import backward, forward, samples
    >>> x, w, _, dz = samples.by_hand()
    >>> check_adjoint(forward, backward, dz, x, w)
    InnerProducts(dz_z=13.0, dx_x=13.0, dw_w=13.0)
    """
    check_callable("forward", forward)
    check_callable("backward", backward)
    dz, z = _check_same_shape(dz, _call(forward, x, w, **settings))
    dx, dw, _ = _three_gradients(_call(backward, dz, x, w, **settings))
    for name, gradient, a in [("dx", dx, x), ("dw", dw, w)]:
        if np.shape(gradient) != np.shape(a):
            raise ValueError(
                f"backward must return {name} with shape {np.shape(a)}; "
                f"got {np.shape(gradient)}"
            )
    pairs = (dz, z), (dx, x), (dw, w)
    return InnerProducts(*(float(np.sum(np.multiply(*pair))) for pair in pairs))


def _call(function, *arrays, **settings):
    """Call the function on copies, so it cannot change the arrays we compare."""
    return function(*map(deepcopy, arrays), **settings)


def _check_same_shape(dz, z):
    """Return dz and z, or raise if their shapes differ, so that nothing broadcasts."""
    z = check_array("what forward returns", z, "B OH OW F")
    dz = check_array("dz", dz, "B OH OW F")
    if dz.shape != z.shape:
        raise ValueError(
            f"dz {dz.shape} and what forward returns {z.shape} must have the same "
            "shape, (B, OH, OW, F)"
        )
    return dz, z


def _three_gradients(returned):
    if not isinstance(returned, (tuple, list)) or len(returned) != 3:
        raise TypeError(f"backward must return dx, dw and db; got {returned!r}")
    return returned


def relative_error(actual: NDArray, expected: NDArray) -> float:
    if np.shape(actual) != expected.shape:
        return np.inf
    difference = np.abs(actual - expected).max(initial=0)
    scale = np.abs(expected).max(initial=0)
    if scale == 0:
        return np.inf if difference > 0 else float(difference)
    return float(difference / scale)
