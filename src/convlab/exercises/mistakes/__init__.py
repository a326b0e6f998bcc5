"""The known mistakes: wrong functions that run, each recognised by what it returns."""

from convlab.exercises.mistakes import (  # noqa: F401 - each registers its mistakes
    col2im_mistakes,
    db_mistakes,
    dw_mistakes,
    dx_mistakes,
    forward_mistakes,
    im2col_indices_mistakes,
    im2col_mistakes,
    notation_mistakes,
    whole_layer_mistakes,
)
from convlab.exercises.mistakes.mistake import REGISTERED, Mistake

__all__ = ["MISTAKES", "Mistake", "of"]

MISTAKES = tuple(REGISTERED.values())


def of(task: str) -> tuple[Mistake, ...]:
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
