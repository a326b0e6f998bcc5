"""1 x 1 kernels: the image in memory already is the im2col matrix."""

import numpy as np

from convlab.fast._engine.blocking import cut_blocks
from convlab.fast._engine.matmul import add_transposed_product, multiply
from convlab.fast._engine.threads import parallel_for, parallel_sum

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: Z = X W^T + b, a block of pixels at a time."""
    W_mat = np.ascontiguousarray(layer.w[:, 0, 0].T)

    def work(block, _):
        Z = z[block.images, block.rows]
        X, Z = _matrix(_pixels(layer.x, layer, block)), Z.reshape(-1, Z.shape[3])
        multiply(X, W_mat, out=Z)
        Z += b

    parallel_for(work, _blocks(layer))


def backward(layer, dz, dx, dw):
    """Fill dx = dZ W, and dw = dZ^T X, summed over the blocks."""
    W_mat = np.ascontiguousarray(layer.w[:, 0, 0])

    def work(block, dW):
        X = _matrix(_pixels(layer.x, layer, block))
        dZ = _matrix(dz[block.images, block.rows])
        add_transposed_product(dZ, X, dW)
        place = _pixels(dx, layer, block)
        dX = place.reshape(-1, place.shape[3])
        multiply(dZ, W_mat, out=dX)
        if not np.shares_memory(dX, place):  # strided: reshape made a copy
            place[...] = dX.reshape(place.shape)

    dw[:, 0, 0] = parallel_sum(work, _blocks(layer), lambda: np.zeros_like(W_mat))


def _blocks(layer):
    (OH, OW), (B, *_, C), F = layer.windows, layer.x.shape, len(layer.w)
    return cut_blocks(B, OH, OW * max(C, F) * layer.x.itemsize, layer.block)


def _pixels(a, layer, block):
    """View the pixels (images, rows, columns, C) that the windows of a block read."""
    (sh, sw), (_, OW) = layer.stride, layer.windows
    rows = slice(sh * block.first, sh * (block.first + block.count), sh)
    return a[block.images, rows, : sw * OW : sw]


def _matrix(a):
    return np.ascontiguousarray(a).reshape(-1, a.shape[3])
