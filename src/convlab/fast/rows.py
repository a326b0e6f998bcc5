"""Tiles along the rows alone: windows along the columns lie in memory as they are.

For few channels. The K_W C numbers that a window reads of a row are neighbours, so
along the columns there is neither a transform nor a copy, but views that overlap.
"""

from threading import Lock

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convlab.fast import scratch
from convlab.fast.products import add_products, multiply
from convlab.fast.threads import add_up, share
from convlab.fast.toom_cook import best_tile
from convlab.fast.transforms import fold, spread
from convlab.fast.units import cut_units
from convlab.fast.windows import add_block, cut_block

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: at each point, windows of V times U = G w."""
    rows, OW = _rows(layer, z.dtype), layer.windows[1]
    U = _kernels_to_points(layer.w, rows)

    def work(unit, _):
        V = _images_to_points(layer, rows, unit)
        M = scratch.empty((*V.shape[:3], OW, z.shape[3]), z.dtype)
        multiply(_windows(V, OW, layer), U[:, None], out=_by_column(M))
        Z = fold(rows.A, M.reshape(*M.shape[:3], -1), rows.outputs)
        start = unit.first * rows.outputs
        place = z[unit.images, start : start + Z.shape[1]]
        row = place.reshape(*place.shape[:2], -1)
        np.add(Z[:, : row.shape[1]], np.concatenate([b] * OW), out=row)

    share(work, _units(layer, rows))


def backward(layer, dz, dx, dw):
    """Fill dx and dw by the transpose of every step."""
    rows, (_, OW), lock = _rows(layer, dz.dtype), layer.windows, Lock()
    (F, KH, KW, C), sw = layer.w.shape, layer.stride[1]
    U, before = _kernels_to_points(layer.w, rows), -(-KW // sw) - 1

    def work(unit, dU):
        V = _images_to_points(layer, rows, unit)
        dM = _gradient_to_points(dz, rows, unit, before)
        inside = dM[..., before : before + OW, :]
        with scratch.borrowed():
            windows = _windows(V, OW, layer).swapaxes(2, 3)
            add_products(windows, _by_column(inside), dU)
        dV = V  # of no more use
        if sw > KW:  # no window reads the columns between
            dV[...] = 0
        for first in range(min(sw, KW)):
            _convolve_back(dM, U, dV, first, layer)
        dX = fold(rows.B, dV.reshape(*V.shape[:3], -1), rows.step)
        top, left = unit.first * rows.step - layer.corner[0], -layer.corner[1]
        dX = dX.reshape(*dX.shape[:2], -1, C)
        with lock:  # bands of an image overlap
            where = (top, top + dX.shape[1]), (left, left + dX.shape[2])
            add_block(dx, dX, unit.images, *where)

    dU = add_up(work, _units(layer, rows), lambda: np.zeros_like(U))
    dw[...] = (
        (rows.G.T @ dU.reshape(len(U), -1)).reshape(KH, KW, C, F).transpose(3, 0, 1, 2)
    )


def _rows(layer, dtype):
    return best_tile(layer.windows[0], layer.w.shape[1], layer.stride[0], dtype)


def _units(layer, rows):
    (OH, OW), (B, *_, C), F = layer.windows, layer.x.shape, len(layer.w)
    row = len(rows.A) * OW * max(layer.stride[1] * C, F) * rows.A.itemsize
    return cut_units(B, -(-OH // rows.outputs), row)


def _kernels_to_points(w, rows):
    """Return U (P, KW*C, F) = G w."""
    F, KH, KW, C = w.shape
    w = np.ascontiguousarray(w.transpose(1, 2, 3, 0)).reshape(KH, -1)
    return (rows.G @ w).reshape(-1, KW * C, F)


def _images_to_points(layer, rows, unit):
    """Return V (P, images, tiles, columns, C) = B x."""
    KW, (_, sw) = layer.w.shape[2], layer.stride
    top, left = unit.first * rows.step - layer.corner[0], -layer.corner[1]
    width = (layer.windows[1] - 1) * sw + KW
    where = (top, top + rows.reach(unit.count)), (left, left + width)
    return _to_points(rows.B, rows.step, layer.x, unit, where)


def _gradient_to_points(dz, rows, unit, around):
    """Return dM (P, images, tiles, columns, F) = A dz, zeros around the columns."""
    start, OW = unit.first * rows.outputs, dz.shape[2]
    end = start + unit.count * rows.outputs
    return _to_points(
        rows.A, rows.outputs, dz, unit, ((start, end), (-around, OW + around))
    )


def _to_points(matrix, step, a, unit, where):
    width, Q = where[1][1] - where[1][0], a.shape[3]
    images = len(a[unit.images])
    points = scratch.empty((len(matrix), images, unit.count, width * Q), a.dtype)
    with scratch.borrowed():
        block = cut_block(a, unit.images, *where)
        lines = block.reshape(images, -1, width * Q)
        spread(matrix, lines, unit.count, step, out=points)
    return points.reshape(*points.shape[:3], width, Q)


def _convolve_back(dM, U, dV, first, layer):
    """Fill each s-th column of dV, from `first` on: dM with the kernel turned."""
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
    """See (P, count, images*tiles, length*C): the windows along the columns."""
    P, images, tiles, _, C = a.shape
    by_point, _, by_tile, by_column, by_channel = a.strides
    shape = P, count, images * tiles, length * C
    return as_strided(a, shape, (by_point, step * by_column, by_tile, by_channel))


def _by_column(a):
    """See (P, images, tiles, columns, Q) as (P, columns, images*tiles, Q)."""
    P, _, _, columns, Q = a.shape
    return a.reshape(P, -1, columns, Q).swapaxes(1, 2)
