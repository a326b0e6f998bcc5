"""The pair forward and backward: cut a layer into plain ones, and choose for each."""

import numpy as np

from convlab.agreement import check_bias, check_gradient, check_layer
from convlab.fast.choose import choose
from convlab.fast.plain import plain_layers
from convlab.gradients import Gradients

__all__ = ["backward", "forward"]


def forward(x, w, b=None, *, stride=1, padding="valid", dilation=1, groups=1):
    x, w, settings, windows = check_layer(x, w, stride, padding, dilation, groups)
    b = check_bias(b, w)
    dtype = np.result_type(x, w, b)
    x, w, b = (a.astype(dtype, copy=False) for a in (x, w, b))
    z = np.empty((len(x), *windows, len(w)), dtype)
    for layer, in_z, _, f in plain_layers(x, w, settings, windows):
        part = z[in_z]
        whole = part if part.flags.c_contiguous else np.empty(part.shape, dtype)
        choose(layer).forward(layer, b[f], whole)
        if whole is not part:
            part[...] = whole
    return z


def backward(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    dz, x, w, settings, windows = check_gradient(
        dz, x, w, stride, padding, dilation, groups
    )
    dtype = np.result_type(dz, x, w)
    given = [a.astype(dtype, copy=False) for a in (dz, x, w)]
    dx, dw = np.zeros(x.shape, dtype), np.zeros(w.shape, dtype)
    for layer, in_z, in_x, f in plain_layers(*given[1:], settings, windows):
        part = dx[in_x]
        whole = part if part.flags.c_contiguous else np.zeros(part.shape, dtype)
        dw_part = np.empty_like(layer.w)
        dz_part = np.ascontiguousarray(given[0][in_z])
        choose(layer).backward(layer, dz_part, whole, dw_part)
        dw[f] += dw_part
        if whole is not part:
            part[...] = whole
    return Gradients(
        dx.astype(np.result_type(dz, w), copy=False),
        dw.astype(np.result_type(dz, x), copy=False),
        sum_units(dz),
    )


def sum_units(dz, deep=256):
    """Add up all units of each kernel, by products with ones: pieces, then the pieces."""
    F = dz.shape[3]
    dz_2d = dz.reshape(-1, F)
    whole = len(dz_2d) // deep * deep
    ones = np.ones(deep, dz.dtype)
    pieces = ones @ dz_2d[:whole].reshape(-1, deep, F)
    rest = dz_2d[whole:].sum(axis=0)
    wide = np.promote_types(dz.dtype, np.float64)
    return (pieces.sum(axis=0, dtype=wide) + rest).astype(dz.dtype)
