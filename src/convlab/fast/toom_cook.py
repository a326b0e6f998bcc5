"""Toom-Cook: convolve one axis by evaluation, multiplication and interpolation."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

__all__ = ["Tile", "best_tile", "interpolate", "tile"]

HALF = 0.5**0.5
POINTS = {  # to evaluate at, besides infinity: those that lose least to rounding
    2: (0,),
    3: (0, -1),
    4: (0, 1, -1),
    5: (0.6, -0.6, 1.2, -1.2),
    6: (0, HALF, -HALF, 2 * HALF, -2 * HALF),
}
MOST = max(POINTS)  # with more points, float32 loses too many digits


class Tile(NamedTuple):
    """m outputs of one axis from P products: z = A^T ((G w) * (B x)).

    Attributes
    ----------
    A : array (P, m)
    B : array (P, L)
        L = s (m - 1) + K pixels that the m windows cover.
    G : array (P, K)
    step : int
        Pixels from one tile to the next, s m.
    """

    A: np.ndarray
    B: np.ndarray
    G: np.ndarray
    step: int

    @property
    def outputs(self):
        """Count the windows of one tile, m."""
        return self.A.shape[1]

    def reach(self, count):
        """Count the pixels that `count` tiles cover."""
        return (count - 1) * self.step + self.B.shape[1]


@lru_cache
def best_tile(windows, kernel, stride, dtype):
    """Choose the m that takes the fewest products for all windows of an axis."""
    tiles = [tile(m, kernel, stride) for m in range(1, MOST + 1)]
    best = min(tiles, key=lambda t: -(-windows // t.outputs) * len(t.A))
    return _frozen(*(a.astype(dtype) for a in best[:3]), best.step)


@lru_cache
def tile(m, kernel, stride):
    """Build the tile of m outputs (equation :eq:`toom-cook`).

    With stride s, weights that are s apart read every s-th pixel, just as a kernel with
    stride 1 reads every pixel. Such a sequence of weights may need more points than
    POINTS has, so it is cut into shorter runs. Every run has its own products: its rows
    of A, B and G are stacked below those of the previous run.
    """
    L = stride * (m - 1) + kernel
    A, B, G = [], [], []
    for first, taps in _runs(m, kernel, stride):
        a, b, g = _products_of_a_run(m, taps)
        A.append(a)
        B.append(_spread_columns(b, L, first, stride))
        G.append(_spread_columns(g, kernel, first, stride))
    return _frozen(np.vstack(A), np.vstack(B), np.vstack(G), stride * m)


def _frozen(*parts):
    """Return a read-only tile, because the cache gives every caller the same one."""
    tile = Tile(*parts)
    for matrix in tile[:3]:
        matrix.flags.writeable = False
    return tile


def _runs(m, kernel, stride):
    """Yield (first weight, length) of each run of weights that are s apart."""
    longest = MOST + 1 - m
    for r in range(min(stride, kernel)):
        taps = len(range(r, kernel, stride))
        runs = -(-taps // longest)
        ends = [taps * k // runs for k in range(runs + 1)]
        for first, end in pairwise(ends):
            yield r + stride * first, end - first


def _products_of_a_run(m, taps):
    """Return A, B and G for m outputs and `taps` weights, from m + taps - 1 points."""
    P = m + taps - 1
    if m == 1:  # plain products and their sum: nothing to save
        return np.ones((P, 1)), np.eye(P), np.eye(P)
    if taps == 1:
        return np.eye(P), np.eye(P), np.ones((P, 1))
    return interpolate(POINTS[P], m, taps)


def interpolate(points, m, taps):
    """Return A, B and G for these points and infinity (equation :eq:`toom-cook`)."""
    B = np.linalg.inv(_powers(points, m + taps - 1)).T
    scale = 2.0 ** np.round(np.log2(np.abs(B).max(axis=1, keepdims=True)))
    return _powers(points, m), B / scale, _powers(points, taps) * scale


def _powers(points, count):
    """Return one row of `count` powers for each point, and one for infinity."""
    finite = np.vander(np.array(points, float), count, increasing=True)
    return np.vstack([finite, np.eye(count)[-1:]])  # at infinity: the highest power


def _spread_columns(matrix, length, first, stride):
    """Spread the columns over an axis of that length, s apart, starting at `first`."""
    spread = np.zeros((len(matrix), length))
    spread[:, first : first + stride * matrix.shape[1] : stride] = matrix
    return spread
