"""What this machine can do at most: multiply, move bytes, and go round a loop."""

import time

import numpy as np

from convolution.peak import measure_peak

__all__ = ["best_limits", "measure_limits"]

LARGE, IN_CACHE = 2**27, 2**19  # bytes; of the second, two lie in the cache at once
DEEP, HEIGHT, PIECES = 64, 244, 64  # 244 * 64 * 64 is a million multiplications
COUNT = 100_000


def measure_limits(times=7):
    """Give each limit under its name, the best of a few turns."""
    large, in_cache = (_bandwidth(size, times) for size in (LARGE, IN_CACHE))
    return {
        "peak_gflops": measure_peak(),
        "small_products_gflops": _small_products(times),
        "memory_gbs": large,
        "cache_gbs": in_cache,
        "python_loop_ns": _loop(times),
    }


def best_limits(some, others):
    """Give the best of two measurements, for others may use the machine too."""
    pick = {name: min if name.endswith("_ns") else max for name in some}
    return {name: pick[name](some[name], others[name]) for name in some}


def _small_products(times):
    """Give GFLOP/s of products of a million multiplications, one after the other."""
    rng = np.random.default_rng(0)
    a = rng.standard_normal((PIECES, HEIGHT, DEEP), np.float32)
    b = rng.standard_normal((DEEP, DEEP), np.float32)
    out = np.empty((PIECES, HEIGHT, DEEP), np.float32)
    best = _best(lambda: np.matmul(a, b, out=out), times)
    return 2 * PIECES * HEIGHT * DEEP**2 / best / 1e9


def _bandwidth(size, times):
    """Give GB/s of a copy: what is read and what is written."""
    source, target = np.ones(size, np.uint8), np.empty(size, np.uint8)
    repeat = range(LARGE // size)

    def copy():
        for _ in repeat:
            np.copyto(target, source)

    return 2 * size * len(repeat) / _best(copy, times) / 1e9


def _loop(times):
    """Give nanoseconds of one multiplication and addition of Python's own numbers."""
    a, b = ([float(k) for k in range(COUNT)] for _ in range(2))

    def loop():
        total = 0.0
        for k in range(COUNT):
            total += a[k] * b[k]
        return total

    return _best(loop, times) / COUNT * 1e9


def _best(call, times):
    call()
    return min(_seconds(call) for _ in range(times))


def _seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
