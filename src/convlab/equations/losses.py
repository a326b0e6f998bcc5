"""Chapter learning: from scores to probabilities, and to a loss."""

import math

import numpy as np

from convlab._validate import check_array, check_labels

__all__ = ["cross_entropy", "score_gradient", "softmax"]


def softmax(z):
    """Turn scores into probabilities (equation :eq:`softmax`).

    Parameters
    ----------
    z : array (B, F)
        Scores of F classes, a row for each example.

    Returns
    -------
    array (B, F)
        p: none is negative, and the sum of each row is 1.

    Raises
    ------
    TypeError, ValueError
        If z is no array of numbers with two axes.

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network
    outputs" (1990).

    Examples
    --------
    >>> softmax([[0, 0], [0, 100]]).round(3)
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    z = check_array("z", z, "B F")
    p = np.zeros_like(z)
    for n, row in enumerate(z):
        powers = [math.exp(score - max(row)) for score in row]  # the same, and finite
        p[n] = [power / sum(powers) for power in powers]
    return p


def cross_entropy(p, labels):
    """Average how surprised the network is by the labels (:eq:`cross-entropy`).

    Parameters
    ----------
    p : array (B, F)
        Probabilities.
    labels : array (B,) of int
        The right class of each example, from 0 to F - 1.

    Returns
    -------
    float
        L, at least 0; infinity where a right class has no probability at all.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, p is empty, or a label is no class.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.2.2.

    Examples
    --------
    >>> round(cross_entropy([[0.5, 0.5], [1, 0]], [1, 0]), 3)
    0.347
    """
    p = check_array("p", p, "B F")
    labels = check_labels(labels, "p", p)
    B = len(p)
    if B == 0:
        raise ValueError(f"p must hold at least one example; got shape {p.shape}")
    return sum(_surprise(p[n, labels[n]]) for n in range(B)) / B


def score_gradient(p, labels):
    """Return dL/dz of the scores behind p (equation :eq:`score-gradient`).

    Parameters
    ----------
    p, labels
        As in `cross_entropy`.

    Returns
    -------
    array (B, F)
        dL/dz.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    References
    ----------
    Bishop, "Pattern recognition and machine learning" (2006), section 4.3.4.

    Examples
    --------
    >>> score_gradient([[0.5, 0.5], [0.25, 0.75]], [1, 0])
    array([[ 0.25 , -0.25 ],
           [-0.375,  0.375]])
    """
    p = check_array("p", p, "B F")
    labels = check_labels(labels, "p", p)
    dz = np.zeros_like(p)
    for n, f in np.ndindex(p.shape):
        dz[n, f] = (p[n, f] - (f == labels[n])) / len(p)
    return dz


def _surprise(p):
    return 0 - math.log(p) if p > 0 else math.inf
