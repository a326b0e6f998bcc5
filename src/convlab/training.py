"""Let a network learn: epoch after epoch of examples, and how well it does."""

from typing import NamedTuple

import numpy as np

from convlab._validate import (
    check_array,
    check_finite,
    check_generator,
    check_int,
    check_labels,
    check_nonempty,
)

__all__ = ["Curves", "accuracy", "train", "train_epoch", "train_step"]


class Curves(NamedTuple):
    """What each epoch came to: its loss, and then the accuracy on seen and unseen."""

    losses: list
    seen: list
    unseen: list


def train(network, loss, descent, data, *, epochs, rng, change=None, progress=iter):
    """Show the network all examples, again and again.

    Parameters
    ----------
    network, loss, descent, rng, change
        As in `train_epoch`.
    data : (x, labels, x_unseen, labels_unseen)
        Examples to learn from, and others to be tested with, such as `digits.load()`.
    epochs : int
        How many times every example is shown.
    progress : callable
        Wraps the range of epochs, such as `tqdm`, which shows a bar.

    Returns
    -------
    Curves
        Three lists, as long as there were epochs.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        As `train_epoch`.
    """
    x, labels, x_unseen, labels_unseen = _four(data)
    _check_all(network, x_unseen, labels_unseen)
    epochs, curves = check_int("epochs", epochs, 1), Curves([], [], [])
    how = {"rng": rng, "change": change}
    for _ in progress(range(epochs)):
        mean = train_epoch(network, loss, descent, x, labels, **how)
        curves.losses.append(mean)
        curves.seen.append(accuracy(network, x, labels))
        curves.unseen.append(accuracy(network, x_unseen, labels_unseen))
    return curves


def train_epoch(network, loss, descent, x, labels, *, rng, size=32, change=None):
    """Show the network every example once, a few at a time, and step after each few.

    Parameters
    ----------
    network, loss, descent : Sequential, SoftmaxCrossEntropy, SGD
        As `convlab.layers` has them, or anything with the same methods.
    x : array (B, H, W, C)
        Images.
    labels : array (B,) of int
        The class of each.
    rng : numpy.random.Generator
        Draws the order of the examples.
    size : int
        How many examples are shown between two steps.
    change : callable, optional
        From some images and rng to what is shown instead, such as `digits.nudge`.

    Returns
    -------
    float
        The loss, averaged over all examples as they were shown.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or does not fit.
    FloatingPointError
        If numbers run away. No weight is changed by those that are not finite.
    """
    size = check_int("size", size, 1)
    x, labels = _check_all(network, x, labels)
    check_generator(rng)
    order, total = rng.permutation(len(x)), 0
    for some in np.split(order, range(size, len(x), size)):
        shown = x[some] if change is None else change(x[some], rng)
        total += len(some) * train_step(network, loss, descent, shown, labels[some])
    return total / len(x)


def train_step(network, loss, descent, x, labels):
    """Go forward, back, and one step downhill.

    Parameters
    ----------
    network, loss, descent, x, labels
        As in `train_epoch`; all examples are shown at once.

    Returns
    -------
    float
        The loss before the step.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        As the layers do. Then no weight was changed.
    """
    L = loss.forward(network.forward(x), labels)
    network.backward(loss.backward())
    descent.step()
    return L


def accuracy(network, x, labels):
    """Count which part of the examples gets its highest score for the right class.

    Parameters
    ----------
    network : Layer
        From images to scores (B, F).
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
        If an argument is of the wrong kind or does not fit.
    """
    scores = network.forward(x)
    labels = check_labels(labels, "scores", scores)
    return float(np.mean(scores.argmax(axis=1) == labels))


def _check_all(network, x, labels):
    """Return all examples, or say which of them the network could not learn from."""
    x = check_array("x", x, "B H W C")
    check_nonempty("x", x)
    check_finite("x", x)
    one = check_array("what the network returns", network.forward(x[:1]), "B F")
    scores = np.broadcast_to(one, (len(x), one.shape[1]))
    return x, check_labels(labels, "scores", scores)


def _four(data):
    if not isinstance(data, (tuple, list)) or len(data) != 4:
        raise TypeError(
            "data must be (x, labels, x_unseen, labels_unseen); "
            f"got a {type(data).__name__}"
        )
    return data
