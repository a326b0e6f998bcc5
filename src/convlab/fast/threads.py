"""Share work among the processors that this process may use."""

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache

from convlab.fast.scratch import borrowed

__all__ = ["add_up", "share", "workers"]

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
    helpers = [_call(_drain, units, units.pop, work, state) for state in others]
    try:
        _drain(units, units.popleft, work, own)
    finally:
        begun = [helper for helper in helpers if not helper.cancel()]
        errors = [helper.exception() for helper in begun]  # waits for each
    for error in filter(None, errors):
        raise error
    return [own, *others]


def add_up(work, units, start):
    """Do work(unit, total) for every unit, and return the sum of all totals."""
    first, *others = share(work, units, start)
    for total in others:
        first += total
    return first


def _drain(units, take, work, state):
    """Work until nothing is left to take; an error ends the work of all."""
    while True:
        try:
            unit = take()
        except IndexError:
            return
        try:
            with borrowed():
                work(unit, state)
        except BaseException:
            units.clear()
            raise


def _call(function, *arguments):
    """Have a helper call the function, under the caller's `np.errstate`."""
    try:
        return _pool().submit(copy_context().run, function, *arguments)
    except RuntimeError:  # the interpreter is about to end: do without
        nobody = Future()
        nobody.cancel()
        return nobody


@cache
def _pool():
    return ThreadPoolExecutor(workers(), thread_name_prefix="convlab")


def _forget():
    """Count and start anew: a child process inherits no threads."""
    workers.cache_clear()
    _pool.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
