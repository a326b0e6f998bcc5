"""What happened during the calls: an exception, no end, what was changed or kept."""

import numpy as np

from convlab.exercises.diagnosis.known import same
from convlab.exercises.diagnosis.naming import known_mistake, went_well
from convlab.exercises.diagnosis.outcome import Died
from convlab.exercises.diagnosis.parts import wrong_kind
from convlab.exercises.diagnosis.running import LIMIT
from convlab.exercises.diagnosis.signatures import signature
from convlab.exercises.tasks import TASKS
from convlab.exercises.verdict import Verdict

__all__ = [
    "changed_arguments",
    "did_not_return",
    "kept_something",
    "shares_memory",
    "unwritten",
]


def unwritten(task):
    """Say where to begin."""
    text = (
        f"Replace the three dots in {signature(task)} by your own lines, and check it "
        "again."
    )
    return Verdict(False, None, text, "not written yet", task)


def did_not_return(task, calls, outcomes):
    """Find the call that an exception or the clock stopped."""
    for call, outcome in zip([*calls, calls[0]], outcomes, strict=False):
        if outcome.error:
            if getattr(outcome.error, "kind", "") == "NotImplementedError":
                return unwritten(task)
            results = [None if o.error else o.result for o in outcomes[: len(calls)]]
            return _stopped(task, call, outcome.error, results, len(calls))
    if len(outcomes) <= len(calls):
        call = [*calls, calls[0]][len(outcomes)]
        text = (
            f"After {LIMIT:g} seconds it was still at work on\n{call}\n\nThe loops of "
            "the equation take a fraction of a second here. Does a while loop ever end?"
        )
        return Verdict(False, None, text, "takes too long", task, call)
    return None


def _stopped(task, call, error, results, count):
    if isinstance(error, Died):
        text = f"Python itself ended (code {error.code}) during the call\n{call}"
        return Verdict(False, None, text, "exception", task, call)
    where = f"\nIn {error.line}" if error.line else ""
    text = f"{error.kind}: {error.text}{where}\n\nThe call was\n{call}"
    known = known_mistake(task, results) if len(results) == count else None
    if known:
        text += f"\n\n{known.did} That also explains the other calls.\n\n{known.hint}"
    else:
        text += went_well(task, results)
    return Verdict(False, known and known.name, text, "exception", task, call)


def changed_arguments(calls, outcomes):
    """Find a call after which an argument held other numbers."""
    for call, outcome in zip(calls, outcomes, strict=False):
        if outcome.changed:
            text = (
                f"After the call, {' and '.join(outcome.changed)} held other numbers "
                "than before. Whoever called still needs the old ones: work on a new "
                f"array, or on a copy.\n\nThe call was\n{call}"
            )
            return Verdict(False, None, text, "changed its arguments", call.task, call)
    return None


def shares_memory(calls, outcomes):
    """Find a call whose result is a view of an argument, where it must not be."""
    for call, outcome in zip(calls, outcomes, strict=False):
        if outcome.shared and not TASKS[call.task].may_share:
            text = (
                f"The result lies in the memory of {' and '.join(outcome.shared)}: "
                "whoever changes the one changes the other. Return a new array; "
                f"`.copy()` makes one.\n\nThe call was\n{call}"
            )
            return Verdict(False, None, text, "shares memory", call.task, call)
    return None


def kept_something(task, calls, outcomes):
    """Compare the first call with its repetition, the last outcome."""
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
