"""Find what is wrong with the results of a function, and word the verdict."""

from dataclasses import dataclass
from html import escape

import numpy as np

from convlab._style import format_number
from convlab.exercises.diagnosis.explain_entry import explain_entry
from convlab.exercises.diagnosis.matching import (
    differing,
    match,
    parts,
    right_results,
    same,
    wrong_kind,
)
from convlab.exercises.diagnosis.running import NOTHING
from convlab.exercises.tasks import TASKS

__all__ = ["Verdict", "known_mistake", "went_well", "wrong_result"]

SIGNS = {"right": "✓", "exposed": "✓", "not written yet": "…"}
OTHERWISE = "✗"


@dataclass(frozen=True)
class Verdict:
    """The result of a check.

    Attributes
    ----------
    ok : bool
        Whether the function is right on every probe.
    mistake : str or None
        Name of the known mistake that was recognised.
    message : str
        What was found, in paragraphs.
    finding : str
        The stage of the diagnosis that ended it: "right", "not written yet",
        "exception", "known mistake", ...
    task : str
        Name of the function that was to be written.
    probe : Probe or None
        The call that revealed it: ``probe(function)`` repeats it.
    """

    ok: bool
    mistake: str | None
    message: str
    finding: str
    task: str
    probe: object = None

    @property
    def headline(self):
        """One line: a sign, the task, and the mistake or the finding."""
        found = self.mistake or self.finding
        words = found.removeprefix(f"{self.task.replace('_', '-')}-").replace("-", " ")
        return f"{SIGNS.get(self.finding, OTHERWISE)} {self.task}: {words}"

    def __str__(self):
        return f"{self.headline}\n\n{self.message}"

    __repr__ = __str__

    def _repr_html_(self):
        paragraphs = "".join(
            f'<p style="margin: 0.5em 0 0; white-space: pre-wrap">{escape(text)}</p>'
            for text in self.message.split("\n\n")
        )
        weight = "double" if self.ok else "solid"
        return (
            f'<div class="verdict" style="border: 1px solid currentColor; '
            f"border-left: 0.4em {weight} currentColor; border-radius: 0.3em; "
            f'padding: 0.6em 1em; max-width: 46em; overflow-wrap: anywhere">'
            f"<strong>{escape(self.headline)}</strong>{paragraphs}</div>"
        )


@dataclass(frozen=True)
class Finding:
    """What is wrong with one result: a short name, and the text."""

    name: str
    text: str


def wrong_result(task, results):
    """Find the first thing wrong with the results, or return None.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every probe of the task.

    Returns
    -------
    Verdict or None
        None if all of them are right.
    """
    calls = TASKS[task].probes
    for call, result in zip(calls, results, strict=True):
        if unfit := wrong_kind(task, result):
            forgot = " Is there a return?" if result == NOTHING else ""
            text = f"{unfit}{forgot}\n\nThe call was\n{call}"
            return Verdict(False, None, text, "wrong kind of result", task, call)
    if mistake := known_mistake(task, results):
        return _name_it(mistake, task, results)
    split = parts(task, results, right_results(task))
    for find in (_wrong_shape, _wrong_dtype, _not_a_number, _differing_entry):
        for part in split:
            for call, result, right in zip(
                calls, part.results, part.right, strict=True
            ):
                if found := find(part.task, call, result, right):
                    text = (
                        f"{found.text}\n\nThe call was\n{call}"
                        f"{_others(split, part)}{went_well(task, results)}"
                    )
                    return Verdict(False, None, text, found.name, task, call)
    return None


def known_mistake(task, results):
    """Find a known mistake in the whole result, or in one of its parts."""
    if whole := match(task, results):
        return whole
    if task != "backward" or any(
        result is not None and wrong_kind(task, result) for result in results
    ):
        return None
    split = parts(task, results, right_results(task))
    found = (match(part.task, part.results) for part in split)
    return next((mistake for mistake in found if mistake), None)


