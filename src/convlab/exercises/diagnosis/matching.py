"""Compare results with those of the right function and of the known mistakes."""

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

from convlab.exercises import mistakes
from convlab.exercises.diagnosis.calling import Other, record_call
from convlab.exercises.tasks import TASKS

__all__ = [
    "GRADIENTS",
    "RAISED",
    "Part",
    "describe",
    "differing",
    "is_right",
    "match",
    "match_two",
    "parts",
    "result_of",
    "right_results",
    "same",
    "wrong_kind",
]

ROUNDING = {4: 2e-5, 8: 1e-9}  # of the largest entry or of 1, by bytes of a number
GRADIENTS = "dx", "dw", "db"
WANTED = {
    "floats": (np.ndarray, "an array of numbers"),
    "addresses": (np.ndarray, "an array of numbers"),
    "whole": (int, "a whole number, an int,"),
    "number": (int | float, "a number"),
    "indices": (tuple, "a tuple of four whole numbers"),
    "pixels": (list, "a list of pairs (row, column) of whole numbers"),
    "gradients": (tuple, "a tuple of three arrays (dx, dw, db)"),
    "loss": (tuple, "a tuple of a number and an array, (L, dz),"),
    "pass": (tuple, "a tuple of three arrays (z, dx, z after the step)"),
}
RAISED = Other("an exception")  # stands where a call has no result


@cache
def right_results(task):
    """Return the right result of every call."""
    return [_result(TASKS[task].right, call) for call in TASKS[task].calls]


@cache
def result_of(mistake, task, k):
    """Return what a known mistake returns on a probe."""
    return _result(mistake.function, TASKS[task].probes[k])


def _result(function, call):
    with np.errstate(all="ignore"):
        result = record_call(function, call)
    return RAISED if result.error else result.returned


def is_right(task, results):
    """Return for each call whether its result is right."""
    return [
        result is not RAISED and same(result, right)
        for result, right in zip(results, right_results(task), strict=False)
    ]


def match(task, results):
    """Find the known mistake that explains the results, or return None.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every probe of the task, or `RAISED`.

    Returns
    -------
    Mistake or None
        The one that returns the same on every probe. Where one of the two raises an
        exception the other must not be right, and both must return the same on two
        probes that are not right, or on the only one where the mistake shows.
    """
    right, order = right_results(task), _wrong_first(task, results)
    for mistake in mistakes.of(TASKS[task].family):
        shows = explained = 0
        for k in order:
            found = result_of(mistake, task, k)
            is_wrong = not same(found, right[k])
            if found is RAISED or results[k] is RAISED:
                if not is_wrong or same(results[k], right[k]):
                    break
            elif same(results[k], found):
                explained += is_wrong
            else:
                break
            shows += is_wrong
        else:
            if explained and explained >= min(ENOUGH, shows):
                return mistake
    return None


ENOUGH = 2  # wrong results that a mistake must explain


def _wrong_first(task, results):
    """Return the numbers of all probes, those first that tell most mistakes apart.

    These are the wrong results, and among them those of the layers with everything.
    """
    right, probes = is_right(task, results), TASKS[task].probes
    return sorted(range(len(results)), key=lambda k: (right[k], probes[k].change != ""))


@cache
def _shows(mistake, task):
    """Return for each probe whether the mistake shows."""
    return [
        not same(result_of(mistake, task, k), right)
        for k, right in enumerate(right_results(task)[: len(TASKS[task].probes)])
    ]


def match_two(task, results):
    """Find two known mistakes, each seen by itself where the other does not show.

    Parameters
    ----------
    task, results
        As in `match`.

    Returns
    -------
    tuple of Mistake
        Two, or none. Where the other gives the right result, each returns what the
        function returned, on at least two probes; where neither shows, the function is
        right, and where both do, it is wrong.
    """
    was_right, partly = is_right(task, results), []
    if not any(was_right):
        return ()
    for mistake in mistakes.of(TASKS[task].family):
        shows = _shows(mistake, task)
        if any(ok and s for ok, s in zip(was_right, shows, strict=True)):
            continue  # where the function is right, neither of its mistakes shows
        agrees = [
            same(result_of(mistake, task, k), result) if it_shows else False
            for k, (result, it_shows) in enumerate(zip(results, shows, strict=True))
        ]
        if sum(agrees) >= ENOUGH:
            partly.append((mistake, shows, agrees))
    for (one, its, alike), (other, others, also) in combinations(partly, 2):
        each_alone = [0, 0]
        for k, ok in enumerate(was_right):
            if its[k] and others[k]:
                fits = not ok
            elif its[k]:
                fits = alike[k]
                each_alone[0] += 1
            elif others[k]:
                fits = also[k]
                each_alone[1] += 1
            else:
                fits = ok
            if not fits:
                break
        else:
            if min(each_alone) >= ENOUGH:
                return one, other
    return ()


def same(one, other):
    """Return whether two results are equal up to rounding, as `differing` has it."""
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
    """Mark the entries that are off by more than rounding.

    Parameters
    ----------
    result, right : number or array
        Of the same shape.

    Returns
    -------
    array of bool
        Of the same shape, True where they differ by more than 1e-9 of the largest entry
        of `right`, or of 1 if all are smaller; 2e-5 instead if `right` is of float32.
    """
    right = np.asarray(right)
    sizes = np.abs(right, where=np.isfinite(right), out=np.zeros(right.shape))
    relative = ROUNDING[4 if right.dtype == np.float32 else 8]
    tolerance = relative * max(1.0, sizes.max(initial=0))
    with np.errstate(invalid="ignore"):  # infinity less infinity is NaN
        is_near = np.abs(result - right) <= tolerance
    return ~(is_near | (result == right))


class Part(NamedTuple):
    """The results of one task on every call, and the right ones."""

    task: str
    results: list
    right: list


def parts(task, results, right):
    """Split results by task: those of `backward` into dx, dw and db.

    What is no tuple of three arrays becomes three times `RAISED`: nothing to compare.
    """
    if task != "backward":
        return [Part(task, results, right)]
    ours = [(RAISED,) * 3 if wrong_kind(task, r) else r for r in results]
    return [
        Part(name, [r[k] for r in ours], [r[k] for r in right])
        for k, name in enumerate(GRADIENTS)
    ]


def wrong_kind(task, result):
    """Say why a result is not of the kind the task asks for, or return None."""
    returns = TASKS[task].returns
    kind, words = WANTED[returns]
    fits = isinstance(result, kind)
    if fits and returns in ("gradients", "pass"):
        fits = len(result) == 3 and all(isinstance(r, np.ndarray) for r in result)
    if fits and returns == "indices":
        fits = len(result) == 4 and all(isinstance(r, int) for r in result)
    if fits and returns == "loss":
        numbers = [isinstance(r, int | float | np.ndarray) for r in result]
        fits = len(result) == 2 and all(numbers) and np.ndim(result[0]) == 0
        fits = fits and isinstance(result[1], np.ndarray)
    if fits:
        return None
    return f"It returned {describe(result)}; {words} was expected."


def describe(result):
    """Name what came back: "the float 3.0", "a tuple of 2: an array, None"."""
    if isinstance(result, Other):
        return result.words
    if isinstance(result, tuple | list):
        items = ", ".join(describe(item) for item in result[:4])
        return f"a {type(result).__name__} of {len(result)}: {items or 'nothing'}"
    if isinstance(result, np.ndarray):
        return f"an array of shape {result.shape}"
    return f"the {type(result).__name__} {result}"
