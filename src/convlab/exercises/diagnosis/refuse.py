"""Refuse to try what is no function for the task: a result, a class, a stub."""

import inspect

from convlab.exercises.diagnosis.calling import plain
from convlab.exercises.diagnosis.matching import describe
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS

__all__ = ["does_not_accept", "is_unwritten", "refuse", "unwritten"]

EMPTY = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "POP_TOP"}


def refuse(function, task):
    """Say why what was given cannot be tried, or return None.

    Parameters
    ----------
    function : object
        What was given to the check of a task.
    task : str
        Name of the task.

    Returns
    -------
    Verdict or None
    """
    if not callable(function):
        return _not_a_function(function, task)
    if _is_of_the_other_kind(function, task):
        return _class_or_function(task)
    function = TASKS[task].adapt(function)
    if is_unwritten(function):
        return unwritten(task)
    if other := _for_another(function, task):
        text = (
            f"It was given `{other}`, which another exercise asks for. This one asks "
            f"for {TASKS[task].definition}, written separately."
        )
        return Verdict(False, None, text, "another exercise", task)
    if refused := does_not_accept(function, task):
        text = (
            f"It cannot be called as {TASKS[task].signature}: {refused}.\n\nThe names, "
            "their order and the star are part of the task."
        )
        return Verdict(False, None, text, "exception", task)
    return None


def _is_of_the_other_kind(given, task):
    """Return whether it is a class in the place of a function, or the other way round.

    A function that takes the arguments of the probes can stand for a class.
    """
    if isinstance(given, type):
        return not TASKS[task].written
    return bool(TASKS[task].written) and does_not_accept(given, task) is not None


def _class_or_function(task):
    """Say that a class was given for a function, or a function for a class."""
    came, wanted = (
        ("function", "class") if TASKS[task].written else ("class", "function")
    )
    text = (
        f"It was given a {came}, and this exercise asks for a {wanted}: "
        f"{TASKS[task].definition}."
    )
    return Verdict(False, None, text, "wrong kind of argument", task)


def _not_a_function(given, task):
    kind = "class" if TASKS[task].written else "function"
    text = (
        f"Give the check the {kind} itself, without calling it: "
        f"`check.{task}({TASKS[task].called})`. It was given {describe(plain(given))}."
    )
    return Verdict(False, None, text, "wrong kind of argument", task)


def is_unwritten(function):
    """Return whether a function has no body yet: only a docstring, `...` or `pass`.

    A body that only raises NotImplementedError is recognised later, by calling it.
    """
    import dis

    code = getattr(function, "__code__", None)
    if code is None or inspect.isgeneratorfunction(function):
        return False
    return {step.opname for step in dis.get_instructions(code)} <= EMPTY and (
        set(code.co_consts) - {function.__doc__} <= {None, Ellipsis}
    )


def unwritten(task):
    """Say where to begin."""
    text = (
        f"Replace the three dots in {TASKS[task].definition} with lines of your own, "
        "and check it again."
    )
    return Verdict(False, None, text, "not written yet", task)


def _for_another(function, task):
    """Return the name of the task whose function this is, if it is not this one."""
    name = getattr(function, "__name__", "")
    return name if name in TASKS and name != task else ""


def does_not_accept(function, task):
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
