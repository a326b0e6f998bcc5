"""From what a function did to a verdict: the first finding that explains it."""

import numpy as np

from convlab.exercises.diagnosis.differing import (
    differing_entry,
    not_a_number,
    wrong_dtype,
    wrong_shape,
)
from convlab.exercises.diagnosis.known import recognise, right_results, same
from convlab.exercises.diagnosis.outcome import Died, plain
from convlab.exercises.diagnosis.parts import describe, parts, wrong_kind
from convlab.exercises.diagnosis.running import LIMIT, run
from convlab.exercises.diagnosis.signatures import (
    does_not_accept,
    is_unwritten,
    signature,
)
from convlab.exercises.probes import probes
from convlab.exercises.tasks import TASKS
from convlab.exercises.verdict import Verdict

__all__ = ["diagnose"]


def diagnose(function, task):
    """Try a function on every probe of its task and say what is wrong with it."""
    if not callable(function):
        return _not_a_function(function, task)
    if is_unwritten(function):
        return _unwritten(task)
    if refused := does_not_accept(function, task):
        text = (
            f"It cannot be called as {signature(task)}: {refused}.\n\nThe names, their "
            "order and the star are part of the task."
        )
        return Verdict(False, None, text, "exception", task)
    calls = probes(task)
    outcomes = run(function, [*calls, calls[0]])
    return (
        _did_not_return(task, calls, outcomes)
        or _misbehaved(task, calls, outcomes)
        or _kept_something(task, calls, outcomes)
        or _returned_wrong(task, calls, outcomes[: len(calls)])
        or _right(task, calls)
    )


def _not_a_function(given, task):
    if given is None:
        return _unwritten(task)
    text = (
        f"The check calls your function itself: check.{task}({task}), without "
        f"parentheses behind the name. It was given {describe(plain(given))}."
    )
    return Verdict(False, None, text, "wrong kind of argument", task)


def _unwritten(task):
    text = (
        f"Replace the three dots in {signature(task)} by your own lines, run the cell, "
        "and then this one again."
    )
    return Verdict(False, None, text, "not written yet", task)


def _did_not_return(task, calls, outcomes):
    for call, outcome in zip([*calls, calls[0]], outcomes, strict=False):
        if outcome.error:
            if getattr(outcome.error, "kind", "") == "NotImplementedError":
                return _unwritten(task)
            results = [None if o.error else o.result for o in outcomes[: len(calls)]]
            return _stopped(task, call, outcome.error, results, len(calls))
    if len(outcomes) <= len(calls):
        call = [*calls, calls[0]][len(outcomes)]
        text = (
            f"After {LIMIT:g} seconds it was still at work on\n{call}\n\nThe loops of "
            "the equation take a fraction of a second here. Does a `while` ever end?"
        )
        return Verdict(False, None, text, "takes too long", task, call)
    return None


def _stopped(task, call, error, results, count):
    if isinstance(error, Died):
        text = f"Python itself ended (code {error.code}) during the call\n{call}"
        return Verdict(False, None, text, "exception", task, call)
    where = f"\nIn {error.line}" if error.line else ""
    text = f"{error.kind}: {error.text}{where}\n\nThe call was\n{call}"
    known = _known(task, results) if len(results) == count else None
    if known:
        text += f"\n\n{known.did} That also explains the other calls.\n\n{known.hint}"
    else:
        text += _went_well(task, results)
    return Verdict(False, known and known.name, text, "exception", task, call)


def _misbehaved(task, calls, outcomes):
    for call, outcome in zip(calls, outcomes, strict=False):
        if outcome.changed:
            text = (
                f"After the call, {' and '.join(outcome.changed)} held other numbers "
                "than before. Whoever called still needs the old ones: work on a new "
                f"array, or on a copy.\n\nThe call was\n{call}"
            )
            return Verdict(False, None, text, "changed its arguments", task, call)
        if outcome.shared and not TASKS[task].may_share:
            text = (
                f"The result lies in the memory of {' and '.join(outcome.shared)}: "
                "whoever changes the one changes the other. Return a new array; "
                f"`.copy()` makes one.\n\nThe call was\n{call}"
            )
            return Verdict(False, None, text, "shares memory", task, call)
    return None


def _kept_something(task, calls, outcomes):
    first, again = outcomes[0].result, outcomes[-1].result
    if wrong_kind(task, first) or _alike(first, again):
        return None
    text = (
        "The first call was repeated at the end, and gave another result. Is something "
        "kept from call to call, an array that is not set to 0, or left unfilled by "
        f"np.empty?\n\nThe call was\n{calls[0]}"
    )
    finding = "differs from call to call"
    return Verdict(False, None, text, finding, task, calls[0])


def _alike(first, again):
    if isinstance(first, tuple) and isinstance(again, tuple):
        return len(first) == len(again) and all(map(_alike, first, again))
    if isinstance(first, np.ndarray) and isinstance(again, np.ndarray):
        return np.array_equal(first, again, equal_nan=first.dtype.kind in "fc")
    return same(first, again) or repr(first) == repr(again)


def _returned_wrong(task, calls, outcomes):
    results = [outcome.result for outcome in outcomes]
    for call, result in zip(calls, results, strict=True):
        if unfit := wrong_kind(task, result):
            forgot = " Is there a `return`?" if "None" in unfit else ""
            text = f"{unfit}{forgot}\n\nThe call was\n{call}"
            return Verdict(False, None, text, "wrong kind of result", task, call)
    if known := _known(task, results):
        return _name(known, task, calls, results)
    split = parts(task, results, right_results(task))
    for find in (wrong_shape, wrong_dtype, not_a_number, differing_entry):
        for part in split:
            for k, call in enumerate(calls):
                found = find(part.task, call, part.results[k], part.right[k])
                if found:
                    finding, text = found
                    text += f"\n\nThe call was\n{call}{_others(split, part)}"
                    text += _went_well(task, results)
                    return Verdict(False, None, text, finding, task, call)
    return None


def _known(task, results):
    """Find a known mistake in the whole result, or in one of its parts."""
    if whole := recognise(task, results):
        return whole
    if task != "backward" or any(
        result is not None and wrong_kind(task, result) for result in results
    ):
        return None
    split = parts(task, results, right_results(task))
    found = (recognise(part.task, part.results) for part in split)
    return next((mistake for mistake in found if mistake), None)


def _name(mistake, task, calls, results):
    right = right_results(task)
    wrong = (k for k in range(len(calls)) if not same(results[k], right[k]))
    call = calls[next(wrong)]
    text = f"{mistake.did}\n\nLook again: {mistake.hint}"
    if mistake.hides:
        words = " or ".join(setting.words for setting in mistake.hides)
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


def _went_well(task, results):
    """Say with which settings the result is right: the others may share a cause."""
    pairs = zip(probes(task), results, right_results(task), strict=False)
    well = [
        ", ".join(f"{name}={value}" for name, value in call.settings.items())
        for call, result, right in pairs
        if same(result, right) and call.settings
    ]
    return f"\n\nIt is right with {'; and with '.join(well)}." if well else ""


def _right(task, calls):
    text = f"Right on all {len(calls)} calls."
    return Verdict(True, None, text, "right", task)
