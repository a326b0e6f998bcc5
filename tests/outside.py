"""The same layer by SciPy, which shares no code with convlab."""

import numpy as np
from scipy import signal

DIRECT = {"method": "direct"}  # no Fourier transform: integers stay exact


def forward(x, w, b, strides, widths):
    x, (sh, sw) = _pad(x, widths), strides
    kernels = range(len(w))
    z = [
        [signal.correlate(image, w[f], "valid", **DIRECT)[:, :, 0] for f in kernels]
        for image in x
    ]
    return np.moveaxis(z, 1, 3)[:, ::sh, ::sw] + b


def dx(dz, x, w, strides, widths):
    padded = _pad(x, widths)
    spread = _spread(dz, padded, w, strides)
    gradient = np.zeros_like(padded)
    for n, f, c in np.ndindex(len(x), len(w), x.shape[3]):
        image, kernel = spread[n, :, :, f], w[f, :, :, c]
        gradient[n, :, :, c] += signal.convolve(image, kernel, "full", **DIRECT)
    (top, _), (left, _) = widths
    return gradient[:, top : top + x.shape[1], left : left + x.shape[2]]


def dw(dz, x, w, strides, widths):
    x = _pad(x, widths)
    spread = _spread(dz, x, w, strides)
    gradient = np.zeros(w.shape)
    for n, f, c in np.ndindex(len(x), len(w), x.shape[3]):
        image, kernel = x[n, :, :, c], spread[n, :, :, f]
        gradient[f, :, :, c] += signal.correlate(image, kernel, "valid", **DIRECT)
    return gradient


def _pad(x, widths):
    return np.pad(x, ((0, 0), *widths, (0, 0)))


def _spread(dz, padded, w, strides):
    """Put dz on every stride-th unit of the output that stride 1 would have."""
    (B, H, W, _), (F, KH, KW, _), (sh, sw) = padded.shape, w.shape, strides
    spread = np.zeros((B, H - KH + 1, W - KW + 1, F))
    spread[:, ::sh, ::sw] = dz
    return spread
