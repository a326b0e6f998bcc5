"""The methods: one idea per file, each with a `forward` and a `backward`.

Each takes a `PlainLayer` and fills the arrays it is given. `METHODS` lists them, and
`choose` picks one, looking only at the shape of the layer.
"""

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

__all__ = ["METHODS", "choose"]

METHODS = (
    pointwise,
    direct,
    mec,
    fourier,
    winograd,
    winograd_streamed,
    winograd_rows,
)


def choose(layer):
    """Return the method that suits a plain layer best.

    The thresholds are where the measured times of two methods cross.
    """
    (B, *_, C), (F, KH, KW, _), (OH, OW) = layer.x.shape, layer.w.shape, layer.windows
    sh, sw = layer.stride
    if layer.w.shape[3] < C:
        return depthwise
    if KH == KW == 1 and not layer.reads_zeros:
        return pointwise
    many = min(C, F) >= 32
    if many and B * OH * OW <= 100:
        return direct
    if sh >= KH and sw >= KW:  # no window overlaps another: nothing to save
        return mec
    if KH * KW >= 250 and C * F <= 1024:  # more would make the spectra too large
        return fourier
    if many:
        tiles = B * -(-OH // 4) * -(-OW // 4)
        return winograd_streamed if tiles <= F else winograd
    wide_enough = KH * KW >= 25 if C < 4 else C >= 8 and C * F <= 128
    return mec if wide_enough else winograd_rows
