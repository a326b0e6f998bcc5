"""The answers that known mistakes give to the question of a card."""

import numpy as np

from convlab.exercises import mistakes
from convlab.exercises.cards.card import Slip, numbers

__all__ = ["slips"]


def slips(task, ask, right):
    """Ask every known mistake of a task, and keep those that answer something else.

    Parameters
    ----------
    task : str
        As in `convlab.exercises.mistakes.of`.
    ask : callable
        Puts the question to a function of the task, and returns its answer.
    right : callable
        The function that answers rightly.

    Returns
    -------
    list of Slip
        Mistakes without an answer here are left out: those that fail, that have no such
        entry, and those that hide here, because the right answer comes out.
    """
    expected = numbers(ask(right))
    found = []
    for mistake in mistakes.of(task):
        try:
            with np.errstate(all="ignore"):
                answer = numbers(ask(mistake.function))
        except (ArithmeticError, LookupError, TypeError, ValueError):
            continue
        if answer != expected and len(answer) == len(expected):
            found.append(Slip(mistake.name, answer, mistake.did))
    return found
