"""A training in figures: descent in a valley, loss and error rates, mistakes."""

from typing import Any

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEGATIVE, NEUTRAL, PALETTE, format_number
from convlab._validate import check_array, check_finite, check_shape
from convlab.layers import History
from convlab.viz.chart import SMALL, WIDTH, add_axes, add_path, tick

__all__ = ["show_confusion", "show_learning", "show_valley"]

STEEP = 3  # epochs whose error rates would press all others flat
EPOCHS_AS = {"training": ("x", "-"), "validation": ("dz", "--")}


def show_learning(history: History) -> Figure:
    """Draw the loss after every epoch, and below it the error rates, in percent.

    In a training of more than six epochs, the error rates begin with the fourth: those
    before it would press all others flat.

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
    late = STEEP if len(epochs) > 2 * STEEP else 0
    figure = Figure(figsize=(WIDTH, 4.2), facecolor="none", layout="constrained")
    above = add_axes(figure, 211, yscale="log", ylabel="loss L")
    above.yaxis.set_minor_locator(NullLocator())
    above.plot(epochs, losses, color=PALETTE["z"])
    below = add_axes(figure, 212, xlabel="epochs", ylabel="error rate, %")
    for (name, (role, style)), part in zip(EPOCHS_AS.items(), accuracies, strict=True):
        errors = 100 * (1 - part)
        how: dict[str, Any] = {"label": f"{name} digits", "color": PALETTE[role]}
        below.plot(epochs[late:], errors[late:], style, **how)
    below.set_xlim(above.get_xlim())
    place: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1)}
    below.legend(frameon=False, fontsize=9, ncols=2, **place)
    below.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    for axes in (above, below):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    return figure


def show_valley(paths: dict[str, ArrayLike], curvatures: ArrayLike) -> Figure:
    """Draw paths of two weights over the level lines of a narrow valley.

    Along each weight L is a parabola, half its curvature times its square.

    Parameters
    ----------
    paths : dict of str to array (S, 2)
        The two weights from step to step, under the name of the path.
    curvatures : array (2,)
        Curvature along the first weight, drawn to the right, and along the second, up.

    Returns
    -------
    matplotlib.figure.Figure
        The paths above one another, on the same axes. A cross marks the lowest point.

    Raises
    ------
    TypeError, ValueError
        If paths is not a dict, is empty, or an array has a different shape, or if a
        curvature is not positive.
    FloatingPointError
        If a path holds NaN or infinity.
    """
    if not isinstance(paths, dict):
        raise TypeError(f"paths must be a dict from name to array; got {paths!r}")
    if not paths:
        raise ValueError("paths must hold at least one path; got none")
    curvatures = check_array("curvatures", curvatures, "D")
    check_shape("curvatures", curvatures, (2,), "D")
    if not (curvatures > 0).all():
        raise ValueError(f"curvatures must be positive; got {curvatures}")
    checked = {
        name: check_array(f"path {name!r}", a, "S D") for name, a in paths.items()
    }
    for name, a in checked.items():
        check_shape(f"path {name!r}", a, (len(a), 2), "S D")
        check_finite(f"path {name!r}", a)
    size = 1.15 * np.max([np.abs(a).max(axis=0) for a in checked.values()], axis=0)
    turn = np.linspace(0, 2 * np.pi, 60)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1) / np.sqrt(curvatures)
    outermost = np.min(size / np.abs(circle).max(axis=0))
    panel = (WIDTH - 0.6) * size[1] / size[0] + 0.35  # inches, with the title
    figsize = WIDTH, panel * len(checked) + 0.4
    figure = Figure(figsize, facecolor="none", layout="constrained")
    for place, (name, a) in enumerate(checked.items(), start=1):
        axes = figure.add_subplot(len(checked), 1, place, facecolor="none")
        axes.set_aspect("equal")  # steps leave level lines at right angles
        axes.set(xlim=(-size[0], size[0]), ylim=(-size[1], size[1]), ylabel="$w_2$")
        levels = [share * outermost * circle for share in (0.25, 0.5, 0.75, 1, 1.25)]
        add_path(axes, levels, edgecolor=NEUTRAL["rule"], linewidth=1)
        axes.plot(0, 0, "+", color=NEUTRAL["ink"], markersize=8)
        axes.plot(*a.T, "o-", color=PALETTE["w"], markersize=3, linewidth=1)
        axes.set_title(name, size=9)
        axes.tick_params(labelsize=SMALL)
        axes.spines[:].set_color(NEUTRAL["rule"])
        if place < len(checked):
            axes.set_xticklabels([])
    axes.set_xlabel("$w_1$")
    return figure


def show_confusion(counts: ArrayLike) -> Figure:
    """Draw a confusion matrix: a row for each true class, a column for each predicted.

    Parameters
    ----------
    counts : array (K, K)
        As scikit-learn's `confusion_matrix` returns them.

    Returns
    -------
    matplotlib.figure.Figure
        Zeros are left blank, and misclassified counts are orange.

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
        xlim=(-0.05, K + 0.05),
        ylim=(K + 0.05, -0.05),
        xlabel="what the network called it",
        ylabel="what it is",
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
    for cells, colour, edge in (right, ink, "none"), (wrong, NEGATIVE, NEGATIVE):
        strength = 0.13 if edge == "none" else 0.4
        style = {"facecolor": to_rgba(colour, strength), "edgecolor": edge}
        add_path(axes, map(_square, cells), closed=True, linewidth=2, **style)
    for i, j in np.argwhere(counts > 0).tolist():
        text, weight = format_number(counts[i, j]), "normal" if i == j else "bold"
        centre: dict[str, Any] = {"ha": "center", "va": "center"}
        axes.text(j + 0.5, i + 0.53, text, weight=weight, size=8.5, **centre)
    return figure


def _square(cell: tuple[int, int]) -> list[tuple[int, int]]:
    i, j = cell
    return [(j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1)]


def _check_history(history: History) -> tuple[NDArray, NDArray, NDArray]:
    if not isinstance(history, tuple) or len(history) != 3:
        raise TypeError(
            f"history must be (losses, train, validation); got {history!r:.80}"
        )
    names = "losses", "train", "validation"
    losses, train, validation = (
        check_array(name, curve, "epochs")
        for name, curve in zip(names, history, strict=True)
    )
    check_shape("train", train, losses.shape, "epochs")
    check_shape("validation", validation, losses.shape, "epochs")
    return losses, train, validation
