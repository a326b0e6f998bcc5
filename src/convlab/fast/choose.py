"""Choose how to compute a layer, by its shape alone."""

from convlab.fast import few_tiles, fourier, lowering, pointwise, rows, winograd
from convlab.fast.toom_cook import MOST_POINTS

__all__ = ["choose"]


def choose(layer):
    """Return the module whose `forward` and `backward` suit a plain layer best.

    The figures are where the measured times of the methods cross.
    """
    (B, *_, C), (F, KH, KW, _), (OH, OW) = layer.x.shape, layer.w.shape, layer.windows
    if KH == KW == 1 and layer.corner == (0, 0):
        return pointwise
    if KH * KW >= 150 and layer.stride == (1, 1):
        return fourier
    taps = [-(-K // s) for K, s in zip((KH, KW), layer.stride, strict=True)]
    if max(taps) > MOST_POINTS - 1 or min(C, F) < 8:
        return lowering
    if min(C, F) < 32:
        return rows
    tiles = B * -(-OH // 4) * -(-OW // 4)
    return few_tiles if tiles <= F else winograd
