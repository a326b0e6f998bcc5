"""A check for each task: call it on what you wrote and it says what is wrong."""

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from convlab.exercises import hidden_kernel
from convlab.exercises.bugs import Bug
from convlab.exercises.counterexample import check_counterexample
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.feedback import judge
from convlab.exercises.learner import note, progress
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.task import Task

__all__ = [*TASKS, "exposes", "learns", "progress"]

DESCRIPTION = """\
Check ``{task.definition}``.

{about}

Parameters
----------
function : {kind}
    Your ``{task.called}``.

Returns
-------
Verdict
    True, as in ``assert``, if it is right on every call. It says what is wrong.
"""


def _check(task: Task) -> Callable[[Callable[..., Any]], Verdict]:
    """Return the check of a task."""

    def check(function: Callable[..., Any]) -> Verdict:
        return judge(function, task.name)

    check.__name__ = check.__qualname__ = task.name
    check.__doc__ = DESCRIPTION.format(
        task=task,
        about=textwrap.fill(task.about, 88, break_on_hyphens=False),
        kind="type" if task.written else "callable",
    )
    return check


if TYPE_CHECKING:

    def __getattr__(task: str) -> Callable[[Callable[..., Any]], Verdict]: ...
else:
    globals().update({name: _check(task) for name, task in TASKS.items()})


def exposes(bug: Bug, function: Callable[[], Any]) -> Verdict:
    """Check that an input exposes a bug: right and wrong code disagree on it.

    Parameters
    ----------
    bug : Bug
        One of `convlab.exercises.bugs`.
    function : callable
        Takes no arguments and returns a dictionary of the arguments to try: the arrays
        by name, plus stride and padding where they are not 1 and 0.

    Returns
    -------
    Verdict
        Right if the wrong code returns something other than the right code.
    """
    verdict = check_counterexample(bug, function)
    note(verdict, bug.exercise)
    return verdict


def learns(
    forward: Callable[..., Any],
    squared_error: Callable[..., Any],
    backward: Callable[..., Any],
    update: Callable[..., Any],
) -> Verdict:
    """Train a layer to recover a hidden kernel, once its functions are right.

    Parameters
    ----------
    forward, squared_error, backward, update : callable
        Each solves the task of its name. The first may be the function of any exercise
        on the forward pass, such as ``forward_by_matmul``, or `convlab.forward`.

    Returns
    -------
    Verdict
        The losses and both kernels; or what is wrong with the first wrong function.
    """
    verdict = hidden_kernel.check_training(forward, squared_error, backward, update)
    note(verdict, hidden_kernel.EXERCISE)
    return verdict
