"""How a network learns, and what it takes for what."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from convlab._validate import check_array, check_shape
from convlab.palette import PALETTE
from convlab.viz.chart import WIDTH, add_axes
from convlab.viz.grid import Grid, draw

__all__ = ["show_confusion", "show_learning"]

STYLES = {"seen": ("x", "o-"), "unseen": ("dz", "s--")}


def show_learning(curves):
    """Draw the loss after every epoch, and below it the errors, in percent.

    Parameters
    ----------
    curves : Curves
        As `training.train` returns them: losses, and accuracies on seen and unseen
        examples.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If the curves are no three lists of numbers of one length.
    """
    losses, seen, unseen = _checked(curves)
    epochs = np.arange(1, len(losses) + 1)
    figure = Figure(figsize=(WIDTH, 4.2), facecolor="none", layout="constrained")
    above = add_axes(figure, 211, yscale="log", ylabel="loss L")
    above.plot(epochs, losses, "^-", color=PALETTE["z"], markersize=3)
    below = add_axes(figure, 212, xlabel="epochs", ylabel="named wrongly, %")
    for (name, (role, style)), part in zip(STYLES.items(), (seen, unseen), strict=True):
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
        Mistakes are marked.

    Raises
    ------
    TypeError, ValueError
        If counts is no square array of numbers.
    """
    counts = check_array("counts", counts, "K K")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts must be square, (K, K); got shape {counts.shape}")
    wrong = {(i, j) for i, j in np.argwhere(counts > 0).tolist() if i != j}
    return draw([Grid("is (row), called (column)", "z", counts, wrong)])


def _checked(curves):
    if not isinstance(curves, tuple) or len(curves) != 3:
        raise TypeError(f"curves must be (losses, seen, unseen); got {curves!r:.80}")
    names = "losses", "seen", "unseen"
    losses, *parts = (
        check_array(name, curve, "epochs")
        for name, curve in zip(names, curves, strict=True)
    )
    for name, part in zip(names[1:], parts, strict=True):
        check_shape(name, part, losses.shape, "epochs")
    return losses, *parts
