"""Compare results with those of the right function and of the known mistakes."""

from functools import cache
from typing import NamedTuple

import numpy as np

from convlab.exercises import mistakes
from convlab.exercises.diagnosis.running import Other, record_call
from convlab.exercises.tasks import TASKS

__all__ = [
    "GRADIENTS",
    "Part",
    "describe",
    "differing",
    "match",
    "parts",
    "right_results",
    "same",
    "wrong_kind",
]

TOLERANCE = 1e-3  # the probes hold whole numbers: mistakes are off by far more
ROUNDING = 1e-10  # of the largest entry, where a learner's own input is large
GRADIENTS = "dx", "dw", "db"
WANTED = {
    "floats": (np.ndarray, "an array of numbers"),
    "addresses": (np.ndarray, "an array of numbers"),
    "whole": (int, "a whole number"),
    "indices": (tuple, "a tuple of four whole numbers"),
    "pixels": (list, "a list of pairs (row, column) of whole numbers"),
    "gradients": (tuple, "a tuple of three arrays (dx, dw, db)"),
}


@cache
def right_results(task):
    """Return the right result of every probe."""
    return _results(TASKS[task].right, task)


@cache
def _results_of_mistakes(task):
    return {m: _results(m.function, task) for m in mistakes.of(task)}


def _results(function, task):
    with np.errstate(all="ignore"):
        results = [record_call(function, probe) for probe in TASKS[task].probes]
    return [None if result.error else result.returned for result in results]


def match(task, results):
    """Find the known mistake that explains the results, or return None.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every probe, or None where it raised an exception.

    Returns
    -------
    Mistake or None
        The one that returns the same on every probe, and raises on the same ones.
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
    """Return whether two results are equal up to rounding."""
    if isinstance(one, tuple | list) or isinstance(other, tuple | list):
        return (
            type(one) is type(other)
            and len(one) == len(other)
            and all(same(a, b) for a, b in zip(one, other, strict=True))
        )
    if not all(isinstance(value, int | float | np.ndarray) for value in (one, other)):
        return False
    return np.shape(one) == np.shape(other) and not differing(one, other).any()


def differing(result, right):
    """Mark the entries that are off by more than rounding, the only tolerance.

    Parameters
    ----------
    result, right : number or array
        Of the same shape.

    Returns
    -------
    array of bool
        Of the same shape, True where they differ.
    """
    size = np.abs(right, where=np.isfinite(right), out=np.zeros(np.shape(right)))
    tolerance = max(TOLERANCE, ROUNDING * size.max(initial=0))
    return ~np.isclose(result, right, rtol=0, atol=tolerance)


class Part(NamedTuple):
    """The results of one task on every probe, and the right ones.

    A result is None where the call raised an exception.
    """

    task: str
    results: list
    right: list


def parts(task, results, right):
    """Split results by task: those of `backward` into dx, dw and db."""
    if task != "backward":
        return [Part(task, results, right)]
    return [
        Part(name, [_item(r, k) for r in results], [_item(r, k) for r in right])
        for k, name in enumerate(GRADIENTS)
    ]


def _item(results, k):
    return None if results is None else results[k]


def wrong_kind(task, result):
    """Say why a result is not of the kind the task asks for, or return None."""
    returns = TASKS[task].returns
    kind, words = WANTED[returns]
    fits = isinstance(result, kind)
    if fits and returns == "gradients":
        fits = len(result) == 3 and all(isinstance(r, np.ndarray) for r in result)
    if fits and returns == "indices":
        fits = len(result) == 4 and all(isinstance(r, int) for r in result)
    if fits:
        return None
    return f"It returned {describe(result)}; {words} was expected."


def describe(result):
    """Name what came back: "the number 3.0", "a tuple of 2: an array, None"."""
    if isinstance(result, Other):
        return result.words
    if isinstance(result, tuple | list):
        items = ", ".join(describe(item) for item in result[:4])
        return f"a {type(result).__name__} of {len(result)}: {items or 'nothing'}"
    if isinstance(result, np.ndarray):
        return f"an array of shape {result.shape}"
    return f"the number {result}"
