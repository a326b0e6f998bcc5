"""The direct sum, for few windows and many kernels: a product for each p and q.

Transforming the weights pays off only if they are then used many times. With few
windows they are not, so here the matrices are views of w, and nothing is transformed.
"""

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blocking import cut_slices
from convlab.fast._engine.matmul import add_product_sum, multiply
from convlab.fast._engine.strided import add_cropped, read_padded
from convlab.fast._engine.threads import parallel_for

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: Z^T is the sum of W_pq X_pq^T over p and q, some kernels at a time."""
    X, W = _windows(layer), _by_place(layer.w)
    XT = np.ascontiguousarray(X.swapaxes(1, 2))

    def work(f, _):
        ZT = scratch.zeros((f.stop - f.start, X.shape[1]), z.dtype)
        add_product_sum(W[:, f], XT, ZT)
        z[..., f] = ZT.T.reshape(*z.shape[:3], -1) + b[f]

    parallel_for(work, cut_slices(len(layer.w)))


def backward(layer, dz, dx, dw):
    """Fill dw_pq = dZ^T X_pq, and dx with the stamps dX_pq = dZ W_pq."""
    X, W, dW = _windows(layer), _by_place(layer.w), _by_place(dw)
    dZ = dz.reshape(X.shape[1], -1)
    dZT = np.ascontiguousarray(dZ.T)

    def for_kernels(f, _):
        multiply(dZT[f], X, out=dW[:, f])

    def for_channels(c, _):
        dX = scratch.empty((*X.shape[:2], c.stop - c.start), dz.dtype)
        multiply(dZ, W[..., c], out=dX)
        _stamp(dX, layer, dx[..., c])

    parallel_for(for_kernels, cut_slices(len(dw)))
    parallel_for(for_channels, cut_slices(dx.shape[3]))


def _windows(layer):
    """Copy X (KH*KW, windows, C): the pixels that each weight multiplies."""
    C = layer.x.shape[3]
    with scratch.frame():
        where = layer.pixels(0, layer.windows[0])
        padded = read_padded(layer.x, slice(0, len(layer.x)), *where)
        return np.stack([pixels.reshape(-1, C) for pixels in _shifts(padded, layer)])


def _stamp(dX, layer, dx):
    """Add dX to the pixels that `_windows` copies."""
    (rows, columns), C = layer.pixels(0, layer.windows[0]), dx.shape[3]
    sizes = (stop - start for start, stop in (rows, columns))
    padded = scratch.zeros((len(dx), *sizes, C), dx.dtype)
    for pixels, stamps in zip(_shifts(padded, layer), dX, strict=True):
        pixels += stamps.reshape(pixels.shape)
    add_cropped(dx, padded, slice(0, len(dx)), rows, columns)


def _shifts(padded, layer):
    """Yield views (B, OH, OW, C): the pixels that weight (p, q) multiplies."""
    (_, KH, KW, _), (sh, sw), (OH, OW) = layer.w.shape, layer.stride, layer.windows
    for p, q in np.ndindex(KH, KW):
        down, right = p + sh * (OH - 1) + 1, q + sw * (OW - 1) + 1
        yield padded[:, p:down:sh, q:right:sw]


def _by_place(w):
    """View w as (KH*KW, F, C)."""
    F, KH, KW, C = w.shape
    return w.transpose(1, 2, 0, 3).reshape(KH * KW, F, C)
