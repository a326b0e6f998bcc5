"""A few windows, and many kernels: the weights are used as they lie in memory.

Each weight is used once a window. To take it to the points would cost more than that.
So the sum over p and q stays a sum, of products of matrices that are views of w.
"""

import numpy as np

from convlab.fast import scratch
from convlab.fast.products import add_products, multiply
from convlab.fast.threads import share
from convlab.fast.units import slices
from convlab.fast.windows import add_block, cut_block

__all__ = ["backward", "forward"]


def forward(layer, b, z):
    """Fill z: Z^T is the sum of W_pq X_pq^T, for some kernels at a time."""
    X, W = _windows(layer), _by_place(layer.w)
    XT = np.ascontiguousarray(X.swapaxes(1, 2))

    def work(f, _):
        ZT = scratch.zeros((f.stop - f.start, X.shape[1]), z.dtype)
        add_products(W[:, f], XT, ZT)
        z[..., f] = ZT.T.reshape(*z.shape[:3], -1) + b[f]

    share(work, slices(len(layer.w)))


def backward(layer, dz, dx, dw):
    """Fill dw_pq = dZ^T X_pq, and dx by the stamps dX_pq = dZ W_pq."""
    X, W, dW = _windows(layer), _by_place(layer.w), _by_place(dw)
    dZ = dz.reshape(X.shape[1], -1)
    dZT = np.ascontiguousarray(dZ.T)

    def for_kernels(f, _):
        multiply(dZT[f], X, out=dW[:, f])

    def for_channels(c, _):
        dX = scratch.empty((*X.shape[:2], c.stop - c.start), dz.dtype)
        multiply(dZ, W[..., c], out=dX)
        _stamp(dX, layer, dx[..., c])

    share(for_kernels, slices(len(dw)))
    share(for_channels, slices(dx.shape[3]))


def _windows(layer):
    """Copy X (KH*KW, windows, C): the pixels that meet each weight."""
    C = layer.x.shape[3]
    with scratch.borrowed():
        where = layer.pixels(0, layer.windows[0])
        block = cut_block(layer.x, slice(0, len(layer.x)), *where)
        return np.stack([pixels.reshape(-1, C) for pixels in _shifts(block, layer)])


def _stamp(dX, layer, dx):
    """Add dX where `_windows` takes X from."""
    (rows, columns), C = layer.pixels(0, layer.windows[0]), dx.shape[3]
    sizes = (stop - start for start, stop in (rows, columns))
    block = scratch.zeros((len(dx), *sizes, C), dx.dtype)
    for pixels, stamps in zip(_shifts(block, layer), dX, strict=True):
        pixels += stamps.reshape(pixels.shape)
    add_block(dx, block, slice(0, len(dx)), rows, columns)


def _shifts(block, layer):
    """See the pixels that meet a weight, (B, OH, OW, C), weight by weight."""
    (_, KH, KW, _), (sh, sw), (OH, OW) = layer.w.shape, layer.stride, layer.windows
    for p, q in np.ndindex(KH, KW):
        down, right = p + sh * (OH - 1) + 1, q + sw * (OW - 1) + 1
        yield block[:, p:down:sh, q:right:sw]


def _by_place(w):
    """See (KH*KW, F, C) in w."""
    F, KH, KW, C = w.shape
    return w.transpose(1, 2, 0, 3).reshape(KH * KW, F, C)
