"""Find the one change with which a function goes wrong."""

from typing import NamedTuple

from convlab.exercises.diagnosis.matching import is_right
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["Isolation", "isolate"]

MOST = 3  # changes that one verdict lists


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

    "As soon as" is said only where all calls that stand on such a call are wrong, too.

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
    sure = sure[:MOST]
    if not sure:
        edges = edges[:1]
        text = (
            f"{subject} goes wrong where {edges[0].change}, though not in every such "
        )
        return Isolation(text + "call.", tuple(edges))
    changes = [call.change for call in sure]
    text = f"Tried from the smallest call upwards, {subject.replace('It', 'it')} goes "
    text += f"wrong as soon as {', or as soon as '.join(changes)}."
    return Isolation(text, tuple(sure))


def _below(call):
    """Return all calls that a call stands on."""
    return {call for base in call.bases for call in (base, *_below(base))}
