"""Winograd's layer: fewer products along rows and columns, tile by tile."""

import numpy as np

from convlab.fast import scratch
from convlab.fast.products import add_product, multiply
from convlab.fast.threads import add_up, share
from convlab.fast.tiling import Tiling

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: at each point Z = V U, tiles by channels times channels by kernels."""
    tiling = Tiling(layer, z.dtype)
    U = tiling.kernels_to_points(exchange(layer.w))

    def work(unit, _):
        V = tiling.images_to_points(unit)
        M = scratch.empty((*V.shape[:2], z.shape[3]), z.dtype)
        multiply(V, U, out=M)
        tiling.points_to_units(M, b, z, unit)

    share(work, tiling.units())


def backward(layer, dz, dx, dw):
    """Fill dx and dw by the transpose of every step: dU = dM^T V, dV = dM U."""
    tiling = Tiling(layer, dz.dtype)
    U = tiling.kernels_to_points(np.ascontiguousarray(layer.w))

    def work(unit, dU):
        V = tiling.images_to_points(unit)
        with scratch.borrowed():
            dM = tiling.gradient_to_points(dz, unit)
            add_product(dM.swapaxes(1, 2), V, dU)
            multiply(dM, U, out=V)  # from here on it is dV
        tiling.points_to_images(V, dx, unit)

    dU = add_up(work, tiling.units(), lambda: np.zeros_like(U))
    dw[...] = tiling.points_to_kernels(dU)


def exchange(w):
    """Swap the axes of kernels and channels: (F, KH, KW, C) becomes (C, KH, KW, F)."""
    return np.ascontiguousarray(w.transpose(3, 1, 2, 0))
