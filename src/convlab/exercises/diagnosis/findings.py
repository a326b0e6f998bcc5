"""Find what is wrong with the results of a function, and word the verdict."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from convlab._style import format_number
from convlab.exercises.diagnosis.calling import NOTHING, Other
from convlab.exercises.diagnosis.explain_entry import explain_entry
from convlab.exercises.diagnosis.isolate import isolate
from convlab.exercises.diagnosis.matching import (
    RAISED,
    differing,
    parts,
    right_results,
    same,
    wrong_kind,
)
from convlab.exercises.diagnosis.sizes import letters_of, name_axes, write_tuple
from convlab.exercises.diagnosis.symptoms import Wrong, symptom
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS

__all__ = ["first_wrong_entry", "wrong_result"]


ADVICE = {  # where a result is of the wrong kind
    NOTHING.words: " Does every way through it end at a `return`?",
    "a generator": " Is there a `yield` where a `return` should be?",
}
FAR_FROM_0 = 500.0  # scores whose exponentials, or sums of them, may leave the floats
SHAPE = "wrong shape"
AXES_ARE = " Its axes are "


class Finding(NamedTuple):
    """What is wrong with one result: a short name, and the text."""

    name: str
    text: str


def wrong_result(task, results):
    """Find the first thing wrong with the results, or return None.

    Parameters
    ----------
    task, results
        Name of the function, and what it returned on every call, or `RAISED`.

    Returns
    -------
    Verdict or None
        None if all of them are right.
    """
    calls, right = TASKS[task].calls, right_results(task)
    for call, result in zip(calls, results, strict=True):
        if result is not RAISED and (unfit := wrong_kind(task, result)):
            advice = ADVICE.get(result.words, "") if isinstance(result, Other) else ""
            text = f"{unfit}{advice}\n\nThe call was\n{call}"
            return Verdict(False, None, text, "wrong kind of result", task, call)
    split = parts(task, results, right)
    for part in split:
        subject = part.task if len(split) > 1 else "It"
        if (found := _wrong_part(part, calls, subject)) is not None:
            text = "\n\n".join([found.message, *_others(split, part)])
            return replace(found, message=text, task=task)
    return None


def first_wrong_entry(task, results, call=None):
    """Describe a wrong entry of a call, or of the first wrong call; or return ""."""
    for each, result in zip(TASKS[task].calls, results, strict=False):
        if (
            call is None
            and result is not RAISED
            and (unfit := wrong_kind(task, result))
        ):
            return f"With\n{each}\n{unfit[0].lower()}{unfit[1:]}"
    for part in parts(task, results, right_results(task)[: len(results)]):
        triples = zip(TASKS[task].calls, part.results, part.right, strict=False)
        for each, result, right in triples:
            if isinstance(result, Other) or (call and each is not call):
                continue
            with_call = "" if call else f"With\n{each}\n"
            if _shape(result) != _shape(right):
                shapes = f"{_shape(result)}, not {_shape(right)}"
                return f"{with_call}the shape is {shapes}."
            if not same(result, right):
                return f"{with_call}{_wrong_entry(part.task, each, result, right).text}"
    return ""


def _shape(result):
    return result.shape if isinstance(result, np.ndarray) else ()


def _others(split, wrong):
    """Say which of the other gradients are right."""
    right = [p.task for p in split if p is not wrong and same(p.results, p.right)]
    verb = "is" if len(right) == 1 else "are"
    return [f"{' and '.join(right)} {verb} right."] if right else []


def _wrong_part(part, calls, subject):
    """Say where one gradient, or the only result, goes wrong, and in which way."""
    triples = list(zip(calls, part.results, part.right, strict=True))
    triples = [triple for triple in triples if triple[1] is not RAISED]
    for find in (_wrong_dtype, _not_a_number):
        for call, result, right in triples:
            if found := find(part.task, call, result, right):
                place = isolate(part.task, part.results, subject)
                is_there = place is not None and call in place.calls
                return _verdict(part.task, call, found, place if is_there else None)
    wrong = [Wrong(*triple) for triple in triples if not same(*triple[1:])]
    if not wrong:
        return None
    found = symptom(part.task, wrong) or _only_without_bias(part.task, triples)
    place = isolate(part.task, part.results, subject)
    isolated = [each for each in wrong if place and each.call in place.calls]
    shown_first = (isolated or wrong)[0]
    call = shown_first.call
    with_shape = _wrong_shape(part.task, triples, place)
    fits = _shape(shown_first.result) == _shape(shown_first.right)
    if with_shape and not (isolated and fits):
        shown, call = with_shape
        if place and call not in place.calls:
            text = f"A larger call tells more. In the one below, {shown.text}"
            shown = Finding(shown.name, text)
    else:
        shown = _wrong_entry(part.task, *shown_first)
        if with_shape:
            larger, where = with_shape
            text = (
                f"{shown.text}\n\nElsewhere the shape is wrong as well. In\n{where}\n"
            )
            shown = Finding(shown.name, text + larger.text)
    if found:
        text = shown.text
        came, wanted = _shape(wrong[0].result), _shape(wrong[0].right)
        if found.name == SHAPE and len(came) == len(wanted):
            text = text.split(AXES_ARE)[0]  # moving its axes would misplace them
        shown = Finding(found.name, f"{found.text}\n\n{text}")
    return _verdict(part.task, call, shown, place)


def _verdict(task, call, found, place):
    texts = [place.text] if place else []
    texts += [found.text, f"The call was\n{call}"]
    isolated = place.calls if place else ()
    message = "\n\n".join(texts)
    return Verdict(False, None, message, found.name, task, call, isolated)


def _only_without_bias(task, triples):
    """Notice that all calls without a bias are right, and the others are wrong."""
    if TASKS[task].family != "forward":
        return None
    ok: dict[bool, list[bool]] = {True: [], False: []}
    for call, result, right in triples:
        ok[call.arguments.get("b") is None].append(same(result, right))
    if all(ok[True]) and ok[True] and not any(ok[False]):
        return Finding("wrong bias", "Everything is right but the bias.")
    return None


def _wrong_shape(task, triples, place):
    """Say which axes the results have, in a call that tells them apart."""
    pairs = [
        (call, result.shape, right.shape)
        for call, result, right in triples
        if isinstance(right, np.ndarray) and isinstance(result, np.ndarray)
    ]
    off = [pair for pair in pairs if pair[1] != pair[2]]
    if not off:
        return None
    letters = letters_of(task)
    axes = f"{write_tuple(letters)} = " if letters else ""
    on_ladder = {probe.change for probe in TASKS[task].probes if probe.bases}
    telling = [pair for pair in off if pair[0].change in on_ladder]
    first = [pair for pair in telling if place and pair[0] in place.calls]
    call, came, expected = (first or telling[-1:] or off)[0]
    text = f"{TASKS[task].result} has shape {came} and should have {axes}{expected}."
    names = name_axes([(call, shape) for call, shape, _ in pairs])
    if names:
        text += f"{AXES_ARE}{write_tuple(names)}."
    return Finding("wrong axes" if names else SHAPE, text), call


def _wrong_dtype(task, call, result, right):
    """Find a dtype that could not hold the result for other images."""
    if not isinstance(right, np.ndarray):
        return None
    kind = result.dtype.kind
    given = [a.dtype for a in call.arguments.values() if isinstance(a, np.ndarray)]
    needed = max((d.itemsize for d in given if d.kind == "f"), default=8)
    if TASKS[task].returns == "addresses":
        fits = kind in "iu"
        reason = "an array of addresses can be looked up only if they are integers"
    elif kind == "f" and result.dtype.itemsize < needed:
        fits = False
        reason = (
            f"the arguments are of float{8 * needed}, with more digits than it holds"
        )
    else:
        fits = kind == "f" or (TASKS[task].may_keep_integers and kind in "iu")
        reason = "only float32 and float64 hold the fractions of an image"
    if fits:
        return None
    text = f"{TASKS[task].result} is an array of {result.dtype}; {reason}."
    return Finding("wrong dtype", text)


def _not_a_number(task, call, result, right):
    """Look for NaN and infinity, which finite arguments never give."""
    if not isinstance(right, float | np.ndarray) or np.isfinite(result).all():
        return None
    if not np.isfinite(right).all():
        return None  # infinity may be right
    if isinstance(right, np.ndarray):
        index = _first(~np.isfinite(result))
        text = f"{TASKS[task].result}{list(index)} is {result[index]}"
    else:
        text = f"It returned {result}"
    scores = call.arguments.get("z")
    if np.ndim(scores) == 2 and np.abs(scores).max() > FAR_FROM_0:
        text += (
            ". The scores are far from 0: in a float, `np.exp(1000)` is inf and "
            "`np.exp(-1000)` is 0, and a quotient or a logarithm of these is no "
            "longer a number. A softmax stays the same when a number is subtracted "
            "from all scores of an example: subtract their largest first."
        )
        return Finding("overflow", text)
    text += (
        ", and all arguments are finite. Was something divided by 0, was an array made "
        "by `np.empty` not filled, or memory read that belongs to no argument, as with "
        "wrong strides?"
    )
    return Finding("not a number", text)


def _wrong_entry(task, call, result, right):
    """Show the first wrong entry, and the sum it should have been."""
    if TASKS[task].returns in ("loss", "pass"):
        text = _wrong_item(task, result, right)
    elif isinstance(right, np.ndarray):
        text, index = _compare(TASKS[task].result, result, right)
        entry = f"{TASKS[task].result}{list(index)}"
        if explanation := explain_entry(task, call, entry, index):
            text += f"\n\n{explanation}"
    else:
        came, expected = _write_both(result, right)
        text = f"It returned {came}; {expected} was expected."
    return Finding("wrong value", text)


def _wrong_item(task, result, right):
    """Show the first wrong item of a tuple, by the name that the page gives it."""
    names = TASKS[task].axes.split(", ")
    k = next(
        k for k, pair in enumerate(zip(result, right, strict=True)) if not same(*pair)
    )
    name, came, expected = names[k], result[k], right[k]
    before = (
        f"{' and '.join(names[:k])} {'are' if k > 1 else 'is'} right. " if k else ""
    )
    if (shape := _shape(came)) != _shape(expected):
        return f"{before}{name} has shape {shape} and should have {_shape(expected)}."
    if isinstance(expected, np.ndarray):
        return f"{before}In {name}, {_compare('entry ', came, expected)[0]}"
    came, expected = _write_both(came, expected)
    return f"{before}{name} is {came} and should be {expected}."


def _compare(name, result, right):
    """Show the first entry that differs and count the others; return its index, too."""
    off = differing(result, right)
    index = _first(off)
    came, expected = _write_both(result[index], right[index])
    text = f"{name}{list(index)} is {came} and should be {expected}. "
    if off.sum() > 1:
        text += f"It is the first of {off.sum()} wrong entries; there are {off.size}."
    else:
        text += (
            "Every other entry is right." if off.size > 1 else "It is the only entry."
        )
    return text, index


def _write_both(came, expected):
    """Write two numbers with six digits, or with more if six do not tell them apart."""
    if not all(
        isinstance(value, int | float | np.number) for value in (came, expected)
    ):
        return came, expected
    for digits in (6, 16):
        both = format_number(came, digits), format_number(expected, digits)
        if both[0] != both[1]:
            break
    return both


def _first(mask):
    return tuple(int(k) for k in np.argwhere(mask)[0])
