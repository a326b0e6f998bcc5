"""SciPy, an image and a kernel at a time: `scipy.signal` knows neither batch nor F.

SciPy chooses between the direct sum and the FFT itself. A call that would take over
TOO_LONG seconds is given up early.
"""

import time
from itertools import product

import numpy as np
from scipy import signal

from convlab.geometry import crop, zero_pad
from convolution.contestants import Contestant

__all__ = ["pair_by_pair"]

TOO_LONG = 10  # seconds


def pair_by_pair(case):
    """Enter `scipy.signal.correlate` and `convolve`."""
    return Contestant(lambda: _forward(case), lambda: _backward(case))


def _forward(case):
    x, w, s = zero_pad(case.x, case.shape.widths), _kernels(case), case.shape.stride
    z = np.empty_like(case.dz)
    for n, f in _pairs(case.shape):
        image = x[n][..., _channels(case.shape, f)]
        z[n, :, :, f] = signal.correlate(image, w[f], "valid")[::s, ::s, 0]
    return z + case.b


def _backward(case):
    x, w, shape = zero_pad(case.x, case.shape.widths), _kernels(case), case.shape
    dz, dx, dw = _spread(case.dz, shape.stride), np.zeros_like(x), np.zeros_like(w)
    H, W = dz.shape[1] + w.shape[1] - 1, dz.shape[2] + w.shape[2] - 1
    for n, f in _pairs(shape):
        reached = n, slice(H), slice(W), _channels(shape, f)
        dz_nf = dz[n, :, :, f, None]
        dx[reached] += signal.convolve(dz_nf, w[f])
        dw[f] += signal.correlate(x[reached], dz_nf, "valid")
    d = shape.dilation
    return crop(dx, shape.widths), dw[:, ::d, ::d], case.dz.sum(axis=(0, 1, 2))


def _kernels(case):
    return _spread(case.w, case.shape.dilation)


def _channels(shape, f):
    """Give the channels that kernel f reads."""
    size = shape.C // shape.groups
    group = f // (shape.F // shape.groups)
    return slice(group * size, (group + 1) * size)


def _spread(array, step):
    """Put step - 1 zeros between the rows and between the columns."""
    B, H, W, C = array.shape
    spread = np.zeros((B, (H - 1) * step + 1, (W - 1) * step + 1, C), array.dtype)
    spread[:, ::step, ::step] = array
    return spread


def _pairs(shape):
    """Give each image with each kernel, unless that would take too long."""
    start, count = time.perf_counter(), shape.B * shape.F
    for done, pair in enumerate(product(range(shape.B), range(shape.F))):
        took = time.perf_counter() - start
        if took > 0.1 and took / done * count > TOO_LONG:
            raise TimeoutError(f"a call would take {took / done * count:.0f} s")
        yield pair
