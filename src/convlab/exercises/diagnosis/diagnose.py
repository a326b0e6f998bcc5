"""From what a function did to a verdict: the first finding that explains it."""

from convlab.exercises.diagnosis.behaviour import (
    changed_arguments,
    did_not_return,
    kept_something,
    shares_memory,
    unwritten,
)
from convlab.exercises.diagnosis.outcome import plain
from convlab.exercises.diagnosis.parts import describe
from convlab.exercises.diagnosis.returned import returned_wrong
from convlab.exercises.diagnosis.running import run
from convlab.exercises.diagnosis.signatures import (
    does_not_accept,
    is_unwritten,
    signature,
)
from convlab.exercises.probes import probes
from convlab.exercises.verdict import Verdict

__all__ = ["diagnose"]


def diagnose(function, task):
    """Try a function on every probe of its task and say what is wrong with it."""
    if not callable(function):
        return _not_a_function(function, task)
    if is_unwritten(function):
        return unwritten(task)
    if refused := does_not_accept(function, task):
        text = (
            f"It cannot be called as {signature(task)}: {refused}.\n\nThe names, their "
            "order and the star are part of the task."
        )
        return Verdict(False, None, text, "exception", task)
    calls = probes(task)
    outcomes = run(function, [*calls, calls[0]])
    return (
        did_not_return(task, calls, outcomes)
        or changed_arguments(calls, outcomes)
        or shares_memory(calls, outcomes)
        or kept_something(task, calls, outcomes)
        or returned_wrong(task, calls, outcomes[: len(calls)])
        or _right(task, calls)
    )


def _not_a_function(given, task):
    if given is None:
        return unwritten(task)
    text = (
        f"The check calls your function itself: check.{task}({task}), without "
        f"parentheses behind the name. It was given {describe(plain(given))}."
    )
    return Verdict(False, None, text, "wrong kind of argument", task)


def _right(task, calls):
    text = f"Right on all {len(calls)} calls."
    return Verdict(True, None, text, "right", task)
