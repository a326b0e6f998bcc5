"""Recognise a known mistake by what it returns on every probe."""

from functools import cache

import numpy as np

from convlab.exercises import mistakes
from convlab.exercises.diagnosis.outcome import observe
from convlab.exercises.probes import probes
from convlab.exercises.tasks import TASKS

__all__ = ["recognise", "right_results", "same"]

TOLERANCE = 1e-3  # the probes hold whole numbers: mistakes are off by far more


@cache
def right_results(task):
    """Return the right result of every probe."""
    return _results(TASKS[task].right, task)


@cache
def _results_of_mistakes(task):
    return {m: _results(m.function, task) for m in mistakes.of(task)}


def _results(function, task):
    with np.errstate(all="ignore"):
        outcomes = [observe(function, probe) for probe in probes(task)]
    return [None if outcome.error else outcome.result for outcome in outcomes]


def recognise(task, results):
    """Find the known mistake that explains the results, or return None.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every probe, or None where an exception stopped it.

    Returns
    -------
    Mistake or None
        It returns the same on every probe, and stops where the function stops.
    """
    for mistake, wrong in _results_of_mistakes(task).items():
        if all(map(_agree, results, wrong)):
            return mistake
    return None


def _agree(result, mistaken):
    if result is None or mistaken is None:
        return result is mistaken
    return same(result, mistaken)


def same(one, other):
    """Tell whether two results are equal, but for rounding."""
    if isinstance(one, tuple | list) or isinstance(other, tuple | list):
        return (
            type(one) is type(other)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other, strict=True))
        )
    if not all(isinstance(value, int | float | np.ndarray) for value in (one, other)):
        return False
    return np.shape(one) == np.shape(other) and np.allclose(
        one, other, rtol=0, atol=TOLERANCE
    )
