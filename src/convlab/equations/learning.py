"""Chapter learning: the other layers of a network, its loss, and one step of SGD."""

import math
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import check_bias
from convlab._validate import (
    Pair,
    check_array,
    check_labels,
    check_number,
    check_pair,
    check_same_shape,
    check_shape,
)
from convlab.equations._layer import count_windows

__all__ = [
    "cross_entropy",
    "dense",
    "max_pool",
    "max_pool_gradient",
    "momentum",
    "score_gradient",
    "softmax",
]


def dense(x: ArrayLike, w: ArrayLike, b: ArrayLike | None = None) -> NDArray:
    """Take weighted sums of all numbers of an example (equation :eq:`dense`).

    Parameters
    ----------
    x : array (B, K)
        Examples, one per row.
    w : array (F, K)
        Weights, one row per unit.
    b : array (F,), optional
        Bias of each unit; zeros if left out.

    Returns
    -------
    array (B, F)
        z.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or the shapes do not fit together.

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


def max_pool(x: ArrayLike, kernel_size: Pair, *, stride: Pair = 1) -> NDArray:
    """Take the largest pixel of every window (equation :eq:`max-pool`).

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    kernel_size : int or (int, int)
        KH, KW of a window in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.

    Returns
    -------
    array (B, OH, OW, C)
        z, with OH and OW as in equation :eq:`output-size`.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or value, or no window fits.

    References
    ----------
    Riesenhuber and Poggio, "Hierarchical models of object recognition in cortex"
    (1999).

    Examples
    --------
    >>> max_pool([[[[1], [5], [4]]]], (1, 2)).ravel()
    array([5., 5.])
    """
    x, size, stride, windows = _check(x, kernel_size, stride)
    z = np.zeros((len(x), *windows, x.shape[3]), x.dtype)
    for n, i, j, c in np.ndindex(z.shape):
        z[n, i, j, c] = max(x[n, *pixel, c] for pixel in _window(i, j, size, stride))
    return z


def max_pool_gradient(
    dz: ArrayLike,
    x: ArrayLike,
    kernel_size: Pair,
    *,
    stride: Pair = 1,
) -> NDArray:
    """Send dz to the largest pixel of its window (equation :eq:`max-pool-gradient`).

    Parameters
    ----------
    dz : array (B, OH, OW, C)
        dL/dz.
    x, kernel_size, stride
        As given to `max_pool`.

    Returns
    -------
    array (B, H, W, C)
        dL/dx. If several pixels tie for the largest, the first gets it all.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or value, or the shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.3.

    Examples
    --------
    >>> max_pool_gradient([[[[10], [1]]]], [[[[1], [5], [4]]]], (1, 2)).ravel()
    array([ 0., 11.,  0.])
    """
    x, size, stride, windows = _check(x, kernel_size, stride)
    dz = check_array("dz", dz, "B OH OW C")
    check_shape("dz", dz, (len(x), *windows, x.shape[3]), "B OH OW C")
    dx = np.zeros(x.shape, dz.dtype)
    for n, a, b, c in np.ndindex(dz.shape):
        window = _window(a, b, size, stride)
        largest = max(window, key=lambda pixel: x[n, *pixel, c])
        dx[n, *largest, c] += dz[n, a, b, c]
    return dx


def softmax(z: ArrayLike) -> NDArray:
    """Turn scores into probabilities (equation :eq:`softmax`).

    Parameters
    ----------
    z : array (B, F)
        Scores (logits) of F classes, one row per example.

    Returns
    -------
    array (B, F)
        p: no entry is negative, and each row sums to 1.

    Raises
    ------
    TypeError, ValueError
        If z is not an array of numbers with two axes.

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
        powers = [math.exp(score - max(row)) for score in row]  # cannot overflow
        p[n] = [power / sum(powers) for power in powers]
    return p


def cross_entropy(p: ArrayLike, labels: ArrayLike) -> float:
    """Average the surprise, -log p of the right class (:eq:`cross-entropy`).

    Parameters
    ----------
    p : array (B, F)
        Probabilities.
    labels : array (B,) of int
        The right class of each example, from 0 to F - 1.

    Returns
    -------
    float
        L, at least 0; infinity if a right class has probability 0.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, p is empty, or a label is not a class.

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


def score_gradient(p: ArrayLike, labels: ArrayLike) -> NDArray:
    """Differentiate L by the scores z that led to p (equation :eq:`score-gradient`).

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
        As in `cross_entropy`.

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


def momentum(
    w: ArrayLike,
    v: ArrayLike,
    dw: ArrayLike,
    *,
    learning_rate: float,
    mu: float,
) -> tuple[NDArray, NDArray]:
    """Take one step downhill with momentum (equation :eq:`momentum`).

    Parameters
    ----------
    w, v, dw : array
        A parameter, its velocity and its gradient dL/dw, all of the same shape.
    learning_rate : float
        Step size.
    mu : float
        The fraction of the velocity that the parameter keeps.

    Returns
    -------
    (array, array)
        w and v after the step.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or the shapes differ.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and
    momentum in deep learning" (2013).

    Examples
    --------
    >>> momentum([1.0], [2.0], [4.0], learning_rate=0.25, mu=0.5)
    (array([-0.25]), array([5.]))
    """
    w, v = check_array("w", w, "..."), check_array("v", v, "...")
    dw = check_array("dw", dw, "...")
    check_same_shape("v", v, "w", w)
    check_same_shape("dw", dw, "w", w)
    learning_rate = check_number("learning_rate", learning_rate)
    mu = check_number("mu", mu)
    velocity: NDArray = mu * v + dw
    return w - learning_rate * velocity, velocity


def _check(
    x: ArrayLike, kernel_size: Pair, stride: Pair
) -> tuple[NDArray, tuple[int, int], tuple[int, int], tuple[int, int]]:
    x = check_array("x", x, "B H W C")
    size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    windows = count_windows(x.shape[1:3], size, stride)
    return x, size, stride, windows


def _window(i, j, size, stride):
    """List the pixels of window (i, j), row by row."""
    (KH, KW), (sh, sw) = size, stride
    return [(sh * i + p, sw * j + q) for p, q in product(range(KH), range(KW))]


def _surprise(p: float) -> float:
    return 0 - math.log(p) if p > 0 else math.inf
