"""Diagnose a learner's function: the first thing found wrong becomes the verdict."""

from dataclasses import dataclass, replace
from types import FunctionType

import numpy as np

from convlab.exercises.diagnosis.calling import CallResult, Died
from convlab.exercises.diagnosis.findings import first_wrong_entry, wrong_result
from convlab.exercises.diagnosis.isolate import isolate
from convlab.exercises.diagnosis.known_mistake import known_mistake
from convlab.exercises.diagnosis.limits import LIMIT, is_learners, run
from convlab.exercises.diagnosis.matching import (
    RAISED,
    same,
    wrong_kind,
)
from convlab.exercises.diagnosis.read_exception import read_exceptions
from convlab.exercises.diagnosis.refuse import (
    does_not_accept,
    is_unwritten,
    refuse,
    unwritten,
)
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.diagnosis.wrong_form import wrong_form
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["diagnose"]


@dataclass(frozen=True)
class Trial:
    """The calls that a check makes, and their results.

    Attributes
    ----------
    task : str
        Name of the function.
    calls : tuple of Probe
        All of the task.
    results : list of CallResult
        One for each call; fewer if time ran out or a call ended the process.
    repeated : CallResult or None
        The result of repeating the first call at the end.
    printed : str
        The end of what was printed.
    """

    task: str
    calls: tuple[Probe, ...]
    results: list[CallResult]
    repeated: CallResult | None
    printed: str

    @property
    def made(self):
        """The calls that have a result, each paired with it."""
        pairs = list(zip(self.calls, self.results, strict=False))
        return [*pairs, (self.calls[0], self.repeated)] if self.repeated else pairs

    @property
    def returned(self):
        """What each call returned; `RAISED` for an exception."""
        return [RAISED if r.error else r.returned for r in self.results]

    @property
    def unfinished(self):
        """The call during which time ran out, or None."""
        if len(self.results) < len(self.calls):
            return self.calls[len(self.results)]
        return None if self.repeated else self.calls[0]


def diagnose(function, task):
    """Try what a learner wrote on every probe of a task, and say what is wrong."""
    verdict = _diagnose(function, task)
    helper = None if verdict.ok or verdict.mistake else _wrong_helper(function, task)
    if helper is None:
        return verdict
    return replace(verdict, message=f"{helper}\n\n{verdict.message}")


def _wrong_helper(function, task):
    """Say which function of another exercise it uses that is not right, or None.

    A function that only has the name of one, and takes other arguments, is not meant.
    """
    import dis

    methods = vars(function).values() if isinstance(function, type) else [function]
    own = [method for method in methods if isinstance(method, FunctionType)]
    used = {
        step.argval: each.__globals__.get(step.argval)
        for each in own
        for step in dis.get_instructions(each)
        if step.opname == "LOAD_GLOBAL"
    }
    for name, helper in used.items():
        if name == task or name not in TASKS or not isinstance(helper, FunctionType):
            continue
        if not is_learners(helper.__code__) or does_not_accept(helper, name):
            continue
        its = f"`{name}`, which exercise {TASKS[name].exercise} asks for"
        if is_unwritten(helper):
            return f"It uses {its}: it is not written yet. Begin there."
        if not _diagnose(helper, name):
            return f"It uses {its}: yours is not right yet. Check that one first."
    return None


def _diagnose(function, task):
    if (refused := refuse(function, task)) is not None:
        return refused
    function = TASKS[task].adapt(function)
    trial = _try(function, task)
    stages = (
        lambda: _did_not_return(trial),
        lambda: _changed_arguments(trial),
        lambda: known_mistake(task, trial.returned),
        lambda: _shares_memory(trial),
        lambda: _kept_something(trial),
        lambda: _raised(trial),
        lambda: wrong_result(task, trial.returned),
        lambda: wrong_form(function, task),
    )
    found = (stage() for stage in stages)
    right = Verdict(True, None, "Right on every call.", "right", task)
    # A verdict counts as false if it found something wrong, hence "is not None".
    verdict = next((verdict for verdict in found if verdict is not None), right)
    return replace(_with_exception(verdict, trial), printed=trial.printed)


def _try(function, task):
    """Make all calls, then repeat the first."""
    calls = TASKS[task].calls
    ran = run(function, calls + calls[:1])
    made, again = ran.results[: len(calls)], ran.results[len(calls) :]
    return Trial(task, calls, made, again[0] if again else None, ran.printed)


