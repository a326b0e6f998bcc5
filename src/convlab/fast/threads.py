"""Share work among the processors that this process may use."""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache

from convlab.fast.scratch import free_all

__all__ = ["share", "workers"]

LIMITS = "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"


@cache
def workers():
    """Count the processors to use: those we may run on, and no more than BLAS may.

    The environment variables that limit the threads of BLAS limit these as well.
    """
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows do not tell
        available = os.cpu_count() or 1
    told = [os.environ.get(name, "") for name in LIMITS]
    return min([available, *(int(n) for n in told if n.isdigit() and int(n) > 0)])


def share(work, units, start=lambda: None):
    """Do work(unit, state) for every unit, each worker with a state of its own.

    NumPy leaves the interpreter to others while it multiplies and copies, so threads
    of Python keep all processors busy. Returns the states, one a worker.
    """
    units = deque(units)
    own, *others = [start() for _ in range(max(min(workers(), len(units)), 1))]
    helpers = [_pool().submit(_drain, units.pop, work, state) for state in others]
    try:
        _drain(units.popleft, work, own)
    finally:  # an error of one ends the work of all
        units.clear()
        wait(helpers)
    for helper in helpers:
        helper.result()
    return [own, *others]


def _drain(take, work, state):
    """Work until nothing is left to take."""
    while True:
        try:
            unit = take()
        except IndexError:
            return
        try:
            work(unit, state)
        finally:
            free_all()


@cache
def _pool():
    return ThreadPoolExecutor(workers(), thread_name_prefix="convlab")


if hasattr(os, "register_at_fork"):  # a child process inherits no threads
    os.register_at_fork(after_in_child=_pool.cache_clear)
