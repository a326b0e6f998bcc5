"""Draw calls with sizes and numbers that nobody has seen, each set from a seed.

Whoever knows the numbers of the checks, from this package or from a neighbour, does not
know these.
"""

import numpy as np

from convlab.exercises.case import Case
from convlab.exercises.tasks.task import TASKS, Probe

__all__ = ["draw_array", "draw_calls", "draw_layers", "draw_whole"]

SETTINGS = (2, 0), (3, 1), (1, 2), (2, 1), (3, 0)  # stride and padding of each call
LAYER = {
    "B": (2, 3),
    "H": (9, 11),
    "W": (12, 15),
    "C": (2, 3),
    "F": (3, 4),
    "KH": 2,
    "KW": 3,
}


def draw_calls(task, seed):
    """Draw calls of a task.

    Parameters
    ----------
    task : str
        Name of the task.
    seed : int
        Another seed gives other calls.

    Returns
    -------
    tuple of Probe
        With the arguments that the task's own probes have.
    """
    rng = np.random.default_rng([seed % (1 << 63), *task.encode()])
    return tuple(TASKS[task].draw(rng))


def draw_whole(rng, low, high):
    """Draw a whole number, both ends included."""
    return int(rng.integers(low, high, endpoint=True))


def draw_array(rng, *shape):
    """Draw an array of whole numbers, as floats."""
    return rng.integers(-9, 10, shape).astype(float)


def draw_layers(task, arguments, **sizes):
    """Return a function that draws calls of a task, each on a layer of its own.

    Parameters
    ----------
    task : str
        Name of the task.
    arguments : callable
        Takes a `Case` and returns (arguments, keywords) of the call.
    **sizes : int or (int, int)
        Sizes and settings of the layers, or the range from which each is drawn, ends
        included. Stride and padding go round if they are not among them.

    Returns
    -------
    callable
        Takes a random generator and returns a list of `Probe`.
    """

    def draw(rng):
        calls = []
        for stride, padding in SETTINGS:
            spans = LAYER | {"stride": stride, "padding": padding} | sizes
            drawn = {
                name: draw_whole(rng, *span) if isinstance(span, tuple) else span
                for name, span in spans.items()
            }
            case = Case.of_integers(**drawn, seed=draw_whole(rng, 0, 1 << 30))
            calls.append(Probe(task, *arguments(case)))
        return calls

    return draw
