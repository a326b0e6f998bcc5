"""Winograd's tiles along the rows only, for few channels.

The K_W C numbers that a window reads from one row are neighbours in memory. So the
columns need no transform and no copy: overlapping views will do.
"""

from threading import Lock

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import cut_blocks
from convlab.fast._engine.matmul import add_product_sum, multiply
from convlab.fast._engine.strided import add_cropped, read_padded
from convlab.fast._engine.threads import parallel_for, parallel_sum
from convlab.fast._engine.tiling import fold, spread
from convlab.fast.toom_cook import best_tile

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: at each point, windows of V times U = G w."""
    rows, OW = _rows(layer, z.dtype), layer.windows[1]
    U = _kernels_to_points(layer.w, rows)

    def work(block, _):
        V = _images_to_points(layer, rows, block)
        M = scratch.empty((*V.shape[:3], OW, z.shape[3]), z.dtype)
        multiply(_windows(V, OW, layer), U[:, None], out=_by_column(M))
        Z = fold(rows.A, M.reshape(*M.shape[:3], -1), rows.outputs)
        start = block.first * rows.outputs
        place = z[block.images, start : start + Z.shape[1]]
        row = place.reshape(*place.shape[:2], -1)
        np.add(Z[:, : row.shape[1]], np.concatenate([b] * OW), out=row)

    parallel_for(work, _blocks(layer, rows))


def backward(layer, dz, dx, dw):
    """Fill dx and dw by transposing each step of `forward`."""
    rows, (_, OW), lock = _rows(layer, dz.dtype), layer.windows, Lock()
    (F, KH, KW, C), sw = layer.w.shape, layer.stride[1]
    U, before = _kernels_to_points(layer.w, rows), -(-KW // sw) - 1

    def work(block, dU):
        V = _images_to_points(layer, rows, block)
        dM = _gradient_to_points(dz, rows, block, before)
        inside = dM[..., before : before + OW, :]
        with scratch.frame():
            windows = _windows(V, OW, layer).swapaxes(2, 3)
            add_product_sum(windows, _by_column(inside), dU)
        dV = V  # reuse its memory
        if sw > KW:  # no window reads the columns between
            dV[...] = 0
        for first in range(min(sw, KW)):
            _convolve_back(dM, U, dV, first, layer)
        dX = fold(rows.B, dV.reshape(*V.shape[:3], -1), rows.step)
        top, left = block.first * rows.step - layer.corner[0], -layer.corner[1]
        dX = dX.reshape(*dX.shape[:2], -1, C)
        with lock:  # bands of an image share pixels
            where = (top, top + dX.shape[1]), (left, left + dX.shape[2])
            add_cropped(dx, dX, block.images, *where)

    dU = parallel_sum(work, _blocks(layer, rows), lambda: np.zeros_like(U))
    dW = np.empty((KH, KW * C * F), dz.dtype)
    multiply(rows.G.T, dU.reshape(len(U), -1), out=dW)
    dw[...] = dW.reshape(KH, KW, C, F).transpose(3, 0, 1, 2)


def _rows(layer, dtype):
    return best_tile(layer.windows[0], layer.w.shape[1], layer.stride[0], dtype)


def _blocks(layer, rows):
    (OH, OW), (B, *_, C), F = layer.windows, layer.x.shape, len(layer.w)
    row = len(rows.A) * OW * max(layer.stride[1] * C, F) * rows.A.itemsize
    return cut_blocks(B, -(-OH // rows.outputs), row, layer.block)


def _kernels_to_points(w, rows):
    """Return U (P, KW*C, F) = G w."""
    F, KH, KW, C = w.shape
    w = np.ascontiguousarray(w.transpose(1, 2, 3, 0)).reshape(KH, -1)
    U = np.empty((len(rows.G), w.shape[1]), w.dtype)
    multiply(rows.G, w, out=U)
    return U.reshape(-1, KW * C, F)


def _images_to_points(layer, rows, block):
    """Return V (P, images, tiles, columns, C) = B x."""
    KW, (_, sw) = layer.w.shape[2], layer.stride
    top, left = block.first * rows.step - layer.corner[0], -layer.corner[1]
    width = (layer.windows[1] - 1) * sw + KW
    where = (top, top + rows.reach(block.count)), (left, left + width)
    return _to_points(rows.B, rows.step, layer.x, block, where)


def _gradient_to_points(dz, rows, block, around):
    """Return dM (P, images, tiles, columns, F) = A dz, between columns of zeros."""
    start, OW = block.first * rows.outputs, dz.shape[2]
    end = start + block.count * rows.outputs
    return _to_points(
        rows.A, rows.outputs, dz, block, ((start, end), (-around, OW + around))
    )


def _to_points(matrix, step, a, block, where):
    width, Q = where[1][1] - where[1][0], a.shape[3]
    images = len(a[block.images])
    points = scratch.empty((len(matrix), images, block.count, width * Q), a.dtype)
    with scratch.frame():
        padded = read_padded(a, block.images, *where)
        lines = padded.reshape(images, -1, width * Q)
        spread(matrix, lines, block.count, step, out=points)
    return points.reshape(*points.shape[:3], width, Q)


def _convolve_back(dM, U, dV, first, layer):
    """Fill every s-th column of dV, from `first` on: dM * the flipped kernel."""
    P, (F, _, KW, C), sw = len(U), layer.w.shape, layer.stride[1]
    kernel = U.reshape(P, KW, C, F)[:, first::sw][:, ::-1]
    taps, longest = kernel.shape[1], -(-KW // sw)
    kernel = np.ascontiguousarray(kernel.swapaxes(2, 3)).reshape(P, 1, taps * F, C)
    place = dV[..., first::sw, :]
    windows = _windows_of(dM[..., longest - taps :, :], place.shape[3], 1, taps)
    multiply(windows, kernel, out=_by_column(place))


def _windows(V, count, layer):
    return _windows_of(V, count, layer.stride[1], layer.w.shape[2])


def _windows_of(a, count, step, length):
    """View (P, count, images*tiles, length*C): the windows along the columns."""
    P, images, tiles, _, C = a.shape
    by_point, _, by_tile, by_column, by_channel = a.strides
    shape = P, count, images * tiles, length * C
    return as_strided(a, shape, (by_point, step * by_column, by_tile, by_channel))


def _by_column(a):
    """View (P, images, tiles, columns, Q) as (P, columns, images*tiles, Q)."""
    P, _, _, columns, Q = a.shape
    return a.reshape(P, -1, columns, Q).swapaxes(1, 2)
