"""Read exceptions: what their texts say about the sizes, the types and the names."""

import difflib
import re
from typing import NamedTuple

from convlab.exercises.diagnosis.sizes import name_axes, name_length, write_tuple
from convlab.exercises.tasks import TASKS

__all__ = ["Reading", "read_exceptions"]

OUT_OF_BOUNDS = re.compile(
    r"index -?\d+ is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)"
)
SHAPE = re.compile(r"\((\d*(?:,\s*\d+)*,?)\)")
NAME = re.compile(r"name '(\w+)' is not defined")
UNPACKED = re.compile(r"values to unpack \(expected (\d+)(?:, got (\d+))?\)")


class Reading(NamedTuple):
    """A name for what the exception shows, and what it says in our letters."""

    name: str
    text: str


def read_exceptions(trial):
    """Say what the exceptions of all calls show, or return None.

    Parameters
    ----------
    trial : Trial
        At least one call of it raised an exception.

    Returns
    -------
    Reading or None
        About the first exception, and all others from the same line of code.
    """
    raised = [(call, r.error) for call, r in trial.made if r.error]
    first = raised[0][1]
    alike = [(c, e) for c, e in raised if (e.kind, e.line) == (first.kind, first.line)]
    found = (read(first, alike) for read in READERS)
    return next(filter(None, found), None)


def _float_for_size(error, _):
    if "must be integers" in error.text and "not tuple" in error.text:
        return Reading(
            "a list has one index",
            "A list or a tuple takes one index at a time, `rows[i][j]`. "
            "`np.array(rows)` makes an array, which takes several, `rows[i, j]`.",
        )
    if "'float' object cannot be interpreted as an integer" in error.text or (
        "must be integers" in error.text or "only integers" in error.text
    ):
        return Reading(
            "a fraction for a whole number",
            "A size or an index is not of the type int. `/` always gives a float, even "
            "where nothing is left over; `//` gives a whole number.",
        )
    return None


def _name(error, _):
    if error.kind == "UnboundLocalError":
        return Reading(
            "read before it is set",
            "A name that is assigned anywhere in a function is the function's own, and "
            "here it is read before anything was assigned to it.",
        )
    if not (found := NAME.search(error.text)):
        return None
    near = difflib.get_close_matches(found[1], re.findall(r"\w+", error.names), 1, 0.6)
    text = f"Nothing is called `{found[1]}` here."
    if found[1] in TASKS:
        text += (
            f" Exercise {TASKS[found[1]].exercise} asks for a function of this name: "
            "if you mean that one, run its cell first."
        )
    return Reading(
        "name unknown", f"{text} Did you mean `{near[0]}`?" if near else text
    )


def _none(error, alike):
    without_bias = all(call.arguments.get("b") is None for call, _ in alike)
    if "'NoneType'" in error.text and without_bias and re.search(r"\bb\b", error.line):
        return Reading(
            "None is not an array",
            "Something is None here. In a call without a bias, b is None, and nothing "
            "is added.",
        )
    return None


def _truth_value(error, alike):
    if "truth value of an array" not in error.text:
        return None
    text = (
        "An array has one truth value for each entry, and `if`, `and` and `or` need a "
        "single one."
    )
    if "b" in alike[0][0].arguments and re.search(r"\bb\b", error.line):
        text += " To ask whether there is a b at all: `b is None`."
    return Reading("a truth value for each entry", text)


def _dtype(error, _):
    if "Cannot cast ufunc" in error.text and "to dtype('int" in error.text:
        return Reading(
            "an array of integers",
            "An array of integers cannot take fractions. A copy of an array has its "
            "dtype, and so has `np.zeros_like` of it; `np.zeros(shape)` and "
            "`.astype(float)` make arrays of float64.",
        )
    return None


def _unpacked(error, alike):
    if not (found := UNPACKED.search(error.text)):
        return None
    call = alike[0][0]
    shapes = [
        f"{name} has {len(value.shape)} axes"
        for name, value in call.arguments.items()
        if hasattr(value, "shape")
    ]
    shapes += [
        f"{name} is {value}"
        for name, value in call.arguments.items()
        if isinstance(value, tuple)
    ]
    text = f"{found[1]} names are on the left"
    text += f": {'; '.join(shapes)}." if shapes else "."
    return Reading("wrong number of sizes", text)


def _empty_slice(error, alike):
    if ":-" not in error.line or not re.search(r"[(,]0[,)]", error.text):
        return None
    if any(call.keywords.get("padding") for call, _ in alike):
        return None
    return Reading(
        "an empty slice",
        "Without padding, a slice like `[P:-P]` is `[0:0]`, and empty. Count its end "
        "from the front.",
    )


def _negative_padding(error, _):
    if "can't contain negative values" in error.text:
        return Reading(
            "negative padding",
            "A number of zeros is negative here. With a padding of K or more, K - "
            "1 - P is: rows must be cut off then, not put on.",
        )
    return None


def _beyond_the_end(error, alike):
    """Name the length of the axis that is indexed beyond its end."""
    pairs = []
    for call, each in alike:
        if not (found := OUT_OF_BOUNDS.search(each.text)):
            return None
        pairs.append((call, int(found["size"])))
    if not (letter := name_length(pairs)) or letter == "1":
        return None
    text = f"The axis that is indexed beyond its end has the length {letter}."
    if letter in {"H", "W"} and all(call.keywords.get("padding") for call, _ in alike):
        rows = {"H": "rows", "W": "columns"}[letter]
        text += f" With its padding, the image has {letter} + 2P {rows}."
    return Reading("beyond the end", text)


def _shapes(error, alike):
    """Translate the shapes in the texts into letters."""
    lists = [[_numbers(found) for found in SHAPE.findall(e.text)] for _, e in alike]
    if not lists[0] or len({len(shapes) for shapes in lists}) != 1:
        return None
    said = []
    for k, shape in enumerate(lists[0]):
        pairs = [
            (call, shapes[k]) for (call, _), shapes in zip(alike, lists, strict=True)
        ]
        names = (name_axes(pairs) if shape else None) or []
        if any(letter.isalpha() for name in names for letter in name):
            said.append(f"{write_tuple(shape)} is {write_tuple(names)}")
    if not said:
        return None
    unique = list(dict.fromkeys(said))
    return Reading("shapes that do not fit", f"In letters: {'; '.join(unique)}.")


def _numbers(text):
    return tuple(int(number) for number in re.findall(r"\d+", text))


READERS = (
    _float_for_size,
    _name,
    _none,
    _truth_value,
    _dtype,
    _unpacked,
    _empty_slice,
    _negative_padding,
    _beyond_the_end,
    _shapes,
)
