"""Attempts at im2col."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from attempts.attempt import edit, wrong
from convlab import im2col_indices

LOOPS = """
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW))
    for p, q, c in np.ndindex(KH, KW, C):
        for i, j in np.ndindex(OH, OW):
            row, column = (p * KW + q) * C + c, i * OW + j
            cols[:, row, column] = x[:, stride * i + p, stride * j + q, c]
    return cols
"""
WINDOWS = """
def im2col(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    windows = sliding_window_view(x, (KH, KW), axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    B, OH, OW, C = windows.shape[:4]
    return windows.transpose(0, 4, 5, 3, 1, 2).reshape(B, KH * KW * C, OH * OW).copy()
"""
PIXEL = "x[:, stride * i + p, stride * j + q, c]"
ROW = "(p * KW + q) * C + c, "
MOVED = "windows.transpose(0, 4, 5, 3, 1, 2).reshape(B, KH * KW * C, OH * OW)"
ORDER = "transpose(0, 4, 5, 3, 1, 2)"
STEPS = "windows[:, ::stride, ::stride]"
TAKE = "np.take(x.reshape(B, H * W * C), addresses, axis=1)"
TABLE = "im2col_indices((H, W, C), kernel_size, stride=stride)"

for source, old, new, mistake in [
    (WINDOWS, ORDER, "transpose(0, 3, 4, 5, 1, 2)", "rows-channels-first"),
    (LOOPS, ROW, "(c * KH + p) * KW + q, ", "rows-channels-first"),
    (WINDOWS, ORDER, "transpose(0, 5, 4, 3, 1, 2)", "rows-down-first"),
    (LOOPS, ROW, "(q * KH + p) * C + c, ", "rows-down-first"),
    (WINDOWS, ORDER, "transpose(0, 3, 5, 4, 1, 2)", "rows-turned-round"),
    (LOOPS, ROW, "(c * KW + q) * KH + p, ", "rows-turned-round"),
    (WINDOWS, ORDER, "transpose(0, 4, 5, 3, 2, 1)", "windows-down-first"),
    (LOOPS, "i * OW + j", "j * OH + i", "windows-down-first"),
    (None, "addresses, axis=1)", "addresses.T, axis=1)", "transposed"),
    (LOOPS, "return cols", "return cols.transpose(0, 2, 1)", "transposed"),
    (
        WINDOWS,
        MOVED,
        "windows.reshape(B, OH * OW, KH * KW * C)",
        "transposed-and-channels-first",
    ),
    (WINDOWS, ORDER, "transpose(0, 1, 2, 4, 5, 3)", "reshaped"),
    (
        None,
        TAKE,
        "np.take(x.reshape(B, -1), addresses.T, axis=1).reshape(B, *addresses.shape)",
        "reshaped",
    ),
    (WINDOWS, ORDER, "transpose(0, 4, 5, 1, 2, 3)", "channels-not-moved"),
    (
        None,
        TAKE,
        "np.hstack(np.take(x.reshape(B, -1), addresses, axis=1))",
        "batch-in-one-matrix",
    ),
    (
        LOOPS,
        "return cols",
        "return np.concatenate(cols, axis=1)",
        "batch-in-one-matrix",
    ),
    (
        LOOPS,
        "return cols",
        "return np.moveaxis(cols, 0, -1).reshape(KH * KW * C, -1)",
        "batch-in-one-matrix-by-window",
    ),
    (None, ", axis=1", "", "matrix-of-first-image"),
    (LOOPS, "return cols", "return cols[0]", "matrix-of-first-image"),
    (LOOPS, "x[:, stride", "x[0, stride", "only-first-image"),
    (None, TAKE, "np.stack([x[0].ravel()[addresses]] * B)", "only-first-image"),
    (
        None,
        "B, H, W, C = x.shape",
        "x = x[..., :1]; B, H, W, C = x.shape",
        "only-first-channel",
    ),
    (
        LOOPS,
        "B, H, W, C = x.shape",
        "(B, H, W, _), C = x.shape, 1",
        "only-first-channel",
    ),
    (
        WINDOWS,
        "windows = windows[",
        "windows = windows[..., ::-1, ::-1][",
        "windows-rotated",
    ),
    (
        LOOPS,
        PIXEL,
        "x[:, stride * i + KH - 1 - p, stride * j + KW - 1 - q, c]",
        "windows-rotated",
    ),
    (
        None,
        "x.reshape(B, H * W * C)",
        "np.moveaxis(x, -1, 1).reshape(B, -1)",
        "memory-channels-first",
    ),
    (
        None,
        "x.reshape(B, H * W * C)",
        "x.transpose(0, 3, 1, 2).reshape(B, H * W * C)",
        "memory-channels-first",
    ),
    (None, TAKE, "np.array([addresses] * B, dtype=float)", "addresses-returned"),
    (
        LOOPS,
        PIXEL,
        "x[:, stride * i + p, stride * j + q, 0]",
        "first-channel-in-every-row",
    ),
    (
        None,
        TAKE,
        "np.repeat(np.take(x.reshape(B, -1), addresses[::C], axis=1), C, axis=1)",
        "first-channel-in-every-row",
    ),
    (LOOPS, ROW, "(p * KH + q) * C + c, ", "row-counted-with-height"),
    (LOOPS, "i * OW + j", "i * OH + j", "column-counted-with-height"),
    (LOOPS, ROW, "p * KW + q, ", "row-counted-without-channels"),
    (LOOPS, "i * OW + j", "0", "column-not-counted-on"),
    # which windows
    (LOOPS, PIXEL, "x[:, i + p, j + q, c]", "stride-forgotten"),
    (
        WINDOWS,
        STEPS,
        "windows[:, : (x.shape[1] - KH) // stride + 1, : (x.shape[2] - KW) // stride + "
        "1]",
        "stride-forgotten",
    ),
    (LOOPS, PIXEL, "x[:, stride * i + p, j + q, c]", "stride-on-rows-only"),
    (LOOPS, PIXEL, "x[:, i + p, stride * j + q, c]", "stride-on-columns-only"),
    (WINDOWS, STEPS, "windows", "stride-ignored"),
    (None, TABLE, "im2col_indices((H, W, C), kernel_size)", "stride-ignored"),
    (WINDOWS, STEPS, "windows[:, ::stride]", "stride-ignored-on-columns"),
    (WINDOWS, STEPS, "windows[:, :, ::stride]", "stride-ignored-on-rows"),
    (
        LOOPS,
        PIXEL,
        "x[:, i + stride * p, j + stride * q, c]",
        "stride-used-as-dilation",
    ),
    (WINDOWS, STEPS, "windows[:, ::KH, ::KW]", "windows-side-by-side"),
    (
        LOOPS,
        "(H - KH) // stride + 1\n    OW = (W - KW) // stride + 1",
        "-(-(H - KH) // stride)\n    OW = -(-(W - KW) // stride)",
        "last-windows-missing",
    ),
    (
        LOOPS,
        "(H - KH) // stride + 1\n    OW = (W - KW) // stride + 1",
        "(H - KH) // stride\n    OW = (W - KW) // stride",
        "plus-one-forgotten",
    ),
    (WINDOWS, STEPS, f"{STEPS}[:, :-1, :-1]", "plus-one-forgotten"),
    (LOOPS, "KH, KW = kernel_size", "KW, KH = kernel_size", "kernel-sides-exchanged"),
    (
        None,
        TABLE,
        "im2col_indices((H, W, C), kernel_size[::-1], stride=stride)",
        "kernel-sides-exchanged",
    ),
    (
        WINDOWS,
        "KH, KW = kernel_size",
        "KH = KW = kernel_size[0]",
        "kernel-taken-to-be-square",
    ),
    (
        LOOPS,
        "KH, KW = kernel_size",
        "KH, KW = kernel_size[0], kernel_size[0]",
        "kernel-taken-to-be-square",
    ),
    (WINDOWS, "axis=(1, 2)", "axis=(2, 1)", "window-turned"),
]:
    edit("im2col", old, new, mistake=f"im2col-{mistake}", source=source)


@wrong("im2col", "reshape of the view", mistake="im2col-channels-first-and-reshaped")
def im2col(x, kernel_size, *, stride=1):
    windows = sliding_window_view(x, kernel_size, axis=(1, 2))
    windows = windows[:, ::stride, ::stride]
    B, OH, OW, C, KH, KW = windows.shape
    return windows.reshape(B, KH * KW * C, OH * OW).copy()


@wrong("im2col", "channels first", mistake="im2col-channels-first-and-reshaped")
def im2col(x, kernel_size, *, stride=1):
    x, (KH, KW) = np.moveaxis(x, -1, 1), kernel_size
    N, C, H, W = x.shape
    patches = [
        x[:, :, i : i + KH, j : j + KW]
        for i in range(0, H - KH + 1, stride)
        for j in range(0, W - KW + 1, stride)
    ]
    return np.stack(patches, axis=1).reshape(N, C * KH * KW, len(patches))


@wrong("im2col", "not transposed", mistake="im2col-transposed-and-channels-first")
def im2col(x, kernel_size, *, stride=1):
    x, (KH, KW) = np.moveaxis(x, -1, 1), kernel_size
    N, C, H, W = x.shape
    rows = []
    for i in range(0, H - KH + 1, stride):
        for j in range(0, W - KW + 1, stride):
            rows.append(x[:, :, i : i + KH, j : j + KW].reshape(N, -1))
    return np.stack(rows, axis=1)


@wrong("im2col", "slices are stacked", mistake="im2col-channels-not-moved")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    slices = [
        x[:, p : p + stride * OH : stride, q : q + stride * OW : stride]
        for p, q in np.ndindex(KH, KW)
    ]
    return np.stack(slices, axis=1).reshape(B, KH * KW * C, OH * OW)


@wrong("im2col", "as CS231n does", mistake="im2col-batch-in-one-matrix-by-window")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    i0 = np.repeat(np.arange(KH), KW * C).reshape(-1, 1)
    j0 = np.tile(np.repeat(np.arange(KW), C), KH).reshape(-1, 1)
    k = np.tile(np.arange(C), KH * KW).reshape(-1, 1)
    i = i0 + stride * np.repeat(np.arange(OH), OW)
    j = j0 + stride * np.tile(np.arange(OW), OH)
    return x[:, i, j, k].transpose(1, 2, 0).reshape(KH * KW * C, -1)


@wrong("im2col", "images H W apart", mistake="im2col-image-without-channels")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    addresses = im2col_indices((H, W, C), kernel_size, stride=stride)
    starts = np.arange(B)[:, None, None] * H * W
    return x.ravel()[starts + addresses]


@wrong("im2col", "images H W apart", mistake="im2col-image-without-channels")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    table = im2col_indices((H, W, C), kernel_size, stride=stride)
    flat = x.flatten()
    cols = np.zeros((B, *table.shape))
    for n in range(B):
        cols[n] = flat[n * H * W + table]
    return cols


@wrong("im2col", "the table", mistake="im2col-addresses-returned")
def im2col(x, kernel_size, *, stride=1):
    addresses = im2col_indices(x.shape[1:], kernel_size, stride=stride)
    cols = np.zeros((len(x), *addresses.shape))
    for n, image in enumerate(x):
        cols[n] = addresses
    return cols


@wrong("im2col", "p * KH + q", mistake="im2col-row-counted-with-height")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW))
    for p, q in np.ndindex(KH, KW):
        pixels = x[:, p::stride, q::stride][:, :OH, :OW].reshape(B, -1, C)
        first = (p * KH + q) * C
        cols[:, first : first + C] = pixels.swapaxes(1, 2)
    return cols


@wrong("im2col", "i * OH + j", mistake="im2col-column-counted-with-height")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW), dtype=x.dtype)
    for i in range(OH):
        for j in range(OW):
            window = x[:, i * stride : i * stride + KH, j * stride : j * stride + KW]
            cols[:, :, i * OH + j] = window.reshape(B, -1)
    return cols


@wrong("im2col", "a row for each (p, q)", mistake="im2col-row-counted-without-channels")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW))
    for c in range(C):
        for row, (p, q) in enumerate(np.ndindex(KH, KW)):
            part = x[:, p::stride, q::stride, c][:, :OH, :OW]
            cols[:, row] = part.reshape(B, -1)
    return cols


@wrong("im2col", "col stays 0", mistake="im2col-column-not-counted-on")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    tops, lefts = range(0, H - KH + 1, stride), range(0, W - KW + 1, stride)
    cols, col = np.zeros((B, KH * KW * C, len(tops) * len(lefts))), 0
    for top, left in itertools.product(tops, lefts):
        cols[:, :, col] = x[:, top : top + KH, left : left + KW].reshape(B, -1)
    return cols


def strided(x, kernel_size, stride, down, across):
    """Return columns with hand-made strides for the windows."""
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    n, i, j, c = x.strides
    shape, strides = (B, KH, KW, C, OH, OW), (n, i, j, c, down * i, across * j)
    return np.array(as_strided(x, shape, strides)).reshape(B, -1, OH * OW)


@wrong("im2col", "as_strided", mistake="im2col-stride-on-rows-only")
def im2col(x, kernel_size, *, stride=1):
    return strided(x, kernel_size, stride, stride, 1)


@wrong("im2col", "as_strided", mistake="im2col-stride-on-columns-only")
def im2col(x, kernel_size, *, stride=1):
    return strided(x, kernel_size, stride, 1, stride)


@wrong("im2col", "lefts", mistake="im2col-stride-ignored-on-columns")
def im2col(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    _, H, W, _ = x.shape
    columns = [
        x[:, i : i + KH, j : j + KW].reshape(len(x), -1)
        for i in range(0, H - KH + 1, stride)
        for j in range(W - KW + 1)
    ]
    return np.stack(columns, axis=-1)


@wrong("im2col", "tops", mistake="im2col-stride-ignored-on-rows")
def im2col(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    _, H, W, _ = x.shape
    columns = [
        x[:, i : i + KH, j : j + KW].reshape(len(x), -1)
        for i in range(H - KH + 1)
        for j in range(0, W - KW + 1, stride)
    ]
    return np.stack(columns, axis=-1)


@wrong("im2col", "slices with the stride", mistake="im2col-stride-used-as-dilation")
def im2col(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    B, H, W, C = x.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW))
    for i, j in np.ndindex(OH, OW):
        window = x[:, i : i + stride * KH : stride, j : j + stride * KW : stride]
        cols[:, :, i * OW + j] = window.reshape(B, -1)
    return cols


@wrong("im2col", "tiles", mistake="im2col-windows-side-by-side")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    tiles = x[:, : H // KH * KH, : W // KW * KW]
    tiles = tiles.reshape(B, H // KH, KH, W // KW, KW, C).transpose(0, 2, 4, 5, 1, 3)
    return tiles.reshape(B, KH * KW * C, -1).copy()


@wrong("im2col", "range(0, H - KH, stride)", mistake="im2col-last-windows-missing")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    tops, lefts = range(0, H - KH, stride), range(0, W - KW, stride)
    cols = np.zeros((B, KH * KW * C, len(tops) * len(lefts)))
    for m, (i, j) in enumerate(itertools.product(tops, lefts)):
        cols[:, :, m] = x[:, i : i + KH, j : j + KW].reshape(B, -1)
    return cols


@wrong("im2col", "q rows, p columns", mistake="im2col-window-turned")
def im2col(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    KH, KW = kernel_size
    OH, OW = (H - KW) // stride + 1, (W - KH) // stride + 1
    cols = np.zeros((B, KH * KW * C, OH * OW))
    for row, (p, q, c) in enumerate(np.ndindex(KH, KW, C)):
        part = x[:, q::stride, p::stride, c][:, :OH, :OW]
        cols[:, row] = part.reshape(B, -1)
    return cols
