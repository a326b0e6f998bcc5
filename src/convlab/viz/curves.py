"""Curves: the error of a central difference over its step, and how a network learns."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from convlab._style import PALETTE
from convlab._validate import check_array, check_shape
from convlab.viz.chart import WIDTH, add_axes
from convlab.viz.grid import Grid, draw

__all__ = ["show_confusion", "show_errors", "show_learning"]

STYLES = ("x", "o-"), ("dx", "s--"), ("dz", "^:"), ("z", "v-.")


def show_errors(steps: ArrayLike, errors: dict[str, ArrayLike]) -> Figure:
    """Draw relative errors against the step h, on logarithmic axes.

    Parameters
    ----------
    steps : array (S,)
        Steps h, positive.
    errors : dict of str to array (S,)
        At most four curves, each under its name. An error below 5e-17, such as 0,
        which has no logarithm, is drawn at the bottom.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If steps are not positive, if errors is not a dict of one to four curves, or
        if a curve is negative, not finite or of another length.
    """
    steps = check_array("steps", steps, "S")
    if not (steps > 0).all():
        raise ValueError(f"steps must be positive; got {steps}")
    if not isinstance(errors, dict):
        raise TypeError(f"errors must be a dict from name to array; got {errors!r}")
    if not 1 <= len(errors) <= len(STYLES):
        raise ValueError(
            f"errors must hold 1 to {len(STYLES)} curves; got {len(errors)}"
        )
    curves = {name: _curve(name, curve, len(steps)) for name, curve in errors.items()}
    bottom = np.finfo(float).eps / 4
    figure = Figure(figsize=(3.7, 3), facecolor="none", layout="tight")
    axes = figure.add_subplot(
        xlabel="step h", ylabel="relative error", facecolor="none"
    )
    for (name, curve), (role, style) in zip(curves.items(), STYLES, strict=False):
        shown = np.maximum(curve, bottom)
        axes.loglog(steps, shown, style, color=PALETTE[role], label=name, markersize=4)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return figure


def _curve(name: str, curve: ArrayLike, S: int) -> NDArray:
    curve = check_array(f"errors of {name!r}", curve, "S")
    check_shape(f"errors of {name!r}", curve, (S,), "S")
    if not (np.isfinite(curve) & (curve >= 0)).all():
        raise ValueError(
            f"errors of {name!r} must be finite and not negative; got {curve}"
        )
    return curve


EPOCHS_AS = {"train": ("x", "o-"), "test": ("dz", "s--")}


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
        If the history is not three lists of numbers of equal length.
    """
    losses, *accuracies = _check_history(history)
    epochs = np.arange(1, len(losses) + 1)
    figure = Figure(figsize=(WIDTH, 4.2), facecolor="none", layout="constrained")
    above = add_axes(figure, 211, yscale="log", ylabel="loss L")
    above.plot(epochs, losses, "^-", color=PALETTE["z"], markersize=3)
    below = add_axes(figure, 212, xlabel="epochs", ylabel="error rate, %")
    for (name, (role, style)), part in zip(EPOCHS_AS.items(), accuracies, strict=True):
        colour: dict[str, Any] = {"color": PALETTE[role], "markersize": 3}
        below.plot(epochs, 100 * (1 - part), style, label=name, **colour)
    below.legend(frameon=False, fontsize=9)
    for axes in (above, below):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def show_confusion(counts):
    """Draw a confusion matrix: a row for each true class, a column for each predicted.

    Parameters
    ----------
    counts : array (K, K)
        As scikit-learn's `confusion_matrix` returns them.

    Returns
    -------
    matplotlib.figure.Figure
        Misclassified counts are marked.

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
