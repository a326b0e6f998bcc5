"""Curves of errors and cosines, of steps downhill, and of how a network learns."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEGATIVE, NEUTRAL, PALETTE, format_number
from convlab._validate import check_array, check_finite, check_positive, check_shape
from convlab.viz.chart import SMALL, WIDTH, add_axes, add_path, chart, tick

__all__ = [
    "show_confusion",
    "show_cosines",
    "show_errors",
    "show_kink",
    "show_learning",
    "show_valley",
]

STYLES = ("x", "o-"), ("dx", "s--"), ("dz", "^:"), ("z", "v-.")


def show_errors(steps: ArrayLike, errors: dict[str, ArrayLike]) -> Figure:
    """Draw relative errors against the step h, on logarithmic axes.

    Two pale lines show the slopes to compare them with: the rounding error u/h, with
    u = 2^-53, and the truncation error h^2.

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
    figure, axes = chart(3.2, xlabel="step h", ylabel="relative error")
    for (name, curve), (role, style) in zip(curves.items(), STYLES, strict=False):
        shown = np.maximum(curve, bottom)
        axes.loglog(steps, shown, style, color=PALETTE[role], markersize=4)
        beside = (-8, 0) if shown[-1] > shown[-2:][0] else (0, 30)
        end: dict[str, Any] = {"textcoords": "offset points", "ha": "right"}
        end |= {"color": PALETTE[role], "size": 9}
        axes.annotate(name, (steps[-1], shown[-1]), beside, **end)
    _draw_slopes(axes, steps)
    return figure


