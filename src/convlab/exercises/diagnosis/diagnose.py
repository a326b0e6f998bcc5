"""Diagnose a learner's function: the first thing found wrong becomes the verdict."""

import inspect
from dataclasses import dataclass

import numpy as np

from convlab.exercises.diagnosis.findings import (
    Verdict,
    known_mistake,
    went_well,
    wrong_result,
)
from convlab.exercises.diagnosis.matching import describe, same, wrong_kind
from convlab.exercises.diagnosis.running import LIMIT, CallResult, Died, plain, run
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["diagnose", "is_unwritten"]

EMPTY = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "POP_TOP"}


@dataclass(frozen=True)
class Trial:
    """The calls that a check makes, and their results.

    Attributes
    ----------
    task : str
        Name of the function.
    calls : tuple of Probe
        One for each probe of the task.
    results : list of CallResult
        One for each call; fewer if time ran out or a call ended the process.
    repeated : CallResult or None
        The result of repeating the first call at the end.
    """

    task: str
    calls: tuple[Probe, ...]
    results: list[CallResult]
    repeated: CallResult | None

    @property
    def made(self):
        """The calls that have a result, each paired with it."""
        pairs = list(zip(self.calls, self.results, strict=False))
        return [*pairs, (self.calls[0], self.repeated)] if self.repeated else pairs

    @property
    def unfinished(self):
        """The call during which time ran out, or None."""
        if len(self.results) < len(self.calls):
            return self.calls[len(self.results)]
        return None if self.repeated else self.calls[0]


def diagnose(function, task):
    """Try a function on every probe of its task and say what is wrong with it."""
    if not callable(function):
        return _not_a_function(function, task)
    if is_unwritten(function):
        return _unwritten(task)
    if refused := _does_not_accept(function, task):
        text = (
            f"It cannot be called as {TASKS[task].signature}: {refused}.\n\nThe names, "
            "their order and the star are part of the task."
        )
        return Verdict(False, None, text, "exception", task)
    trial = _try(function, task)
    return (
        _did_not_return(trial)
        or _changed_arguments(trial)
        or _shares_memory(trial)
        or _kept_something(trial)
        or wrong_result(task, [result.returned for result in trial.results])
        or Verdict(True, None, f"Right on all {len(trial.calls)} calls.", "right", task)
    )


def _not_a_function(given, task):
    if given is None:
        return _unwritten(task)
    text = (
        f"The check calls your function itself: check.{task}({task}), without "
        f"parentheses behind the name. It was given {describe(plain(given))}."
    )
    return Verdict(False, None, text, "wrong kind of argument", task)


def is_unwritten(function):
    """Return whether a function has no body yet: only a docstring, `...` or `pass`.

    A body that raises NotImplementedError is recognised later, by calling it.
    """
    import dis

    code = getattr(function, "__code__", None)
    if code is None or inspect.isgeneratorfunction(function):
        return False
    return {step.opname for step in dis.get_instructions(code)} <= EMPTY and (
        set(code.co_consts) - {function.__doc__} <= {None, Ellipsis}
    )


def _unwritten(task):
    """Say where to begin."""
    text = (
        f"Replace the three dots in {TASKS[task].signature} by your own lines, and "
        "check it again."
    )
    return Verdict(False, None, text, "not written yet", task)


def _does_not_accept(function, task):
    """Say why the function cannot be called with its probes, or return None."""
    try:
        accepts = inspect.signature(function)
    except (TypeError, ValueError):
        return None  # a builtin: calling it will tell
    for probe in TASKS[task].probes:
        try:
            accepts.bind(*probe.arguments.values(), **probe.keywords)
        except TypeError as error:
            return str(error)
    return None


def _try(function, task):
    """Run all probes, then repeat the first."""
    calls = TASKS[task].probes
    results = run(function, calls + calls[:1])
    made, again = results[: len(calls)], results[len(calls) :]
    return Trial(task, calls, made, repeated=again[0] if again else None)


def _did_not_return(trial):
    """Find the call that raised an exception or ran out of time."""
    for call, result in trial.made:
        if result.error:
            if getattr(result.error, "kind", "") == "NotImplementedError":
                return _unwritten(trial.task)
            return _stopped(trial, call, result.error)
    if call := trial.unfinished:
        text = (
            f"After {LIMIT:g} seconds it was still at work on\n{call}\n\nThe loops of "
            "the equation take a fraction of a second here. Does a while loop ever end?"
        )
        return Verdict(False, None, text, "takes too long", trial.task, call)
    return None


def _stopped(trial, call, error):
    task = trial.task
    if isinstance(error, Died):
        text = f"Python itself ended (code {error.code}) during the call\n{call}"
        return Verdict(False, None, text, "exception", task, call)
    results = [None if r.error else r.returned for r in trial.results]
    where = f"\nIn {error.line}" if error.line else ""
    text = f"{error.kind}: {error.text}{where}\n\nThe call was\n{call}"
    is_complete = len(results) == len(trial.calls)
    if mistake := known_mistake(task, results) if is_complete else None:
        text += f"\n\n{mistake.did} That also explains the other calls."
        text += f"\n\n{mistake.hint}"
    else:
        text += went_well(task, results)
    return Verdict(False, mistake and mistake.name, text, "exception", task, call)


def _changed_arguments(trial):
    """Find a call that changed one of its arguments."""
    for call, result in trial.made:
        if result.changed:
            text = (
                f"After the call, {' and '.join(result.changed)} held other numbers "
                "than before. Whoever called still needs the old ones: work on a new "
                f"array, or on a copy.\n\nThe call was\n{call}"
            )
            finding = "changed its arguments"
            return Verdict(False, None, text, finding, trial.task, call)
    return None


def _shares_memory(trial):
    """Find a call whose result is a view of an argument, where that is not allowed."""
    if TASKS[trial.task].may_share:
        return None
    for call, result in trial.made:
        if result.shared:
            text = (
                f"The result lies in the memory of {' and '.join(result.shared)}: "
                "whoever changes the one changes the other. Return a new array; "
                f"`.copy()` makes one.\n\nThe call was\n{call}"
            )
            return Verdict(False, None, text, "shares memory", trial.task, call)
    return None


def _kept_something(trial):
    """Compare the first call with its repetition: they must give the same."""
    first, again = trial.results[0].returned, trial.repeated.returned
    if wrong_kind(trial.task, first) or _alike(first, again):
        return None
    text = (
        "The first call was repeated at the end, and gave another result. Is something "
        "kept from call to call, an array that is not set to 0, or left unfilled by "
        f"np.empty?\n\nThe call was\n{trial.calls[0]}"
    )
    finding = "differs from call to call"
    return Verdict(False, None, text, finding, trial.task, trial.calls[0])


def _alike(first, again):
    if isinstance(first, tuple) and isinstance(again, tuple):
        return len(first) == len(again) and all(map(_alike, first, again))
    if isinstance(first, np.ndarray) and isinstance(again, np.ndarray):
        return np.array_equal(first, again, equal_nan=first.dtype.kind in "fc")
    return same(first, again) or repr(first) == repr(again)
