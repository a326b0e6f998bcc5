"""A small network that learns to tell four shapes apart, using any backward pass."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from convlab import conv
from convlab._validate import check_callable, check_int
from convlab.layers import (
    SGD,
    Conv2D,
    Flatten,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    accuracy,
    he_normal,
    train_step,
)

__all__ = ["SHAPES", "draw_images", "train"]

SHAPES = np.array(
    [
        [[1, 0, 0], [1, 0, 0], [1, 1, 1]],
        [[1, 1, 1], [0, 0, 1], [0, 0, 1]],
        [[1, 1, 1], [0, 1, 0], [0, 1, 0]],
        [[0, 1, 0], [0, 1, 0], [1, 1, 1]],
    ],
    float,
)
SIZE = 7  # pixels, both height and width of an image
NOISE = 0.2
IMAGES, STEPS, BATCH_SIZE, LEARNING_RATE = 2000, 800, 32, 0.5
LAYERS = 3


def draw_images(B: int, *, seed: int = 0) -> tuple[NDArray, NDArray]:
    """Draw noisy images, each with one shape at a random place.

    Parameters
    ----------
    B : int
        How many images.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    (array (B, 7, 7, 1), int array (B,))
        The images, and for each the index in `SHAPES` of its shape.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    Examples
    --------
    >>> x, kinds = draw_images(5)
    >>> x.shape, kinds.shape
    ((5, 7, 7, 1), (5,))
    """
    B, seed = check_int("B", B, 1), check_int("seed", seed, 0)
    return _draw_images(B, np.random.default_rng(seed))


def _draw_images(B: int, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    kinds = rng.integers(len(SHAPES), size=B)
    x = NOISE * rng.standard_normal((B, SIZE, SIZE, 1))
    corners = rng.integers(SIZE - 3 + 1, size=(B, 2))
    for n, (i, j) in enumerate(corners):
        x[n, i : i + 3, j : j + 3, 0] += SHAPES[kinds[n]]
    return x, kinds


def train(
    backward: Callable[..., conv.Gradients] = conv.backward,
    *,
    seed: int = 0,
    learn: int = 3,
) -> float:
    """Train two convolutions and a last layer by gradient descent.

    The last layer is a convolution too. Its kernels are as large as its images, so it
    has one unit for each shape.

    Parameters
    ----------
    backward : callable
        With the signature of `convlab.backward`; it may be wrong.
    seed : int
        Seed of the images, their order, and the initial kernels.
    learn : int
        How many layers to train, counted from the last. With 2, the first layer keeps
        its initial kernels; with 1, so does the second.

    Returns
    -------
    float
        Accuracy on 1000 new images, from 0 to 1; 0 if training diverged because the
        gradients are wrong.

    Raises
    ------
    TypeError, ValueError
        If backward cannot be called, or another argument is no whole number in range.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    for networks of this form.
    """
    check_callable("backward", backward)
    seed = check_int("seed", seed, 0)
    learn = check_int("learn", learn, 1, LAYERS)
    images, weights, order, new = np.random.default_rng(seed).spawn(4)
    network, loss = _build_network(weights, backward), SoftmaxCrossEntropy()
    trained = network.layers[-2 * learn :]
    optimizer = SGD(trained, learning_rate=LEARNING_RATE)
    x, kinds = _draw_images(IMAGES, images)
    with suppress(FloatingPointError), np.errstate(over="ignore", invalid="ignore"):
        for batch in order.integers(IMAGES, size=(STEPS, BATCH_SIZE)):
            train_step(network, loss, optimizer, x[batch], kinds[batch])
        return accuracy(network, *_draw_images(1000, new))
    return 0.0


def _build_network(
    rng: np.random.Generator, backward: Callable[..., conv.Gradients]
) -> Sequential:
    """Stack three convolutions; the kernels of the last cover its whole image."""
    return Sequential(
        Conv2D(he_normal((8, 3, 3, 1), rng), backward=backward, padding=1),
        ReLU(),
        Conv2D(he_normal((12, 3, 3, 8), rng), backward=backward, stride=2),
        ReLU(),
        Conv2D(he_normal((len(SHAPES), 3, 3, 12), rng), backward=backward),
        Flatten(),
    )
