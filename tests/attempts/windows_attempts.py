"""Attempts at output_size and receptive_field."""

import math
from itertools import product

import numpy as np

from attempts.attempt import edit, wrong

SIZE = "(size + 2 * padding - kernel) // stride + 1"
for new, mistake in [
    ("(size + 2 * padding - kernel) // stride", "plus-one-forgotten"),
    ("int((size - kernel + 2 * padding) / stride)", "plus-one-forgotten"),
    ("(size + 2 * padding - kernel + 1) // stride", "plus-one-before-dividing"),
    ("int((size - kernel + 2 * padding + 1) / stride)", "plus-one-before-dividing"),
    ("(size + padding - kernel) // stride + 1", "padding-counted-once"),
    ("(size - kernel) // stride + 1", "padding-forgotten"),
    ("(size - kernel - 2 * padding) // stride + 1", "padding-subtracted"),
    ("size + 2 * padding - kernel + 1", "stride-forgotten"),
    ("size + 2 * padding - kernel // stride + 1", "only-the-kernel-divided"),
    ("size - kernel // stride + 2 * padding + 1", "only-the-kernel-divided"),
    ("(size + 2 * padding - kernel) // (stride + 1)", "divided-by-stride-and-one"),
    ("-(-(size + 2 * padding - kernel) // stride) + 1", "rounded-up"),
    ("round((size + 2 * padding - kernel) / stride) + 1", "rounded-to-nearest"),
    ("(size + 2 * padding) // stride + 1", "kernel-not-subtracted"),
    ("(size + 2 * padding) // stride", "kernel-forgotten"),
    ("-(-size // stride)", "same-padding"),
    ("(size - 1) * stride - 2 * padding + kernel", "transposed-convolution"),
    ("len(range(0, size + 2 * padding - kernel, stride))", "last-fit-forgotten"),
    ("len(range(0, size + 2 * padding, stride))", "every-start-counted"),
    (
        "(size + 2 * padding - 1 - 2 * (kernel // 2)) // stride + 1",
        "kernel-taken-to-be-odd",
    ),
]:
    edit("output_size", SIZE, new, mistake=f"output-size-{mistake}")


@wrong("output_size", "padded once", mistake="output-size-padding-counted-once")
def output_size(size, kernel, *, stride=1, padding=0):
    H = size + padding
    return (H - kernel) // stride + 1


@wrong("output_size", "size is not padded", mistake="output-size-padding-forgotten")
def output_size(size, kernel, *, stride=1, padding=0):
    count = 0
    for start in range(0, size, stride):
        if start + kernel <= size:
            count += 1
    return count


