"""Kernels of one pixel: each pixel is a row of a matrix as it lies in memory."""

import numpy as np

from convlab.fast.products import add_tall_product, multiply
from convlab.fast.threads import add_up, share
from convlab.fast.units import cut_units

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: Z = X W^T + b, a band of pixels at a time."""
    W_mat = np.ascontiguousarray(layer.w[:, 0, 0].T)

    def work(unit, _):
        Z = z[unit.images, unit.rows]
        X, Z = _matrix(_pixels(layer.x, layer, unit)), Z.reshape(-1, Z.shape[3])
        multiply(X, W_mat, out=Z)
        Z += b

    share(work, _units(layer))


def backward(layer, dz, dx, dw):
    """Fill dx = dZ W, and dw = dZ^T X as the sum over all bands."""
    W_mat = np.ascontiguousarray(layer.w[:, 0, 0])

    def work(unit, dW):
        X, dZ = (
            _matrix(_pixels(layer.x, layer, unit)),
            _matrix(dz[unit.images, unit.rows]),
        )
        add_tall_product(dZ, X, dW)
        place = _pixels(dx, layer, unit)
        dX = place.reshape(-1, place.shape[3])
        multiply(dZ, W_mat, out=dX)
        if not np.shares_memory(dX, place):  # its pixels are no neighbours
            place[...] = dX.reshape(place.shape)

    dw[:, 0, 0] = add_up(work, _units(layer), lambda: np.zeros_like(W_mat))


def _units(layer):
    (OH, OW), (B, *_, C), F = layer.windows, layer.x.shape, len(layer.w)
    return cut_units(B, OH, OW * max(C, F) * layer.x.itemsize)


def _pixels(a, layer, unit):
    """See the pixels (images, rows, columns, C) that are the windows of a unit."""
    (sh, sw), (_, OW) = layer.stride, layer.windows
    rows = slice(sh * unit.first, sh * (unit.first + unit.count), sh)
    return a[unit.images, rows, : sw * OW : sw]


def _matrix(a):
    return np.ascontiguousarray(a).reshape(-1, a.shape[3])
