"""Curves of errors, of cosines between gradients, and of how a network learns."""

from typing import Any

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL, PALETTE, format_number
from convlab._validate import check_array, check_shape
from convlab.viz.chart import SMALL, WIDTH, add_axes, add_path, tick

__all__ = ["show_confusion", "show_cosines", "show_errors", "show_learning"]

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


def show_cosines(steps: ArrayLike, cosines: dict[str, ArrayLike]) -> Figure:
    """Draw the cosine between a wrong and a right gradient along training.

    Parameters
    ----------
    steps : array (S,)
        How many steps had been taken.
    cosines : dict of str to array (S, 4)
        At most four trainings, each under its name, as
        `convlab.toy_shapes.gradient_cosines` returns them.

    Returns
    -------
    matplotlib.figure.Figure
        Above the cosines of the first layer, below those of the whole network. Below 0
        a step leads uphill.

    Raises
    ------
    TypeError, ValueError
        If cosines is not a dict of one to four arrays of this shape, with entries from
        -1 to 1.
    """
    steps = check_array("steps", steps, "S")
    if not isinstance(cosines, dict):
        raise TypeError(f"cosines must be a dict from name to array; got {cosines!r}")
    if not 1 <= len(cosines) <= len(STYLES):
        raise ValueError(
            f"cosines must hold 1 to {len(STYLES)} trainings; got {len(cosines)}"
        )
    curves = {name: _cosines(name, a, len(steps)) for name, a in cosines.items()}
    figure = Figure(figsize=(WIDTH, 4.2), facecolor="none", layout="constrained")
    above = add_axes(figure, 211, ylabel="cosine, first layer")
    below = add_axes(figure, 212, ylabel="cosine, all layers", xlabel="steps")
    for axes, column in ((above, 0), (below, -1)):
        axes.axhline(0, color=NEUTRAL["pale"], linewidth=1)
        axes.set_ylim(-1.05, 1.05)
        for (name, curve), (role, style) in zip(curves.items(), STYLES, strict=False):
            how: dict[str, Any] = {"color": PALETTE[role], "markersize": 3}
            axes.plot(steps, curve[:, column], style, label=name, **how)
    below.legend(frameon=False, fontsize=9, loc="lower left")
    return figure


def _cosines(name: str, a: ArrayLike, S: int) -> NDArray:
    a = check_array(f"cosines of {name!r}", a, "S 4")
    check_shape(f"cosines of {name!r}", a, (S, 4), "S 4")
    if not (np.abs(a) <= 1 + 1e-9).all():
        raise ValueError(f"cosines of {name!r} must lie between -1 and 1; got {a}")
    return a


EPOCHS_AS = {"train": ("x", "-"), "validation": ("dz", "--")}


def show_learning(history):
    """Draw the loss after every epoch, and below it the error rates, in percent.

    Parameters
    ----------
    history : History
        As `layers.train` returns it: losses, and accuracies on the training and the
        validation examples.

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
    above.yaxis.set_minor_locator(NullLocator())
    above.plot(epochs, losses, color=PALETTE["z"])
    below = add_axes(figure, 212, xlabel="epochs", ylabel="error rate, %")
    for (name, (role, style)), part in zip(EPOCHS_AS.items(), accuracies, strict=True):
        errors = 100 * (1 - part)
        below.plot(epochs, errors, style, label=name, color=PALETTE[role])
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
        Zeros are left blank, and misclassified counts are marked.

    Raises
    ------
    TypeError, ValueError
        If counts is not a square array of numbers.
    """
    counts = check_array("counts", counts, "K K")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(f"counts must be square, (K, K); got shape {counts.shape}")
    K, ink = len(counts), PALETTE["z"]
    figure = Figure((WIDTH, WIDTH), facecolor="none", layout="constrained")
    axes = figure.add_subplot(aspect="equal", facecolor="none")
    axes.set(
        xlim=(-0.05, K + 0.05), ylim=(K + 0.05, -0.05), xlabel="called", ylabel="is"
    )
    axes.xaxis.set(label_position="top", ticks_position="top")
    for axis in (axes.xaxis, axes.yaxis):
        tick(axis, {k + 0.5: str(k) for k in range(K)})
        axis.label.set(color=ink, weight="bold", size=10)
    axes.tick_params(length=0, labelsize=SMALL, labelcolor=NEUTRAL["pale"])
    axes.spines[:].set_visible(False)
    for end in (lambda k: [(0, k), (K, k)], lambda k: [(k, 0), (k, K)]):
        lines = map(end, range(K + 1))
        add_path(axes, lines, edgecolor=NEUTRAL["rule"], linewidth=0.6)
    right = [(k, k) for k in range(K)]
    wrong = [(i, j) for i, j in np.argwhere(counts > 0).tolist() if i != j]
    for cells, edge, strength in (right, "none", 0.13), (wrong, ink, 0.45):
        style = {"facecolor": to_rgba(ink, strength), "edgecolor": edge}
        add_path(axes, map(_square, cells), closed=True, linewidth=2, **style)
    for i, j in np.argwhere(counts > 0).tolist():
        text, weight = format_number(counts[i, j]), "normal" if i == j else "bold"
        centre: dict[str, Any] = {"ha": "center", "va": "center"}
        axes.text(j + 0.5, i + 0.53, text, weight=weight, size=8.5, **centre)
    return figure


def _square(cell: tuple[int, int]) -> list[tuple[int, int]]:
    i, j = cell
    return [(j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1)]


def _check_history(history):
    if not isinstance(history, tuple) or len(history) != 3:
        raise TypeError(
            f"history must be (losses, train, validation); got {history!r:.80}"
        )
    names = "losses", "train", "validation"
    losses, *parts = (
        check_array(name, curve, "epochs")
        for name, curve in zip(names, history, strict=True)
    )
    for name, part in zip(names[1:], parts, strict=True):
        check_shape(name, part, losses.shape, "epochs")
    return losses, *parts
