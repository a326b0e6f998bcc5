"""Arrays on their way to the browser, in two bytes a number."""

import base64

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["encode_halves", "round_to_halves"]

LARGEST = float(np.finfo(np.float16).max)


def round_to_halves(name: str, a: NDArray) -> NDArray[np.floating]:
    """Round to half precision, about three decimal digits; the result is float64.

    Parameters
    ----------
    name : str
        Of the array, for the message.
    a : array
        Finite numbers of at most 65504, the largest in half precision.

    Returns
    -------
    array
        Of the same shape.

    Raises
    ------
    ValueError
        If a number is too large or not finite.
    """
    if not (np.abs(a) <= LARGEST).all():
        raise ValueError(f"{name} must hold numbers of at most {LARGEST:.0f} in size")
    return a.astype(np.float16).astype(float)


def encode_halves(a: ArrayLike) -> str:
    """Write the numbers in the order of memory, as base64; `halves.js` reads them.

    Examples
    --------
    >>> encode_halves([1, -2])
    'ADwAwA=='
    """
    return base64.b64encode(np.asarray(a, "<f2").tobytes()).decode("ascii")
