"""A known mistake: working code that is wrong, and what there is to say about it."""

from collections.abc import Callable
from dataclasses import dataclass

from convlab.exercises.settings import Setting

__all__ = ["Mistake", "mistake"]


@dataclass(frozen=True)
class Mistake:
    """A function with one mistake in it.

    Attributes
    ----------
    name : str
        The task and what was done, "dx-kernel-not-rotated": short and stable.
    task : str
        What the function was meant to be, "dx".
    function : callable
        The wrong function, with the signature of the task.
    did : str
        One sentence that says what was done.
    equation : str
        Label of the equation that it violates.
    hides : tuple of Setting
        Where it gives the right answer, so that no test there can see it.
    hint : str
        Where to look, without the solution.
    """

    name: str
    task: str
    function: Callable
    did: str
    equation: str
    hides: tuple[Setting, ...]
    hint: str


def mistake(task, did, *, equation, hides=(), hint):
    """Turn a wrong function into a `Mistake`, named after the task and the function."""

    def describe(function):
        name = f"{task}-{function.__name__}".replace("_", "-")
        return Mistake(name, task, function, did, equation, tuple(hides), hint)

    return describe
