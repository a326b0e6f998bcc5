"""Lower along the width alone: windows along the height lie in memory as they are.

Memory-efficient convolution (MEC): row (n, j) of the lowered matrix holds the K_W
columns of window j for every row of image n. Of those, a window takes K_H neighbours.
"""

from threading import Lock

import numpy as np

from convlab.fast import scratch
from convlab.fast.plain import Plain
from convlab.fast.products import add_products, multiply
from convlab.fast.threads import add_up, share
from convlab.fast.units import CACHE, cut_units
from convlab.fast.windows import add_block, cut_block

__all__ = ["backward", "forward"]

WIDE = 8  # channels that fill half a register


def forward(layer, b, z):
    """Fill z: windows of the lowered matrix times the kernels."""
    F, OW = len(layer.w), layer.windows[1]
    W_mat = np.ascontiguousarray(layer.w.reshape(F, -1).T)
    b_row = np.concatenate([b] * OW)

    def work(unit, _):
        windows = _windows(layer, unit)
        Z = scratch.empty((*windows.shape[:2], F), z.dtype)
        multiply(windows, W_mat, out=Z)
        place = z[unit.images, unit.rows]
        by_image = Z.reshape(unit.count, len(place), OW * F).swapaxes(0, 1)
        np.add(by_image, b_row, out=place.reshape(by_image.shape))

    share(work, _units(layer))


def backward(layer, dz, dx, dw):
    """Fill dx and dw by the sums that take fewer steps."""
    if layer.stride == (1, 1) and dx.shape[3] >= WIDE:
        _gather(layer, dz, dx, dw)
    else:
        _fill_dw(layer, dz, dw)
        _scatter(layer, dz, dx)


def _gather(layer, dz, dx, dw):
    """Fill dx by the windows of dz and the kernels turned round, and dw by the same.

    The lowered matrix of dz serves both: its windows times w are dx, and times x dw.
    """
    turned = _turn(layer, dz, dx.shape[1:3])
    (C, KH, KW, F), (_, W) = turned.w.shape, turned.windows
    W_mat = np.ascontiguousarray(turned.w.reshape(C, -1).T)

    def work(unit, dW):
        windows = _windows(turned, unit)
        dX = scratch.empty((*windows.shape[:2], C), dz.dtype)
        multiply(windows, W_mat, out=dX)
        place = dx[unit.images, unit.rows]
        place[...] = dX.reshape(unit.count, len(place), W, C).swapaxes(0, 1)
        X = dX.reshape(unit.count, len(place), W, C)  # of no more use
        X[...] = layer.x[unit.images, unit.rows].swapaxes(0, 1)
        add_products(X.reshape(unit.count, -1, C).swapaxes(1, 2), windows, dW)

    dW = add_up(work, _units(turned), lambda: np.zeros_like(W_mat.T))
    dW = dW.reshape(C, KH, KW, F)
    dw[...] = dW[:, ::-1, ::-1].transpose(3, 1, 2, 0)


def _turn(layer, dz, image_size):
    """Return the layer that makes dx of dz (equation :eq:`dx-gather`)."""
    turned = layer.w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    pairs = zip(layer.w.shape[1:3], layer.corner, strict=True)
    corner = tuple(K - 1 - before for K, before in pairs)
    return Plain(dz, turned, (1, 1), corner, image_size)


def _fill_dw(layer, dz, dw):
    """Fill dw: windows of the lowered matrix times dz, summed over the rows."""
    F = len(dw)

    def work(unit, dW):
        given = dz[unit.images, unit.rows]
        dZ = scratch.empty((unit.count, len(given), *given.shape[2:]), dz.dtype)
        dZ[...] = given.swapaxes(0, 1)
        windows = _windows(layer, unit).swapaxes(1, 2)
        add_products(windows, dZ.reshape(unit.count, -1, F), dW)

    shape = dw[0].size, F
    dW = add_up(work, _units(layer), lambda: np.zeros(shape, dz.dtype))
    dw[...] = dW.T.reshape(dw.shape)


def _scatter(layer, dz, dx):
    """Add the rows of dX_col to the pixels they came from, a plane a channel."""
    (F, KH, KW, C), (sh, sw), OW = layer.w.shape, layer.stride, layer.windows[1]
    W_mat, lock = np.ascontiguousarray(layer.w.reshape(F, -1).T), Lock()

    def work(unit, _):
        given = dz[unit.images, unit.rows]
        images, windows = len(given), unit.count * OW
        dZ = scratch.empty((images, F, windows), dz.dtype)
        dZ[...] = given.reshape(images, windows, F).swapaxes(1, 2)
        dX_col = scratch.empty((images, KH * KW * C, windows), dz.dtype)
        multiply(W_mat, dZ, out=dX_col)
        stamps = dX_col.reshape(images, KH, KW, C, unit.count, OW)
        stamps = stamps.transpose(1, 2, 3, 0, 4, 5)
        rows, columns = layer.pixels(unit.first, unit.count)
        sizes = (stop - start for start, stop in (rows, columns))
        planes = scratch.zeros((C, images, *sizes), dz.dtype)
        for p, q in np.ndindex(KH, KW):
            down, right = p + sh * unit.count, q + sw * OW
            planes[:, :, p:down:sh, q:right:sw] += stamps[p, q]
        with lock:  # bands of an image overlap
            add_block(dx, planes.transpose(1, 2, 3, 0), unit.images, rows, columns)

    share(work, _units(layer))


def _units(layer):
    (OH, OW), (F, _, KW, C), B = layer.windows, layer.w.shape, len(layer.x)
    row = OW * max(layer.stride[0] * KW * C, F) * layer.x.itemsize
    return cut_units(B, OH, row, CACHE // 2)


def _windows(layer, unit):
    """See (rows of windows, images*OW, KH*KW*C) in L (images*OW, rows, KW*C)."""
    (_, KH, KW, C), (sh, sw), OW = layer.w.shape, layer.stride, layer.windows[1]
    x = cut_block(layer.x, unit.images, *layer.pixels(unit.first, unit.count))
    images, rows = x.shape[:2]
    columns = np.dtype((np.void, KW * C * x.itemsize))  # those of a window: one item
    by_image, by_row, by_pixel, size = x.strides
    strides = by_image, sw * by_pixel, by_row
    L = scratch.empty((images, OW, rows), columns)
    L[...] = np.ndarray(L.shape, columns, x, strides=strides)
    shape = unit.count, images * OW, KH * KW * C
    strides = sh * columns.itemsize, rows * columns.itemsize, size
    return np.ndarray(shape, x.dtype, L, strides=strides)
