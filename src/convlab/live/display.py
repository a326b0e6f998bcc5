"""Describe the value of a cell, or its exception, as plain data that a page shows."""

import traceback
from pprint import pformat

import numpy as np

from convlab.exercises.diagnosis.verdict import Verdict

__all__ = ["describe", "describe_error"]

MOST = 400  # numbers of an array that are drawn
PLANES = 12  # grids of one array
LONGEST = 20_000  # characters
PLAIN = int | float | str | list | tuple | dict  # the traits that make up its state


def describe(value):
    """Describe the last value of a cell, as a notebook would show it.

    Returns
    -------
    dict
        Empty for None; else "verdict", its fields; "explorer", its name and its state;
        or "text" with "grids", as `grids` returns them, and "whole", whether they show
        all of the value.
    """
    if value is None:
        return {}
    if isinstance(value, Verdict):
        return {"verdict": value.as_dict()}
    if hasattr(value, "traits") and hasattr(value, "_esm"):
        traits = {name: getattr(value, name) for name in value.traits(sync=True)}
        own = {name: t for name, t in traits.items() if not name.startswith("_")}
        state = {name: t for name, t in own.items() if isinstance(t, PLAIN)}
        name = type(value).__name__
        return {"explorer": {"name": name, "state": state}, "text": repr(value)}
    is_plain = type(value) in (dict, list, set, tuple)
    text = pformat(value, width=79, sort_dicts=False) if is_plain else repr(value)
    if len(text) > LONGEST:
        text = text[:LONGEST] + " ..."
    drawn = grids(value)
    is_whole = len(drawn) == len(_parts(value)) and not any(g["left"] for g in drawn)
    return {"text": text, "grids": drawn, "whole": is_whole}


def grids(value):
    """Return the arrays in a value that can be drawn.

    Parameters
    ----------
    value : object
        An array, or a dictionary, a named tuple, a tuple or a list with arrays.

    Returns
    -------
    list of dict
        "name"; "shape", a list; "planes", each with a "label" and "rows", lists of
        numbers; and "left", how many planes were left out.
    """
    return [
        {"name": name, "shape": list(array.shape), **planes(array)}
        for name, array in _parts(value).items()
        if isinstance(array, np.ndarray) and _is_drawn(array)
    ]


def planes(array):
    """Cut an array into grids: of four axes the middle two, else the last two."""
    if array.ndim < 2:
        line = {"label": "", "rows": _rows(array.reshape(1, -1))}
        return {"planes": [line], "left": 0}
    if array.ndim == 4:
        array = np.moveaxis(array, 3, 1)
    outer = list(np.ndindex(array.shape[:-2]))
    drawn = [{"label": _label(k), "rows": _rows(array[k])} for k in outer[:PLANES]]
    return {"planes": drawn, "left": len(outer) - len(drawn)}


def _parts(value):
    """Return what a value consists of, by name."""
    if isinstance(value, dict):
        parts = value
    elif hasattr(value, "_asdict"):
        parts = value._asdict()
    elif isinstance(value, tuple | list):
        parts = dict(enumerate(value))
    else:
        parts = {"": value}
    return {str(name): part for name, part in parts.items()}


def _is_drawn(array):
    return array.dtype.kind in "biuf" and 0 < array.size <= MOST


def _label(index):
    match index:
        case ():
            return ""
        case (n, c):
            return f"[{n}, :, :, {c}]"
    return f"[{', '.join(map(str, index))}]"


def _rows(plane):
    return [[_entry(number) for number in row] for row in plane.tolist()]


def _entry(number):
    """Return a number, or as text what JSON lacks: infinity, NaN and Python's True."""
    if isinstance(number, bool) or not np.isfinite(number):
        return str(number)
    return number if isinstance(number, int) else float(number)


def describe_error(error, file):
    """Describe an exception, with the part of its traceback in the reader's cells.

    Returns
    -------
    dict
        "error", the text; "line", its number in the cell, or None; "kind", the name of
        the exception; "name", what a NameError did not find.
    """
    if isinstance(error, SyntaxError) and error.filename == file:
        line, lines = error.lineno, []
    else:
        stack = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in stack if not frame.filename.startswith("/")]
        own = [frame.lineno for frame in frames if frame.filename == file]
        line, lines = (own[-1] if own else None), traceback.format_list(frames)
    text = "".join([*lines, *traceback.format_exception_only(error)])
    if len(text) > LONGEST:
        text = "... " + text[-LONGEST:]
    name = error.name if isinstance(error, NameError) else None
    kind = type(error).__name__
    return {"error": text.rstrip(), "line": line, "kind": kind, "name": name}
