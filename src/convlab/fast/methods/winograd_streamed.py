"""Winograd's convolution when kernels outweigh images: a few kernels at a time.

All images are transformed first and kept. The kernels stream past: transform a few, use
them while they are in the cache, and drop them.
"""

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blas import largest_product
from convlab.fast._engine.blocking import cut_slices
from convlab.fast._engine.matmul import multiply
from convlab.fast._engine.threads import parallel_for
from convlab.fast._engine.tiling import Tiling

__all__ = ["backward", "forward"]

TOGETHER = 2  # images to transform at a time
FEWEST = 16  # kernels or channels: one register holds as many


def forward(layer, b, z):
    """Fill z: V for all images first, then Z^T = U V^T for some kernels at a time."""
    tiling, (B, *_, F) = Tiling(layer, z.dtype), z.shape
    VT = np.empty((tiling.points, layer.x.shape[3], B * tiling.size), z.dtype)

    def prepare(n, _):
        V = tiling.images_to_points(tiling.block(n))
        VT[..., tiling.tiles(n)] = V.swapaxes(1, 2)

    def work(f, _):
        U = tiling.kernels_to_points(layer.w[f], scratch.empty)
        ZT = scratch.empty((*U.shape[:2], VT.shape[2]), z.dtype)
        multiply(U, VT, out=ZT)
        M = scratch.empty((len(ZT), ZT.shape[2], ZT.shape[1]), z.dtype)
        M[...] = ZT.swapaxes(1, 2)
        tiling.points_to_z(M, b[f], z[..., f], tiling.block(slice(0, B)))

    parallel_for(prepare, cut_slices(B, TOGETHER))
    parallel_for(work, cut_slices(F, _few(tiling, B, VT.shape[1])))


def backward(layer, dz, dx, dw):
    """Fill dw for some kernels at a time, then dx for some channels at a time."""
    tiling, (B, *_, C), F = Tiling(layer, dz.dtype), dx.shape, len(dw)
    V, dM = (np.empty((tiling.points, B * tiling.size, Q), dz.dtype) for Q in (C, F))

    def prepare(n, _):
        tiling.images_to_points(tiling.block(n), out=V[:, tiling.tiles(n)])
        tiling.gradient_to_points(dz, tiling.block(n), out=dM[:, tiling.tiles(n)])

    def for_kernels(f, _):
        dU = scratch.empty((len(V), f.stop - f.start, C), dz.dtype)
        multiply(dM[..., f].swapaxes(1, 2), V, out=dU)
        dw[f] = tiling.points_to_kernels(dU)

    def for_channels(c, _):
        U = tiling.kernels_to_points(layer.w[..., c], scratch.empty)
        dV = scratch.empty((*dM.shape[:2], U.shape[2]), dz.dtype)
        multiply(dM, U, out=dV)
        tiling.points_to_images(dV, dx[..., c], tiling.block(slice(0, B)))

    parallel_for(prepare, cut_slices(B, TOGETHER))
    parallel_for(for_kernels, cut_slices(F, _few(tiling, B, C)))
    parallel_for(for_channels, cut_slices(C, _few(tiling, B, F)))


def _few(tiling, images, Q):
    """Count the kernels whose products with all tiles are small and fit the cache."""
    small = largest_product() // (images * tiling.size * Q)
    cached = tiling.layer.block // (tiling.points * Q * tiling.rows.A.itemsize)
    return max(min(small, cached), FEWEST)
