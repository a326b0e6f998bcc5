"""A check for each task: call it on your function and it says what is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convlab.exercises.bugs import Bug
from convlab.exercises.counterexample import check_counterexample
from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.diagnosis.findings import Verdict

__all__ = [
    "address",
    "backward",
    "channels_first",
    "col2im",
    "db",
    "dw",
    "dx",
    "error",
    "exposes",
    "forward",
    "im2col",
    "im2col_indices",
    "learns",
    "output_size",
    "receptive_field",
    "unit",
    "update",
]

STEPS = 40
RATE = 0.002


def address(function: Callable[..., Any]) -> Verdict:
    """Check ``address(n, i, j, c, image_shape)``, equation :eq:`address`."""
    return diagnose(function, "address")


def unit(function: Callable[..., Any]) -> Verdict:
    """Check ``unit(address, image_shape)``, which finds (n, i, j, c) again."""
    return diagnose(function, "unit")


def channels_first(function: Callable[..., Any]) -> Verdict:
    """Check ``channels_first(x)``, which moves the channels before the rows."""
    return diagnose(function, "channels_first")


def output_size(function: Callable[..., Any]) -> Verdict:
    """Check ``output_size(size, kernel, *, stride=1, padding=0)``.

    Equation :eq:`output-size`.
    """
    return diagnose(function, "output_size")


def receptive_field(function: Callable[..., Any]) -> Verdict:
    """Check ``receptive_field(i, j, kernel_size, *, stride=1)``.

    Equation :eq:`receptive-field`: the pixels as a list of (row, column).
    """
    return diagnose(function, "receptive_field")


def forward(function: Callable[..., Any]) -> Verdict:
    """Check ``forward(x, w, b=None, *, stride=1, padding=0)``.

    Equation :eq:`forward`.

    Parameters
    ----------
    function : callable
        Takes x (B, H, W, C), w (F, KH, KW, C) and b (F,), the stride and the padding
        on each side in pixels, and returns z (B, OH, OW, F).

    Returns
    -------
    Verdict
        The result, which a notebook displays when it is the last value of a cell.

    References
    ----------
    The known mistakes and where they come from are in `convlab.exercises.mistakes`.

    Examples
    --------
    >>> print(forward(lambda x, w, b=None, *, stride=1, padding=0: ...))
    … forward: not written yet
    <BLANKLINE>
    Replace the three dots in forward(x, w, b=None, *, stride=1, padding=0) by your own lines, and check it again.
    """  # noqa: E501
    return diagnose(function, "forward")


def im2col_indices(function: Callable[..., Any]) -> Verdict:
    """Check ``im2col_indices(image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`im2col`.
    """
    return diagnose(function, "im2col_indices")


def im2col(function: Callable[..., Any]) -> Verdict:
    """Check ``im2col(x, kernel_size, *, stride=1)``, equation :eq:`im2col`."""
    return diagnose(function, "im2col")


def col2im(function: Callable[..., Any]) -> Verdict:
    """Check ``col2im(cols, image_shape, kernel_size, *, stride=1)``.

    Equation :eq:`col2im`.
    """
    return diagnose(function, "col2im")


def db(function: Callable[..., Any]) -> Verdict:
    """Check ``db(dz, x, w, *, stride=1, padding=0)``, equation :eq:`db`."""
    return diagnose(function, "db")


def dw(function: Callable[..., Any]) -> Verdict:
    """Check ``dw(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dw`."""
    return diagnose(function, "dw")


def dx(function: Callable[..., Any]) -> Verdict:
    """Check ``dx(dz, x, w, *, stride=1, padding=0)``, equation :eq:`dx`."""
    return diagnose(function, "dx")


def backward(function: Callable[..., Any]) -> Verdict:
    """Check ``backward(dz, x, w, *, stride=1, padding=0)``, which returns dx, dw, db.

    Equations :eq:`dx`, :eq:`dw` and :eq:`db`.
    """
    return diagnose(function, "backward")


def error(function: Callable[..., Any]) -> Verdict:
    """Check ``error(dx, z)``, equation :eq:`error` for ReLU, max(z, 0)."""
    return diagnose(function, "error")


def update(function: Callable[..., Any]) -> Verdict:
    """Check ``update(parameter, gradient, learning_rate)``: one step of SGD."""
    return diagnose(function, "update")


def exposes(bug: Bug, function: Callable[[], Any]) -> Verdict:
    """Check that an input exposes a bug: right and wrong code disagree on it.

    Parameters
    ----------
    bug : Bug
        One of `convlab.exercises.bugs`.
    function : callable
        Takes no arguments and returns a dictionary of the arguments to try: the arrays
        by name, plus stride and padding where they are not 1 and 0.

    Returns
    -------
    Verdict
        Right if the wrong code returns something other than the right code.
    """
    return check_counterexample(bug, function)


def learns(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> Verdict:
    """Train a layer to recover a hidden kernel, once its functions are right."""
    functions = {"forward": forward, "backward": backward, "update": update}
    for task, function in functions.items():
        verdict = diagnose(function, task)
        if not verdict.ok:
            text = f"Your {task} comes first: {verdict.message}"
            return Verdict(False, verdict.mistake, text, verdict.finding, "learns")
    losses, w, hidden = _train(forward, backward, update)
    rows = [0, 1, 2, 5, 10, 20, STEPS]
    table = "\n".join(f"after {k:2d} steps: L = {losses[k]:.4f}" for k in rows)
    text = (
        f"{table}\n\nThe hidden kernel:\n{hidden}\n\nWhat your layer found, from "
        f"images and results alone:\n{w.round(2) + 0.0}"
    )
    return Verdict(True, None, text, "right", "learns")


def _train(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> tuple[list[float], NDArray, NDArray]:
    """Return the loss before each step and after the last, and both kernels."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((8, 6, 7, 1))
    hidden, b_hidden = np.array([[1.0, 0, -1], [2, 1, 0]]), np.array([1.0])
    target = forward(x, hidden.reshape(1, 2, 3, 1), b_hidden)
    w, b, losses = np.zeros((1, 2, 3, 1)), np.zeros(1), []
    for _ in range(STEPS + 1):
        dz = forward(x, w, b) - target
        losses.append(np.sum(dz**2) / 2)
        _, dw, db = backward(dz, x, w)
        w, b = update(w, dw, RATE), update(b, db, RATE)
    return losses, w.reshape(2, 3), hidden
