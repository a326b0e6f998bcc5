"""MEC, memory-efficient convolution: im2col along the width only.

Row (n, j) of the lowered matrix holds, for every row of image n, the K_W columns of
window j. Each window of the image is then K_H neighbours in memory, so a view will do.
"""

from threading import Lock

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import cut_blocks
from convlab.fast._engine.matmul import add_product_sum, multiply
from convlab.fast._engine.phases import PlainLayer
from convlab.fast._engine.strided import add_cropped, add_windows, read_padded
from convlab.fast._engine.threads import parallel_for, parallel_sum

__all__ = ["backward", "forward"]

WIDE = 8  # channels that fill half a register


def forward(layer, b, z):
    """Fill z: windows of the lowered matrix times the kernels."""
    F, OW = len(layer.w), layer.windows[1]
    W_mat = np.ascontiguousarray(layer.w.reshape(F, -1).T)
    b_row = np.concatenate([b] * OW)

    def work(block, _):
        windows = _windows(layer, block)
        Z = scratch.empty((*windows.shape[:2], F), z.dtype)
        multiply(windows, W_mat, out=Z)
        place = z[block.images, block.rows]
        by_image = Z.reshape(block.count, len(place), OW * F).swapaxes(0, 1)
        np.add(by_image, b_row, out=place.reshape(by_image.shape))

    parallel_for(work, _blocks(layer))


def backward(layer, dz, dx, dw):
    """Fill dx and dw: gather if the stride is 1 and channels suffice, else scatter."""
    if layer.stride == (1, 1) and dx.shape[3] >= WIDE:
        _gather(layer, dz, dx, dw)
    else:
        _scatter(layer, dz, dx, dw)


def _gather(layer, dz, dx, dw):
    """Fill dx and dw from the windows of dz (equation :eq:`dx-gather`).

    One lowered matrix serves for both: multiply its windows by the flipped kernels for
    dx, and by the pixels of x for dw.
    """
    flipped = _flip(layer, dz, dx.shape[1:3])
    (C, KH, KW, F), (_, W) = flipped.w.shape, flipped.windows
    W_mat = np.ascontiguousarray(flipped.w.reshape(C, -1).T)

    def work(block, dW):
        windows = _windows(flipped, block)
        dX = scratch.empty((*windows.shape[:2], C), dz.dtype)
        multiply(windows, W_mat, out=dX)
        place = dx[block.images, block.rows]
        place[...] = dX.reshape(block.count, len(place), W, C).swapaxes(0, 1)
        X = dX.reshape(block.count, len(place), W, C)  # reuse the memory of dX
        X[...] = layer.x[block.images, block.rows].swapaxes(0, 1)
        add_product_sum(X.reshape(block.count, -1, C).swapaxes(1, 2), windows, dW)

    dW = parallel_sum(work, _blocks(flipped), lambda: np.zeros_like(W_mat.T))
    dW = dW.reshape(C, KH, KW, F)
    dw[...] = dW[:, ::-1, ::-1].transpose(3, 1, 2, 0)


def _flip(layer, dz, image_size):
    """Return the layer whose output, for dz, is dx: flipped kernels, full padding."""
    flipped = layer.w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    pairs = zip(layer.w.shape[1:3], layer.corner, strict=True)
    corner = tuple(K - 1 - before for K, before in pairs)
    return PlainLayer(dz, flipped, (1, 1), corner, image_size, layer.block)


def _scatter(layer, dz, dx, dw):
    """Fill dw from the windows of x, and dx with the windows of dX_col.

    Channels come first in dX_col: there are so few that pixels are the longer runs.
    """
    (F, *kernel), OW, lock = layer.w.shape, layer.windows[1], Lock()
    W_mat = np.ascontiguousarray(layer.w.reshape(F, -1).T)

    def work(block, dW):
        given = dz[block.images, block.rows]
        images, count = given.shape[:2]
        with scratch.frame():
            dZ = scratch.empty((count, images, OW, F), dz.dtype)
            dZ[...] = given.swapaxes(0, 1)
            windows = _windows(layer, block).swapaxes(1, 2)
            add_product_sum(windows, dZ.reshape(count, -1, F), dW)
        dZ = scratch.empty((images, F, count * OW), dz.dtype)
        dZ[...] = given.reshape(images, -1, F).swapaxes(1, 2)
        dX_col = scratch.empty((images, len(W_mat), count * OW), dz.dtype)
        multiply(W_mat, dZ, out=dX_col)
        where = layer.pixels(block.first, block.count)
        sizes = (stop - start for start, stop in where)
        planes = scratch.zeros((kernel[2], images, *sizes), dz.dtype)
        padded = planes.transpose(1, 2, 3, 0)
        windows = dX_col.reshape(images, *kernel, count, OW).transpose(0, 4, 5, 1, 2, 3)
        add_windows(padded, windows, layer.stride)
        with lock:  # bands of an image share pixels
            add_cropped(dx, padded, block.images, *where)

    dW = parallel_sum(work, _blocks(layer), lambda: np.zeros_like(W_mat))
    dw[...] = dW.T.reshape(dw.shape)


def _blocks(layer):
    (OH, OW), (F, _, KW, C), B = layer.windows, layer.w.shape, len(layer.x)
    row = OW * max(layer.stride[0] * KW * C, F) * layer.x.itemsize
    return cut_blocks(B, OH, row, layer.block // 2)


def _windows(layer, block):
    """View windows (rows, images*OW, KH*KW*C) of L (images*OW, pixel rows, KW*C)."""
    (_, KH, KW, C), (sh, sw), OW = layer.w.shape, layer.stride, layer.windows[1]
    x = read_padded(layer.x, block.images, *layer.pixels(block.first, block.count))
    images, rows = x.shape[:2]
    columns = np.dtype((np.void, KW * C * x.itemsize))  # a row of a window as one item
    by_image, by_row, by_pixel, size = x.strides
    strides = by_image, sw * by_pixel, by_row
    L = scratch.empty((images, OW, rows), columns)
    L[...] = np.ndarray(L.shape, columns, x, strides=strides)
    shape = block.count, images * OW, KH * KW * C
    strides = sh * columns.itemsize, rows * columns.itemsize, size
    return np.ndarray(shape, x.dtype, L, strides=strides)
