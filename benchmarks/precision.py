"""Measure the error of each way in single precision, against double precision."""

from statistics import median
from unittest.mock import patch

import numpy as np

import convlab
from backends import compute_by
from cases import Case, compute_reference, relative_error
from convlab.fast import toom_cook
from convlab.fast._engine import tiling
from convlab.fast.methods import fourier, winograd

__all__ = ["measure_precision"]

CASE = Case("precision", 1, 26, 26, 256, 64, 3, 1, 0)  # whole tiles of 1, 2, 3, 4, 6
CLASSIC = {4: (0, 1, -1, 2, -2), 6: (0, 1, -1, 2, -2, 0.5, -0.5)}
BOUND = 2e-5  # the largest error allowed for a fast layer


def measure_precision(draws=9):
    """Return max |error| / max |z| of each way: the median of several draws."""
    given = [CASE.draw(seed) for seed in range(draws)]
    given = [arrays._replace(b=np.zeros_like(arrays.b)) for arrays in given]
    expected = [compute_reference(CASE, arrays)[0] for arrays in given]

    def error(compute):
        found = zip(map(compute, given), expected, strict=True)
        return median(relative_error(*pair) for pair in found)

    def error_of_tiles(tile):
        tile = toom_cook.Tile(*(a.astype(np.float32) for a in tile[:3]), tile.step)
        with patch.object(tiling, "best_tile", lambda *_: tile):
            return error(lambda arrays: compute_by(winograd, CASE, arrays))

    return {
        "bound": BOUND,
        "channels": CASE.C,
        "ours": {
            str(m): error_of_tiles(toom_cook.tile(m, CASE.K, 1)) for m in (1, 2, 3, 4)
        },
        "classic": {
            str(m): error_of_tiles(
                toom_cook.Tile(*toom_cook.interpolate(points, m, CASE.K), m)
            )
            for m, points in CLASSIC.items()
        },
        "direct": error(lambda arrays: convlab.forward(*arrays[:3], padding=0)),
        "fft": error(lambda arrays: compute_by(fourier, CASE, arrays)),
    }
