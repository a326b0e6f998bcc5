"""Complete backward passes with one known mistake each, and the layers that hide it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import convlab
from convlab._validate import check_int
from convlab.exercises import mistakes

__all__ = ["GRADIENT_MISTAKES", "backward_with", "hidden_in"]

SELECTED = {  # one of a kind, met in courses and in published code
    "dx": """
        kernel-not-rotated columns-not-rotated rows-not-rotated
        kernel-transposed axes-not-swapped weights-channels-first dz-not-spread
        zeros-between-missing leftover-missing cropped-after-only
        cropped-before-only padding-left-on cropped-to-nothing
        padded-like-forward overwritten-by-window overwritten-by-stamp
        overwritten-by-element stamps-averaged only-last-kernel
        averaged-over-kernels averaged-over-batch only-first-image dz-reshaped
        windows-down-first batch-columns-mixed forward-pass-over-dz sign-changed
    """,
    "dw": """
        rotated transposed weights-channels-first padding-forgotten
        stride-forgotten averaged-over-batch averaged-over-windows
        averaged-over-all-uses only-first-image only-last-image sum-overwritten
        dz-summed-over-kernels dz-reshaped windows-down-first
        batch-columns-mixed dz-forgotten sign-changed
    """,
    "db": """
        forgotten averaged averaged-over-batch averaged-over-windows
        summed-over-batch-only summed-for-each-image summed-over-kernels
        summed-to-one-number axes-kept dz-forgotten dz-reshaped only-first-image
        sign-changed
    """,
}
GRADIENT_MISTAKES = {
    f"{task}-{name}": mistakes.REGISTERED[f"{task}-{name}"]
    for task, names in SELECTED.items()
    for name in names.split()
}


def backward_with(name: str) -> Callable[..., convlab.Gradients]:
    """Build a backward pass with a known mistake in one of its three gradients.

    Parameters
    ----------
    name : str
        One of `GRADIENT_MISTAKES`, such as "dx-kernel-not-rotated".

    Returns
    -------
    callable
        ``backward(dz, x, w, *, stride=1, padding=0)``, for arrays and an integer stride
        and padding. It supports neither dilation nor groups.

    Raises
    ------
    ValueError
        If no mistake has that name.

    Examples
    --------
    >>> x, w, _, dz = convlab.samples.by_hand()
    >>> backward_with("db-averaged")(dz, x, w).db
    array([1.25])
    """
    if name not in GRADIENT_MISTAKES:
        known = ", ".join(GRADIENT_MISTAKES)
        raise ValueError(f"name must be one of {known}; got {name!r}")
    mistake = GRADIENT_MISTAKES[name]

    def backward(dz, x, w, *, stride=1, padding=0):
        keywords = {"stride": stride, "padding": padding}
        right = convlab.backward(dz, x, w, **keywords)
        wrong = mistake.function(dz, x, w, **keywords)
        return right._replace(**{mistake.task: wrong})

    return backward


def hidden_in(
    dz: ArrayLike, x: ArrayLike, w: ArrayLike, *, stride: int = 1, padding: int = 0
) -> list[str]:
    """List the known mistakes that a test on this layer would miss.

    Parameters
    ----------
    dz, x, w : array
        As in `convlab.backward`.
    stride, padding : int
        In pixels.

    Returns
    -------
    list of str
        The names in `GRADIENT_MISTAKES` for which every gradient is still right on this
        layer. A mistake that raises an exception is not missed.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`.

    Examples
    --------
    >>> ones = np.ones((1, 1, 1, 1))
    >>> "db-averaged" in hidden_in(ones, ones, ones)
    True
    """
    stride = check_int("stride", stride, 1)
    padding = check_int("padding", padding, 0)
    keywords: dict[str, Any] = {"stride": stride, "padding": padding}
    dz, x, w = (np.asarray(a, float) for a in (dz, x, w))
    right = convlab.backward(dz, x, w, **keywords)
    return [
        name
        for name, mistake in GRADIENT_MISTAKES.items()
        if _is_right(mistake.function, getattr(right, mistake.task), dz, x, w, keywords)
    ]


def _is_right(function, right, dz, x, w, keywords):
    with np.errstate(all="ignore"):
        try:
            given = function(dz, x, w, **keywords)
        except Exception:
            return False
    if np.shape(given) != right.shape:
        return False
    tolerance = 1e-8 * np.abs(right).max(initial=0)
    return np.allclose(given, right, rtol=0, atol=tolerance)
