"""Train a classifier: its loss, one step, one epoch, and the whole training loop."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    check_array,
    check_finite,
    check_generator,
    check_int,
    check_labels,
    check_nonempty,
)
from convlab.layers._base import Layer, TwoPasses, prefix_errors

__all__ = [
    "Augment",
    "History",
    "Loss",
    "Optimizer",
    "Progress",
    "SoftmaxCrossEntropy",
    "accuracy",
    "train",
    "train_epoch",
    "train_step",
]

Augment = Callable[[NDArray, np.random.Generator], NDArray]
Progress = Callable[[range], Iterable[int]]


class Loss(Protocol):
    """A `SoftmaxCrossEntropy`, or anything with its two methods."""

    def forward(self, z: Any, labels: Any, /) -> float:
        """Return L."""
        ...

    def backward(self) -> NDArray:
        """Return dL/dz."""
        ...


class Optimizer(Protocol):
    """An `SGD`, or anything with its `step` method."""

    def step(self) -> object:
        """Update the parameters."""
        ...


class SoftmaxCrossEntropy(Layer):
    """Turn scores into probabilities, and average -log p of the right classes.

    Equations :eq:`softmax`, :eq:`cross-entropy` and :eq:`score-gradient`.

    Attributes
    ----------
    p : array (B, F)
        Probability of each class, from the last `forward`.

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network
    outputs" (1990).

    Examples
    --------
    >>> loss = SoftmaxCrossEntropy()
    >>> round(loss.forward([[0, 0], [0, 0]], [1, 0]), 3)
    0.693
    >>> loss.backward()
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """

    def forward(self, z: ArrayLike, labels: ArrayLike) -> float:
        """Return L, a number, for scores z (B, F) and labels (B,) from 0 to F - 1."""
        z = self._check_input("z", z, "B F")
        with prefix_errors(self):
            labels = check_labels(labels, "z", z)
        z = z - z.max(axis=1, keepdims=True)  # shifted scores have the same softmax
        log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.p, self.right = np.exp(log_p), (np.arange(len(labels)), labels)
        self._check_output("log p", log_p)
        return float(np.mean(0 - log_p[self.right]))

    def backward(self) -> NDArray:
        """Return dz (B, F): (p - 1 for the right class, p for the others) / B."""
        self._check_forward_ran()
        dz = self.p.copy()
        dz[self.right] -= 1
        return dz / len(dz)


class History(NamedTuple):
    """The mean loss of each epoch, and the accuracies after it.

    One is on the training examples, the other on those held back for validation.
    """

    losses: list[float]
    train: list[float]
    validation: list[float]


def train(
    network: TwoPasses,
    loss: Loss,
    optimizer: Optimizer,
    data: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike],
    *,
    epochs: int,
    rng: np.random.Generator,
    batch_size: int = 32,
    augment: Augment | None = None,
    progress: Progress = iter,
) -> History:
    """Train the network for several epochs, and validate it after each.

    Parameters
    ----------
    network, loss, optimizer, rng, batch_size, augment
        As in `train_epoch`.
    data : (x, labels, x_val, labels_val)
        Training and validation examples, such as `digits.load()[:4]`.
    epochs : int
        How many times the network sees every training example.
    progress : callable
        Wraps the range of epochs; `tqdm`, for one, draws a progress bar.

    Returns
    -------
    History
        Three lists, with one entry per epoch.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        As in `train_epoch`.
    """
    x, labels, x_val, labels_val = _check_data(data)
    _check_examples(network, x_val, labels_val)
    epochs, history = check_int("epochs", epochs, 1), History([], [], [])
    how: dict[str, Any] = {"rng": rng, "batch_size": batch_size, "augment": augment}
    for _ in progress(range(epochs)):
        mean = train_epoch(network, loss, optimizer, x, labels, **how)
        history.losses.append(mean)
        history.train.append(accuracy(network, x, labels))
        history.validation.append(accuracy(network, x_val, labels_val))
    return history


def train_epoch(
    network: TwoPasses,
    loss: Loss,
    optimizer: Optimizer,
    x: ArrayLike,
    labels: ArrayLike,
    *,
    rng: np.random.Generator,
    batch_size: int = 32,
    augment: Augment | None = None,
) -> float:
    """Show the network every example once, in mini-batches, and step after each.

    Parameters
    ----------
    network, loss, optimizer : Sequential, SoftmaxCrossEntropy, SGD
        Those of `convlab.layers`, or anything with the same methods.
    x : array (B, H, W, C)
        Images.
    labels : array (B,) of int
        The class of each.
    rng : numpy.random.Generator
        Draws the order of the examples.
    batch_size : int
        How many examples make a mini-batch; the last one may be smaller.
    augment : callable, optional
        Takes the images of a batch and rng, and returns the images to show instead;
        `digits.random_shift` is one.

    Returns
    -------
    float
        Average loss over all examples, as augmented, each taken before its step.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or does not fit.
    FloatingPointError
        If the numbers diverge. No weight ever takes an infinite or NaN step.
    """
    batch_size = check_int("batch_size", batch_size, 1)
    x, labels = _check_examples(network, x, labels)
    check_generator(rng)
    order, total = rng.permutation(len(x)), 0.0
    for batch in np.split(order, range(batch_size, len(x), batch_size)):
        shown = x[batch] if augment is None else augment(x[batch], rng)
        L = train_step(network, loss, optimizer, shown, labels[batch])
        total += len(batch) * L
    return total / len(x)


def train_step(
    network: TwoPasses,
    loss: Loss,
    optimizer: Optimizer,
    x: ArrayLike,
    labels: ArrayLike,
) -> float:
    """Run one forward pass, one backward pass and one step of the optimizer.

    Parameters
    ----------
    network, loss, optimizer, x, labels
        As in `train_epoch`; all examples form one batch.

    Returns
    -------
    float
        The loss before the step.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        If a layer rejects its input or gradient; no weight has changed then.
    """
    L = loss.forward(network.forward(x), labels)
    network.backward(loss.backward())
    optimizer.step()
    return L


def accuracy(network: TwoPasses, x: ArrayLike, labels: ArrayLike) -> float:
    """Return the fraction of examples whose highest score is that of the right class.

    Parameters
    ----------
    network : Layer
        Takes images and returns scores (B, F).
    x : array (B, H, W, C)
        Images.
    labels : array (B,) of int
        The class of each.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or does not fit.
    """
    scores = network.forward(x)
    labels = check_labels(labels, "scores", scores)
    return float(np.mean(scores.argmax(axis=1) == labels))


def _check_examples(
    network: TwoPasses, x: ArrayLike, labels: ArrayLike
) -> tuple[NDArray, NDArray]:
    """Return all examples, or raise if the network could not learn from one."""
    x = check_array("x", x, "B H W C")
    check_nonempty("x", x)
    check_finite("x", x)
    one = check_array("what the network returns", network.forward(x[:1]), "B F")
    scores = np.broadcast_to(one, (len(x), one.shape[1]))
    return x, check_labels(labels, "scores", scores)


def _check_data(data: Any) -> Any:
    if not isinstance(data, (tuple, list)) or len(data) != 4:
        raise TypeError(
            f"data must be (x, labels, x_val, labels_val); got a {type(data).__name__}"
        )
    return data