@wrong(
    "output_size", "the padding is cut off", mistake="output-size-padding-subtracted"
)
def output_size(size, kernel, *, stride=1, padding=0):
    inside = size - padding - padding
    return int((inside - kernel) // stride) + 1


@wrong("output_size", "every place counts", mistake="output-size-stride-forgotten")
def output_size(size, kernel, *, stride=1, padding=0):
    padded = size + 2 * padding
    starts = [start for start in range(padded) if start + kernel <= padded]
    return len(starts)


@wrong("output_size", "parentheses", mistake="output-size-divided-by-stride-and-one")
def output_size(size, kernel, *, stride=1, padding=0):
    moves = size + 2 * padding - kernel
    return int(moves / (1 + stride))


@wrong("output_size", "ceil", mistake="output-size-rounded-up")
def output_size(size, kernel, *, stride=1, padding=0):
    return math.ceil((size - kernel + 2 * padding) / stride) + 1


@wrong("output_size", "adds a half", mistake="output-size-rounded-to-nearest")
def output_size(size, kernel, *, stride=1, padding=0):
    moves = (size + 2 * padding - kernel) / stride
    return int(moves + 0.5) + 1


@wrong(
    "output_size", "the kernel is not used", mistake="output-size-kernel-not-subtracted"
)
def output_size(size, kernel, *, stride=1, padding=0):
    moves, rest = divmod(size + padding + padding, stride)
    return moves + 1


@wrong("output_size", "the kernel is not used", mistake="output-size-kernel-forgotten")
def output_size(size, kernel, *, stride=1, padding=0):
    total = padding + size + padding
    count = 0
    while total >= stride:
        total -= stride
        count += 1
    return count


@wrong("output_size", "TensorFlow's 'same'", mistake="output-size-same-padding")
def output_size(size, kernel, *, stride=1, padding=0):
    return (size + stride - 1) // stride


@wrong(
    "output_size", "of a deconvolution", mistake="output-size-transposed-convolution"
)
def output_size(size, kernel, *, stride=1, padding=0):
    spread = stride * (size - 1) + 1
    return spread + kernel - 1 - 2 * padding


@wrong("output_size", "< for <=", mistake="output-size-last-fit-forgotten")
def output_size(size, kernel, *, stride=1, padding=0):
    count = 0
    for start in range(0, size + 2 * padding, stride):
        if start + kernel < size + 2 * padding:
            count += 1
    return count


@wrong("output_size", "every start", mistake="output-size-every-start-counted")
def output_size(size, kernel, *, stride=1, padding=0):
    padded = np.zeros(size + 2 * padding)
    return len(padded[::stride])


@wrong(
    "output_size", "half a kernel a side", mistake="output-size-kernel-taken-to-be-odd"
)
def output_size(size, kernel, *, stride=1, padding=0):
    half = kernel // 2
    centres = range(half, size + 2 * padding - half, stride)
    return len(centres)


FIELD = "[(stride * i + p, stride * j + q) for p in range(KH) for q in range(KW)]"
CORNER = "(stride * i + p, stride * j + q)"
OVER_P, OVER_Q = "for p in range(KH)", "for q in range(KW)"
for old, new, mistake in [
    (CORNER, "(i + p, j + q)", "window-not-moved-by-stride"),
    (CORNER, "(stride * i + p, j + q)", "stride-on-rows-only"),
    (CORNER, "(i + p, stride * j + q)", "stride-on-columns-only"),
    (CORNER, "(i + stride * p, j + stride * q)", "stride-used-as-dilation"),
    (CORNER, "(stride * (i + p), stride * (j + q))", "stride-within-the-window-too"),
    (CORNER, "(p, q)", "unit-forgotten"),
    (CORNER, "(KH * i + p, KW * j + q)", "windows-side-by-side"),
    (CORNER, "(stride * j + q, stride * i + p)", "rows-and-columns-swapped"),
    (
        CORNER,
        "(stride * i + p - KH // 2, stride * j + q - KW // 2)",
        "window-centred",
    ),
    (
        CORNER,
        "(stride * i + p - (KH - 1) // 2, stride * j + q - (KW - 1) // 2)",
        "window-centred-before-the-middle",
    ),
    (f"{OVER_P} {OVER_Q}", f"{OVER_Q} {OVER_P}", "listed-down-first"),
    ("KH, KW = kernel_size", "KW, KH = kernel_size", "kernel-sides-exchanged"),
    (
        f"{OVER_P} {OVER_Q}",
        "for p in range(KH + 1) for q in range(KW + 1)",
        "end-included",
    ),
    (
        f"{OVER_P} {OVER_Q}",
        "for p in range(KH - 1) for q in range(KW - 1)",
        "last-row-and-column-missing",
    ),
    (
        f"{OVER_P} {OVER_Q}",
        "for p, q in zip(range(KH), range(KW))",
        "only-the-diagonal",
    ),
    (
        f"{OVER_P} {OVER_Q}",
        "for p in range(0, KH, stride) for q in range(0, KW, stride)",
        "pixels-skipped-by-stride",
    ),
    (f"{OVER_P} ", "for p in range(1) ", "only-the-first-row"),
    (FIELD, "[(stride * i, stride * j)]", "only-the-first-pixel"),
]:
    edit("receptive_field", old, new, mistake=f"receptive-field-{mistake}")


@wrong(
    "receptive_field", "no stride", mistake="receptive-field-window-not-moved-by-stride"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    rows, columns = range(i, i + KH), range(j, j + KW)
    return list(product(rows, columns))


@wrong("receptive_field", "left is j", mistake="receptive-field-stride-on-rows-only")
def receptive_field(i, j, kernel_size, *, stride=1):
    top, left = i * stride, j
    rows = range(top, top + kernel_size[0])
    columns = range(left, left + kernel_size[1])
    return list(product(rows, columns))


@wrong("receptive_field", "top is i", mistake="receptive-field-stride-on-columns-only")
def receptive_field(i, j, kernel_size, *, stride=1):
    pixels = []
    for row in range(i, i + kernel_size[0]):
        for column in range(j * stride, j * stride + kernel_size[1]):
            pixels.append((row, column))
    return pixels


@wrong(
    "receptive_field",
    "the step is the stride",
    mistake="receptive-field-stride-used-as-dilation",
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    rows = range(i, i + stride * KH, stride)
    columns = range(j, j + stride * KW, stride)
    return [(row, column) for row in rows for column in columns]


@wrong(
    "receptive_field", "both", mistake="receptive-field-stride-within-the-window-too"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    pixels = []
    for p in range(i, i + KH):
        for q in range(j, j + KW):
            pixels.append((p * stride, q * stride))
    return pixels


@wrong(
    "receptive_field", "i and j are unused", mistake="receptive-field-unit-forgotten"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    return list(np.ndindex(*kernel_size))


@wrong("receptive_field", "tiles", mistake="receptive-field-windows-side-by-side")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    rows = range(i * KH, (i + 1) * KH)
    columns = range(j * KW, (j + 1) * KW)
    return list(product(rows, columns))


@wrong("receptive_field", "(x, y)", mistake="receptive-field-rows-and-columns-swapped")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    pixels = []
    for y in range(stride * i, stride * i + KH):
        for x in range(stride * j, stride * j + KW):
            pixels.append((x, y))
    return pixels


@wrong("receptive_field", "around a centre", mistake="receptive-field-window-centred")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    result = []
    for di in range(-(KH // 2), KH - KH // 2):
        for dj in range(-(KW // 2), KW - KW // 2):
            result.append((stride * i + di, stride * j + dj))
    return result


@wrong(
    "receptive_field",
    "around a centre",
    mistake="receptive-field-window-centred-before-the-middle",
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    top = stride * i - (KH - 1) // 2
    left = stride * j - (KW - 1) // 2
    return [(top + p, left + q) for p, q in np.ndindex(KH, KW)]


@wrong(
    "receptive_field", "columns outside", mistake="receptive-field-listed-down-first"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    pixels = []
    for column in range(stride * j, stride * j + KW):
        for row in range(stride * i, stride * i + KH):
            pixels.append((row, column))
    return pixels


@wrong("receptive_field", "KW rows", mistake="receptive-field-kernel-sides-exchanged")
def receptive_field(i, j, kernel_size, *, stride=1):
    height, width = kernel_size[1], kernel_size[0]
    top, left = stride * i, stride * j
    return [(top + p, left + q) for p in range(height) for q in range(width)]


@wrong("receptive_field", "the end is counted", mistake="receptive-field-end-included")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    top, left = stride * i, stride * j
    bottom, right = top + KH, left + KW
    return [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]


@wrong("receptive_field", "-1", mistake="receptive-field-last-row-and-column-missing")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    top, left = stride * i, stride * j
    bottom, right = top + KH - 1, left + KW - 1
    return [(r, c) for r in range(top, bottom) for c in range(left, right)]


@wrong("receptive_field", "zip", mistake="receptive-field-only-the-diagonal")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    rows = [stride * i + p for p in range(KH)]
    cols = [stride * j + q for q in range(KW)]
    return list(zip(rows, cols))


@wrong(
    "receptive_field", "steps of s", mistake="receptive-field-pixels-skipped-by-stride"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    top, left = stride * i, stride * j
    rows = range(top, top + kernel_size[0], stride)
    columns = range(left, left + kernel_size[1], stride)
    return list(product(rows, columns))


@wrong(
    "receptive_field",
    "return in the loop over p",
    mistake="receptive-field-only-the-first-row",
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    pixels = []
    for p in range(KH):
        for q in range(KW):
            pixels.append((stride * i + p, stride * j + q))
        return pixels


@wrong(
    "receptive_field",
    "return in the loop over q",
    mistake="receptive-field-only-the-first-pixel",
)
def receptive_field(i, j, kernel_size, *, stride=1):
    pixels = []
    for p, q in np.ndindex(kernel_size):
        pixels.append((stride * i + p, stride * j + q))
        return pixels


@wrong(
    "receptive_field", "the ends do not move", mistake="receptive-field-end-not-moved"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(r, c) for r in range(stride * i, KH) for c in range(stride * j, KW)]


@wrong(
    "receptive_field", "the ends do not move", mistake="receptive-field-end-not-moved"
)
def receptive_field(i, j, kernel_size, *, stride=1):
    row, pixels = stride * i, []
    while row < kernel_size[0]:
        column = stride * j
        while column < kernel_size[1]:
            pixels.append((row, column))
            column += 1
        row += 1
    return pixels


@wrong("receptive_field", "+= of a tuple", mistake="receptive-field-pairs-taken-apart")
def receptive_field(i, j, kernel_size, *, stride=1):
    field = []
    for p, q in np.ndindex(kernel_size):
        field += (stride * i + p, stride * j + q)
    return field


@wrong("receptive_field", "extend", mistake="receptive-field-pairs-taken-apart")
def receptive_field(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    field = []
    for p in range(KH):
        for q in range(KW):
            field.extend([stride * i + p, stride * j + q])
    return field
