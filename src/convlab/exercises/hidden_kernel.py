"""Train a learner's layer until it has found a kernel that it was never shown."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import convlab
from convlab.exercises.diagnosis.calling import Died
from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.diagnosis.limits import LIMIT, run
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["EXERCISE", "check_training"]

EXERCISE = "layer-5"
HIDDEN, HIDDEN_BIAS = np.array([[1.0, 0, -1], [2, 1, 0]]), np.array([1.0])
STEPS = 40
LEARNING_RATE = 0.002
STEPS_SHOWN = (0, 1, 2, 5, 10, 20, STEPS)


def check_training(
    forward: Callable[..., Any],
    squared_error: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> Verdict:
    """Check each function by itself, then train with them, within the same limits.

    Parameters
    ----------
    forward, squared_error, backward, update : callable
        Each solves the task of its name; any task of the forward pass will do for the
        first, and so will `convlab.forward`.

    Returns
    -------
    Verdict
        The losses and both kernels; or what is wrong with the first wrong function; or
        what stopped the training.
    """
    functions = {
        "forward": forward,
        "squared_error": squared_error,
        "backward": backward,
        "update": update,
    }
    for part, function in functions.items():
        if part == "forward" and function is convlab.forward:
            continue
        task = _task_of(function, part)
        verdict = diagnose(function, task)
        if not verdict.ok:
            text = f"Your {task} comes first: {verdict.message}"
            return Verdict(False, verdict.mistake, text, verdict.finding, "learns")
    ran = run(partial(_train, **functions), [Probe("learns", {})])
    if not ran.results:
        text = (
            "Each of your functions is right by itself, but together they were still "
            f"training after {LIMIT} seconds of work."
        )
        return Verdict(False, None, text, "takes too long", "learns")
    error = ran.results[0].error
    if error is not None:
        cause = (
            "Python itself ended"
            if isinstance(error, Died)
            else f"{error.kind}: {error.text}"
        )
        text = (
            f"Each of your functions is right by itself, but training stops.\n{cause}"
        )
        return Verdict(False, None, text, "exception", "learns", printed=ran.printed)
    losses, w = ran.results[0].returned
    table = "\n".join(f"after {k:2d} steps: L = {losses[k]:.4f}" for k in STEPS_SHOWN)
    text = (
        f"{table}\n\nThe hidden kernel:\n{HIDDEN}\n\nWhat your layer found, from "
        f"images and results alone:\n{w.round(2) + 0.0}"
    )
    return Verdict(True, None, text, "right", "learns", printed=ran.printed)


def _task_of(function: Callable[..., Any], part: str) -> str:
    """Return the task that a function solves: its own, if it is of the right family."""
    name = getattr(function, "__name__", "")
    return name if name in TASKS and TASKS[name].family == part else part


def _train(
    forward: Callable[..., Any],
    squared_error: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> tuple[NDArray, NDArray]:
    """Return the loss before each step and after the last, and the kernel."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((8, 6, 7, 1))
    target = forward(x, HIDDEN.reshape(1, 2, 3, 1), HIDDEN_BIAS)
    w, b, losses = np.zeros((1, 2, 3, 1)), np.zeros(1), []
    for _ in range(STEPS + 1):
        L, dz = squared_error(forward(x, w, b), target)
        losses.append(L)
        _, dw, db = backward(dz, x, w)
        w, b = update(w, dw, LEARNING_RATE), update(b, db, LEARNING_RATE)
    return np.array(losses), w.reshape(2, 3)
