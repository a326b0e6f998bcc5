"""Name the known mistakes that explain the results of a function."""

from convlab.exercises.diagnosis.findings import first_wrong_entry
from convlab.exercises.diagnosis.matching import (
    RAISED,
    Part,
    is_right,
    match,
    match_two,
    parts,
    result_of,
    right_results,
    same,
    wrong_kind,
)
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.ladder import LADDER

__all__ = ["known_mistake"]

EXAMPLE = LADDER["by hand"].change  # the call with the book's running example


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
