"""Curves of gradient checking: errors, a kink, and cosines between gradients."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL, PALETTE, format_number
from convlab._validate import check_array, check_shape
from convlab.viz.chart import WIDTH, add_axes, chart, tick

__all__ = ["show_cosines", "show_errors", "show_kink"]

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


def show_kink() -> Figure:
    """Draw the loss 10 ReLU(z) about its kink, and a central difference there.

    Returns
    -------
    matplotlib.figure.Figure
        The loss as a solid line. The dashed line through its points at -1 and 1 has
        the slope that the central difference gives, half of the one on the right.
    """
    slope, loss, difference = 10, PALETTE["z"], PALETTE["dx"]
    figure, axes = chart(2.5, xlabel="z", ylabel="loss L")
    axes.plot([-1.5, 0, 1.5], [0, 0, 1.5 * slope], color=loss)
    axes.plot([-1, 1], [0, slope], "o--", color=difference, markersize=5)
    words: dict[str, Any] = {"textcoords": "offset points", "size": 9}
    axes.annotate("slope 0", (-1.25, 0), (0, 6), color=loss, ha="center", **words)
    place, below = (0.6, 0.6 * slope), words | {"ha": "left", "va": "top"}
    axes.annotate(f"slope {slope}", place, (8, -2), color=loss, **below)
    text, place = "central difference", (-0.2, 0.4 * slope)
    axes.annotate(text, place, (-4, 4), color=difference, ha="right", **words)
    tick(axes.xaxis, {-1: "\N{MINUS SIGN}1", 0: "0", 1: "1"})
    tick(axes.yaxis, {0: "0", slope: str(slope)})
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
    bottom = np.floor(4 * (lowest - 0.2)) / 4  # room for the name of the lowest
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
