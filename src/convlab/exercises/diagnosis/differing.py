"""The last stages of the diagnosis: shape, dtype, NaN, and the first wrong entry."""

import numpy as np

from convlab.exercises.diagnosis.known import TOLERANCE, same
from convlab.exercises.diagnosis.terms import origin
from convlab.exercises.tasks import TASKS

__all__ = ["differing_entry", "not_a_number", "wrong_dtype", "wrong_shape"]


def wrong_shape(task, _, result, right):
    """Compare the lengths of the axes."""
    if not isinstance(right, np.ndarray) or result.shape == right.shape:
        return None
    expected = f"({TASKS[task].axes}) = {right.shape}"
    text = f"{_name(task)} has shape {result.shape}; expected was {expected}."
    if sorted(result.shape) == sorted(right.shape):
        text += " These are the same sizes in another order: which axis is which?"
    elif result.size == right.size:
        text += " The number of entries is right."
    return "wrong shape", text


def wrong_dtype(task, _, result, right):
    """Ask for numbers that can hold the result, whatever the images hold."""
    if not isinstance(right, np.ndarray):
        return None
    kind, width = result.dtype.kind, result.dtype.itemsize
    if TASKS[task].returns == "addresses":
        fits = kind in "iu"
        reason = "an array of addresses can be looked up only if they are integers"
    else:
        fits = kind == "f" and width >= 4
        reason = "float32 or float64 holds the fractions of an image and has the digits"
    if fits:
        return None
    text = f"{_name(task)} is an array of {result.dtype}; {reason}."
    return "wrong dtype", text


def not_a_number(task, _, result, right):
    """Look for NaN and infinity, which no finite image leads to."""
    if not isinstance(right, np.ndarray) or np.isfinite(result).all():
        return None
    index = _first(~np.isfinite(result))
    text = (
        f"{_name(task)}{list(index)} is {result[index]}, and all arguments are finite. "
        "Was something divided by 0, or an array made by np.empty not filled?"
    )
    return "not a number", text


def differing_entry(task, call, result, right):
    """Show the first wrong entry beside the sum that should have made it."""
    if same(result, right):
        return None
    if not isinstance(right, np.ndarray):
        return "wrong value", f"It returned {result}; {right} was expected."
    off = ~np.isclose(result, right, rtol=0, atol=TOLERANCE)
    index = _first(off)
    entry = f"{_name(task)}{list(index)}"
    text = (
        f"{entry} is {result[index]:.6g} and should be {right[index]:.6g}. "
        f"{_count(off.sum(), off.size)}"
    )
    if terms := origin(task, call, index):
        a_sentence = terms[0].isupper()
        text += f"\n\n{terms}" if a_sentence else f"\n\n{entry} = {terms}"
    return "wrong value", text


def _count(wrong, entries):
    if wrong == 1:
        return "Every other entry is right." if entries > 1 else "There is no other."
    return f"It is the first of {wrong} wrong entries, of {entries}."


def _name(task):
    return TASKS[task].result


def _first(mask):
    return tuple(int(k) for k in np.argwhere(mask)[0])
