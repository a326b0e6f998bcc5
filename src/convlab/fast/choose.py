"""Choose how to compute a layer, by its shape alone."""

from math import prod

from convlab.fast import (
    few_tiles,
    few_windows,
    fourier,
    lowering,
    pointwise,
    rows,
    winograd,
)
from convlab.fast.groups import joined
from convlab.fast.plain import count_phases

__all__ = ["choose", "leave_to_chapter"]

FEW = 2_500_000  # multiplications
COLUMNS = 2**28  # bytes of the chapter's matrix


def choose(layer):
    """Return the module whose `forward` and `backward` suit a plain layer best.

    The numbers are where the measured times of two methods cross.
    """
    (B, *_, C), (F, KH, KW, _), (OH, OW) = layer.x.shape, layer.w.shape, layer.windows
    sh, sw = layer.stride
    if KH == KW == 1 and not layer.reads_zeros:
        return pointwise
    many = min(C, F) >= 32
    if many and B * OH * OW <= 100:
        return few_windows
    if sh >= KH and sw >= KW:  # no window overlaps another: nothing to save
        return lowering
    if KH * KW >= 250 and C * F <= 1024:  # more make too large spectra
        return fourier
    if many:
        tiles = B * -(-OH // 4) * -(-OW // 4)
        return few_tiles if tiles <= F else winograd
    wide_enough = KH * KW >= 25 if C < 4 else C >= 8 and C * F <= 128
    return lowering if wide_enough else rows


def leave_to_chapter(x, windows, w, settings):
    """Tell whether a layer is done best as in chapter im2col.

    So it is if it comes in so many plain layers that each costs more than it does, and
    the matrix of columns is not too large; and if it is an empty batch.
    """
    units = len(x) * prod(windows)
    pieces = joined(w, settings.groups) * count_phases(settings, windows)
    columns = units * prod(w.shape[1:3]) * x.shape[3] * x.itemsize
    few = units * w.size < (pieces - 1) * FEW
    return units == 0 or (few and columns <= COLUMNS)
