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
    Part,
    differing,
    is_right,
    match,
    match_two,
    parts,
    result_of,
    right_results,
    same,
    wrong_kind,
)
from convlab.exercises.diagnosis.sizes import letters_of, name_axes, write_tuple
from convlab.exercises.diagnosis.symptoms import Wrong, symptom
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.ladder import LADDER

__all__ = ["first_wrong_entry", "known_mistake", "wrong_result"]


EXAMPLE = LADDER["by hand"].change  # the call with the book's running example
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


def known_mistake(task, results):
    """Name the known mistake, or the two, that explain all results, or return None.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every call of the task, or `RAISED`.

    Returns
    -------
    Verdict or None
    """
    results = results[: len(TASKS[task].probes)]
    if all(is_right(task, results)):
        return None
    if mistake := match(task, results):
        return _name_it(task, mistake, results)
    if task == "backward":
        return _mistake_in_a_part(task, results)
    if two := match_two(task, results):
        return _name_two(task, two, results)
    return None


def _mistake_in_a_part(task, results):
    """Look for the mistakes of dx, of dw and of db; one may be right, or all wrong."""
    fit = [r is RAISED or not wrong_kind(task, r) for r in results]
    if not all(fit):
        return None
    split = parts(task, results, right_results(task)[: len(results)])
    found = {part.task: match(part.task, part.results) for part in split}
    named = [mistake for mistake in found.values() if mistake]
    if not named:
        return None
    right = [p.task for p in split if _is_right_where_it_returned(p)]
    texts = [f"In {m.task}: {_say(m)}" for m in named]
    if right:
        where = " wherever it returns" if any(r is RAISED for r in results) else ""
        verb = "is" if len(right) == 1 else "are"
        texts.append(f"{' and '.join(right)} {verb} right{where}.")
    if others := [t for t in found if not found[t] and t not in right]:
        verb = "is" if len(others) == 1 else "are"
        texts.append(f"{' and '.join(others)} {verb} wrong as well.")
    shown = next(part for part in split if found[part.task])
    call = _telling_call(task, shown, found[shown.task])
    texts.append(f"{shown.task} is wrong in the call\n{call}")
    name = " and ".join(mistake.name for mistake in named)
    return Verdict(False, name, "\n\n".join(texts), "known mistake", task, call)


def _is_right_where_it_returned(part):
    pairs = zip(part.results, part.right, strict=True)
    return all(one is RAISED or same(one, other) for one, other in pairs)


def _say(mistake):
    """Say what was done, where to look, and where it hides."""
    text = f"{mistake.did}\n\nLook again: {mistake.hint}"
    if mistake.hides_when:
        words = " or ".join(condition.words for condition in mistake.hides_when)
        text += f"\n\nYou would not have seen it where {words}."
    return text


def _telling_call(task, part, mistake=None):
    """Return the call that shows best what is wrong.

    The function returned something there, if it did so in any wrong call, and the
    mistake returns the same. Among such calls the book's example comes first.
    """
    pairs = enumerate(zip(part.results, part.right, strict=True))
    wrong = [k for k, (ours, theirs) in pairs if not same(ours, theirs)]
    returned = [k for k in wrong if part.results[k] is not RAISED] or wrong
    explained = [
        k
        for k in returned
        if mistake and same(part.results[k], result_of(mistake, part.task, k))
    ]
    shown = [TASKS[task].calls[k] for k in explained or returned]
    return next((call for call in shown if call.change == EXAMPLE), shown[0])


def _name_it(task, mistake, results):
    call = _telling_call(task, _whole(task, results), mistake)
    text = f"{_say(mistake)}\n\nIt shows in the call\n{call}"
    entry = first_wrong_entry(task, results, call)
    name = mistake.name
    return Verdict(False, name, text, "known mistake", task, call, entry=entry)


def _whole(task, results):
    return Part(task, results, right_results(task)[: len(results)])


def _name_two(task, two, results):
    texts = [
        f"{first}: {_say(m)}"
        for first, m in zip(("One", "The other"), two, strict=True)
    ]
    call = _telling_call(task, _whole(task, results))
    text = "\n\n".join(["There are two mistakes.", *texts])
    name = " and ".join(mistake.name for mistake in two)
    text += f"\n\nA call that shows at least one of them is\n{call}"
    return Verdict(False, name, text, "two known mistakes", task, call)


def wrong_result(task, results):
    """Find the first thing wrong with the results, or return None.

    Parameters
    ----------
    task, results
        As in `known_mistake`.

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
        return Finding("wrong bias", "All but the bias is right.")
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
            "`np.exp(-1000)` is 0, and a quotient or a logarithm of these is no number "
            "any more. A softmax stays the same when a number is subtracted from all "
            "scores of an example: subtract their largest first."
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
