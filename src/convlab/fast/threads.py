"""Share work among the processors that this process may use."""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
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
    units, states = deque(units), []

    def drain(take):
        state = start()
        states.append(state)
        while True:
            try:
                unit = take()
            except IndexError:
                return
            work(unit, state)
            free_all()

    helpers = min(workers(), len(units)) - 1
    waiting = [_pool().submit(drain, units.pop) for _ in range(helpers)]
    drain(units.popleft)
    for helper in waiting:
        helper.result()
    return states


@cache
def _pool():
    return ThreadPoolExecutor(workers(), thread_name_prefix="convlab")


if hasattr(os, "register_at_fork"):  # a child process inherits no threads
    os.register_at_fork(after_in_child=_pool.cache_clear)
