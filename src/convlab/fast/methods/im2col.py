"""im2col a block at a time: its matrix fits the cache, and is dropped once used.

For layers in which tiles save little: with few windows, transformed weights are not
used often enough to pay, and with a stride, windows share fewer pixels.
"""

from threading import Lock

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import cut_blocks, cut_slices
from convlab.fast._engine.matmul import add_product, multiply
from convlab.fast._engine.strided import (
    add_cropped,
    add_windows,
    read_padded,
    sliding_windows,
)
from convlab.fast._engine.threads import parallel_for, parallel_sum

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: Z = X_col W_mat^T + b, for a block, or some kernels of the only one."""
    W_mat = layer.w.reshape(len(layer.w), -1)

    def work(job, _):
        block, f = job
        X_col = _gather(layer, block)
        Z = scratch.empty((len(X_col), f.stop - f.start), z.dtype)
        multiply(X_col, W_mat[f].T, out=Z)
        place = z[block.images, block.rows, :, f]
        np.add(Z.reshape(place.shape), b[f], out=place)

    parallel_for(work, _cut_jobs(layer))


def backward(layer, dz, dx, dw):
    """Fill dW_mat = dZ^T X_col, summed over the blocks, and dX_col = dZ W_mat."""
    W_mat, lock = layer.w.reshape(len(layer.w), -1), Lock()
    jobs, dW_mat = _cut_jobs(layer), dw.reshape(len(dw), -1)
    one_block = jobs[0][0] == jobs[-1][0]  # then every job has kernels of its own

    def work(job, total):
        block, f = job
        X_col = _gather(layer, block)
        dZ = dz[block.images, block.rows, :, f].reshape(len(X_col), -1)
        if one_block:
            multiply(dZ.T, X_col, out=total[f])
        else:
            add_product(dZ.T[None], X_col[None], total[None])
        multiply(dZ, W_mat[f], out=X_col)  # dX_col takes its place
        _scatter(X_col, layer, block, dx, lock)

    if one_block:
        parallel_for(work, jobs, lambda: dW_mat)
    else:
        dW_mat[...] = parallel_sum(work, jobs, lambda: np.zeros_like(dW_mat))


def _cut_jobs(layer):
    """List (block, kernels); a single block is shared by all workers."""
    F, (OH, OW), B = len(layer.w), layer.windows, len(layer.x)
    row = OW * layer.w[0].size * layer.x.itemsize
    blocks = cut_blocks(B, OH, row, layer.block)
    kernels = cut_slices(F) if len(blocks) == 1 else [slice(0, F)]
    return [(block, f) for block in blocks for f in kernels]


def _gather(layer, block):
    """Copy X_col (windows, KH*KW*C), a window in each row."""
    (_, KH, KW, C), (sh, sw), OW = layer.w.shape, layer.stride, layer.windows[1]
    images = len(layer.x[block.images])
    X_col = scratch.empty((images, block.count, OW, KH, KW, C), layer.x.dtype)
    with scratch.frame():
        where = layer.pixels(block.first, block.count)
        padded = read_padded(layer.x, block.images, *where)
        windows = sliding_windows(padded, 2, OW, sw, KW)
        windows = sliding_windows(windows, 1, block.count, sh, KH)
        X_col[...] = windows.swapaxes(2, 3)
    return X_col.reshape(-1, KH * KW * C)


def _scatter(dX_col, layer, block, dx, lock):
    """Add dX_col to the pixels that `_gather` copies."""
    (_, *kernel), OW = layer.w.shape, layer.windows[1]
    windows = dX_col.reshape(-1, block.count, OW, *kernel)
    where = layer.pixels(block.first, block.count)
    sizes = (stop - start for start, stop in where)
    padded = scratch.zeros((len(windows), *sizes, kernel[2]), dx.dtype)
    add_windows(padded, windows, layer.stride)
    with lock:  # bands of an image share pixels
        add_cropped(dx, padded, block.images, *where)
