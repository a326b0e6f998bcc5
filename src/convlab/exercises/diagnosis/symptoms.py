"""What all wrong results have in common: the axes, a factor, a part that is right.

Each sentence is computed: it holds for every wrong result of the function.
"""

from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from convlab._style import format_number
from convlab.exercises.diagnosis.matching import differing, same
from convlab.exercises.diagnosis.sizes import (
    WORDS,
    letters_of,
    sizes_of,
    value_of,
    write_tuple,
)
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["Symptom", "Wrong", "symptom"]


class Wrong(NamedTuple):
    """A wrong result: the call, what came back, and what is right."""

    call: Probe
    result: Any
    right: Any


class Symptom(NamedTuple):
    """A name for what went wrong, and a sentence."""

    name: str
    text: str


def symptom(task, wrong):
    """Find something that all wrong results have in common, or return None.

    Parameters
    ----------
    task : str
        Name of the function, or of one gradient of ``backward``.
    wrong : list of Wrong
        At least one.

    Returns
    -------
    Symptom or None
    """
    if not all(isinstance(w.result, int | float | np.ndarray) for w in wrong):
        return None
    return next(filter(None, (find(task, wrong) for find in FINDERS)), None)


def _is_array(w):
    return isinstance(w.result, np.ndarray) and isinstance(w.right, np.ndarray)


def _axes_exchanged(task, wrong):
    """Find the right numbers with the axes in another order."""
    if not all(_is_array(w) and w.right.ndim == w.result.ndim > 1 for w in wrong):
        return None
    letters = letters_of(task)
    if len(letters) != wrong[0].right.ndim:
        return None
    for order in permutations(range(wrong[0].right.ndim)):
        if all(same(w.result, w.right.transpose(order)) for w in wrong):
            came = write_tuple([letters[k] for k in order])
            return Symptom(
                "axes in another order",
                f"Every number is right, but the axes are in the order {came}; "
                f"{write_tuple(letters)} was expected.",
            )
    return None


def _only_reshaped(task, wrong):
    """Find the right numbers in the right order, under another shape."""
    if not all(_is_array(w) and w.result.size == w.right.size for w in wrong):
        return None
    if any(w.result.shape == w.right.shape for w in wrong):
        return None
    if not all(same(w.result.reshape(w.right.shape), w.right) for w in wrong):
        return None
    text = "Every number is right, and so is their order; only the shape is not."
    return Symptom("wrong shape", text)


def _same_shapes(wrong):
    return all(np.shape(w.result) == np.shape(w.right) for w in wrong)


def _factors(wrong):
    """Return the factor of each result, or None where there is no common one."""
    found = []
    for w in wrong:
        right, result = np.ravel(w.right), np.ravel(w.result)
        k = np.argmax(np.abs(right)) if right.size else 0
        if not right.size or right[k] == 0 or not np.isfinite(result).all():
            return None
        factor = result[k] / right[k]
        if not same(w.result, factor * np.asarray(w.right, float)):
            return None
        found.append(factor)
    return found


def _scaled(task, wrong):
    """Find a factor by which every entry is off."""
    if not _same_shapes(wrong) or not (factors := _factors(wrong)):
        return None
    if sum(np.size(w.right) > 1 for w in wrong) < 2:
        return None
    first = factors[0]
    if np.allclose(factors, first):
        if np.isclose(first, 0):
            return Symptom("all zeros", "Every entry is 0.")
        if np.isclose(first, -1):
            return Symptom(
                "sign changed", "Every number has the wrong sign, unless it is 0."
            )
        times = format_number(first, 4)
        return Symptom(
            "wrong factor", f"Every wrong result is {times} times the right one."
        )
    for product, words in WORDS.items():
        values = [value_of(product, sizes_of(w.call)) for w in wrong]
        if None in values:
            continue
        if np.allclose(factors, values):
            return Symptom("multiplied", f"Every entry is multiplied by {words}.")
        if np.allclose(np.multiply(factors, values), 1):
            return Symptom("averaged", f"Every entry is divided by {words}.")
    return None


def _shifted(task, wrong):
    """Find a number by which every entry is off."""
    if not _same_shapes(wrong) or len(wrong) < 2:
        return None
    by = np.ravel(np.asarray(wrong[0].result, float) - wrong[0].right)
    if not by.size or not np.isfinite(by).all():
        return None
    if not all(same(w.result, np.asarray(w.right, float) + by[0]) for w in wrong):
        return None
    size = format_number(abs(by[0]), 6)
    direction = "large" if by[0] > 0 else "small"
    every = "every entry" if np.ndim(wrong[0].right) else "the number"
    text = f"Wherever it is wrong, {every} is too {direction} by {size}."
    return Symptom(f"{size} too {direction}", text)