def _draw_slopes(axes: Axes, steps: NDArray) -> None:
    """Draw u/h and h^2 as far as they lie inside the axes, each with its name."""
    low, high = axes.get_ylim()
    pale: dict[str, Any] = {"color": NEUTRAL["pale"], "linewidth": 1, "zorder": 1}
    names: dict[str, Any] = {"color": NEUTRAL["pale"], "size": 9}
    h = np.geomspace(steps.min(), steps.max(), 200)
    u = np.finfo(float).eps / 2
    for error, name, side in (u / h, "u/h", "right"), (h**2, "h²", "left"):
        inside = (error >= low) & (error <= min(high, 0.3))
        if inside.any():
            axes.loglog(h[inside], error[inside], "--", **pale)
            place = (h[inside][inside.sum() // 4], error[inside][inside.sum() // 4])
            where: dict[str, Any] = {"textcoords": "offset points", "va": "top"}
            nudge = (-4, -2) if side == "right" else (5, 0)
            axes.annotate(name, place, nudge, ha=side, **where, **names)
    axes.set_ylim(low, high)


def show_kink(slope: float = 10.0, h: float = 1.0) -> Figure:
    """Draw a loss slope * ReLU(z) about its kink, and a central difference there.

    Parameters
    ----------
    slope : float
        The slope to the right of z = 0, positive.
    h : float
        The step of the central difference, positive.

    Returns
    -------
    matplotlib.figure.Figure
        The loss as a solid line. The dashed line through its points at -h and h has
        the slope that the central difference gives, half of the one on the right.

    Raises
    ------
    TypeError, ValueError
        If slope or h is not a positive number.

    Examples
    --------
    >>> figure = show_kink(slope=10, h=1)
    """
    slope, h = check_positive("slope", slope), check_positive("h", h)
    figure, axes = chart(2.5, xlabel="z", ylabel="loss L")
    loss, difference = PALETTE["z"], PALETTE["dx"]
    axes.plot([-1.5 * h, 0, 1.5 * h], [0, 0, 1.5 * slope * h], color=loss)
    axes.plot([-h, h], [0, slope * h], "o--", color=difference, markersize=5)
    words: dict[str, Any] = {"textcoords": "offset points", "size": 9}
    axes.annotate("slope 0", (-1.25 * h, 0), (0, 6), color=loss, ha="center", **words)
    place, below = (0.6 * h, 0.6 * slope * h), words | {"ha": "left", "va": "top"}
    steep = f"slope {format_number(slope)}"
    axes.annotate(steep, place, (8, -2), color=loss, **below)
    text, place = "central difference", (-0.2 * h, 0.4 * slope * h)
    axes.annotate(text, place, (-4, 4), color=difference, ha="right", **words)
    tick(
        axes.xaxis,
        {-h: f"\N{MINUS SIGN}{format_number(h)}", 0: "0", h: format_number(h)},
    )
    tick(axes.yaxis, {0: "0", slope * h: format_number(slope * h)})
    return figure


def _curve(name: str, curve: ArrayLike, S: int) -> NDArray:
    curve = check_array(f"errors of {name!r}", curve, "S")
    check_shape(f"errors of {name!r}", curve, (S,), "S")
    if not (np.isfinite(curve) & (curve >= 0)).all():
        raise ValueError(
            f"errors of {name!r} must be finite and not negative; got {curve}"
        )
    return curve


def show_cosines(steps: ArrayLike, charts: dict[str, dict[str, ArrayLike]]) -> Figure:
    """Draw cosines along training, such as those between two gradients.

    Parameters
    ----------
    steps : array (S,)
        How many steps had been taken.
    charts : dict of str to dict of str to array (S,)
        For each chart, from the top down, at most four curves, each under its name:
        columns of what `gradient_cosines` and `rotation_cosines` in
        `convlab.toy_shapes` return.

    Returns
    -------
    matplotlib.figure.Figure
        The charts on the same axes, which end a little below the lowest cosine. Each
        names its lowest value. If the cosines are those of gradients, a step leads
        uphill below 0.

    Raises
    ------
    TypeError, ValueError
        If charts is not a dict of dicts of one to four curves of S entries from -1 to
        1, or holds no chart.
    """
    steps = check_array("steps", steps, "S")
    if not isinstance(charts, dict):
        raise TypeError(f"charts must be a dict from name to dict; got {charts!r}")
    if not charts:
        raise ValueError("charts must hold at least one chart; got none")
    checked = {
        title: _check_cosines(title, curves, len(steps))
        for title, curves in charts.items()
    }
    lowest = min(
        curve.min() for curves in checked.values() for curve in curves.values()
    )
    bottom = np.floor(4 * (lowest - 0.1)) / 4
    figsize = WIDTH, 0.7 + 1.75 * len(charts)
    figure = Figure(figsize=figsize, facecolor="none", layout="constrained")
    for place, (title, curves) in enumerate(checked.items()):
        axes = add_axes(figure, 100 * len(charts) + 11 + place, ylabel="cosine")
        axes.set_title(title, size=10, loc="left")
        axes.set(ylim=(bottom, 1.04), yticks=np.arange(np.ceil(2 * bottom), 3) / 2)
        axes.tick_params(labelsize=9.5)
        axes.yaxis.label.set_fontsize(10)
        _draw_cosines(axes, steps, curves)
    axes.set_xlabel("steps taken", size=10)
    names = {name: None for curves in checked.values() for name in curves}
    how: dict[str, Any] = {"loc": "outside upper left", "frameon": False}
    how |= {"ncols": len(names) if len("".join(names)) < 40 else 1, "fontsize": 9.5}
    how |= {"columnspacing": 1, "handlelength": 1.6, "borderpad": 0}
    figure.legend(axes.lines[1:], list(names), **how)
    return figure


def _draw_cosines(axes: Axes, steps: NDArray, curves: dict[str, NDArray]) -> None:
    """Draw the curves of one chart, and name the lowest value."""
    axes.axhline(0, color=NEUTRAL["pale"], linewidth=1)
    deepest = min(curves, key=lambda name: curves[name].min())
    for (name, curve), (role, style) in zip(curves.items(), STYLES, strict=False):
        axes.plot(steps, curve, style, color=PALETTE[role], markersize=3, label=name)
        if name == deepest:
            k = int(np.argmin(curve))
            text = format_number(round(float(curve[k]), 2))
            below: dict[str, Any] = {"ha": "right", "va": "top", "size": 9.5}
            below |= {"textcoords": "offset points", "color": PALETTE[role]}
            axes.annotate(text, (steps[k], curve[k]), (-3, -2), **below)


def _check_cosines(title: str, curves: Any, S: int) -> dict[str, NDArray]:
    if not isinstance(curves, dict):
        raise TypeError(f"chart {title!r} must be a dict of curves; got {curves!r}")
    if not 1 <= len(curves) <= len(STYLES):
        raise ValueError(
            f"chart {title!r} must hold 1 to {len(STYLES)} curves; got {len(curves)}"
        )
    checked = {}
    for name, curve in curves.items():
        a = checked[name] = check_array(f"cosines of {name!r}", curve, "S")
        check_shape(f"cosines of {name!r}", a, (S,), "S")
        if not (np.abs(a) <= 1 + 1e-9).all():
            raise ValueError(f"cosines of {name!r} must lie between -1 and 1; got {a}")
    return checked


STEEP = 3  # epochs whose error rates may lie above the frame
EPOCHS_AS = {"training": ("x", "-"), "validation": ("dz", "--")}


def show_learning(history):
    """Draw the loss after every epoch, and below it the error rates, in percent.

    In a training of six epochs or more, the axis of the error rates ends where it suits
    the fourth epoch and those after it: the first rates would press all others flat.

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
        label = f"{name} digits"
        below.plot(epochs, errors, style, label=label, color=PALETTE[role])
    if len(epochs) > 2 * STEEP:
        top = 125 * max(float(np.max(1 - part[STEEP:])) for part in accuracies)
        below.set_ylim(-0.04 * (top or 1), top or 1)
    below.legend(frameon=False, fontsize=9)
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
    turn = np.linspace(0, 2 * np.pi, 90)
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


def show_confusion(counts):
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
