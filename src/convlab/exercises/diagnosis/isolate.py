"""Find the one change with which a function goes wrong."""

from typing import NamedTuple

from convlab.exercises.diagnosis.matching import is_right
from convlab.exercises.diagnosis.sizes import sizes_of
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["Isolation", "isolate"]

MOST = 3  # changes that one verdict lists
EXACT = {"stride", "dilation", "groups"}  # "the stride is 2" says nothing about 3
PRIMARY = "B", "H", "W", "C", "F", "KH", "KW"  # of which the other sizes follow


class Isolation(NamedTuple):
    """Where a function goes wrong.

    Attributes
    ----------
    text : str
        One sentence.
    calls : tuple of Probe
        Those that it speaks of: on each the function is wrong, and on all of its bases
        it is right.
    """

    text: str
    calls: tuple[Probe, ...]


def isolate(task, results, subject="It"):
    """Find the calls that are wrong although all they stand on are right.

    "As soon as" is said only where every call that stands on such a call is wrong, too,
    and every call that stands on none but is as large in what is new.

    Parameters
    ----------
    task : str
        Name of the function.
    results : list
        What it returned on every call of the task, or `RAISED`.
    subject : str
        What the sentence is about: "It", or the name of one of several results.

    Returns
    -------
    Isolation or None
        None if every result is right.
    """
    calls = TASKS[task].calls
    right = dict(zip(calls, is_right(task, results), strict=True))
    wrong = [call for call in calls if not right[call]]
    if not wrong:
        return None
    smallest, first = calls[0], wrong[0]
    if first is smallest:
        text = f"{subject} is wrong in the smallest call already."
        return Isolation(text, (smallest,))
    below = {call: _below(call) for call in calls}
    edges = [c for c in wrong if c.bases and all(right[b] for b in below[c])]
    if not edges:
        text = f"{subject} is right wherever few things are changed at a time, and "
        text += "wrong here."
        return Isolation(text, (first,))
    sure = [e for e in edges if not any(right[c] for c in calls if e in below[c])]
    first, tried = edges[0], "Tried from the smallest call upwards,"
    if first not in sure:
        text = (
            f"{subject} goes wrong where {first.change}, though not in every such call."
        )
        return Isolation(text, (first,))
    others = [call for call in calls[1:] if right[call] and not call.bases]
    sure = [e for e in sure if not any(_has_what_is_new(c, e) for c in others)]
    if first not in sure:
        text = f"{tried} {subject.replace('It', 'it')} first goes wrong where "
        return Isolation(f"{text}{first.change}.", (first,))
    sure = [e for e in sure if not any(_says_more(e, other) for other in sure)][:MOST]
    changes = ", or as soon as ".join(call.change for call in sure)
    text = f"{tried} {subject.replace('It', 'it')} goes wrong as soon as {changes}."
    return Isolation(text, tuple(sure))


def _says_more(edge, other):
    """Return whether the words of another change are part of those of this one."""
    return edge is not other and other.change in edge.change


def _has_what_is_new(call, edge):
    """Return whether what grew from the base of `edge` to it is as large in `call`.

    Of a stride, a dilation or a number of groups it has to be the same.
    """
    here, there, before = (_numbers(c) for c in (call, edge, edge.bases[0]))
    new = {name: n for name, n in there.items() if n != before.get(name)}
    return bool(new) and all(
        here.get(name) == n or (name not in EXACT and here.get(name, 0) > n)
        for name, n in new.items()
    )


def _numbers(call):
    """Return the settings of a call, and the sizes of its arrays by their letters."""
    sizes = sizes_of(call)
    given = {k: v for k, v in call.arguments.items() if type(v) is int}
    return given | {k: sizes[k] for k in PRIMARY if k in sizes} | call.keywords


def _below(call):
    """Return all calls that a call stands on."""
    return {call for base in call.bases for call in (base, *_below(base))}
