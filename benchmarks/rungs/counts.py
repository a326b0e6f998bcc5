"""What a way to compute the layer costs on paper: multiplications and bytes.

Multiplications are those of numbers of images with numbers of kernels; the transforms
before and after are left out. Bytes: input, kernels and output move at least; every
array in between is written once and read once.
"""

from math import prod
from unittest.mock import patch

import numpy as np

from convlab.fast import scratch
from convlab.fast.patches import cut_axes, cut_patches
from convlab.fast.tiling import Tiling
from convlab.fast.toom_cook import best_tile
from rungs.entrants import only_plain_layer

__all__ = ["count_between", "count_least", "count_multiplications"]


def count_multiplications(name, case):
    """Count the multiplications of a rung."""
    (B, OH, OW, F), (KH, KW, C) = case.dz.shape, case.w.shape[1:]
    if name == "winograd_rows":
        tile = best_tile(OH, KH, case.shape.stride, case.x.dtype)
        return B * -(-OH // tile.outputs) * len(tile.A) * OW * F * KW * C
    if name in ("winograd", "fast"):  # of the layer measured here, fast chooses it
        tiling = Tiling(only_plain_layer(case), case.x.dtype)
        return B * tiling.size * tiling.points * F * C
    if name == "fft":
        patches, frequencies, _ = _spectra(case)
        return 4 * patches * frequencies * F * C  # a complex product takes four
    return B * OH * OW * F * KH * KW * C


def count_least(case):
    """Count the bytes of input, kernels and output."""
    return sum(a.nbytes for a in (case.x, case.w, case.dz))


def count_between(name, case, call):
    """Count the bytes that the arrays in between move; None where nobody can see."""
    if name == "torch":
        return None
    if name == "loops":
        return 0
    if name == "im2col":
        return 2 * _im2col(case)
    return 2 * (_given_by_scratch(call) + _others(name, case))


def _im2col(case):
    """Add up the padded images, X_col, the product, and the product with the bias."""
    (B, H, W, C), (_, OH, OW, _) = case.x.shape, case.dz.shape
    (_, KH, KW, _), widths = case.w.shape, case.shape.widths
    padded = B * (H + sum(widths[0])) * (W + sum(widths[1])) * C
    return 4 * (padded + B * KH * KW * C * OH * OW) + 2 * case.dz.nbytes


def _given_by_scratch(call):
    """Call once, and add up what `scratch` gives meanwhile."""
    total, give = [0], scratch.empty

    def counting(shape, dtype):
        total[0] += prod(shape) * np.dtype(dtype).itemsize
        return give(shape, dtype)

    with patch.object(scratch, "empty", counting):
        call()
    return total[0]


def _others(name, case):
    """Add up what does not come from `scratch`: kernels, and what NumPy's FFT makes."""
    (F, _, KW, C) = case.w.shape
    if name == "fft":
        patches, frequencies, pixels = _spectra(case)
        forward = 3 * 8 * frequencies * C  # one axis, the other, the stack of matrices
        back = 8 * 2 * frequencies * F + 4 * pixels * F
        kernels = F * C * (4 * pixels + 3 * 8 * frequencies)
        return patches * (forward + back) + kernels
    if name == "mec":
        return case.w.nbytes
    points = count_multiplications(name, case) // _products_at_a_point(name, case)
    return case.w.nbytes + 4 * points * F * C * (KW if name == "winograd_rows" else 1)


def _products_at_a_point(name, case):
    (B, OH, OW, F), (KH, KW, C) = case.dz.shape, case.w.shape[1:]
    if name == "winograd_rows":
        tile = best_tile(OH, KH, case.shape.stride, case.x.dtype)
        return B * -(-OH // tile.outputs) * OW * F * KW * C
    return B * Tiling(only_plain_layer(case), case.x.dtype).size * F * C


def _spectra(case):
    """Count patches, and the frequencies and the pixels of one."""
    layer = only_plain_layer(case)
    rows, columns = axes = cut_axes(layer)
    patches = sum(map(len, cut_patches(layer, axes)))
    return patches, rows.size * (columns.size // 2 + 1), rows.size * columns.size