def _name_it(mistake, task, results):
    """Say what was done, where to look, where it hides, and in which call it shows."""
    right = right_results(task)
    triples = zip(TASKS[task].probes, results, right, strict=True)
    call = next(call for call, ours, theirs in triples if not same(ours, theirs))
    text = f"{mistake.did}\n\nLook again: {mistake.hint}"
    if mistake.hides_when:
        words = " or ".join(condition.words for condition in mistake.hides_when)
        text += f"\n\nYou would not have seen it where {words}."
    text += f"\n\nIt shows in the call\n{call}"
    if task == "backward" and mistake.task != task:
        split = parts(task, results, right)
        part = next(part for part in split if part.task == mistake.task)
        text = f"In {mistake.task}: {text}{_others(split, part)}"
    return Verdict(False, mistake.name, text, "known mistake", task, call)


def _others(split, wrong):
    """Say which of the other gradients are right."""
    right = [
        part.task
        for part in split
        if part is not wrong and same(part.results, part.right)
    ]
    verb = "is" if len(right) == 1 else "are"
    return f"\n\n{' and '.join(right)} {verb} right." if right else ""


def went_well(task, results):
    """Say for which stride and padding the result is right: a clue to the cause."""
    triples = zip(TASKS[task].probes, results, right_results(task), strict=False)
    well = dict.fromkeys(
        ", ".join(f"{name}={value}" for name, value in call.keywords.items())
        for call, result, right in triples
        if same(result, right) and call.keywords
    )
    return f"\n\nIt is right with {'; with '.join(well)}." if well else ""


def _wrong_shape(task, _, result, right):
    """Compare the lengths of the axes."""
    if not isinstance(right, np.ndarray) or result.shape == right.shape:
        return None
    expected = f"({TASKS[task].axes}) = {right.shape}"
    name = TASKS[task].result
    text = f"{name} has shape {result.shape}; expected was {expected}."
    if sorted(result.shape) == sorted(right.shape):
        text += " These are the same sizes in another order: which axis is which?"
    elif result.size == right.size:
        text += " The number of entries is right."
    return Finding("wrong shape", text)


def _wrong_dtype(task, _, result, right):
    """Find a dtype that could not hold the result for other images."""
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
    text = f"{TASKS[task].result} is an array of {result.dtype}; {reason}."
    return Finding("wrong dtype", text)


def _not_a_number(task, _, result, right):
    """Look for NaN and infinity, which finite arguments never give."""
    if not isinstance(right, np.ndarray) or np.isfinite(result).all():
        return None
    index = _first(~np.isfinite(result))
    text = (
        f"{TASKS[task].result}{list(index)} is {result[index]}, and all arguments are "
        "finite. Was something divided by 0, or an array made by np.empty not filled?"
    )
    return Finding("not a number", text)


def _differing_entry(task, call, result, right):
    """Show the first wrong entry, and the sum it should have been."""
    if same(result, right):
        return None
    if not isinstance(right, np.ndarray):
        came, expected = (
            format_number(value, 6) if type(value) in (int, float) else value
            for value in (result, right)
        )
        text = f"It returned {came}; {expected} was expected."
        return Finding("wrong value", text)
    off = differing(result, right)
    index = _first(off)
    entry = f"{TASKS[task].result}{list(index)}"
    got, wanted = (format_number(a[index], digits=6) for a in (result, right))
    text = f"{entry} is {got} and should be {wanted}. "
    if off.sum() > 1:
        text += f"It is the first of {off.sum()} wrong entries, of {off.size}."
    else:
        text += "Every other entry is right." if off.size > 1 else "There is no other."
    if explanation := explain_entry(task, call, entry, index):
        text += f"\n\n{explanation}"
    return Finding("wrong value", text)


def _first(mask):
    return tuple(int(k) for k in np.argwhere(mask)[0])
