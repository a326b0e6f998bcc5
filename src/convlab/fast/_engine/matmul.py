"""Matrix products in pieces, each as large as OpenBLAS likes them on one thread."""

import numpy as np

from convlab.fast._engine import scratch
from convlab.fast._engine.blas import largest_product
from convlab.fast._engine.blocking import equal_length

__all__ = [
    "add_product",
    "add_product_sum",
    "add_transposed_product",
    "multiply",
    "multiply_pieces",
    "sum_rows",
]

DEEP = 320  # terms of a sum; with more, a piece would have too few rows
SIDE = 64  # rows or columns of a piece, enough to fill the registers
PART = 2**18  # entries of partial products held before they are added
ROWS = 128  # rows to add before switching to float64


def multiply(a, b, out):
    """Compute out = a @ b for stacks of matrices, in pieces of `largest_product`.

    Pieces of rows and columns are views, and one call multiplies all pieces of the same
    size. Long sums are also cut into parts, which are then added.
    """
    (M, K), N = a.shape[-2:], b.shape[-1]
    transposed = b.strides[-1] != b.itemsize
    if largest_product(transposed) >= M * K * N:
        np.matmul(a, b, out=out)
    elif K <= DEEP:
        multiply_pieces(a, b, out)
    else:
        deep = equal_length(K, DEEP)
        multiply(a[..., :deep], b[..., :deep, :], out)
        with scratch.frame():
            part = scratch.empty(out.shape, out.dtype)
            for k in range(deep, K, deep):
                multiply(a[..., k : k + deep], b[..., k : k + deep, :], part)
                out += part


def add_product(a, b, total):
    """Compute total += a @ b for stacks of matrices, a few at a time."""
    together = min(max(PART // total[0].size, 1), len(total))
    part = scratch.empty((together, *total.shape[1:]), total.dtype)
    for i in range(0, len(total), together):
        piece = part[: len(total[i : i + together])]
        multiply(a[i : i + together], b[i : i + together], out=piece)
        total[i : i + together] += piece


def add_product_sum(a, b, total):
    """Compute total += a @ b, summed over the last axis of the stack.

    total, of shape (..., M, N), lacks that axis.
    """
    together = min(max(PART // total.size, 1), a.shape[-3])
    part = scratch.empty((*total.shape[:-2], together, *total.shape[-2:]), total.dtype)
    for i in range(0, a.shape[-3], together):
        some = (..., slice(i, i + together), slice(None), slice(None))
        piece = part[..., : a[some].shape[-3], :, :]
        multiply(a[some], b[some], out=piece)
        total += piece.sum(axis=-3)


def add_transposed_product(a, b, total):
    """Compute total += a^T @ b for tall a (T, M) and b (T, N), in pieces of rows."""
    for i, count, deep in _equal_pieces(len(a), DEEP):
        left, right = (m[i : i + count * deep].reshape(count, deep, -1) for m in (a, b))
        add_product_sum(left.swapaxes(1, 2), right, total)


def sum_rows(a):
    """Add up the rows of a matrix: ones @ piece for each piece, then sum in float64."""
    whole = len(a) // ROWS * ROWS
    pieces = np.empty((whole // ROWS, 1, a.shape[1]), a.dtype)
    ones = np.ones((1, ROWS), a.dtype)
    multiply(ones, a[:whole].reshape(-1, ROWS, a.shape[1]), out=pieces)
    wide = np.promote_types(a.dtype, np.float64)
    total = pieces[:, 0].sum(axis=0, dtype=wide) + a[whole:].sum(axis=0, dtype=wide)
    return total.astype(a.dtype)


def multiply_pieces(a, b, out):
    """Compute out = a @ b as a grid of pieces: (height, K) times (K, width)."""
    (M, K), N = a.shape[-2:], b.shape[-1]
    largest = largest_product()
    widest = max(largest // (K * min(M, SIDE)), SIDE)
    highest = max(largest // (K * min(N, widest)), 1)
    for i, down, height in _equal_pieces(M, highest):
        left = a[..., i : i + down * height, :]
        left = left.reshape(*a.shape[:-2], down, 1, height, K)
        for j, across, width in _equal_pieces(N, widest):
            right = b[..., j : j + across * width]
            right = right.reshape(*b.shape[:-2], 1, K, across, width)
            place = out[..., i : i + down * height, j : j + across * width]
            place = place.reshape(*out.shape[:-2], down, height, across, width)
            right, place = right.swapaxes(-3, -2), place.swapaxes(-3, -2)
            np.matmul(left, right, out=place)


def _equal_pieces(length, longest):
    """Yield (start, count, size) for equal pieces of a length, then for the rest."""
    size = equal_length(length, longest)
    count = length // size
    yield 0, count, size
    if length % size:
        yield count * size, 1, length % size
