"""Read and write padded images without padding them; view windows without a copy."""

from contextlib import contextmanager

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convlab.fast._engine import scratch

__all__ = ["add_cropped", "add_windows", "contiguous", "read_padded", "sliding_windows"]


def read_padded(x, images, rows, columns):
    """Copy the rows and columns (start, stop) of some images (B, H, W, C).

    Both ranges may reach outside the image, where the copy is zero.
    Returns (images, rows, columns, C), contiguous.
    """
    (top, inside_rows), (left, inside_columns) = _overlap(x, rows, columns)
    piece = x[images, inside_rows, inside_columns]
    height, width = (stop - start for start, stop in (rows, columns))
    padded = scratch.zeros((len(piece), height, width, x.shape[3]), x.dtype)
    padded[:, top : top + piece.shape[1], left : left + piece.shape[2]] = piece
    return padded


def add_cropped(dx, padded, images, rows, columns):
    """Add the part inside the image to dx: the transpose of `read_padded`."""
    (top, inside_rows), (left, inside_columns) = _overlap(dx, rows, columns)
    piece = dx[images, inside_rows, inside_columns]
    piece += padded[:, top : top + piece.shape[1], left : left + piece.shape[2]]


def add_windows(padded, windows, stride):
    """Add windows (images, rows, columns, KH, KW, C) to the pixels they overlap."""
    (_, OH, OW, KH, KW, _), (sh, sw) = windows.shape, stride
    for p, q in np.ndindex(KH, KW):
        down, right = p + sh * OH, q + sw * OW
        padded[:, p:down:sh, q:right:sw] += windows[:, :, :, p, q]


def sliding_windows(a, axis, count, step, length):
    """View `count` windows of an axis, which turns into two axes, (count, length).

    Window t begins at t * step. Overlapping windows share memory.
    """
    shape = *a.shape[:axis], count, length, *a.shape[axis + 1 :]
    stride = a.strides[axis]
    strides = *a.strides[:axis], step * stride, stride, *a.strides[axis + 1 :]
    return as_strided(a, shape, strides)


@contextmanager
def contiguous(a, where):
    """Yield part of an array to fill: a view if contiguous, else zeros copied back."""
    part = a[where]
    if part.flags.c_contiguous:
        yield part
        return
    whole = np.zeros(part.shape, part.dtype)
    yield whole
    part[...] = whole


def _overlap(x, *ranges):
    """Yield, for each axis, where the image begins in the copy, and its slice."""
    for size, (start, stop) in zip(x.shape[1:3], ranges, strict=True):
        first, last = min(max(start, 0), size), max(min(stop, size), 0)
        yield first - start, slice(first, max(first, last))
