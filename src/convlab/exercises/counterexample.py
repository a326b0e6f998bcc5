"""Return whether an input is a counterexample, one on which the wrong code fails."""

from functools import partial
from math import prod

import numpy as np

from convlab._style import format_number
from convlab.exercises.case import Case
from convlab.exercises.diagnosis.calling import (
    CallResult,
    Died,
    Other,
    plain,
    record_call,
)
from convlab.exercises.diagnosis.limits import LIMIT, run
from convlab.exercises.diagnosis.matching import GRADIENTS, describe, differing, same
from convlab.exercises.diagnosis.refuse import is_unwritten
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import PLAIN, TASKS, Probe

__all__ = ["check_counterexample"]

LARGEST = 10_000  # entries of an array


def check_counterexample(bug, function):
    """Run right and wrong code on the input that a function returns."""
    if function is not None and is_unwritten(function):
        names = ", ".join(f'"{name}": ...' for name in _names(bug))
        text = f"Return an input that the test should have tried: {{{names}}}"
        return _verdict(bug, "not written yet", text)
    call, unfit = _ask(bug, function)
    if unfit:
        return _verdict(bug, "no input", unfit)
    right = record_call(TASKS[bug.task].right, call)
    if right.error:
        text = f"The right code refuses this input: {right.error.text}"
        return _verdict(bug, "no input", text, call)
    wrong = record_call(bug.function, call)
    if wrong.error:
        text = f"{wrong.error.kind}: {wrong.error.text}"
        return _exposed(bug, call, f"On this input the code stops with {text}")
    if same(wrong.returned, right.returned):
        return _verdict(bug, "not exposed", _why_hidden(bug, call), call)
    return _exposed(bug, call, _difference(bug, wrong.returned, right.returned))


def _names(bug):
    first = TASKS[bug.task].probes[0]
    return [*first.arguments, *first.keywords]


def _ask(bug, function):
    """Return (call with the function's input, None), or (None, why it is no use)."""
    if not callable(function):
        return None, (
            "Give the check the function itself, without calling it: the check does "
            f"so, and the dictionary comes back. It was given {_name_it(function)}."
        )
    ran = run(function, [Probe("input", {})], partial(_record_input, bug))
    if not ran.results:
        return None, f"Your function was still running after {LIMIT} seconds."
    error, values = ran.results[0].error, ran.results[0].returned
    if isinstance(error, Died):
        return None, "Python itself ended in your function."
    if error:
        return None, f"{error.kind}: {error.text}\n{error.line}".strip()
    if isinstance(values, str):
        return None, values
    given = dict(zip(_names(bug), values, strict=True))
    keywords = {name: given.pop(name) for name in PLAIN if name in given}
    return Probe(bug.task, given, keywords), None


def _name_it(given):
    return "a dictionary" if isinstance(given, dict) else describe(plain(given))


def _record_input(bug, function, probe):
    """Call the function; return its values in order, or why they are no use."""
    given = []
    result = record_call(lambda: given.append(function()), probe)
    if not given:
        return result if result.error is None else record_call(function, probe)
    try:
        return CallResult(_read(bug, given[0]))
    except InputError as error:
        return CallResult(str(error))


class InputError(Exception):
    """The input cannot be used."""


def _read(bug, given):
    """Return the values of all arguments, in their order."""
    names = _names(bug)
    if not isinstance(given, dict):
        came = describe(plain(given))
        raise InputError(
            f"A dictionary was expected, with {', '.join(names)}; it returned {came}."
        )
    optional = PLAIN | {"b": np.zeros(np.shape(given.get("w", ()))[:1])}
    given = {name: value for name, value in given.items() if value is not None}
    missing = [name for name in names if name not in given and name not in optional]
    unknown = [name for name in given if name not in names]
    if missing or unknown:
        wrong = [f"{name} is missing" for name in missing]
        wrong += [f"{name} is not known" for name in unknown]
        raise InputError(f"{'; '.join(wrong)}. It takes {', '.join(names)}.")
    examples = TASKS[bug.task].probes[0].arguments
    return tuple(
        _value(name, given.get(name, optional.get(name)), examples.get(name, 0))
        for name in names
    )


