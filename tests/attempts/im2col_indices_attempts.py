"""Attempts at the table of addresses."""

import itertools

import numpy as np

from attempts.attempt import edit, wrong

LOOPS = """
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    table = np.zeros((KH * KW * C, OH * OW), dtype=int)
    for p, q, c in np.ndindex(KH, KW, C):
        for i, j in np.ndindex(OH, OW):
            row, column = (p * KW + q) * C + c, i * OW + j
            table[row, column] = ((stride * i + p) * W + stride * j + q) * C + c
    return table
"""
WINDOWS = """
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    KH, KW = kernel_size
    addresses = np.arange(H * W * C).reshape(H, W, C)
    windows = sliding_window_view(addresses, (KH, KW), axis=(0, 1))
    windows = windows[::stride, ::stride]
    OH, OW = windows.shape[:2]
    return windows.transpose(3, 4, 2, 0, 1).reshape(KH * KW * C, OH * OW).copy()
"""
OFFSETS = "(p * W + q) * C + c"
CORNERS = "(stride * i * W + stride * j) * C"
ADDRESS = "((stride * i + p) * W + stride * j + q) * C + c"
OUTER = "offsets.reshape(-1, 1) + corners.reshape(1, -1)"
PQC = "np.arange(KH)[:, None, None], np.arange(KW)[:, None], np.arange(C)"
IJ = "np.arange(OH)[:, None], np.arange(OW)"
SIZES = "OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1"
ROW = "(p * KW + q) * C + c, "
MOVED = "windows.transpose(3, 4, 2, 0, 1).reshape(KH * KW * C, OH * OW)"
STEPS = "windows[::stride, ::stride]"
NUMBERS = "np.arange(H * W * C).reshape(H, W, C)"

