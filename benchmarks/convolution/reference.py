"""The referee: the layer of the chapter in double precision, in bands of rows.

One matrix for a whole image of shape J would take 6 GB. A band of output rows sees a
band of the padded image, and what it sends back is added onto that band.
"""

import numpy as np

import convlab
from convlab.geometry import crop, extent, zero_pad

__all__ = ["differ", "refer"]

MOST = 2**28  # bytes of the matrix of a band


def refer(case):
    """Give z, dx, dw, db in double precision."""
    shape, (w, b, dz) = case.shape, _double(case.w, case.b, case.dz)
    x = zero_pad(case.x.astype(np.float64), shape.widths)
    z, dx, dw, db = (np.zeros(a.shape) for a in (dz, x, w, b))
    how = {**shape.settings, "padding": "valid"}
    for n, rows, reach in _bands(shape):
        z[n, rows] = convlab.forward(x[n, reach], w, b, **how)
        part = convlab.backward(dz[n, rows], x[n, reach], w, **how)
        dx[n, reach] += part.dx
        dw += part.dw
        db += part.db
    return z, crop(dx, shape.widths), dw, db


def differ(arrays, references):
    """Give the worst max |error| / max |reference| of the pairs, shapes compared."""
    for array, reference in zip(arrays, references, strict=True):
        if array.shape != reference.shape:
            raise ValueError(f"gave {array.shape}, expected {reference.shape}")
    return max(
        float(np.abs(array - reference).max() / np.abs(reference).max())
        for array, reference in zip(arrays, references, strict=True)
    )


def _bands(shape):
    """Give an image, a band of its output rows, and the padded rows they read."""
    (OH, OW), s = shape.windows, shape.stride
    height = max(1, MOST // (shape.K**2 * shape.C * OW * 8))
    for n in range(shape.B):
        for start in range(0, OH, height):
            stop = min(start + height, OH)
            last = (stop - 1) * s + extent(shape.K, shape.dilation)
            yield slice(n, n + 1), slice(start, stop), slice(start * s, last)


def _double(*arrays):
    return [array.astype(np.float64) for array in arrays]
