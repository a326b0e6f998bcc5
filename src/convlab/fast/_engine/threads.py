"""A parallel loop over blocks of work, on every processor the process may use."""

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache

from convlab.fast._engine import scratch

__all__ = ["parallel_for", "parallel_sum", "workers"]

LIMITS = "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"


@cache
def workers():
    """Count the threads to use: one per processor, but no more than BLAS may use.

    The environment variables that limit the threads of BLAS limit these too.
    """
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows cannot tell
        available = os.cpu_count() or 1
    limits = [os.environ.get(name, "") for name in LIMITS]
    return min([available, *(int(n) for n in limits if n.isdigit() and int(n) > 0)])


def parallel_for(work, blocks, start=lambda: None):
    """Call work(block, state) for every block; each worker has its own state.

    NumPy releases the interpreter's lock while it multiplies and copies, so Python
    threads keep all processors busy. Returns the states, one per worker.
    """
    blocks = deque(blocks)
    own, *others = [start() for _ in range(max(min(workers(), len(blocks)), 1))]
    futures = [_submit(_drain, blocks, blocks.pop, work, state) for state in others]
    try:
        _drain(blocks, blocks.popleft, work, own)
    finally:
        running = [future for future in futures if not future.cancel()]
        errors = [future.exception() for future in running]  # waits for each
    for error in filter(None, errors):
        raise error
    return [own, *others]


def parallel_sum(work, blocks, start):
    """Call work(block, total) for every block, and return the sum of all totals."""
    first, *others = parallel_for(work, blocks, start)
    for total in others:
        first += total
    return first


def _drain(blocks, take, work, state):
    """Work until no block is left; on an error, drop the blocks of all workers."""
    while True:
        try:
            block = take()
        except IndexError:
            return
        try:
            with scratch.frame():
                work(block, state)
        except BaseException:
            blocks.clear()
            raise


def _submit(function, *arguments):
    """Run the function in the pool, under the caller's `np.errstate`."""
    try:
        return _pool().submit(copy_context().run, function, *arguments)
    except RuntimeError:  # the interpreter is shutting down: the caller works alone
        cancelled: Future = Future()
        cancelled.cancel()
        return cancelled


@cache
def _pool():
    return ThreadPoolExecutor(workers(), thread_name_prefix="convlab")


def _reset():
    """Forget the pool and the count, since a forked child inherits no threads."""
    workers.cache_clear()
    _pool.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)
