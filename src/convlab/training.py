"""Let a network learn: pass after pass over the examples, and how well it does."""

from typing import NamedTuple

import numpy as np

from convlab import arguments
from convlab.labels import check_labels

__all__ = ["Curves", "accuracy", "train", "train_epoch"]


class Curves(NamedTuple):
    """What each pass came to: its loss, and then the accuracy on seen and unseen."""

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
    x, labels, x_unseen, labels_unseen = data
    epochs, curves = arguments.whole("epochs", epochs, 1), Curves([], [], [])
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
        If a gradient is not finite. No weight was changed by it.
    """
    x, labels, size = _checked(x, labels, size)
    order, total = rng.permutation(len(x)), 0
    for some in np.split(order, range(size, len(x), size)):
        shown = x[some] if change is None else change(x[some], rng)
        total += len(some) * loss.forward(network.forward(shown), labels[some])
        network.backward(loss.backward())
        descent.step()
    return total / len(x)


def accuracy(network, x, labels):
    """Count which part of the examples gets its highest score for the right class.

    Parameters
    ----------
    network : Layer
        From images to scores (B, K).
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
    return float(np.mean(scores.argmax(axis=1) == check_labels(labels, "z", scores)))


def _checked(x, labels, size):
    x, labels = arguments.array("x", x, "B H W C"), np.asarray(labels)
    arguments.at_least_one("x", x)
    arguments.same_shape("labels", labels, (len(x),), "B")
    return x, labels, arguments.whole("size", size, 1)
