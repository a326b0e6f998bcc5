"""Depthwise layers: each kernel reads a channel of its own, so there is no matrix.

Pixels meet weights number by number. `einsum` multiplies and adds up in one loop,
without an array in between; it is long if a line of pixels is one run in memory.
"""

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import cut_blocks
from convlab.fast._engine.strided import contiguous, read_padded, sliding_windows
from convlab.fast._engine.threads import parallel_for, parallel_sum

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: windows, line by line, times the weights, repeated for each column."""
    OW = layer.windows[1]
    W, b_row = np.tile(layer.w[..., 0].transpose(1, 2, 0), OW), np.tile(b, OW)

    def work(block, _):
        Z = _lines(z[block.images, block.rows])
        np.einsum("nipqk,pqk->nik", _windows(layer, block), W, out=Z)
        Z += b_row

    parallel_for(work, _blocks(layer))


def backward(layer, dz, dx, dw):
    """Fill dw with windows times dz, and dx by forward passes of stride 1."""
    (C, KH, KW, _), OW = layer.w.shape, layer.windows[1]

    def work(block, dW):
        dZ = _lines(dz[block.images, block.rows])
        dW += np.einsum("nik,nipqk->pqk", dZ, _windows(layer, block))

    shape = KH, KW, OW * C
    dW = parallel_sum(work, _blocks(layer), lambda: np.zeros(shape, dz.dtype))
    dw[..., 0] = dW.reshape(KH, KW, OW, C).sum(axis=2).transpose(2, 0, 1)
    axes = zip((KH, KW), layer.stride, layer.corner, dx.shape[1:3], strict=True)
    rows, columns = (list(_pixels_alike(*axis)) for axis in axes)
    for p, top, i in rows:
        for q, left, j in columns:
            rotated = layer.w[:, p, q][:, ::-1, ::-1]
            with contiguous(dx, np.s_[:, i, j]) as part:
                back = layer._replace(x=dz, w=rotated, stride=(1, 1))
                back = back._replace(corner=(top, left), windows=part.shape[1:3])
                forward(back, np.zeros(C, dz.dtype), part)


def _pixels_alike(K, stride, before, size):
    """Yield the weights p, p + s, ... that read the same pixels, and which these are.

    Among themselves they are a kernel of stride 1 (equation :eq:`dx-gather`), which
    reads that many zeros before dz.
    """
    for p in range(min(stride, K)):
        first = (p - before) % stride
        if first < size:
            last_tap = (K - 1 - p) // stride
            zeros = last_tap - (first + before - p) // stride
            yield slice(p, None, stride), zeros, slice(first, None, stride)


def _blocks(layer):
    (OH, OW), (C, _, KW, _), (sh, sw) = layer.windows, layer.w.shape, layer.stride
    lines = sh * KW if sw > 1 else 2  # copies, or a row of x and one of z
    row = lines * OW * C * layer.x.itemsize
    return cut_blocks(len(layer.x), OH, row, layer.block)


def _windows(layer, block):
    """View (images, rows, KH, KW, OW*C): what each weight multiplies in a row of z.

    With stride 1, line q begins q pixels further on in the same row of x; with others
    it is a copy.
    """
    (_, KH, KW, _), (sh, sw), OW = layer.w.shape, layer.stride, layer.windows[1]
    x = read_padded(layer.x, block.images, *layer.pixels(block.first, block.count))
    lines = sliding_windows(x, 2, KW, 1, sw * (OW - 1) + 1)[..., ::sw, :]
    if sw > 1:
        copy = scratch.empty(lines.shape, x.dtype)
        copy[...] = lines
        lines = copy
    return sliding_windows(_lines(lines), 1, block.count, sh, KH)


def _lines(a):
    """Join columns and channels; no copy if they are neighbours."""
    return a.reshape(*a.shape[:-2], -1)
