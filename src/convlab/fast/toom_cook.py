"""Convolve one axis with fewer multiplications: evaluate, multiply, interpolate."""

from functools import cache
from typing import NamedTuple

import numpy as np

__all__ = ["MOST_POINTS", "Tile", "best_tile"]

HALF = 0.5**0.5
POINTS = {  # of evaluation, infinity aside; the last set loses least to rounding
    2: (0,),
    3: (0, -1),
    4: (0, 1, -1),
    5: (0, 1, -1, 2),
    6: (0, HALF, -HALF, 2 * HALF, -2 * HALF),
}
MOST_POINTS = max(POINTS)


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
        """Count the pixels that so many tiles cover."""
        return (count - 1) * self.step + self.B.shape[1]


@cache
def best_tile(windows, kernel, stride, dtype):
    """Choose m so that all windows of an axis take the fewest products."""
    sizes = range(1, MOST_POINTS + 1)
    tiles = [tile(m, kernel, stride) for m in sizes if _fits(m, kernel, stride)]
    best = min(tiles, key=lambda t: -(-windows // t.outputs) * len(t.A))
    return Tile(*(a.astype(dtype) for a in best[:3]), best.step)


def tile(m, kernel, stride):
    """Build the tile of m outputs (equation :eq:`toom-cook`).

    With stride s, the weights r, r + s, r + 2s, ... meet only every s-th pixel: s tiles
    of stride 1 side by side, and the sum of what they give.
    """
    L = stride * (m - 1) + kernel
    A, B, G = [], [], []
    for r in range(min(stride, kernel)):
        a, b, g = _interpolate(m, _taps(kernel, stride, r))
        A.append(a)
        B.append(_every(b, L, r, stride))
        G.append(_every(g, kernel, r, stride))
    return Tile(np.vstack(A), np.vstack(B), np.vstack(G), stride * m)


def _interpolate(m, kernel):
    """A, B and G for stride 1, from m + K - 1 points and one of them at infinity."""
    P = m + kernel - 1
    if m == 1 or kernel == 1:  # one sum of K products, or m products
        return np.ones((P, 1)) if m == 1 else np.eye(P), np.eye(P), (
            np.eye(P) if m == 1 else np.ones((P, 1))
        )
    B = np.linalg.inv(_powers(P, P)).T
    scale = 2.0 ** np.round(np.log2(np.abs(B).max(axis=1, keepdims=True)))
    return _powers(P, m), B / scale, _powers(P, kernel) * scale


def _powers(P, count):
    """Evaluate polynomials with `count` coefficients: a row of powers for each point."""
    finite = np.vander(np.array(POINTS[P], float), count, increasing=True)
    return np.vstack([finite, np.eye(count)[-1:]])  # at infinity the last one rules


def _every(matrix, length, first, stride):
    """Spread the columns over an axis of that length, one at every s-th place."""
    spread = np.zeros((len(matrix), length))
    spread[:, first::stride][:, : matrix.shape[1]] = matrix
    return spread


def _taps(kernel, stride, r):
    return -(-(kernel - r) // stride)


def _fits(m, kernel, stride):
    """Tell whether points are known for it; nothing is won with more."""
    longest = _taps(kernel, stride, 0)
    return m + longest - 1 <= MOST_POINTS or m == 1
