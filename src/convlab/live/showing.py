"""What the value of a cell, or its exception, becomes in a page: plain data."""

import traceback
from pprint import pformat

import numpy as np

from convlab.exercises.verdict import Verdict

__all__ = ["failed", "shown"]

MOST = 400  # numbers of an array that are drawn
PLANES = 12  # grids of one array
LONGEST = 20_000  # characters
PLAIN = int | str | list | tuple | dict  # what an explorer shows


def shown(value):
    """Describe the last value of a cell, as a notebook would show it.

    Returns
    -------
    dict
        Empty for None; else "verdict", "explorer", or "text" with "grids", the arrays
        that can be drawn.
    """
    if value is None:
        return {}
    if isinstance(value, Verdict):
        names = "ok", "mistake", "finding", "headline", "message"
        return {"verdict": {name: getattr(value, name) for name in names}}
    if hasattr(value, "traits") and hasattr(value, "drawn"):
        traits = {name: getattr(value, name) for name in value.traits(sync=True)}
        state = {k: trait for k, trait in traits.items() if isinstance(trait, PLAIN)}
        name = type(value).__name__
        return {"explorer": {"name": name, "state": state}, "text": repr(value)}
    is_plain = type(value) in (dict, list, set, tuple)
    text = pformat(value, width=79, sort_dicts=False) if is_plain else repr(value)
    if len(text) > LONGEST:
        text = text[:LONGEST] + " ..."
    return {"text": text, "grids": grids(value)}


def grids(value):
    """Return each array in the value: its name, and planes with labels and rows."""
    if isinstance(value, np.ndarray):
        found = {"": value}
    elif isinstance(value, dict):
        found = value
    elif hasattr(value, "_asdict"):
        found = value._asdict()
    elif isinstance(value, tuple | list):
        found = {str(k): item for k, item in enumerate(value[:PLANES])}
    else:
        return []
    return [
        {"name": str(name), "shape": list(array.shape), "planes": planes(array)}
        for name, array in found.items()
        if isinstance(array, np.ndarray) and _is_drawn(array)
    ]


def planes(array):
    """Cut an array into grids: of four axes the middle two, else the last two."""
    if array.ndim < 2:
        return [{"label": "", "rows": _rows(array.reshape(1, -1))}]
    if array.ndim == 4:
        array = np.moveaxis(array, 3, 1)
    outer = list(np.ndindex(array.shape[:-2]))[:PLANES]
    return [{"label": _label(k), "rows": _rows(array[k])} for k in outer]


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
    """Give numbers that JSON has; it has no infinity."""
    return [[n if np.isfinite(n) else str(n) for n in row] for row in plane.tolist()]


def failed(error, file):
    """Describe an exception: its traceback, as far as it lies in the reader's cells.

    Returns
    -------
    dict
        "error", the text; "line", of the cell, or None; "kind", the exception's name.
    """
    if isinstance(error, SyntaxError) and error.filename == file:
        line, lines = error.lineno, []
    else:
        frames = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in frames if not frame.filename.startswith("/")]
        own = [frame.lineno for frame in frames if frame.filename == file]
        line, lines = (own[-1] if own else None), traceback.format_list(frames)
    text = "".join([*lines, *traceback.format_exception_only(error)])
    if len(text) > LONGEST:
        text = "... " + text[-LONGEST:]
    return {"error": text.rstrip(), "line": line, "kind": type(error).__name__}
