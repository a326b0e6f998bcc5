"""The backends that compute a layer: convlab, convlab.fast, PyTorch, JAX and SciPy."""

import os
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

import convlab
from convlab import fast
from convlab._spec import check_layer
from convlab.fast._engine.phases import plain_layers
from convlab.geometry import crop, zero_pad

__all__ = ["BACKENDS", "Backend", "compute_by", "plain_layer"]


class Backend(NamedTuple):
    """Calls without arguments: forward gives z, and backward (dx, dw, db)."""

    forward: Callable
    backward: Callable
    to_numpy: Callable = np.asarray


def _convlab(layer, case, arrays):
    x, w, b, dz = arrays
    return Backend(
        lambda: layer.forward(x, w, b, **case.settings),
        lambda: layer.backward(dz, x, w, **case.settings),
    )


def _torch(memory_format, case, arrays):
    """Call PyTorch's kernels without autograd, on tensors already in their format."""
    import torch
    from torch.nn import functional

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 1)))
    b, layout = torch.from_numpy(arrays.b), getattr(torch, memory_format)
    x, w, dz = (
        torch.from_numpy(a).permute(0, 3, 1, 2).contiguous(memory_format=layout)
        for a in (arrays.x, arrays.w, arrays.dz)
    )
    (top, bottom), (left, right) = case.widths
    even = top == bottom and left == right  # or padding is a copy, and timed
    zeros = (0, 0, 0, 0) if even else (left, right, top, bottom)
    steps = [case.stride] * 2, [top, left] if even else [0, 0], [1, 1]

    def pad():
        return x if even else functional.pad(x, zeros)

    @torch.no_grad()
    def forward():
        return functional.conv2d(pad(), w, b, *steps)

    @torch.no_grad()
    def backward():
        rest = False, [0, 0], 1, [True] * 3  # not transposed, 1 group, all gradients
        dx, dw, db = torch.ops.aten.convolution_backward(
            dz, pad(), w, [case.F], *steps, *rest
        )
        columns, _, rows, _ = zeros
        return dx[:, :, rows : rows + case.H, columns : columns + case.W], dw, db

    def to_numpy(tensor):
        return (tensor.permute(0, 2, 3, 1) if tensor.ndim == 4 else tensor).numpy()

    return Backend(forward, backward, to_numpy)


def _jax(case, arrays):
    """Call JAX, compiled before it is timed, on arrays of its own."""
    import jax

    x, w, b, dz = map(jax.device_put, arrays)
    settings = {
        "window_strides": (case.stride,) * 2,
        "padding": case.widths,
        "dimension_numbers": ("NHWC", "OHWI", "NHWC"),
    }

    def layer(x, w, b):
        return jax.lax.conv_general_dilated(x, w, **settings) + b

    def gradients(x, w, b, dz):
        return jax.vjp(layer, x, w, b)[1](dz)

    forward = jax.jit(layer).lower(x, w, b).compile()
    backward = jax.jit(gradients).lower(x, w, b, dz).compile()
    return Backend(
        lambda: jax.block_until_ready(forward(x, w, b)),
        lambda: jax.block_until_ready(backward(x, w, b, dz)),
    )


def _scipy(case, arrays):
    """Call `scipy.signal` for each image and kernel: it has neither B nor F."""
    from scipy.signal import convolve, correlate

    x, w, s = zero_pad(arrays.x, case.widths), arrays.w, case.stride
    (B, H, W, _), K, F = x.shape, case.K, case.F

    def forward():
        z = np.empty_like(arrays.dz)
        for n, f in np.ndindex(B, F):
            z[n, :, :, f] = correlate(x[n], w[f], "valid")[::s, ::s, 0]
        return z + arrays.b

    def backward():
        dx, dw = np.zeros_like(x), np.zeros_like(w)
        dz = np.zeros((B, H - K + 1, W - K + 1, F), x.dtype)
        dz[:, ::s, ::s] = arrays.dz
        for n, f in np.ndindex(B, F):
            dz_nf = dz[n, :, :, f, None]
            dx[n] += convolve(dz_nf, w[f])
            dw[f] += correlate(x[n], dz_nf, "valid")
        return crop(dx, case.widths), dw, arrays.dz.sum(axis=(0, 1, 2))

    return Backend(forward, backward)


def compute_by(method, case, arrays):
    """Compute z by a method of `convlab.fast`, whatever `fast` itself would choose."""
    z = np.empty_like(arrays.dz)
    method.forward(plain_layer(case, arrays), arrays.b, z)
    return z


def plain_layer(case, arrays):
    """Return the case as `convlab.fast` hands it to a method."""
    checked = check_layer(arrays.x, arrays.w, **case.settings)
    ((layer, *_),) = plain_layers(*checked)
    return layer


KNOWN = {  # by name: the package to install, and how to prepare a case
    "fast": ("convlab", partial(_convlab, fast)),
    "torch contiguous": ("torch", partial(_torch, "contiguous_format")),
    "torch channels_last": ("torch", partial(_torch, "channels_last")),
    "jax": ("jax", _jax),
    "scipy": ("scipy", _scipy),
    "im2col": ("convlab", partial(_convlab, convlab)),
}
BACKENDS = {name: build for name, (needs, build) in KNOWN.items() if find_spec(needs)}
