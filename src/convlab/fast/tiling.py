"""Tiles of a layer, and the way of its arrays to the points and back."""

from math import prod
from threading import Lock

import numpy as np

from convlab.fast import scratch
from convlab.fast.toom_cook import best_tile
from convlab.fast.transforms import fold, spread
from convlab.fast.units import Unit, cut_units
from convlab.fast.windows import add_block, cut_block

__all__ = ["Tiling"]


class Tiling:
    """A layer cut into tiles, each of several rows and columns of windows.

    Attributes
    ----------
    rows, columns : Tile
        What is done along each axis.
    shape : (int, int)
        Tiles along rows and columns.
    """

    def __init__(self, layer, dtype):
        self.layer, self._lock = layer, Lock()
        axes = zip(layer.windows, layer.w.shape[1:3], layer.stride, strict=True)
        self.rows, self.columns = (best_tile(*axis, dtype) for axis in axes)
        self.shape = tuple(
            -(-size // tile.outputs)
            for size, tile in zip(layer.windows, (self.rows, self.columns), strict=True)
        )

    @property
    def points(self):
        """Count the products that one tile takes for each channel and kernel."""
        return len(self.rows.A) * len(self.columns.A)

    def units(self):
        """Cut the images into bands of tiles."""
        (B, *_, C), F = self.layer.x.shape, len(self.layer.w)
        row = self.points * self.shape[1] * max(C, F) * self.rows.A.itemsize
        return cut_units(B, self.shape[0], row)

    @property
    def size(self):
        """Count the tiles of one image."""
        return self.shape[0] * self.shape[1]

    def unit(self, images):
        """Return all tiles of some images as a unit."""
        return Unit(images, 0, self.shape[0])

    def tiles(self, images):
        """Return the place of some images among the tiles of all."""
        return slice(images.start * self.size, images.stop * self.size)

    def images_to_points(self, unit, out=None):
        """Return V (points, tiles, C) = B x, along rows and then columns."""
        pixels, steps = self._pixels(unit), (self.rows.step, self.columns.step)
        return self._to_points("B", steps, self.layer.x, unit, pixels, out)

    def gradient_to_points(self, dz, unit, out=None):
        """Return dM (points, tiles, F) = A dz: the transpose of `points_to_units`."""
        windows, steps = self._windows(unit), (self.rows.outputs, self.columns.outputs)
        return self._to_points("A", steps, dz, unit, windows, out)

    def kernels_to_points(self, w, empty=np.empty):
        """Return U (points, F, C) = G w, for kernels (F, KH, KW, C)."""
        F, KH, KW, C = w.shape
        G = self._kernel_matrix().astype(w.dtype)
        U = empty((len(G), F, C), w.dtype)
        np.matmul(G, w.reshape(F, KH * KW, C), out=U.transpose(1, 0, 2))
        return U

    def points_to_kernels(self, dU):
        """Return dw (F, KH, KW, C) = G^T dU: the transpose of `kernels_to_points`."""
        (_, KH, KW, _), (_, F, C) = self.layer.w.shape, dU.shape
        G = self._kernel_matrix().astype(dU.dtype)
        return np.matmul(G.T, dU.transpose(1, 0, 2)).reshape(F, KH, KW, C)

    def points_to_units(self, M, b, z, unit):
        """Write z = A^T M + b where the unit lies."""
        OH, OW = self.layer.windows
        (start, stop), _ = self._windows(unit)
        place = z[unit.images, start : min(stop, OH)]
        with scratch.borrowed():
            steps = self.rows.outputs, self.columns.outputs
            Z = self._from_points("A", steps, M, unit)
            np.add(Z[:, : place.shape[1], :OW], b, out=place)

    def points_to_images(self, dV, dx, unit):
        """Add dx = B^T dV: the transpose of `images_to_points`."""
        with scratch.borrowed():
            steps = self.rows.step, self.columns.step
            block = self._from_points("B", steps, dV, unit)
            (top, _), (left, _) = self._pixels(unit)
            rows, columns = (top, top + block.shape[1]), (left, left + block.shape[2])
            with self._lock:  # bands of an image overlap
                add_block(dx, block, unit.images, rows, columns)

    def _to_points(self, name, steps, a, unit, where, out):
        by_rows, by_columns = getattr(self.rows, name), getattr(self.columns, name)
        images, Q = len(a[unit.images]), a.shape[3]
        tiles = images, unit.count, self.shape[1]
        if out is None:
            out = scratch.empty((self.points, prod(tiles), Q), a.dtype)
        points = out.reshape(len(by_columns), len(by_rows), *tiles, Q)
        with scratch.borrowed():
            block = cut_block(a, unit.images, *where)
            lines = block.reshape(*block.shape[:2], -1)
            rows = spread(by_rows, lines, unit.count, steps[0])
            rows = rows.reshape(*rows.shape[:3], -1, Q)
            spread(by_columns, rows, self.shape[1], steps[1], out=points)
        return out

    def _from_points(self, name, steps, points, unit):
        by_rows, by_columns = getattr(self.rows, name), getattr(self.columns, name)
        tiles, Q = (-1, unit.count, self.shape[1]), points.shape[2]
        points = points.reshape(len(by_columns), len(by_rows), *tiles, Q)
        rows = fold(by_columns, points, steps[1])
        block = fold(by_rows, rows.reshape(*rows.shape[:3], -1), steps[0])
        return block.reshape(*block.shape[:2], -1, Q)

    def _pixels(self, unit):
        """Tell which rows and columns of x the unit reads."""
        (top, left), (_, width) = self.layer.corner, self.shape
        start = unit.first * self.rows.step - top
        return (
            (start, start + self.rows.reach(unit.count)),
            (-left, -left + self.columns.reach(width)),
        )

    def _windows(self, unit):
        m, width = self.rows.outputs, self.columns.outputs * self.shape[1]
        return (unit.first * m, (unit.first + unit.count) * m), (0, width)

    def _kernel_matrix(self):
        G = np.einsum("vq,up->vupq", self.columns.G, self.rows.G)
        return G.reshape(self.points, -1)
