"""The most this machine multiplies: one large product in single precision."""

import time

import numpy as np

__all__ = ["measure_peak"]

SIZE, TIMES = 2048, 8


def measure_peak():
    """Give GFLOP/s of the best of a few products."""
    a = np.random.default_rng(0).standard_normal((SIZE, SIZE), np.float32)
    b, out = a.T.copy(), np.empty_like(a)
    best = min(_seconds(a, b, out) for _ in range(TIMES))
    return 2 * SIZE**3 / best / 1e9


def _seconds(a, b, out):
    start = time.perf_counter()
    np.matmul(a, b, out=out)
    return time.perf_counter() - start
