"""Measure the error of each way in single precision, against double precision."""

import statistics

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.fast import toom_cook

__all__ = ["measure_precision"]

SIZE, K, C, F = 24, 3, 256, 64  # windows a side; whole tiles of 1, 2, 3, 4 and 6
OURS = 1, 2, 3, 4
CLASSIC = {4: (0, 1, -1, 2, -2), 6: (0, 1, -1, 2, -2, 0.5, -0.5)}
BOUND = 2e-5  # the largest error allowed for a fast layer


def measure_precision(draws=9):
    """Return max |error| / max |z| of each way: the median of several draws."""
    ours = {str(m): _by_tiles(toom_cook.tile(m, K, 1)) for m in OURS}
    classic = {
        str(m): _by_tiles(toom_cook.Tile(*toom_cook.interpolate(points, m, K), m))
        for m, points in CLASSIC.items()
    }
    arrays = [_draw(np.random.default_rng(draw)) for draw in range(draws)]
    return {
        "bound": BOUND,
        "channels": C,
        "ours": {m: _loss(forward, arrays) for m, forward in ours.items()},
        "classic": {m: _loss(forward, arrays) for m, forward in classic.items()},
        "direct": _loss(_direct, arrays),
        "fft": _loss(_fft, arrays),
    }


def _draw(rng):
    """Return x, w, and z in double precision."""
    x = rng.standard_normal((SIZE + K - 1, SIZE + K - 1, C), np.float32)
    w = rng.standard_normal((F, K, K, C), np.float32)
    return x, w, _direct(x.astype(float), w.astype(float))


def _loss(forward, arrays):
    losses = [np.abs(forward(x, w) - z).max() / np.abs(z).max() for x, w, z in arrays]
    return float(statistics.median(losses))


def _direct(x, w):
    windows = sliding_window_view(x, (K, K), (0, 1)).transpose(0, 1, 3, 4, 2)
    return windows.reshape(SIZE, SIZE, -1) @ w.reshape(F, -1).T


def _fft(x, w):
    size = x.shape[:2]
    W = np.conj(np.fft.rfft2(w, size, (1, 2))).transpose(1, 2, 3, 0)
    Z = np.fft.rfft2(x, axes=(0, 1))[:, :, None] @ W
    return np.fft.irfft2(Z[:, :, 0], size, (0, 1))[:SIZE, :SIZE]


def _by_tiles(tile):
    """Return Winograd's forward pass with the matrices of a tile, step by step."""
    A, B, G = (a.astype(np.float32) for a in tile[:3])
    m, L = A.shape[1], B.shape[1]

    def forward(x, w):
        patches = sliding_window_view(x, (L, L), (0, 1))[::m, ::m]
        V = np.einsum("pi,qj,xycij->pqxyc", B, B, patches, optimize=True)
        U = np.einsum("pi,qj,fijc->pqcf", G, G, w, optimize=True)
        M = V @ U[:, :, None]
        Z = np.einsum("pi,qj,pqxyf->xiyjf", A, A, M, optimize=True)
        return Z.reshape(SIZE, SIZE, F)

    return forward
