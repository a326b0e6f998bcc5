"""Chapter learning: the layer whose every unit reads every number."""

import numpy as np

from convlab._spec import check_bias
from convlab._validate import check_array, check_shape

__all__ = ["dense"]


def dense(x, w, b=None):
    """Weigh and add up all numbers of an example (equation :eq:`dense`).

    Parameters
    ----------
    x : array (B, K)
        Examples, a row each.
    w : array (F, K)
        Weights, a row for each unit.
    b : array (F,), optional
        Bias of each unit; zeros when left out.

    Returns
    -------
    array (B, F)
        z.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or the shapes do not fit together.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.1.

    Examples
    --------
    >>> dense([[10, 1]], [[1, 2], [3, 4]], [0, 5])
    array([[12., 39.]])
    """
    x, w = check_array("x", x, "B K"), check_array("w", w, "F K")
    b = check_bias(b, w)
    (B, K), (F, _) = x.shape, w.shape
    check_shape("w", w, (F, K), "F K")
    z = np.zeros((B, F), np.result_type(x, w, b))
    for n, f in np.ndindex(B, F):
        z[n, f] = b[f] + sum(x[n, k] * w[f, k] for k in range(K))
    return z
