"""The same layer in SciPy, which shares no code with convlab."""

from itertools import product

import numpy as np
from scipy import signal

DIRECT = {"method": "direct"}  # no Fourier transform: integers stay exact


def forward(x, w, b, strides, widths, dilations):
    x, (sh, sw) = _pad(x, widths), strides
    kernels = _spread(w, dilations)
    z = [
        [_correlate(image[..., channels], kernels[f]) for f, channels in _reads(x, w)]
        for image in x
    ]
    return np.moveaxis(z, 1, 3)[:, ::sh, ::sw] + b


def dx(dz, x, w, strides, widths, dilations):
    gradient, kernels = np.zeros_like(_pad(x, widths)), _spread(w, dilations)
    places = _every_place(dz, gradient, kernels, strides)
    for n, (f, channels) in product(range(len(x)), _reads(x, w)):
        for c in range(w.shape[3]):
            stamps = signal.convolve(places[n, ..., f], kernels[f, ..., c], **DIRECT)
            gradient[n, :, :, channels][..., c] += stamps
    (top, _), (left, _) = widths
    return gradient[:, top : top + x.shape[1], left : left + x.shape[2]]


def dw(dz, x, w, strides, widths, dilations):
    x, (down, right) = _pad(x, widths), dilations
    gradient = np.zeros_like(_spread(w, dilations))
    places = _every_place(dz, x, gradient, strides)
    for n, (f, channels) in product(range(len(x)), _reads(x, w)):
        met = places[n, :, :, f, None]
        gradient[f] += signal.correlate(x[n, :, :, channels], met, "valid", **DIRECT)
    return gradient[:, ::down, ::right]


def _correlate(image, kernel):
    return signal.correlate(image, kernel, "valid", **DIRECT)[:, :, 0]


def _reads(x, w):
    """List every kernel with the channels it reads."""
    groups = np.split(np.arange(len(w)), x.shape[3] // w.shape[3])
    read = w.shape[3]
    return [
        (f, slice(g * read, (g + 1) * read))
        for g, kernels in enumerate(groups)
        for f in kernels
    ]


def _pad(x, widths):
    return np.pad(x, ((0, 0), *widths, (0, 0)))


def _spread(w, dilations):
    """Insert zeros between the weights."""
    (F, KH, KW, Cg), (down, right) = w.shape, dilations
    spread = np.zeros((F, down * (KH - 1) + 1, right * (KW - 1) + 1, Cg))
    spread[:, ::down, ::right] = w
    return spread


def _every_place(dz, padded, kernels, strides):
    """Spread dz over the output that stride 1 would have, on every stride-th unit."""
    (B, H, W, _), (F, EH, EW, _), (sh, sw) = padded.shape, kernels.shape, strides
    places = np.zeros((B, H - EH + 1, W - EW + 1, F))
    places[:, ::sh, ::sw] = dz
    return places
