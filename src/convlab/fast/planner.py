"""Measure which plan is the fastest for a layer, as FFTW's planner does."""

from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike

from convlab._spec import check_layer
from convlab._validate import Padding, Pair, check_int
from convlab.fast._engine.blas import on_one_thread
from convlab.fast._engine.blocking import BLOCK
from convlab.fast._engine.phases import join_groups, plain_layers
from convlab.fast._engine.plans import keep_plan
from convlab.fast._engine.tiling import Tiling
from convlab.fast.methods import (
    METHODS,
    SIZES,
    depthwise,
    fourier,
    guess,
    im2col,
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

    They work in blocks, whose best size depends on the caches of the processor: all are
    timed with the usual size, and the fastest with smaller and larger ones. From then
    on `forward` and `backward` use what was the fastest for layers of this shape and
    type, on this number of threads. A layer with dilation or groups is split into
    several plain ones, and each has its own plan; where so many are tiny that
    `convlab.forward` is faster, nothing changes. Methods that need too much memory are
    left out. The plans lie in ``~/.cache/convlab/plans.json``, or where the environment
    variable CONVLAB_PLANS says.

    Parameters
    ----------
    x, w, stride, padding, dilation, groups
        As for `forward`.
    rounds : int
        At least 1: how often each method is timed; they take turns.

    Returns
    -------
    dict of str to float
        Milliseconds of both passes, the median, by method and block, the fastest first,
        for the largest of the plain layers.

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
    found: dict = {}
    for layer in sorted(different.values(), key=lambda layer: layer.x.size):
        with on_one_thread():
            found = _take_turns(layer, [(m, BLOCK) for m in _candidates(layer)], rounds)
            best, _ = min(found, key=found.__getitem__)
            found |= _take_turns(layer, [(best, size) for size in SIZES], rounds)
        found = dict(sorted(found.items(), key=lambda plan: plan[1]))
        keep_plan(layer, name_of(*next(iter(found))))
    return {name_of(*plan): 1000 * seconds for plan, seconds in found.items()}


def _candidates(layer):
    """List the methods that can compute a layer without too much memory."""
    if guess(layer) in (depthwise, pointwise):
        return [guess(layer)]
    pairs = layer.w.shape[0] * layer.w.shape[3]
    at_points = pairs * Tiling(layer, layer.x.dtype).points
    entries = {
        im2col: layer.windows[1] * layer.w[0].size,
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


def _take_turns(layer, plans, rounds):
    """Return {plan: median of the seconds that both passes of a layer take}."""
    dz = np.ones((len(layer.x), *layer.windows, len(layer.w)), layer.x.dtype)
    b, z = np.zeros(len(layer.w), dz.dtype), np.empty_like(dz)
    dx, dw = np.zeros(layer.x.shape, dz.dtype), np.zeros(layer.w.shape, dz.dtype)
    seconds: dict = {plan: [] for plan in plans}
    for turn in range(-1, rounds):  # the first is not counted
        least = min((found[-1] for found in seconds.values() if found), default=0)
        for (method, block), found in seconds.items():
            if turn > 0 and found[-1] > PATIENCE * least:
                continue
            sized = layer._replace(block=block)
            start = perf_counter()
            method.forward(sized, b, z)
            method.backward(sized, dz, dx, dw)
            if turn == 0:
                found.clear()
            found.append(perf_counter() - start)
    return {plan: float(np.median(found)) for plan, found in seconds.items()}