def _bias_off(task, wrong):
    """Find results that are off by a multiple of the bias."""
    if TASKS[task].family != "forward" or not _same_shapes(wrong):
        return None
    times = []
    for w in wrong:
        b = w.call.arguments.get("b")
        if b is None:
            return None
        factor = np.ravel(np.asarray(w.result, float) - w.right)[:1] / b[0]
        if not same(w.result, w.right + factor * b):
            return None
        times.append(float(factor[0]))
    if np.allclose(times, times[0]):
        count = times[0] + 1
        if np.isclose(count, 0):
            return Symptom(
                "bias forgotten", "Everything is right but the bias: it is missing."
            )
        text = (
            "Everything is right but the bias: instead of b(f), z holds "
            f"{format_number(count, 4)} b(f)."
        )
    else:
        text = "Everything is right but the bias: z is off by a multiple of b(f)."
    return Symptom("wrong bias", text)


AXES = {
    "B": "image",
    "F": "kernel",
    "C": "channel",
    "H": "row",
    "W": "column",
    "OH": "row",
    "OW": "column",
    "KH": "row",
    "KW": "column",
}


def _one_slice_right(task, wrong):
    """Find an axis of which only the first or the last index is right."""
    letters, result = letters_of(task), TASKS[task].result
    if not _same_shapes(wrong) or not all(_is_array(w) for w in wrong):
        return None
    for axis, letter in enumerate(letters):
        seen = [w for w in wrong if w.right.ndim > axis and w.right.shape[axis] > 1]
        if len(seen) < len(wrong) or letter not in AXES or len(seen) < 2:
            continue
        others = [k for k in range(wrong[0].right.ndim) if k != axis]
        good = [~differing(w.result, w.right).any(tuple(others)) for w in seen]
        name = AXES[letter]
        if all(g[0] and not g[1:].any() for g in good):
            return Symptom(
                f"only the first {name} is right",
                f"In {result}, {name} 0 is right, and every other is wrong.",
            )
        if all(g[-1] and not g[:-1].any() for g in good):
            return Symptom(
                f"only the last {name} is right",
                f"In {result}, the last {name} is right, and every other is wrong.",
            )
        if all(g[:-1].all() and not g[-1] for g in good):
            return Symptom(
                f"the last {name} is wrong",
                f"In {result}, the last {name} is wrong, and every other is right.",
            )
    return None


def _left_at_zero(task, wrong):
    """Find results of which every wrong entry is 0."""
    if not _same_shapes(wrong) or not all(_is_array(w) for w in wrong):
        return None
    for w in wrong:
        off = differing(w.result, w.right)
        if np.any(w.result[off]):
            return None
    return Symptom(
        "entries left at 0",
        "Every wrong entry is 0, as if nothing had been written there. Do your loops "
        "reach it, and does no `if` leave it out? Was it cut off, and zeros put in its "
        "place? Or is one of its factors 0, such as 1/2 in an array of integers?",
    )


def _flipped(task, wrong):
    """Find the right numbers with one or two axes in reverse order."""
    if not _same_shapes(wrong) or not all(_is_array(w) for w in wrong):
        return None
    letters = letters_of(task)
    axes = range(wrong[0].right.ndim)
    if len(letters) != len(axes):
        return None
    choices = [(k,) for k in axes] + [(k, m) for k in axes for m in axes if k < m]
    for chosen in choices:
        if all(same(w.result, np.flip(w.right, chosen)) for w in wrong):
            names = " and ".join(f"{AXES.get(letters[k], 'entry')}s" for k in chosen)
            return Symptom(
                "reversed", f"Every number is right, but the {names} run backwards."
            )
    return None


def _cut_off(task, wrong):
    """Find numbers whose fractions are missing."""
    if not _same_shapes(wrong):
        return None
    for words, change in (("cut off", np.trunc), ("rounded", np.round)):
        if all(same(w.result, change(w.right)) for w in wrong):
            return Symptom(
                f"fractions {words}",
                f"Every wrong number is the right one with its fraction {words}. Is "
                "there an array of integers, which can hold no fractions?",
            )
    return None


def _rectified(task, wrong):
    """Find results without their negative numbers."""
    if not _same_shapes(wrong) or not all(_is_array(w) for w in wrong):
        return None
    if all(same(w.result, np.maximum(w.right, 0)) for w in wrong):
        return Symptom(
            "negatives lost", "Every wrong entry should be negative, and is 0."
        )
    if all(same(w.result, np.abs(w.right)) for w in wrong):
        return Symptom(
            "signs lost", "Every wrong entry should be negative, and is not."
        )
    return None


def _other_places(task, wrong):
    """Find the right numbers in other places."""
    if not all(_is_array(w) and w.result.size == w.right.size for w in wrong):
        return None
    if sum(w.right.size > FEW for w in wrong) < 2:
        return None
    if not all(
        same(np.sort(w.result, axis=None), np.sort(w.right, axis=None)) for w in wrong
    ):
        return None
    return Symptom(
        "numbers in other places",
        "All the right numbers are there, but in other places. Was an array "
        "reshaped before its axes were in the right order, or were parts joined "
        "along another axis?",
    )


FEW = 4
FINDERS = (
    _axes_exchanged,
    _only_reshaped,
    _cut_off,
    _scaled,
    _shifted,
    _bias_off,
    _rectified,
    _flipped,
    _one_slice_right,
    _other_places,
    _left_at_zero,
)
