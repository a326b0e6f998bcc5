"""Wrong programs as learners write them, each with the known mistake that is in it."""

import ast
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from convlab.exercises.tasks import TASKS

__all__ = ["ATTEMPTS", "Attempt", "edit", "wrong"]

SOLUTIONS = Path(__file__).parents[2] / "book" / "solutions"
PROVIDED = ["forward", "im2col_indices", "im2col", "col2im"]  # by other exercises


class Attempt(NamedTuple):
    """A wrong program, what is wrong with it, and the mistake that is to be named."""

    task: str
    function: Callable
    what: str
    mistake: str


ATTEMPTS: list[Attempt] = []


def wrong(task, what, *, mistake):
    """Register a wrong attempt at a task.

    Parameters
    ----------
    task : str
        Name of the function.
    what : str
        What is wrong with it, in one sentence.
    mistake : str
        Name of the known mistake, such as "dx-kernel-not-rotated".
    """

    def register(function):
        function.__name__ = task  # a check takes no other exercise's function
        ATTEMPTS.append(Attempt(task, function, what, mistake))
        return function

    return register


def edit(task, old, new, *, mistake, source=None):
    """Register a right program with some of its text replaced.

    Parameters
    ----------
    task : str
        Name of the function.
    old, new : str
        Text that stands in the program once, and what a learner wrote instead.
    mistake : str
        As in `wrong`.
    source : str, optional
        The right program; the solution in the book unless given.
    """
    source = source or solution(task)
    if source.count(old) != 1:
        raise ValueError(f"{old!r} stands {source.count(old)} times in {task}")
    names = {"np": np, "sliding_window_view": sliding_window_view}
    names |= {each: getattr(convlab, each) for each in PROVIDED}
    exec(compile(source.replace(old, new), f"<{task}>", "exec"), names)
    name = ast.parse(source).body[-1].name
    ATTEMPTS.append(Attempt(task, names[name], f"{new} for {old}", mistake))


@cache
def solution(task):
    """Return the source of the function that solves a task in the book."""
    chapter, number = TASKS[task].exercise.split("-")
    book = json.loads((SOLUTIONS / f"{chapter}.ipynb").read_text())
    under = False
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if source.startswith("## "):
            under = source.startswith(f"## {number}. ")
        elif under and "solution" in cell["metadata"].get("tags", []):
            return source
    raise LookupError(f"no solution of {TASKS[task].exercise}")
