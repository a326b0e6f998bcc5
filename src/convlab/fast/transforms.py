"""Bring windows of an axis to points, and points back: two transposed maps."""

import numpy as np

from convlab.fast import scratch
from convlab.fast.windows import slide

__all__ = ["fold", "spread"]


def spread(matrix, a, count, step, out=None):
    """Apply a matrix (P, L) to `count` windows of the last axis but one.

    a : array (..., N, Q), window t begins at t * step. Returns (P, ..., count, Q).
    """
    *lead, _, Q = a.shape
    P, L = matrix.shape
    if out is None:
        out = scratch.empty((P, *lead, count, Q), a.dtype)
    windows = slide(a, a.ndim - 2, count, step, L)
    np.matmul(matrix, windows, out=_points_last(out))
    return out


def fold(matrix, a, step):
    """Apply the transpose, and add windows up where they overlap.

    a : array (P, ..., count, Q). Returns (..., (count - 1) * step + L, Q), and when
    L < step zeros up to the end of the last step.
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
        if k:
            place += np.matmul(part, points)
            continue
        np.matmul(part, points, out=place)
        out[..., :count, len(part) :, :] = 0
    rows = max((count - 1) * step + L, count * step)
    return out.reshape(*lead, (count + steps - 1) * step, Q)[..., :rows, :]


def _points_last(a):
    """See (P, ..., Q) as (..., P, Q)."""
    return a.transpose(*range(1, a.ndim - 1), 0, a.ndim - 1)