for source, old, new, mistake in [
    # the addresses
    (None, OFFSETS, "p * W + q + c", "offset-without-channels"),
    (
        LOOPS,
        ADDRESS,
        "p * W + q + c + (stride * i * W + stride * j) * C",
        "offset-without-channels",
    ),
    (None, CORNERS, "stride * i * W + stride * j", "corner-without-channels"),
    (
        LOOPS,
        ADDRESS,
        "(p * W + q) * C + c + stride * (i * W + j)",
        "corner-without-channels",
    ),
    (
        LOOPS,
        ADDRESS,
        "(stride * i + p) * W + stride * j + q + c",
        "steps-without-channels",
    ),
    (
        LOOPS,
        ADDRESS,
        "(stride * i + p) * W + (stride * j + q) * C + c",
        "row-without-channels",
    ),
    (
        LOOPS,
        ADDRESS,
        "(stride * i + p) * W * C + stride * j + q + c",
        "pixel-without-channels",
    ),
    (None, OFFSETS, "(p * KW + q) * C + c", "row-of-the-kernel"),
    (
        LOOPS,
        ADDRESS,
        "(p * KW + q) * C + c + stride * (i * W + j) * C",
        "row-of-the-kernel",
    ),
    (
        LOOPS,
        ADDRESS,
        "((stride * i + p) * H + stride * j + q) * C + c",
        "height-for-width",
    ),
    (None, "(H, W, C), (KH", "(W, H, C), (KH", "height-and-width-exchanged"),
    (
        LOOPS,
        "H, W, C = image_shape",
        "W, H, C = image_shape",
        "height-and-width-exchanged",
    ),
    (None, CORNERS, "(stride * i * OW + stride * j) * C", "row-of-the-output"),
    (
        LOOPS,
        ADDRESS,
        "(p * W + q) * C + c + stride * (i * OW + j) * C",
        "row-of-the-output",
    ),
    (
        None,
        CORNERS,
        "(stride * j * W + stride * i) * C",
        "rows-and-columns-of-corners-exchanged",
    ),
    (
        LOOPS,
        ADDRESS,
        "((stride * j + p) * W + stride * i + q) * C + c",
        "rows-and-columns-of-corners-exchanged",
    ),
    (None, OFFSETS, "(q * W + p) * C + c", "rows-and-columns-of-offsets-exchanged"),
    (
        LOOPS,
        ADDRESS,
        "((stride * i + q) * W + stride * j + p) * C + c",
        "rows-and-columns-of-offsets-exchanged",
    ),
    (None, OUTER, f"{OUTER} + 1", "counted-from-one"),
    (
        WINDOWS,
        "np.arange(H * W * C)",
        "np.arange(1, H * W * C + 1)",
        "counted-from-one",
    ),
    (None, CORNERS, "(i * W + j) * C", "stride-forgotten"),
    (LOOPS, ADDRESS, "((i + p) * W + j + q) * C + c", "stride-forgotten"),
    (None, CORNERS, "(stride * i * W + j) * C", "stride-on-rows-only"),
    (LOOPS, ADDRESS, "((stride * i + p) * W + j + q) * C + c", "stride-on-rows-only"),
    (None, CORNERS, "(i * W + stride * j) * C", "stride-on-columns-only"),
    (
        LOOPS,
        ADDRESS,
        "((i + p) * W + stride * j + q) * C + c",
        "stride-on-columns-only",
    ),
    (
        LOOPS,
        ADDRESS,
        "((i + stride * p) * W + j + stride * q) * C + c",
        "stride-used-as-dilation",
    ),
    (None, OFFSETS, "(p * W + q) * stride * C + c", "stride-within-the-window-too"),
    (
        LOOPS,
        ADDRESS,
        "(stride * (i + p) * W + stride * (j + q)) * C + c",
        "stride-within-the-window-too",
    ),
    (
        LOOPS,
        ADDRESS,
        "(c * H + stride * i + p) * W + stride * j + q",
        "memory-channels-first",
    ),
    (
        WINDOWS,
        NUMBERS,
        "np.moveaxis(np.arange(H * W * C).reshape(C, H, W), 0, -1)",
        "memory-channels-first",
    ),
    (
        WINDOWS,
        NUMBERS,
        'np.arange(H * W * C).reshape(H, W, C, order="F")',
        "memory-rows-fastest",
    ),
    (
        LOOPS,
        ADDRESS,
        "(c * W + stride * j + q) * H + stride * i + p",
        "memory-rows-fastest",
    ),
    # rows and columns
    (
        None,
        PQC,
        "np.arange(KH)[:, None], np.arange(KW), np.arange(C)[:, None, None]",
        "rows-channels-first",
    ),
    (LOOPS, ROW, "(c * KH + p) * KW + q, ", "rows-channels-first"),
    (
        None,
        PQC,
        "np.arange(KH)[:, None], np.arange(KW)[:, None, None], np.arange(C)",
        "rows-down-first",
    ),
    (LOOPS, ROW, "(q * KH + p) * C + c, ", "rows-down-first"),
    (
        None,
        PQC,
        "np.arange(KH), np.arange(KW)[:, None], np.arange(C)[:, None, None]",
        "rows-turned-round",
    ),
    (LOOPS, ROW, "(c * KW + q) * KH + p, ", "rows-turned-round"),
    (None, IJ, "np.arange(OH), np.arange(OW)[:, None]", "windows-down-first"),
    (LOOPS, "i * OW + j", "j * OH + i", "windows-down-first"),
    (None, OUTER, "offsets.reshape(1, -1) + corners.reshape(-1, 1)", "transposed"),
    (LOOPS, "return table", "return table.T", "transposed"),
    (
        WINDOWS,
        MOVED,
        "windows.reshape(OH * OW, -1)",
        "transposed-and-channels-first",
    ),
    (
        WINDOWS,
        MOVED,
        "windows.transpose(0, 1, 3, 4, 2).reshape(KH * KW * C, OH * OW)",
        "reshaped",
    ),
    (
        None,
        OUTER,
        "(offsets.reshape(1, -1) + corners.reshape(-1, 1)).reshape(-1, OH * OW)",
        "reshaped",
    ),
    (
        WINDOWS,
        MOVED,
        "windows.reshape(KH * KW * C, OH * OW)",
        "channels-first-and-reshaped",
    ),
    (
        WINDOWS,
        MOVED,
        "windows.transpose(3, 4, 0, 1, 2).reshape(KH * KW * C, OH * OW)",
        "channels-not-moved",
    ),
    (None, SIZES, SIZES.replace(" + 1", ""), "plus-one-forgotten"),
    (WINDOWS, STEPS, f"{STEPS}[:-1, :-1]", "plus-one-forgotten"),
    (
        None,
        SIZES,
        "OH, OW = -(-(H - KH) // stride), -(-(W - KW) // stride)",
        "last-windows-missing",
    ),
    (
        None,
        SIZES,
        "OH, OW = len(range(0, H - KH, stride)), len(range(0, W - KW, stride))",
        "last-windows-missing",
    ),
    (
        None,
        SIZES,
        "OH, OW = -(-(H - KH) // stride) + 1, -(-(W - KW) // stride) + 1",
        "size-rounded-up",
    ),
    (
        None,
        SIZES,
        "OH, OW = len(range(0, H, stride)), len(range(0, W, stride))",
        "windows-everywhere",
    ),
    (WINDOWS, STEPS, "windows", "stride-ignored"),
    (WINDOWS, STEPS, "windows[::stride]", "stride-ignored-on-columns"),
    (WINDOWS, STEPS, "windows[:, ::stride]", "stride-ignored-on-rows"),
    (
        None,
        SIZES,
        "OW, OH = (H - KH) // stride + 1, (W - KW) // stride + 1",
        "sizes-exchanged",
    ),
    (
        None,
        "np.arange(OH)[:, None], np.arange(OW)",
        "np.arange(OW)[:, None], np.arange(OH)",
        "sizes-exchanged",
    ),
    (
        None,
        "(KH, KW) = image_shape, kernel_size",
        "(KW, KH) = image_shape, kernel_size",
        "kernel-sides-exchanged",
    ),
    (LOOPS, "KH, KW = kernel_size", "KW, KH = kernel_size", "kernel-sides-exchanged"),
    (
        LOOPS,
        "KH, KW = kernel_size",
        "KH = KW = kernel_size[0]",
        "kernel-taken-to-be-square",
    ),
    (
        WINDOWS,
        "KH, KW = kernel_size",
        "KH, KW = kernel_size[0], kernel_size[0]",
        "kernel-taken-to-be-square",
    ),
    (
        LOOPS,
        "H, W, C = image_shape",
        "(H, W, _), C = image_shape, 1",
        "channels-forgotten",
    ),
    (
        None,
        PQC,
        "np.arange(KH)[:, None], np.arange(KW), 0",
        "only-first-channel",
    ),
    (
        LOOPS,
        ADDRESS,
        "((stride * i + p) * W + stride * j + q) * C",
        "channel-left-out",
    ),
    (None, OFFSETS, "(p * W + q) * C + 0 * c", "channel-left-out"),
    (LOOPS, ROW, "(p * KH + q) * C + c, ", "row-counted-with-height"),
    (LOOPS, "i * OW + j", "i * OH + j", "column-counted-with-height"),
    (LOOPS, ROW, "p * KW + q, ", "row-counted-without-channels"),
    (LOOPS, "i * OW + j", "0", "column-not-counted-on"),
]:
    name = f"im2col-indices-{mistake}"
    edit("im2col_indices", old, new, mistake=name, source=source)


