"""The backends that compute a layer: convlab, convlab.fast, PyTorch, JAX and SciPy."""

import importlib
import os
import time
from collections.abc import Callable
from itertools import product
from typing import NamedTuple

import numpy as np

from convlab.geometry import crop, zero_pad

__all__ = ["BACKENDS", "TRACED", "Backend", "build"]


class Backend(NamedTuple):
    """Calls without arguments: forward gives z, and backward (dx, dw, db)."""

    forward: Callable
    backward: Callable
    to_numpy: Callable = np.asarray


def build(name, case, arrays):
    """Prepare a backend for a case; raise ImportError if it is not installed."""
    return BACKENDS[name](case, arrays)


def _convlab(module):
    def build(case, arrays):
        (x, w, b, dz), layer = arrays, importlib.import_module(module)
        return Backend(
            lambda: layer.forward(x, w, b, **case.settings),
            lambda: layer.backward(dz, x, w, **case.settings),
        )

    return build


def _torch(memory_format):
    """Call PyTorch's kernels without autograd, on tensors already in their format."""

    def build(case, arrays):
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
        padding = [top, left] if even else [0, 0]
        steps = [case.stride] * 2, padding, [1, 1]

        def pad():
            return x if even else functional.pad(x, zeros)

        @torch.no_grad()
        def forward():
            return functional.conv2d(pad(), w, b, *steps)

        @torch.no_grad()
        def backward():
            rest = False, [0, 0], 1, [True] * 3  # not transposed, 1 group, all of them
            dx, dw, db = torch.ops.aten.convolution_backward(
                dz, pad(), w, [case.F], *steps, *rest
            )
            H, W = x.shape[2:]
            rows, columns = slice(zeros[2], zeros[2] + H), slice(zeros[0], zeros[0] + W)
            return dx[:, :, rows, columns], dw, db

        def to_numpy(tensor):
            return (tensor.permute(0, 2, 3, 1) if tensor.ndim == 4 else tensor).numpy()

        return Backend(forward, backward, to_numpy)

    return build


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
    from scipy import signal

    x, w, finished = zero_pad(arrays.x, case.widths), arrays.w, set()

    def forward():
        z, s = np.empty_like(arrays.dz), case.stride
        for n, f in pairs("forward"):
            z[n, :, :, f] = signal.correlate(x[n], w[f], "valid")[::s, ::s, 0]
        return z + arrays.b

    def backward():
        (B, H, W, _), K, s = x.shape, case.K, case.stride
        dx, dw = np.zeros_like(x), np.zeros_like(w)
        dz = np.zeros((B, H - K + 1, W - K + 1, case.F), x.dtype)
        dz[:, ::s, ::s] = arrays.dz
        for n, f in pairs("backward"):
            dz_nf = dz[n, :, :, f, None]
            dx[n] += signal.convolve(dz_nf, w[f])
            dw[f] += signal.correlate(x[n], dz_nf, "valid")
        return crop(dx, case.widths), dw, arrays.dz.sum(axis=(0, 1, 2))

    def pairs(direction, limit=10):
        """Yield each image with each kernel, unless the first call takes too long."""
        start, count = time.perf_counter(), case.B * case.F
        for done, (n, f) in enumerate(product(range(case.B), range(case.F))):
            took = time.perf_counter() - start
            is_slow = took > 0.1 and took / done * count > limit  # seconds
            if is_slow and direction not in finished:
                raise TimeoutError(f"a call would take {took / done * count:.0f} s")
            yield n, f
        finished.add(direction)

    return Backend(forward, backward)


BACKENDS = {
    "fast": _convlab("convlab.fast"),
    "torch contiguous": _torch("contiguous_format"),
    "torch channels_last": _torch("channels_last"),
    "jax": _jax,
    "scipy": _scipy,
    "im2col": _convlab("convlab"),
}
TRACED = ["fast", "im2col"]  # tracemalloc sees what NumPy allocates, and nothing else
