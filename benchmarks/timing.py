"""Time calls in turns, in a process of their own with a fixed number of threads."""

import os
from concurrent.futures import ProcessPoolExecutor
from math import inf
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from timeit import Timer
from unittest.mock import patch

import numpy as np

__all__ = ["run_bound", "take_turns"]

TURN = 0.03  # seconds
WARM_UP = 0.15  # seconds; idle threads of OpenBLAS spin for 0.11
LIMITS = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"
LIMITS += ("VECLIB_MAXIMUM_THREADS",)


def take_turns(calls, rounds, patience=inf):
    """Time all calls round by round, so that a slow minute affects them all alike.

    In its turn a call first runs untimed, until the threads of the call before it have
    stopped spinning, then as often as the turn allows; the median counts. A call whose
    first run took more than ``patience`` seconds is not run again.

    Parameters
    ----------
    calls : dict of callables without arguments

    Returns
    -------
    dict of array (rounds,), or (1,) for a call that is not run again
        The seconds of each call, round by round.
    dict
        What each call returned.
    """
    seconds, outputs = {}, {}
    for name, call in calls.items():
        start = perf_counter()
        outputs[name] = call()
        seconds[name] = [perf_counter() - start]
    active = [name for name in calls if seconds[name][0] <= patience]
    seconds |= {name: [] for name in active}
    for _ in range(rounds):
        for name in active:
            _repeat(calls[name], WARM_UP)
            seconds[name].append(median(_repeat(calls[name], TURN)))
        active = active[1:] + active[:1]
    return {name: np.array(found) for name, found in seconds.items()}, outputs


def _repeat(call, seconds):
    timer, times = Timer(call), []
    while sum(times) < seconds:
        times.append(timer.timeit(1))
    return times


def run_bound(threads, function, *arguments):
    """Run a function in a fresh process, on this many threads and cores."""
    spawn, limits = get_context("spawn"), dict.fromkeys(LIMITS, str(threads))
    if threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        limits["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false"
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if cores:  # a child keeps what it inherits
        os.sched_setaffinity(0, sorted(cores)[:threads])
    try:
        with patch.dict(os.environ, limits), ProcessPoolExecutor(1, spawn) as pool:
            return pool.submit(function, *arguments).result()
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
