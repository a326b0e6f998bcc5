"""The known mistakes: wrong functions that run, told apart by what they return."""

from convlab.exercises.mistakes import (
    backward,
    col2im,
    db,
    dw,
    dx,
    forward,
    im2col,
    im2col_indices,
    memory,
    sizes,
    training,
)
from convlab.exercises.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "Mistake", "of"]

MODULES = (
    memory,
    sizes,
    *forward.MODULES,
    *im2col_indices.MODULES,
    im2col,
    col2im,
    db,
    *dw.MODULES,
    *dx.MODULES,
    backward,
    training,
)

MISTAKES = tuple(
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, Mistake)
)


def of(task):
    """List the known mistakes of a task.

    Parameters
    ----------
    task : str
        Name of the function that was to be written, such as "dx".

    Returns
    -------
    tuple of Mistake
        Empty for a task that has none.

    Examples
    --------
    >>> of("forward")[0].name
    'forward-kernel-rotated'
    """
    return tuple(mistake for mistake in MISTAKES if mistake.task == task)
