"""Calls with other sizes and numbers than those of the checks, drawn from a seed.

Whoever knows the numbers of the checks, from this package or from a neighbour, does not
know these.
"""

import numpy as np

from convlab.exercises.case import Case
from convlab.exercises.tasks import TASKS, Probe

__all__ = ["agrees", "variants"]

COUNT = 4  # calls


def variants(task, seed):
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
    if draw := TASKS[task].draw:
        return tuple(draw(rng))
    first = TASKS[task].probes[0]
    calls = []
    for k in range(COUNT):
        values = _values(rng, stride=1 + (k + 1) % 3, padding=k % 3)
        for pixel in _pixels(task, values):
            given = values | pixel
            calls.append(
                Probe(
                    task,
                    {name: given[name] for name in first.arguments},
                    {name: given[name] for name in first.keywords},
                )
            )
    return tuple(calls)


def _values(rng, *, stride, padding):
    """Draw a value for each argument that a task may have, by its name."""
    case = Case.of_integers(
        B=_whole(rng, 2, 3),
        H=_whole(rng, 6, 8),
        W=_whole(rng, 9, 11),
        C=_whole(rng, 2, 3),
        F=_whole(rng, 4, 5),
        KH=_whole(rng, 2, 3),
        KW=_whole(rng, 4, 5),
        stride=stride,
        padding=padding,
        seed=_whole(rng, 0, 1 << 30),
    )
    units = [_whole(rng, 1, size - 1) for size in case.x.shape]
    return {
        **{name: getattr(case, name) for name in ("x", "w", "b", "dz", "cols")},
        **dict(zip("nijc", units, strict=True)),
        "address": _whole(rng, case.x[0].size, case.x.size - 1),
        "addresses": np.flatnonzero(case.x > 0)[::5],
        "dx": rng.permuted(case.x),
        "gradient": rng.permuted(case.w),
        "image_shape": case.image_shape,
        "image_size": case.image_shape[:2],
        "kernel": _whole(rng, 2, 19),
        "kernel_size": case.kernel_size,
        "learning_rate": float(2.0 ** -_whole(rng, 1, 4)),
        "padding": padding,
        "parameter": case.w,
        "size": _whole(rng, 20, 99),
        "stride": stride,
        "target": case.x,
        "z": rng.permuted(case.x),
    }


def _pixels(task, values):
    """Return which pixels to ask for, besides that of the values."""
    if task != "readers":
        return [{}]
    H, W = values["image_size"]
    return [{}, {"i": 0, "j": 0}, {"i": H - 1, "j": W - 1}]


def _whole(rng, low, high):
    return int(rng.integers(low, high, endpoint=True))


def agrees(answer, right):
    """Return whether an answer has the right numbers, whatever else it may be."""
    if isinstance(right, tuple | list):
        return (
            isinstance(answer, tuple | list)
            and len(answer) == len(right)
            and all(map(agrees, answer, right))
        )
    if not isinstance(answer, int | float | np.ndarray):
        return False
    try:
        return np.shape(answer) == np.shape(right) and np.allclose(answer, right)
    except (OverflowError, TypeError):  # a number that no array holds
        return False
