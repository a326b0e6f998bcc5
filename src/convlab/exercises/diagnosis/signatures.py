"""How a function has to be called, and whether a learner's can be."""

import inspect

from convlab.exercises.probes import probes

__all__ = ["does_not_accept", "is_unwritten", "signature"]

EMPTY = {"RESUME", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "NOP", "POP_TOP"}
DEFAULTS = {"b": "b=None"}


def signature(task):
    """Write down how the function is called: "dx(dz, x, w, *, stride=1, ...)"."""
    first = probes(task)[0]
    names = [DEFAULTS.get(name, name) for name in first.arguments]
    defaults = {"stride": 1, "padding": 0}
    keywords = [f"{name}={defaults[name]}" for name in first.settings]
    return f"{task}({', '.join(names + ['*'] * bool(keywords) + keywords)})"


def does_not_accept(function, task):
    """Say what stands against calling the function so, or return an empty string."""
    try:
        accepts = inspect.signature(function)
    except (TypeError, ValueError):
        return ""  # a builtin: the call will tell
    for probe in probes(task):
        try:
            accepts.bind(*probe.arguments.values(), **probe.settings)
        except TypeError as error:
            return str(error)
    return ""


def is_unwritten(function):
    """Tell whether the body of the function does nothing: a docstring, `...`, `pass`.

    A body that raises NotImplementedError is seen when it is called.
    """
    import dis

    code = getattr(function, "__code__", None)
    if code is None or inspect.isgeneratorfunction(function):
        return False
    return {step.opname for step in dis.get_instructions(code)} <= EMPTY and (
        set(code.co_consts) - {function.__doc__} <= {None, Ellipsis}
    )
