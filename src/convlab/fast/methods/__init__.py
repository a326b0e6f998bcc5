"""The methods: one idea per file, each with a `forward` and a `backward`.

Each takes a `PlainLayer` and fills the arrays it is given. `METHODS` lists all but
`depthwise`. A plan is a method and the size of its blocks: `choose` takes what
`convlab.fast.tune` measured, or else guesses.
"""

from itertools import product

from convlab.fast._engine.blas import packs
from convlab.fast._engine.blocking import BLOCK
from convlab.fast._engine.phases import LARGE
from convlab.fast._engine.plans import find_plan
from convlab.fast.methods import (
    depthwise,
    fourier,
    im2col,
    mec,
    pointwise,
    winograd,
    winograd_rows,
    winograd_streamed,
)

__all__ = ["METHODS", "PLANS", "SIZES", "choose", "guess", "name_of"]

METHODS = (
    pointwise,
    im2col,
    mec,
    fourier,
    winograd,
    winograd_streamed,
    winograd_rows,
)


def name_of(method, block=BLOCK):
    """Name a plan by the module of its method and the size of its blocks."""
    return f"{method.__name__.rpartition('.')[2]} {block / 2**20:g} MiB"


SIZES = 2**19, 2**20, BLOCK, 2**22
PLANS = {name_of(*plan): plan for plan in product([depthwise, *METHODS], SIZES)}


def choose(layer):
    """Return the method that suits a plain layer best, and the layer with its block."""
    method, block = PLANS.get(find_plan(layer)) or (guess(layer), BLOCK)
    return method, layer._replace(block=block)


def guess(layer):
    """Return the method that should suit a plain layer best, by shape and BLAS.

    The thresholds are where the measured times of two methods cross.
    """
    (B, *_, C), (F, KH, KW, _), (OH, OW) = layer.x.shape, layer.w.shape, layer.windows
    (sh, sw), packing = layer.stride, packs()
    strided = sh * sw > 1
    if layer.w.shape[3] < C:
        return depthwise
    if KH == KW == 1 and not layer.reads_zeros:
        return pointwise
    many = C * F >= 2048 and min(C, F) >= 16
    if sh >= KH and sw >= KW:  # no window overlaps another: nothing to save
        return im2col if many else mec
    if KH * KW >= LARGE and C * F <= 1024:  # more would make the spectra too large
        return fourier
    if not many or (strided and not packing and C * F < 4096):
        narrow = 4 if packing or strided else 2
        small = C * F <= 128 and OH * OW <= 100
        return mec if narrow > C or small else winograd_rows
    tiles = B * -(-OH // 4) * -(-OW // 4)
    share = tiles * (C + F) / (C * F)  # of the images, beside that of the kernels
    if strided and (packing or share <= 5):
        return im2col
    if (200 if packing else 100) >= B * OH * OW:
        return im2col
    return winograd_streamed if share <= 1.25 else winograd
