"""Measure which method is the fastest for a layer, as FFTW's planner does."""

from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike

from convlab._spec import check_layer
from convlab._validate import Padding, Pair, check_int
from convlab.fast._engine.blas import on_one_thread
from convlab.fast._engine.phases import join_groups, plain_layers
from convlab.fast._engine.plans import keep_plan
from convlab.fast._engine.tiling import Tiling
from convlab.fast.methods import (
    METHODS,
    depthwise,
    direct,
    fourier,
    guess,
    name_of,
    pointwise,
    winograd,
    winograd_streamed,
)

__all__ = ["tune"]

LARGEST = 2**28  # bytes that a candidate may take
PATIENCE = 3  # a candidate that takes so many times the least is not tried again


def tune(
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
    rounds: int = 5,
) -> dict[str, float]:
    """Time the methods for a layer, forward and backward, and keep the fastest.

    From then on `forward` and `backward` use it for layers of this shape and type, on
    this number of threads. A layer with dilation or groups falls into several plain
    ones, and each has its own; where so many are tiny that im2col is faster, nothing
    changes. Methods that need too much memory are left out. What is kept lies in
    ``~/.cache/convlab/plans.json``, or where the environment variable CONVLAB_PLANS
    says; without the file the next process begins anew.

    Parameters
    ----------
    x, w, stride, padding, dilation, groups
        As for `forward`.
    rounds : int
        At least 1: how often each method is timed; the methods take turns.

    Returns
    -------
    dict of str to float
        Milliseconds of both passes, the median, by method, the fastest first, for the
        largest of the plain layers.

    Warns
    -----
    UserWarning
        If the file cannot be written: then the process alone remembers.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    Frigo and Johnson, "The design and implementation of FFTW3" (2005).
    """
    rounds = check_int("rounds", rounds, 1)
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    dtype = np.result_type(x, w)
    w, groups = join_groups(w.astype(dtype, copy=False), spec.groups)
    layers = plain_layers(x.astype(dtype, copy=False), w, spec._replace(groups=groups))
    different = {(p.x.shape, p.w.shape, p[2:]): p for p, *_ in layers if p.x.size}
    if not different:
        raise ValueError(f"there is nothing to time for x of shape {x.shape}")
    found = []
    for layer in sorted(different.values(), key=lambda layer: layer.x.size):
        with on_one_thread():
            seconds = _take_turns(layer, _candidates(layer), rounds)
        times = {name_of(m): 1000 * float(np.median(t)) for m, t in seconds.items()}
        found = sorted(times.items(), key=lambda item: item[1])
        if len(found) > 1:
            keep_plan(layer, found[0][0])
    return dict(found)


def _candidates(layer):
    """List the methods that can compute a layer without too much memory."""
    if guess(layer) in (depthwise, pointwise):
        return [guess(layer)]
    pairs = layer.w.shape[0] * layer.w.shape[3]
    at_points = pairs * Tiling(layer, layer.x.dtype).points
    entries = {
        direct: 2 * layer.w[0].size * len(layer.x) * np.prod(layer.windows),
        fourier: 2 * pairs * fourier.LONGEST**2,
        winograd: at_points,
        winograd_streamed: at_points,
    }
    return [
        method
        for method in METHODS
        if method is not pointwise
        and entries.get(method, 0) * layer.x.itemsize <= LARGEST
    ]


def _take_turns(layer, methods, rounds):
    """Return {method: seconds of each round}, for both passes of a layer."""
    dz = np.ones((len(layer.x), *layer.windows, len(layer.w)), layer.x.dtype)
    b, z = np.zeros(len(layer.w), dz.dtype), np.empty_like(dz)
    dx, dw = np.zeros(layer.x.shape, dz.dtype), np.zeros(layer.w.shape, dz.dtype)
    seconds: dict = {method: [] for method in methods}
    for turn in range(-1, rounds):  # the first is not counted
        least = min((found[-1] for found in seconds.values() if found), default=0)
        for method, found in seconds.items():
            if turn > 0 and found[-1] > PATIENCE * least:
                continue
            start = perf_counter()
            method.forward(layer, b, z)
            method.backward(layer, dz, dx, dw)
            if turn == 0:
                found.clear()
            found.append(perf_counter() - start)
    return seconds
