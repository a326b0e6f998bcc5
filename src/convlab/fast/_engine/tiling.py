"""Winograd's tiles: transform the arrays of a layer to evaluation points, and back."""

from math import prod
from threading import Lock

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import Block, cut_blocks
from convlab.fast._engine.matmul import multiply
from convlab.fast._engine.strided import add_cropped, read_padded, sliding_windows
from convlab.fast.toom_cook import best_tile

__all__ = ["Tiling", "fold", "spread"]


def spread(matrix, a, count, step, out=None):
    """Apply a matrix (P, L) to `count` windows along the second-to-last axis.

    a : array (..., N, Q), window t begins at t * step. Returns (P, ..., count, Q).
    """
    *lead, _, Q = a.shape
    P, L = matrix.shape
    if out is None:
        out = scratch.empty((P, *lead, count, Q), a.dtype)
    windows = sliding_windows(a, a.ndim - 2, count, step, L)
    multiply(matrix, windows, out=_points_last(out))
    return out


def fold(matrix, a, step):
    """Apply the transpose of `spread`: windows add up where they overlap.

    a : array (P, ..., count, Q). Returns (..., (count - 1) * step + L, Q). If L < step,
    zeros fill the axis up to the end of the last step.
    """
    _, *lead, count, Q = a.shape
    L = matrix.shape[1]
    steps = -(-L // step)
    out = scratch.empty((*lead, count + steps - 1, step, Q), a.dtype)
    out[..., count:, :, :] = 0
    points = _points_last(a)
    for k in range(steps):
        part = matrix[:, k * step : (k + 1) * step].T
        place = out[..., k : k + count, : len(part), :]
        if k == 0:
            multiply(part, points, out=place)
            out[..., :count, len(part) :, :] = 0
            continue
        with scratch.frame():
            product = scratch.empty(place.shape, a.dtype)
            multiply(part, points, out=product)
            place += product
    rows = max((count - 1) * step + L, count * step)
    return out.reshape(*lead, (count + steps - 1) * step, Q)[..., :rows, :]


def _points_last(a):
    """View (P, ..., Q) as (..., P, Q)."""
    return a.transpose(*range(1, a.ndim - 1), 0, a.ndim - 1)


class Tiling:
    """A layer cut into tiles, each several windows high and wide.

    Attributes
    ----------
    rows, columns : Tile
        The transform matrices for each axis.
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
        """Count the multiplications per tile, for one channel and one kernel."""
        return len(self.rows.A) * len(self.columns.A)

    def blocks(self):
        """Cut the images into bands of tiles."""
        (B, *_, C), F = self.layer.x.shape, len(self.layer.w)
        row = self.points * self.shape[1] * max(C, F) * self.rows.A.itemsize
        return cut_blocks(B, self.shape[0], row, self.layer.block)

    @property
    def size(self):
        """Count the tiles of one image."""
        return self.shape[0] * self.shape[1]

    def block(self, images):
        """Return one block with all tiles of some images."""
        return Block(images, 0, self.shape[0])

    def tiles(self, images):
        """Return the slice that some images take up among the tiles of all."""
        return slice(images.start * self.size, images.stop * self.size)

    def images_to_points(self, block, out=None):
        """Return V (points, tiles, C) = B x, along rows and then columns."""
        pixels, steps = self._pixels(block), (self.rows.step, self.columns.step)
        return self._to_points("B", steps, self.layer.x, block, pixels, out)

    def gradient_to_points(self, dz, block, out=None):
        """Return dM (points, tiles, F) = A dz: the transpose of `points_to_z`."""
        windows, steps = self._windows(block), (self.rows.outputs, self.columns.outputs)
        return self._to_points("A", steps, dz, block, windows, out)

    def kernels_to_points(self, w, empty=np.empty):
        """Return U (points, F, C) = G w, for kernels (F, KH, KW, C)."""
        F, KH, KW, C = w.shape
        G = self._kernel_matrix().astype(w.dtype)
        U = empty((len(G), F, C), w.dtype)
        multiply(G, w.reshape(F, KH * KW, C), out=U.transpose(1, 0, 2))
        return U

    def points_to_kernels(self, dU):
        """Return dw (F, KH, KW, C) = G^T dU: the transpose of `kernels_to_points`."""
        (_, KH, KW, _), (_, F, C) = self.layer.w.shape, dU.shape
        G = self._kernel_matrix().astype(dU.dtype)
        dw = np.empty((F, KH * KW, C), dU.dtype)
        multiply(G.T, dU.transpose(1, 0, 2), out=dw)
        return dw.reshape(F, KH, KW, C)

    def points_to_z(self, M, b, z, block):
        """Write z = A^T M + b into the rows of the block."""
        OH, OW = self.layer.windows
        (start, stop), _ = self._windows(block)
        place = z[block.images, start : min(stop, OH)]
        with scratch.frame():
            steps = self.rows.outputs, self.columns.outputs
            Z = self._from_points("A", steps, M, block)
            np.add(Z[:, : place.shape[1], :OW], b, out=place)

    def points_to_images(self, dV, dx, block):
        """Add dx = B^T dV: the transpose of `images_to_points`."""
        with scratch.frame():
            steps = self.rows.step, self.columns.step
            padded = self._from_points("B", steps, dV, block)
            (top, _), (left, _) = self._pixels(block)
            rows, columns = (top, top + padded.shape[1]), (left, left + padded.shape[2])
            with self._lock:  # bands of an image share pixels
                add_cropped(dx, padded, block.images, rows, columns)

    def _to_points(self, name, steps, a, block, where, out):
        by_rows, by_columns = getattr(self.rows, name), getattr(self.columns, name)
        images, Q = len(a[block.images]), a.shape[3]
        tiles = images, block.count, self.shape[1]
        if out is None:
            out = scratch.empty((self.points, prod(tiles), Q), a.dtype)
        points = out.reshape(len(by_columns), len(by_rows), *tiles, Q)
        with scratch.frame():
            padded = read_padded(a, block.images, *where)
            lines = padded.reshape(*padded.shape[:2], -1)
            rows = spread(by_rows, lines, block.count, steps[0])
            rows = rows.reshape(*rows.shape[:3], -1, Q)
            spread(by_columns, rows, self.shape[1], steps[1], out=points)
        return out

    def _from_points(self, name, steps, points, block):
        by_rows, by_columns = getattr(self.rows, name), getattr(self.columns, name)
        tiles, Q = (-1, block.count, self.shape[1]), points.shape[2]
        points = points.reshape(len(by_columns), len(by_rows), *tiles, Q)
        rows = fold(by_columns, points, steps[1])
        lines = fold(by_rows, rows.reshape(*rows.shape[:3], -1), steps[0])
        return lines.reshape(*lines.shape[:2], -1, Q)

    def _pixels(self, block):
        """Return the rows and columns of x, (start, stop), that the block reads."""
        (top, left), (_, width) = self.layer.corner, self.shape
        start = block.first * self.rows.step - top
        return (
            (start, start + self.rows.reach(block.count)),
            (-left, -left + self.columns.reach(width)),
        )

    def _windows(self, block):
        m, width = self.rows.outputs, self.columns.outputs * self.shape[1]
        return (block.first * m, (block.first + block.count) * m), (0, width)

    def _kernel_matrix(self):
        G = np.einsum("vq,up->vupq", self.columns.G, self.rows.G)
        return G.reshape(self.points, -1)
