"""How much each way to compute loses in single precision, against double precision."""

import statistics

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.fast import toom_cook

__all__ = ["measure_precision"]

SIZE, K, C, F = 24, 3, 256, 64  # windows a side; whole tiles of 1, 2, 3, 4 and 6
OURS = 1, 2, 3, 4
CLASSIC = {4: (0, 1, -1, 2, -2), 6: (0, 1, -1, 2, -2, 0.5, -0.5)}
BOUND = 2e-5  # what a fast layer may lose at most


def measure_precision(draws, tell):
    """Give max |error| / max |z| of each way: the median of several draws."""
    tiles = {("ours", m): toom_cook.tile(m, K, 1) for m in OURS}
    for m, points in CLASSIC.items():
        matrices = toom_cook.interpolate(points, m, K)
        tiles["classic", m] = toom_cook.Tile(*matrices, m)
    ways = {key: _by_tiles(tile) for key, tile in tiles.items()}
    ways |= {("direct",): _direct, ("fft",): _fft}
    losses = {key: [] for key in ways}
    for draw in range(draws):
        tell(f"precision, draw {draw + 1} of {draws}")
        for key, loss in _losses(np.random.default_rng(draw), ways).items():
            losses[key].append(loss)
    return _arrange({key: statistics.median(some) for key, some in losses.items()})


def _losses(rng, ways):
    side = SIZE + K - 1
    x = rng.standard_normal((side, side, C), np.float32)
    w = rng.standard_normal((F, K, K, C), np.float32)
    z = _direct(x.astype(float), w.astype(float))
    largest = np.abs(z).max()
    return {
        key: float(np.abs(way(x, w) - z).max() / largest) for key, way in ways.items()
    }


def _direct(x, w):
    windows = sliding_window_view(x, (K, K), (0, 1)).transpose(0, 1, 3, 4, 2)
    return windows.reshape(SIZE, SIZE, -1) @ w.reshape(F, -1).T


def _fft(x, w):
    size = x.shape[:2]
    W = np.conj(np.fft.rfft2(w, size, (1, 2))).transpose(1, 2, 3, 0)
    Z = np.fft.rfft2(x, axes=(0, 1))[:, :, None] @ W
    return np.fft.irfft2(Z[:, :, 0], size, (0, 1))[:SIZE, :SIZE]


def _by_tiles(tile):
    A, B, G = (a.astype(np.float32) for a in tile[:3])
    m, L = A.shape[1], B.shape[1]

    def forward(x, w):
        patches = sliding_window_view(x, (L, L), (0, 1))[::m, ::m]
        V = _both(B, _both(B, patches, -1), -2)  # tiles, tiles, C, P, P
        U = _both(G, _both(G, w, 1), 2)
        M = V.transpose(3, 4, 0, 1, 2).reshape(len(A), len(A), -1, C)
        M = M @ U.transpose(1, 2, 3, 0)  # P, P, tiles * tiles, F
        Z = _both(A.T, _both(A.T, M, 0), 1).reshape(m, m, SIZE // m, SIZE // m, F)
        return Z.transpose(2, 0, 3, 1, 4).reshape(SIZE, SIZE, F)

    return forward


def _both(matrix, a, axis):
    """Apply a matrix along one axis."""
    return np.moveaxis(np.tensordot(a, matrix, (axis, 1)), -1, axis)


def _arrange(medians):
    found = {"bound": BOUND, "channels": C, "ours": {}, "classic": {}}
    for (kind, *m), loss in medians.items():
        found |= {kind: found[kind] | {str(*m): loss} if m else loss}
    return found
