"""Choose how to compute a plain layer, by its shape alone."""

from convlab.fast import (
    few_tiles,
    few_windows,
    fourier,
    lowering,
    pointwise,
    rows,
    winograd,
)

__all__ = ["choose"]


def choose(layer):
    """Return the module whose `forward` and `backward` suit the layer best.

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
