"""How a network learns, and which classes it confuses."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from convlab._validate import check_array, check_shape
from convlab.palette import PALETTE
from convlab.viz.chart import WIDTH, add_axes
from convlab.viz.grid import Grid, draw

__all__ = ["show_confusion", "show_learning"]

STYLES = {"train": ("x", "o-"), "test": ("dz", "s--")}


def show_learning(history):
    """Draw the loss after every epoch, and below it the error rates, in percent.

    Parameters
    ----------
    history : History
        As `layers.train` returns it: losses, and accuracies on the training and the
        test examples.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If the history is not three lists of numbers of one length.
    """
    losses, *accuracies = _check_history(history)
    epochs = np.arange(1, len(losses) + 1)
    figure = Figure(figsize=(WIDTH, 4.2), facecolor="none", layout="constrained")
    above = add_axes(figure, 211, yscale="log", ylabel="loss L")
    above.plot(epochs, losses, "^-", color=PALETTE["z"], markersize=3)
    below = add_axes(figure, 212, xlabel="epochs", ylabel="error rate, %")
    for (name, (role, style)), part in zip(STYLES.items(), accuracies, strict=True):
        colour = {"color": PALETTE[role], "markersize": 3}
        below.plot(epochs, 100 * (1 - part), style, label=name, **colour)
    below.legend(frameon=False, fontsize=9)
    for axes in (above, below):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def show_confusion(counts):
    """Draw how often each class, a row, was called each class, a column.

    Parameters
    ----------
    counts : array (K, K)
        As scikit-learn's `confusion_matrix` gives them.

    Returns
    -------
    matplotlib.figure.Figure
        What was called wrongly is marked.

    Raises
    ------
    TypeError, ValueError
        If counts is not a square array of numbers.
    """
    counts = check_array("counts", counts, "K K")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts must be square, (K, K); got shape {counts.shape}")
    wrong = {(i, j) for i, j in np.argwhere(counts > 0).tolist() if i != j}
    return draw([Grid("is (row), called (column)", "z", counts, wrong)])


def _check_history(history):
    if not isinstance(history, tuple) or len(history) != 3:
        raise TypeError(f"history must be (losses, train, test); got {history!r:.80}")
    names = "losses", "train", "test"
    losses, *parts = (
        check_array(name, curve, "epochs")
        for name, curve in zip(names, history, strict=True)
    )
    for name, part in zip(names[1:], parts, strict=True):
        check_shape(name, part, losses.shape, "epochs")
    return losses, *parts
