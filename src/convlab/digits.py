"""Handwritten digits of 8 by 8 pixels, and a network that reads them.

It needs scikit-learn: run ``pip install ".[learning]"`` in a copy of the project.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab import conv
from convlab._spec import BackwardPass
from convlab._validate import check_array, check_generator, check_int
from convlab.layers import (
    SGD,
    Conv2D,
    Dense,
    Flatten,
    History,
    MaxPool2D,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    he_normal,
    train,
)
from convlab.layers.training import Augment, Progress

__all__ = ["Digits", "Learned", "build_network", "learn", "load", "random_shift"]

EPOCHS, LEARNING_RATE, MOMENTUM = 30, 0.05, 0.9
HELD_BACK = 360  # digits for validation, and as many for the test
TEST_SEED = 8  # the same test digits whatever the seed: no choice may look at them


class Digits(NamedTuple):
    """Images (B, 8, 8, 1) from 0 (paper) to 1 (ink), and their digits (B,).

    A network learns from x. Choices, such as the learning rate, are made on x_val.
    x_test is for one look, when every choice has been made.
    """

    x: np.ndarray
    labels: np.ndarray
    x_val: np.ndarray
    labels_val: np.ndarray
    x_test: np.ndarray
    labels_test: np.ndarray


class Learned(NamedTuple):
    """A trained network, all the digits, and its training history."""

    network: Sequential
    digits: Digits
    history: History


def load(*, seed: int = 0) -> Digits:
    """Load scikit-learn's 1797 digits: three fifths to train on, two held back.

    A fifth of every class is for validation, and another for the test. Every seed
    leaves the same test digits.

    Parameters
    ----------
    seed : int
        Seed of the train/validation split.

    Returns
    -------
    Digits
        x (1077, 8, 8, 1) and labels (1077,) for training; x_val (360, 8, 8, 1) and
        labels_val (360,) for validation; x_test (360, 8, 8, 1) and labels_test (360,)
        for the test.

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

    def hold_back(x, labels, seed):
        return train_test_split(
            x, labels, test_size=HELD_BACK, stratify=labels, random_state=seed
        )

    x, x_test, labels, labels_test = hold_back(x, labels, TEST_SEED)
    x, x_val, labels, labels_val = hold_back(x, labels, seed)
    return Digits(x, labels, x_val, labels_val, x_test, labels_test)


def build_network(
    rng: np.random.Generator,
    *,
    forward: Callable[..., NDArray] = conv.forward,
    backward: BackwardPass = conv.backward,
) -> Sequential:
    """Stack two convolutions, max pooling and a dense layer with ten scores.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the initial weights.
    forward, backward : callable
        Passed on to both `Conv2D` layers.

    Returns
    -------
    Sequential
        Takes images (B, 8, 8, 1) and returns scores (B, 10).

    Raises
    ------
    TypeError
        If an argument has the wrong type.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
    recognition" (1998), for networks of this form.
    """
    w1, w2 = he_normal((16, 3, 3, 1), rng), he_normal((32, 3, 3, 16), rng)
    return Sequential(
        Conv2D(w1, padding=1, forward=forward, backward=backward),
        ReLU(),
        Conv2D(w2, padding=1, forward=forward, backward=backward),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dense(he_normal((10, 4 * 4 * 32), rng)),
    )


def random_shift(x: ArrayLike, rng: np.random.Generator) -> NDArray:
    """Shift each image by one pixel to the left, to the right, or not at all.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images. The column that moves in is filled with 0.
    rng : numpy.random.Generator
        Draws a direction for each image.

    Returns
    -------
    array (B, H, W, C)
        The shifted images.

    Raises
    ------
    TypeError, ValueError
        If x is not an array of numbers with four axes, or rng is not a Generator.
    """
    x = check_array("x", x, "B H W C")
    check_generator(rng)
    W, start = x.shape[2], rng.integers(3, size=len(x))
    wide = np.pad(x, ((0, 0), (0, 0), (1, 1), (0, 0)))
    columns = start[:, None] + np.arange(W)
    return np.take_along_axis(wide, columns[:, None, :, None], axis=2)


def learn(
    *,
    seed: int = 0,
    epochs: int = EPOCHS,
    learning_rate: float = LEARNING_RATE,
    batch_size: int = 32,
    augment: Augment | None = random_shift,
    progress: Progress = iter,
    **pair: Callable[..., Any],
) -> Learned:
    """Train the network on three fifths of the digits, and validate it on one.

    Parameters
    ----------
    seed : int
        Seed of the train/validation split, the initial weights and the order of
        training.
    epochs : int
        How many times the network sees every training digit.
    learning_rate : float
        As in `SGD`.
    batch_size, augment, progress
        As in `train`.
    **pair
        forward and backward, as in `build_network`.

    Returns
    -------
    Learned
        The trained network, its digits, and the history of the training.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or value.
    ImportError
        If scikit-learn is not installed.
    FloatingPointError
        If a wrong gradient made the numbers diverge.
    """
    digits, rng = load(seed=seed), np.random.default_rng(seed)
    network = build_network(rng, **pair)
    optimizer = SGD(network, learning_rate=learning_rate, momentum=MOMENTUM)
    history = train(
        network,
        SoftmaxCrossEntropy(),
        optimizer,
        digits[:4],
        epochs=epochs,
        rng=rng,
        batch_size=batch_size,
        augment=augment,
        progress=progress,
    )
    return Learned(network, digits, history)