def _did_not_return(trial):
    """Find a call that did not end, or a function that says it is not written."""
    for call, result in trial.made:
        if isinstance(result.error, Died):
            code = result.error.code
            text = f"Python itself ended (code {code}) during the call\n{call}"
            return Verdict(False, None, text, "exception", trial.task, call)
    kinds = {result.error.kind if result.error else "" for _, result in trial.made}
    if kinds == {"NotImplementedError"}:
        return unwritten(trial.task)
    if call := trial.unfinished:
        text = (
            f"It did not finish\n{call}\n\nAll calls together may take {LIMIT} "
            "seconds of computing; loops over the whole sum need a fraction of a "
            "second. Does a `while` loop never end? Does something wait?"
        )
        return Verdict(False, None, text, "takes too long", trial.task, call)
    return None


def _raised(trial):
    """Find an exception; say what smaller calls return, if they are wrong already."""
    raised = [(call, result) for call, result in trial.made if result.error]
    if not raised:
        return None
    call, result = raised[0]
    place, read = isolate(trial.task, trial.returned), read_exceptions(trial)
    isolated = place.calls if place else ()
    errors = {call for call, result in raised}
    if isolated and isolated[0] not in errors:
        return None  # there it returns something wrong, which tells more
    texts = [_quote(result.error), *([read.text] if read else [])]
    texts.append(f"The call was\n{call}")
    first = first_wrong_entry(trial.task, trial.returned)
    if first and isolated and call not in isolated:
        texts = [first, "In other calls it stops.", *texts]
    elif first:
        texts.append(f"In other calls it returns something wrong. {first}")
    message = "\n\n".join([*([place.text] if place else []), *texts])
    finding = f"exception: {read.name}" if read else "exception"
    return Verdict(False, None, message, finding, trial.task, call, isolated)


def _quote(error):
    return f"{error.kind}: {error.text}" + (f"\nIn {error.line}" if error.line else "")


def _with_exception(verdict, trial):
    """Add the first exception to a verdict that is about something else."""
    raised = [(call, result.error) for call, result in trial.made if result.error]
    if verdict.ok or not raised or isinstance(raised[0][1], Died):
        return verdict
    call, error = raised[0]
    quoted = _quote(error)
    if quoted in verdict.message or verdict.finding in ALONE:
        return verdict
    if read := read_exceptions(trial):
        quoted += f"\n\n{read.text}"
    if call is verdict.probe:
        return verdict.with_more(f"There it stops.\n{quoted}")
    return verdict.with_more(f"In other calls it stops, first in\n{call}\n{quoted}")


ALONE = {"not written yet", "takes too long", "changed its arguments"}


def _changed_arguments(trial):
    """Find a call that changed one of its arguments, or that was not allowed to."""
    for call, result in trial.made:
        if result.error and "read-only" in result.error.text and call.bases:
            text = (
                f"It writes to an array that it was given. {_quote(result.error)}\n\n"
                "The caller still needs the old numbers: work on a new array, or on a "
                f"copy.\n\nThe call, with read-only arrays, was\n{call}"
            )
            finding = "changed its arguments"
            return Verdict(False, None, text, finding, trial.task, call)
        if result.changed:
            text = (
                f"The call changed {' and '.join(result.changed)}, in its numbers or "
                "in its shape. The caller still needs the old ones: work on a new "
                "array, or on a copy.\n\n"
                f"The call was\n{call}"
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
                f"The result shares its memory with {' and '.join(result.shared)}: "
                "change one, and the other changes with it. Return a new array; "
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
        "The first call, repeated at the end, gave a different result. Does something "
        "survive from call to call: an array that is not set back to 0, or one that "
        f"np.empty left unfilled?\n\nThe call was\n{trial.calls[0]}"
    )
    finding = "differs from call to call"
    return Verdict(False, None, text, finding, trial.task, trial.calls[0])


def _alike(first, again):
    if isinstance(first, tuple) and isinstance(again, tuple):
        return len(first) == len(again) and all(map(_alike, first, again))
    if isinstance(first, np.ndarray) and isinstance(again, np.ndarray):
        return np.array_equal(first, again, equal_nan=first.dtype.kind in "fc")
    return same(first, again) or repr(first) == repr(again)
