"""Matrix products in pieces so small that BLAS multiplies them where they lie."""

import numpy as np

from convlab.fast import scratch
from convlab.fast.units import even

__all__ = [
    "SMALL",
    "add_product",
    "add_products",
    "add_tall_product",
    "multiply",
    "sum_rows",
]

SMALL = 1_000_000  # multiplications; see chapter fast, "Small products"
PART = 2**18  # numbers of products that wait to be added
SIDE = 64  # rows or columns of a piece, enough to fill the registers
DEEP = 128  # rows that are added in their own precision


def multiply(a, b, out):
    """Compute out = a @ b for stacks of matrices, in pieces of a million products.

    A large product copies its operands into an order of its own before it starts, and
    spreads over threads. OpenBLAS does neither for a small one. Pieces of rows and of
    columns are views, and all pieces of one size are one call.
    """
    (M, K), N = a.shape[-2:], b.shape[-1]
    columns = N if K * N * SIDE <= SMALL else min(N, SIDE)
    rows = SMALL // (K * columns)
    if M * K * N <= SMALL or rows < 8:  # small as it is, or in too many pieces
        np.matmul(a, b, out=out)
        return
    for i, down, height in _pieces(M, rows):
        left = a[..., i : i + down * height, :]
        left = left.reshape(*a.shape[:-2], down, 1, height, K)
        for j, across, width in _pieces(N, columns):
            right = b[..., j : j + across * width]
            right = right.reshape(*b.shape[:-2], 1, K, across, width)
            place = out[..., i : i + down * height, j : j + across * width]
            place = place.reshape(*out.shape[:-2], down, height, across, width)
            right, place = right.swapaxes(-3, -2), place.swapaxes(-3, -2)
            np.matmul(left, right, out=place)


def add_product(a, b, total):
    """Compute total += a @ b for stacks of matrices, a few at a time."""
    together = max(PART // total[0].size, 1)
    part = scratch.empty((together, *total.shape[1:]), total.dtype)
    for i in range(0, len(total), together):
        piece = part[: len(total[i : i + together])]
        multiply(a[i : i + together], b[i : i + together], out=piece)
        total[i : i + together] += piece


def add_products(a, b, total):
    """Compute total += a @ b, summed over the last axis of the stack.

    The stack of total (..., M, N) lacks that axis. A few products wait to be added.
    """
    together = max(PART // total.size, 1)
    part = scratch.empty((*total.shape[:-2], together, *total.shape[-2:]), total.dtype)
    for i in range(0, a.shape[-3], together):
        some = (..., slice(i, i + together), slice(None), slice(None))
        piece = part[..., : a[some].shape[-3], :, :]
        multiply(a[some], b[some], out=piece)
        total += piece.sum(axis=-3)


def add_tall_product(a, b, total):
    """Compute total += a^T @ b for tall a (T, M) and b (T, N), in pieces of rows."""
    for i, count, deep in _pieces(len(a), SMALL // SIDE**2):
        left, right = (m[i : i + count * deep].reshape(count, deep, -1) for m in (a, b))
        add_products(left.swapaxes(1, 2), right, total)


def sum_rows(a):
    """Add up the rows of a matrix: pieces by products with ones, then those."""
    whole = len(a) // DEEP * DEEP
    pieces = np.ones(DEEP, a.dtype) @ a[:whole].reshape(-1, DEEP, a.shape[1])
    wide = np.promote_types(a.dtype, np.float64)
    total = pieces.sum(axis=0, dtype=wide) + a[whole:].sum(axis=0, dtype=wide)
    return total.astype(a.dtype)


def _pieces(length, longest):
    """Cut a length into (start, how many, of which length), and perhaps a rest."""
    size = even(length, longest)
    count = length // size
    yield 0, count, size
    if length % size:
        yield count * size, 1, length % size