def sizes(image_shape, kernel_size, stride):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    return H, W, C, KH, KW, (H - KH) // stride + 1, (W - KW) // stride + 1


@wrong("im2col_indices", "no C", mistake="im2col-indices-steps-without-channels")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    p, q, c = np.ogrid[:KH, :KW, :C]
    offsets = p * W + q + c
    i, j = np.ogrid[:OH, :OW]
    corners = stride * i * W + stride * j
    return np.add.outer(offsets.ravel(), corners.ravel())


@wrong(
    "im2col_indices", "no C in the row", mistake="im2col-indices-row-without-channels"
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    p, q, c = np.ogrid[:KH, :KW, :C]
    offsets = p * W + q * C + c
    i, j = np.ogrid[:OH, :OW]
    corners = stride * i * W + stride * j * C
    return np.add.outer(offsets.ravel(), corners.ravel())


@wrong(
    "im2col_indices",
    "no C in the pixel",
    mistake="im2col-indices-pixel-without-channels",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    table = []
    for p, q, c in np.ndindex(KH, KW, C):
        row = []
        for i, j in np.ndindex(OH, OW):
            row.append((stride * i + p) * W * C + (stride * j + q) + c)
        table.append(row)
    return np.array(table)


@wrong("im2col_indices", "H for W", mistake="im2col-indices-height-for-width")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    i = np.repeat(np.arange(KH), KW * C)[:, None]
    i = i + stride * np.repeat(np.arange(OH), OW)
    j = np.tile(np.repeat(np.arange(KW), C), KH)[:, None]
    j = j + stride * np.tile(np.arange(OW), OH)
    return (i * H + j) * C + np.tile(np.arange(C), KH * KW)[:, None]


@wrong(
    "im2col_indices",
    "strides exchanged",
    mistake="im2col-indices-stride-used-as-dilation",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    i = stride * np.repeat(np.arange(KH), KW * C)[:, None]
    i = i + np.repeat(np.arange(OH), OW)
    j = stride * np.tile(np.repeat(np.arange(KW), C), KH)[:, None]
    j = j + np.tile(np.arange(OW), OH)
    return (i * W + j) * C + np.tile(np.arange(C), KH * KW)[:, None]


@wrong(
    "im2col_indices",
    "a row for each window",
    mistake="im2col-indices-transposed-and-channels-first",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    grid = np.arange(H * W * C).reshape(H, W, C)
    rows = []
    for i, j in np.ndindex(OH, OW):
        window = grid[i * stride : i * stride + KH, j * stride : j * stride + KW]
        rows.append(np.moveaxis(window, -1, 0).ravel())
    return np.array(rows)


@wrong(
    "im2col_indices",
    "one window after the other",
    mistake="im2col-indices-channels-first-and-reshaped",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    flat = []
    for i, j in np.ndindex(OH, OW):
        for c, p, q in itertools.product(range(C), range(KH), range(KW)):
            flat.append(((stride * i + p) * W + stride * j + q) * C + c)
    return np.array(flat).reshape(KH * KW * C, OH * OW)


@wrong(
    "im2col_indices", "slices are stacked", mistake="im2col-indices-channels-not-moved"
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    grid = np.arange(H * W * C).reshape(H, W, C)
    slices = [
        grid[p : p + stride * OH : stride, q : q + stride * OW : stride]
        for p, q in np.ndindex(KH, KW)
    ]
    return np.array(slices).reshape(KH * KW * C, OH * OW)


@wrong("im2col_indices", "np.ceil", mistake="im2col-indices-size-rounded-up")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, _, _ = sizes(image_shape, kernel_size, stride)
    OH = int(np.ceil((H - KH) / stride)) + 1
    OW = int(np.ceil((W - KW) / stride)) + 1
    table = []
    for p, q, c in np.ndindex(KH, KW, C):
        line = []
        for i, j in np.ndindex(OH, OW):
            line.append(((stride * i + p) * W + stride * j + q) * C + c)
        table.append(line)
    return np.array(table)


@wrong("im2col_indices", "every start", mistake="im2col-indices-windows-everywhere")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, _, _ = sizes(image_shape, kernel_size, stride)
    starts = np.arange(0, H, stride)[:, None] * W + np.arange(0, W, stride)
    inside = np.arange(KH)[:, None] * W + np.arange(KW)
    inside = inside[:, :, None] * C + np.arange(C)
    return inside.reshape(-1, 1) + C * starts.reshape(1, -1)


@wrong("im2col_indices", "stride is unused", mistake="im2col-indices-stride-ignored")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, 1)
    p, q, c = np.ogrid[:KH, :KW, :C]
    i, j = np.ogrid[:OH, :OW]
    offsets, corners = (p * W + q) * C + c, (i * W + j) * C
    return np.add.outer(offsets.ravel(), corners.ravel())


@wrong("im2col_indices", "lefts", mistake="im2col-indices-stride-ignored-on-columns")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, _, _ = sizes(image_shape, kernel_size, stride)
    tops, lefts = range(0, H - KH + 1, stride), range(W - KW + 1)
    corners = [(top * W + left) * C for top in tops for left in lefts]
    offsets = [(p * W + q) * C + c for p, q, c in np.ndindex(KH, KW, C)]
    return np.add.outer(offsets, corners)


@wrong("im2col_indices", "tops", mistake="im2col-indices-stride-ignored-on-rows")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, _, _ = sizes(image_shape, kernel_size, stride)
    tops, lefts = range(H - KH + 1), range(0, W - KW + 1, stride)
    corners = [(top * W + left) * C for top in tops for left in lefts]
    offsets = [(p * W + q) * C + c for p, q, c in np.ndindex(KH, KW, C)]
    return np.add.outer(offsets, corners)


@wrong("im2col_indices", "no channels", mistake="im2col-indices-channels-forgotten")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    patch = np.arange(KH)[:, None] * W + np.arange(KW)
    where = np.arange(OH)[:, None] * W + np.arange(OW)
    return patch.reshape(-1, 1) + stride * where.reshape(1, -1)


@wrong(
    "im2col_indices",
    "the first of each pixel",
    mistake="im2col-indices-only-first-channel",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    pixels = np.arange(0, H * W * C, C).reshape(H, W)
    columns = []
    for i, j in np.ndindex(OH, OW):
        top, left = i * stride, j * stride
        columns.append(pixels[top : top + KH, left : left + KW].ravel())
    return np.array(columns).T


@wrong("im2col_indices", "p * KH + q", mistake="im2col-indices-row-counted-with-height")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    idx = np.zeros((KH * KW * C, OH * OW), dtype=np.int64)
    i, j = np.ogrid[:OH, :OW]
    corners = ((stride * i * W + stride * j) * C).ravel()
    for p, q in np.ndindex(KH, KW):
        for c in range(C):
            idx[(p * KH + q) * C + c] = (p * W + q) * C + c + corners
    return idx


@wrong(
    "im2col_indices", "i * OH + j", mistake="im2col-indices-column-counted-with-height"
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    idx = np.zeros((KH * KW * C, OH * OW), dtype=np.int64)
    grid = np.arange(H * W * C).reshape(H, W, C)
    for i in range(OH):
        for j in range(OW):
            top, left = stride * i, stride * j
            idx[:, i * OH + j] = grid[top : top + KH, left : left + KW].ravel()
    return idx


@wrong(
    "im2col_indices",
    "p * KW + q",
    mistake="im2col-indices-row-counted-without-channels",
)
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    idx = np.zeros((KH * KW * C, OH * OW), dtype=np.int64)
    i, j = np.ogrid[:OH, :OW]
    corners = ((stride * i * W + stride * j) * C).ravel()
    for c in range(C):
        for p, q in np.ndindex(KH, KW):
            idx[p * KW + q] = (p * W + q) * C + c + corners
    return idx


@wrong("im2col_indices", "col stays 0", mistake="im2col-indices-column-not-counted-on")
def im2col_indices(image_shape, kernel_size, *, stride=1):
    H, W, C, KH, KW, OH, OW = sizes(image_shape, kernel_size, stride)
    table = np.zeros((KH * KW * C, OH * OW), dtype=int)
    grid, col = np.arange(H * W * C).reshape(H, W, C), 0
    for i in range(0, stride * OH, stride):
        for j in range(0, stride * OW, stride):
            table[:, col] = grid[i : i + KH, j : j + KW].ravel()
    return table
