"""The fast pair needs little memory besides its arrays and transformed weights."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cases import CASES
from convlab import fast
from convlab.fast._engine import blocking, scratch, threads
from convlab.fast._engine.tiling import Tiling
from convlab.fast.methods import fourier, guess, winograd
from plain_layer import plain_layer


@pytest.mark.parametrize("shape", CASES, ids=lambda shape: shape.name)
@pytest.mark.parametrize("workers", [1, 2])
def test_scratch_is_at_most_16_mib(shape, workers, monkeypatch):
    monkeypatch.setattr(blocking, "workers", lambda: workers)
    monkeypatch.setattr(threads, "workers", lambda: workers)
    monkeypatch.setattr(scratch._arena, "memory", np.empty(0, np.uint8))
    x = np.ones((shape.B, shape.H, shape.W, shape.C), "f4")
    w = np.ones((shape.F, shape.K, shape.K, shape.C), "f4")
    settings = {"stride": shape.stride, "padding": shape.padding}
    with ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(threads, "_pool", lambda: pool)
        z, forward = most_memory(lambda: fast.forward(x, w, **settings))
        gradients, backward = most_memory(lambda: fast.backward(z, x, w, **settings))
    transformed = transformed_weights(x, w, settings)
    assert forward - z.nbytes - transformed <= 2**24
    results = sum(gradient.nbytes for gradient in gradients)
    assert backward - results - (1 + workers) * transformed <= 2**24


def most_memory(compute):
    """Return the result of a call, and the peak of bytes allocated during it."""
    tracemalloc.start()
    result = compute()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return result, most


def transformed_weights(x, w, settings):
    """Count the bytes of the weights at all points or frequencies at once."""
    plain = plain_layer(x, w, **settings)
    method = guess(plain)
    if method is winograd:
        return Tiling(plain, x.dtype).points * w[0, 0, 0].size * len(w) * 4
    if method is fourier:
        H, W = (axis.size for axis in fourier.cut_axes(plain))
        return H * (W // 2 + 1) * len(w) * w.shape[3] * 8
    return 0
