"""Cut blocks out of padded images, and see windows of them without a copy."""

from numpy.lib.stride_tricks import as_strided

from convlab.fast import scratch

__all__ = ["add_block", "cut_block", "slide"]


def cut_block(x, images, rows, columns):
    """Copy the rows and columns (start, stop) of some images (B, H, W, C).

    Counted in the image, so that both may begin below 0 and end behind the last pixel:
    outside there are zeros. Returns (images, rows, columns, C), contiguous.
    """
    (top, inside_rows), (left, inside_columns) = _inside(x, rows, columns)
    piece = x[images, inside_rows, inside_columns]
    height, width = (stop - start for start, stop in (rows, columns))
    block = scratch.zeros((len(piece), height, width, x.shape[3]), x.dtype)
    block[:, top : top + piece.shape[1], left : left + piece.shape[2]] = piece
    return block


def add_block(dx, block, images, rows, columns):
    """Add a block where `cut_block` would take it from: its transpose."""
    (top, inside_rows), (left, inside_columns) = _inside(dx, rows, columns)
    piece = dx[images, inside_rows, inside_columns]
    piece += block[:, top : top + piece.shape[1], left : left + piece.shape[2]]


def slide(a, axis, count, step, length):
    """See `count` windows of an axis: it becomes two, (count, length).

    Window t begins at t * step. Windows that overlap share their memory.
    """
    shape = *a.shape[:axis], count, length, *a.shape[axis + 1 :]
    stride = a.strides[axis]
    strides = *a.strides[:axis], step * stride, stride, *a.strides[axis + 1 :]
    return as_strided(a, shape, strides)


def _inside(x, *ranges):
    """Tell for rows and columns where in the block the image begins, and its slice."""
    for size, (start, stop) in zip(x.shape[1:3], ranges, strict=True):
        first, last = min(max(start, 0), size), max(min(stop, size), 0)
        yield first - start, slice(first, max(first, last))
