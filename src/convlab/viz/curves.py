"""How the error of a central difference depends on its step."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_shape
from convlab.palette import PALETTE

__all__ = ["show_errors"]

STYLES = ("x", "o-"), ("dx", "s--"), ("dz", "^:"), ("z", "v-.")


def show_errors(steps: ArrayLike, errors: dict[str, ArrayLike]) -> Figure:
    """Draw relative errors over the steps h that led to them, on logarithmic axes.

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
