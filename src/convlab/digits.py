"""Handwritten digits of 8 by 8 pixels, and a network that reads them.

Needs scikit-learn: in a copy of the project, ``pip install ".[learning]"``.
"""

from typing import NamedTuple

import numpy as np

from convlab import conv
from convlab._validate import check_array, check_generator, check_int
from convlab.layers import (
    SGD,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    draw_weights,
)
from convlab.training import Curves, train

__all__ = ["Digits", "Learned", "build_network", "learn", "load", "nudge"]

EPOCHS, RATE, MOMENTUM = 30, 0.05, 0.9


class Digits(NamedTuple):
    """Images (B, 8, 8, 1) from 0, paper, to 1, ink, with their digits (B,)."""

    x: np.ndarray
    labels: np.ndarray
    x_unseen: np.ndarray
    labels_unseen: np.ndarray


class Learned(NamedTuple):
    """A trained network, the digits it was trained and tested with, and its curves."""

    network: Sequential
    digits: Digits
    curves: Curves


def load(*, seed=0):
    """Load scikit-learn's 1797 digits, and hold back a fifth of every class.

    Parameters
    ----------
    seed : int
        Of what is held back.

    Returns
    -------
    Digits
        x (1437, 8, 8, 1) and labels (1437,) to learn from; x_unseen (360, 8, 8, 1) and
        labels_unseen (360,) to be tested with.

    Raises
    ------
    TypeError, ValueError
        If seed is not a whole number of at least 0.
    ImportError
        If scikit-learn is not installed.

    References
    ----------
    Alpaydin and Kaynak, "Optical recognition of handwritten digits" (1998), UCI
    Machine Learning Repository, doi:10.24432/C50P49.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    seed = check_int("seed", seed, 0)
    images, labels = load_digits(return_X_y=True)
    x = images.reshape(-1, 8, 8, 1) / 16
    x, x_unseen, labels, labels_unseen = train_test_split(
        x, labels, test_size=0.2, stratify=labels, random_state=seed
    )
    return Digits(x, labels, x_unseen, labels_unseen)


def build_network(rng, *, forward=conv.forward, backward=conv.backward):
    """Stack two convolutions, a maximum and a layer of ten scores.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the weights at the start.
    forward, backward : callable
        Of the two convolutions, as `Conv2D` takes them.

    Returns
    -------
    Sequential
        From images (B, 8, 8, 1) to scores (B, 10).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
    recognition" (1998), for networks of this form.
    """
    yours = {"forward": forward, "backward": backward}
    return Sequential(
        Conv2D(draw_weights((16, 3, 3, 1), rng), padding=1, **yours),
        ReLU(),
        Conv2D(draw_weights((32, 3, 3, 16), rng), padding=1, **yours),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dense(draw_weights((10, 4 * 4 * 32), rng)),
    )


def nudge(x, rng):
    """Move each image to the left, to the right or not at all, by one pixel.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images. The column that moves in is 0.
    rng : numpy.random.Generator
        Draws the direction of each.

    Returns
    -------
    array (B, H, W, C)

    Raises
    ------
    TypeError, ValueError
        If x is no array of numbers with four axes, or rng no Generator.
    """
    x = check_array("x", x, "B H W C")
    check_generator(rng)
    W, start = x.shape[2], rng.integers(3, size=len(x))
    wide = np.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0)))
    columns = start[:, None] + np.arange(W)
    return np.take_along_axis(wide, columns[:, None, :, None], axis=2)


def learn(*, seed=0, epochs=EPOCHS, rate=RATE, change=nudge, progress=iter, **pair):
    """Train the network on four fifths of the digits.

    Parameters
    ----------
    seed : int
        Of what is held back, of the weights at the start, and of the order.
    epochs : int
        How many times every digit is shown.
    rate : float
        Length of a step, as `SGD` takes it.
    change, progress : callable
        As in `train`.
    **pair
        forward and backward, as in `build_network`.

    Returns
    -------
    Learned

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or value.
    ImportError
        If scikit-learn is not installed.
    FloatingPointError
        If a wrong gradient made the numbers run away.
    """
    digits, rng = load(seed=seed), np.random.default_rng(seed)
    network = build_network(rng, **pair)
    descent = SGD(network.layers, rate=rate, momentum=MOMENTUM)
    how = {"epochs": epochs, "rng": rng, "change": change, "progress": progress}
    curves = train(network, SoftmaxCrossEntropy(), descent, digits, **how)
    return Learned(network, digits, curves)
