"""A small network that learns to tell four shapes apart, using any backward pass."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from convlab import conv
from convlab._spec import BackwardPass
from convlab._validate import check_callable, check_int, check_positive
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

__all__ = [
    "SHAPES",
    "build_network",
    "draw_images",
    "gradient_cosines",
    "rotation_cosines",
    "train",
]

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


def build_network(
    rng: np.random.Generator, backward: BackwardPass = conv.backward
) -> Sequential:
    """Build two convolutions with ReLU, and a last one with a unit for each shape.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where the kernels are drawn from.
    backward : callable
        With the signature of `convlab.backward`; it may be wrong.

    Returns
    -------
    Sequential
        The kernels of its last layer are as large as that layer's images, so its output
        has shape (B, 4).

    Raises
    ------
    TypeError
        If backward cannot be called.

    Examples
    --------
    >>> network = build_network(np.random.default_rng(0))
    >>> network.forward(draw_images(5)[0]).shape
    (5, 4)
    """
    check_callable("backward", backward)
    return Sequential(
        Conv2D(he_normal((8, 3, 3, 1), rng), backward=backward, padding=1),
        ReLU(),
        Conv2D(he_normal((12, 3, 3, 8), rng), backward=backward, stride=2),
        ReLU(),
        Conv2D(he_normal((len(SHAPES), 3, 3, 12), rng), backward=backward),
        Flatten(),
    )


def train(
    backward: BackwardPass = conv.backward,
    *,
    seed: int = 0,
    learn: int = 3,
    learning_rate: float = LEARNING_RATE,
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
    learning_rate : float
        What a gradient is multiplied by in each of the 800 steps.

    Returns
    -------
    float
        Accuracy on 1000 new images, from 0 to 1; NaN if the numbers overflowed during
        training, so that there is no network to ask.

    Raises
    ------
    TypeError, ValueError
        If backward cannot be called, or another argument is no number in range.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    for networks of this form.
    """
    check_callable("backward", backward)
    seed = check_int("seed", seed, 0)
    learn = check_int("learn", learn, 1, LAYERS)
    learning_rate = check_positive("learning_rate", learning_rate)
    run = _Run(backward, seed)
    optimizer = SGD(run.network.layers[-2 * learn :], learning_rate=learning_rate)
    with suppress(FloatingPointError), np.errstate(over="ignore", invalid="ignore"):
        for batch in run.batches:
            run.step(optimizer, batch)
        return accuracy(run.network, *_draw_images(1000, run.new))
    return np.nan


def gradient_cosines(
    backward: BackwardPass,
    steps: Sequence[int],
    *,
    seed: int = 0,
) -> NDArray:
    """Train with a backward pass, and compare its gradients with the right ones.

    Training is that of `train`. At some steps, the gradient of the loss over all 2000
    training images is computed twice, with the given backward pass and the right one.

    Parameters
    ----------
    backward : callable
        With the signature of `convlab.backward`; it may be wrong.
    steps : sequence of int
        After how many steps to compare, in increasing order, from 0 to 800.
    seed : int
        As in `train`.

    Returns
    -------
    array (S, 4)
        The cosine of the angle between the two gradients at each step: for the first,
        second and last layer, its kernels and biases together, and for the network.

    Raises
    ------
    TypeError, ValueError
        If backward cannot be called, or another argument is no whole number in range.
    FloatingPointError
        If the numbers overflow during training.

    References
    ----------
    Lillicrap et al., "Random synaptic feedback weights support error backpropagation
    for deep learning" (2016), for the angle along training.
    """
    check_callable("backward", backward)
    run, cosines = _Run(backward, check_int("seed", seed, 0)), []
    for _ in run.stop_at(steps):
        wrong, right = run.gradients(backward), run.gradients(conv.backward)
        cosines.append([_cosine(*pair) for pair in zip(wrong, right, strict=True)])
        run.use(backward)
    return np.array(cosines).reshape(-1, LAYERS + 1)


def rotation_cosines(
    backward: BackwardPass,
    steps: Sequence[int],
    *,
    seed: int = 0,
) -> NDArray:
    """Train with a backward pass, and compare kernels with their own rotation.

    Parameters and errors are those of `gradient_cosines`.

    Returns
    -------
    array (S, 3)
        For the kernels of the first, second and last layer at each step, the cosine of
        the angle between them and the same rotated by 180 degrees. It is 1 if each
        kernel is point-symmetric.
    """
    check_callable("backward", backward)
    run = _Run(backward, check_int("seed", seed, 0))
    cosines = [
        [_cosine(layer.w, layer.w[:, ::-1, ::-1]) for layer in run.convolutions]
        for _ in run.stop_at(steps)
    ]
    return np.array(cosines).reshape(-1, LAYERS)


class _Run:
    """What a training begins with: images, their order, and a network."""

    def __init__(self, backward: BackwardPass, seed: int):
        images, weights, order, self.new = np.random.default_rng(seed).spawn(4)
        self.network = build_network(weights, backward)
        self.loss = SoftmaxCrossEntropy()
        self.x, self.kinds = _draw_images(IMAGES, images)
        self.batches = order.integers(IMAGES, size=(STEPS, BATCH_SIZE))
        layers = self.network.layers
        self.convolutions = [layer for layer in layers if isinstance(layer, Conv2D)]

    def stop_at(self, steps: Sequence[int]) -> Iterator[int]:
        """Train as long as it takes to get to the last of these steps, in order."""
        steps = [check_int("steps", step, 0, STEPS) for step in steps]
        optimizer = SGD(self.network.layers, learning_rate=LEARNING_RATE)
        for step in range(max(steps, default=-1) + 1):
            if step in steps:
                yield step
            if step < STEPS:
                self.step(optimizer, self.batches[step])

    def step(self, optimizer: SGD, batch: NDArray) -> None:
        x, kinds = self.x[batch], self.kinds[batch]
        train_step(self.network, self.loss, optimizer, x, kinds)

    def use(self, backward: BackwardPass) -> None:
        for layer in self.convolutions:
            layer.backward_pass = backward

    def gradients(self, backward: BackwardPass) -> list[NDArray]:
        """Return the gradient over all images, for each layer and for all of them."""
        self.use(backward)
        self.loss.forward(self.network.forward(self.x), self.kinds)
        self.network.backward(self.loss.backward())
        each = [np.append(layer.dw, layer.db) for layer in self.convolutions]
        return [*each, np.concatenate(each)]


def _cosine(u: NDArray, v: NDArray) -> float:
    return float(np.sum(u * v) / (np.linalg.norm(u) * np.linalg.norm(v)))