def _value(name, value, example):
    if isinstance(example, np.ndarray):
        return _array(name, value)
    if isinstance(example, tuple):
        if np.shape(value) != (len(example),):
            raise InputError(
                f"{name} must be {len(example)} whole numbers; got {value!r:.60}."
            )
        sizes = tuple(_whole(f"each number of {name}", size) for size in value)
        if prod(sizes) > LARGEST:
            raise InputError(
                f"{name} must have at most {LARGEST} entries; got {sizes}."
            )
        return sizes
    return _whole(name, value)


def _array(name, value):
    try:
        array = np.array(value, float)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} must be an array of numbers; got {value!r:.60}."
        ) from None
    if array.size > LARGEST or not np.isfinite(array).all():
        raise InputError(f"{name} must be finite, with at most {LARGEST} entries.")
    if not array.size:
        raise InputError(
            f"{name} has the shape {array.shape} and holds no numbers, so there is "
            "nothing for the code to compute with."
        )
    return array


def _whole(name, value):
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{name} must be a whole number; got {value!r:.60}.")
    return int(value)


def _why_hidden(bug, call):
    """Say what about the input hides the bug: a condition, its numbers or its sizes."""
    text = "The wrong code and the right code agree on this input."
    case = _case(call)
    hides = [condition.words for condition in bug.hides_when if condition.holds(case)]
    if hides:
        return f"{text} The mistake cannot show where {' and '.join(hides)}."
    arrays = [k for k, v in call.arguments.items() if isinstance(v, np.ndarray)]
    for chosen in [*([name] for name in arrays), arrays]:
        if _shows_with_other_numbers(bug, call, chosen):
            return (
                f"{text} The numbers in {' and '.join(chosen)} hide it: with other "
                "numbers, in the same shapes, it shows."
            )
    return f"{text} Other numbers hide it as well: look at the sizes and settings."


def _shows_with_other_numbers(bug, call, names):
    rng = np.random.default_rng(0)
    other = {k: rng.integers(1, 10, call.arguments[k].shape) * 1.0 for k in names}
    probe = Probe(bug.task, call.arguments | other, call.keywords)
    right, wrong = (
        record_call(f, probe) for f in (TASKS[bug.task].right, bug.function)
    )
    return bool(wrong.error) or not same(wrong.returned, right.returned)


def _case(call):
    """Complete the layer of a call, so that conditions can be tested on it."""
    given = call.arguments
    stride, padding = (call.keywords.get(k, d) for k, d in PLAIN.items())
    if "cols" in given:
        (H, W, C), (KH, KW) = given["image_shape"], given["kernel_size"]
        sizes = {"H": H, "W": W, "C": C, "KH": KH, "KW": KW, "stride": stride}
        return Case.of_integers(**sizes)
    x, w = given["x"], given["w"]
    b = given.get("b", np.zeros(len(w)))
    dz = given.get("dz", np.zeros((1, 1, 1, 1)))
    return Case(x, w, b, dz, stride, padding)


def _difference(bug, wrong, right):
    """Describe the first result that differs."""
    if bug.task == "backward":
        k = next(k for k in range(3) if not same(wrong[k], right[k]))
        name, wrong, right = GRADIENTS[k], wrong[k], right[k]
    else:
        name = TASKS[bug.task].result
    if isinstance(wrong, Other) or wrong.shape != right.shape:
        return f"{name} comes out as {describe(wrong)}; {right.shape} is right."
    index = tuple(int(k) for k in np.argwhere(differing(wrong, right))[0])
    ours, theirs = (format_number(array[index], 12) for array in (wrong, right))
    return f"{name}{list(index)} comes out as {ours}; {theirs} is right."


def _exposed(bug, call, text):
    text += "\n\nThat is what a test with this input would have seen."
    return Verdict(True, None, text, "exposed", bug.name, call)


def _verdict(bug, finding, text, call=None):
    return Verdict(False, None, text, finding, bug.name, call)
