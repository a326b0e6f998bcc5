"""Wrong code with a test that it passes."""

from collections.abc import Callable
from dataclasses import dataclass

from convlab.exercises.settings import Setting

__all__ = ["Bug", "bug"]


@dataclass(frozen=True)
class Bug:
    """A wrong function that its test finds right.

    Attributes
    ----------
    name : str
        Short and stable.
    task : str
        What the function was meant to be.
    function : callable
        The wrong function.
    test : callable
        Takes a function and returns whether it passes; blind to the mistake.
    story : str
        Where the mistake was found.
    hides : tuple of Setting
        Where the wrong function is right.
    """

    name: str
    task: str
    function: Callable
    test: Callable
    story: str
    hides: tuple[Setting, ...]


def bug(task, test, story, *hides):
    """Turn a wrong function into a `Bug`, named after it."""

    def describe(function):
        name = function.__name__.replace("_", "-")
        return Bug(name, task, function, test, story, hides)

    return describe
