"""Take results apart: one array, or the three that `backward` returns."""

from typing import NamedTuple

import numpy as np

from convlab.exercises.diagnosis.outcome import Other
from convlab.exercises.tasks import TASKS

__all__ = ["Part", "describe", "parts", "wrong_kind"]

GRADIENTS = "dx", "dw", "db"
WANTED = {
    "floats": (np.ndarray, "an array of numbers"),
    "addresses": (np.ndarray, "an array of numbers"),
    "whole": (int, "a whole number"),
    "indices": (tuple, "a tuple of four whole numbers"),
    "pixels": (list, "a list of pairs (row, column) of whole numbers"),
    "gradients": (tuple, "a tuple of three arrays (dx, dw, db)"),
}


class Part(NamedTuple):
    """The results of one task on every probe, and the right ones.

    A result is None where an exception stopped the call.
    """

    task: str
    results: list
    right: list


def parts(task, results, right):
    """Split the results into tasks: `backward` is made of dx, dw and db."""
    if task != "backward":
        return [Part(task, results, right)]
    return [
        Part(name, [_item(r, k) for r in results], [_item(r, k) for r in right])
        for k, name in enumerate(GRADIENTS)
    ]


def _item(results, k):
    return None if results is None else results[k]


def wrong_kind(task, result):
    """Say what is wrong with the kind of a result, or return an empty string."""
    returns = TASKS[task].returns
    kind, words = WANTED[returns]
    fits = isinstance(result, kind)
    if fits and returns == "gradients":
        fits = len(result) == 3 and all(isinstance(r, np.ndarray) for r in result)
    if fits and returns == "indices":
        fits = len(result) == 4 and all(isinstance(r, int) for r in result)
    if fits:
        return ""
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
