"""Winograd's convolution: fewer multiplications along rows and columns, by tiles."""

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.matmul import add_product, multiply
from convlab.fast._engine.threads import parallel_for, parallel_sum
from convlab.fast._engine.tiling import Tiling

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: at each point Z = V U, tiles by channels times channels by kernels."""
    tiling = Tiling(layer, z.dtype)
    U = tiling.kernels_to_points(np.ascontiguousarray(layer.w.transpose(3, 1, 2, 0)))

    def work(block, _):
        V = tiling.images_to_points(block)
        M = scratch.empty((*V.shape[:2], z.shape[3]), z.dtype)
        multiply(V, U, out=M)
        tiling.points_to_z(M, b, z, block)

    parallel_for(work, tiling.blocks())


def backward(layer, dz, dx, dw):
    """Fill dx and dw by transposing each step: dU = dM^T V, dV = dM U."""
    tiling = Tiling(layer, dz.dtype)
    U = tiling.kernels_to_points(np.ascontiguousarray(layer.w))

    def work(block, dU):
        V = tiling.images_to_points(block)
        with scratch.frame():
            dM = tiling.gradient_to_points(dz, block)
            add_product(dM.swapaxes(1, 2), V, dU)
            multiply(dM, U, out=V)  # V is no longer needed: dV takes its place
        tiling.points_to_images(V, dx, block)

    dU = parallel_sum(work, tiling.blocks(), lambda: np.zeros_like(U))
    dw[...] = tiling.points_to_kernels(dU)
