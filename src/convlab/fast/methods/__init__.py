"""The methods: one idea per file, each with a `forward` and a `backward`.

Each takes a `PlainLayer` and fills the arrays it is given. `METHODS` lists those that
do not ask for a depthwise layer. `choose` picks one: what `convlab.fast.tune` measured,
or else a guess by the shape.
"""

from convlab.fast._engine.blas import packs
from convlab.fast._engine.phases import LARGE
from convlab.fast._engine.plans import find_plan
from convlab.fast.methods import (
    depthwise,
    direct,
    fourier,
    mec,
    pointwise,
    winograd,
    winograd_rows,
    winograd_streamed,
)

__all__ = ["METHODS", "choose", "guess", "name_of"]

METHODS = (
    pointwise,
    direct,
    mec,
    fourier,
    winograd,
    winograd_streamed,
    winograd_rows,
)


def name_of(method):
    """Return the name of a method, that of its module."""
    return method.__name__.rpartition(".")[2]


BY_NAME = {name_of(method): method for method in METHODS}


def choose(layer):
    """Return the method that was measured to suit a plain layer best, or a guess."""
    return BY_NAME.get(find_plan(layer)) or guess(layer)


def guess(layer):
    """Return the method that should suit a plain layer best, by its shape.

    The thresholds are where the measured times of two methods cross.
    """
    (B, *_, C), (F, KH, KW, _), (OH, OW) = layer.x.shape, layer.w.shape, layer.windows
    sh, sw = layer.stride
    if layer.w.shape[3] < C:
        return depthwise
    if KH == KW == 1 and not layer.reads_zeros:
        return pointwise
    many = C * F >= 2048
    windows = B * OH * OW
    if many and windows <= 100 * sh * sw:
        return direct
    if sh >= KH and sw >= KW:  # no window overlaps another: nothing to save
        return mec
    if KH * KW >= LARGE and C * F <= 1024:  # more would make the spectra too large
        return fourier
    if many:
        tiles = B * -(-OH // 4) * -(-OW // 4)
        return winograd_streamed if tiles * (C + F) <= C * F else winograd
    least = 4 if packs() or sh * sw > 1 else 2
    if least > C or (C * F <= 128 and OH * OW <= 100):
        return mec
    return winograd_rows
