"""Time calls in turns, in a process of their own with a fixed number of threads."""

import datetime
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path

import numpy as np

__all__ = ["Timed", "bound_process", "describe_machine", "measure_peak", "quartiles"]
__all__ += ["best_of", "take_turns"]

TURN = 0.03  # seconds
WARM_UP = 0.15  # seconds; idle threads of OpenBLAS spin for 0.11
LEAST, MOST = 5, 50  # rounds
VARIABLES = ["OPENBLAS", "OMP", "MKL", "NUMEXPR"]
PACKAGES = ["numpy", "torch", "jax", "jaxlib", "scipy"]
LINUX = hasattr(os, "sched_getaffinity")


@dataclass
class Timed:
    """A call, what it is called in tables, and its seconds, round by round."""

    name: tuple
    call: Callable
    seconds: list = field(default_factory=list)


def take_turns(timed, seconds, patience=float("inf")):
    """Time all calls round by round, so that a slow minute affects them all alike.

    In its turn a call first runs untimed, until the threads of the call before it have
    stopped spinning, then as often as the turn allows; the median counts. A call whose
    first run took more than ``patience`` seconds is not run again.
    """
    for one in timed:
        one.seconds = one.seconds or [best_of(one.call, 1)]
    active = [one for one in timed if one.seconds[0] <= patience]
    for one in active:
        one.seconds.clear()
    gc.collect()
    gc.disable()
    start, rounds = time.perf_counter(), 0
    while active and rounds < MOST:
        if rounds >= LEAST and time.perf_counter() - start > seconds:
            break
        for one in active:
            _repeat(one.call, WARM_UP)
            one.seconds.append(statistics.median(_repeat(one.call, TURN)))
        active.append(active.pop(0))
        rounds += 1
    gc.enable()


def _repeat(call, seconds):
    times = []
    while sum(times) < seconds:
        times.append(best_of(call, 1))
    return times


def best_of(call, times):
    """Return the seconds of the fastest of a few calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def quartiles(numbers):
    """Return the lower quartile, the median and the upper quartile."""
    if len(numbers) == 1:
        return list(numbers) * 3
    return statistics.quantiles(numbers, n=4, method="inclusive")


def measure_peak(size=2048):
    """Return GFLOP/s of the best of a few large products in single precision."""
    a = np.random.default_rng(0).standard_normal((size, size), np.float32)
    b, out = a.T.copy(), np.empty_like(a)
    return 2 * size**3 / best_of(lambda: np.matmul(a, b, out=out), 8) / 1e9


@contextmanager
def bound_process(threads):
    """Yield a fresh process that runs functions on this many threads and cores."""
    before = os.environ.copy()
    os.environ |= {f"{name}_NUM_THREADS": str(threads) for name in VARIABLES}
    os.environ |= {"VECLIB_MAXIMUM_THREADS": str(threads), "NPROC": str(threads)}
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    cores = os.sched_getaffinity(0) if LINUX else None
    if cores:  # a child keeps what it inherits
        os.sched_setaffinity(0, sorted(cores)[:threads])
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            yield lambda function, *rest: pool.submit(function, *rest).result()
    finally:
        os.environ.clear()
        os.environ.update(before)
        if cores:
            os.sched_setaffinity(0, cores)


def describe_machine():
    """Return {what the figures depend on: its value}; warn if others use it."""
    blas = np.show_config("dicts")["Build Dependencies"]["blas"]
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    machine = {
        "cpu": _name_processor(),
        "cores": len(os.sched_getaffinity(0)) if LINUX else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "blas": f"{blas.get('name')} {blas.get('version')}",
        **{name: _find_version(name) for name in PACKAGES},
        "date": datetime.date.today().isoformat(),
        "load": load,
    }
    print(", ".join(f"{key} {value}" for key, value in machine.items() if value))
    if load and load > 0.5:
        print("BUSY: these figures are worth nothing; measure on an idle machine.")
    return machine


def _name_processor():
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    first = info.read_text().split("\n\n")[0].splitlines()
    facts = dict(map(str.strip, line.split(":", 1)) for line in first if ":" in line)
    family, model = facts.get("cpu family"), facts.get("model")
    name = facts.get("model name", platform.machine())
    return f"{name} (family {family}, model {model})" if family and model else name


def _find_version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None
