"""Mistakes of the address table: where the windows begin."""

from convlab.exercises.mistakes.im2col_indices.shared import rows_and_columns
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    LEFTOVER,
    STRIDE_1,
)


@mistake(
    "im2col_indices",
    "The corners moved by one pixel, although the stride is larger.",
    equation="corner",
    hides=[STRIDE_1, EXACT_FIT],
    hint="In which row and column of the image is the corner of window (i, j)?",
)
def stride_forgotten(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (i * W + j) * C


@mistake(
    "im2col_indices",
    "The stride was applied to the rows of the corners and not to their columns.",
    equation="corner",
    hides=[STRIDE_1, EXACT_FIT],
    hint="In which row and column of the image is the corner of window (i, j)?",
)
def stride_on_rows_only(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * i * W + j) * C


@mistake(
    "im2col_indices",
    "The stride was applied to the columns of the corners and not to their rows.",
    equation="corner",
    hides=[STRIDE_1, EXACT_FIT],
    hint="In which row and column of the image is the corner of window (i, j)?",
)
def stride_on_columns_only(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The stride multiplied the offsets of the kernel, and not the corners: that is a "
    "dilation.",
    equation="im2col",
    hides=[STRIDE_1],
    hint="Do the pixels of one window lie side by side when the stride is 2?",
)
def stride_used_as_dilation(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (stride * p * W + stride * q) * C + c + (i * W + j) * C


@mistake(
    "im2col_indices",
    "The last row and the last column of windows were left out, unless pixels are "
    "left over.",
    equation="output-size",
    hides=[LEFTOVER],
    hint="An image of 5 rows and a kernel of 3: does `range(0, 5 - 3)` reach the last "
    "window?",
)
def last_windows_missing(image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    smaller = H - (H - KH) % stride - 1, W - (W - KW) % stride - 1
    smaller = [
        full if (full - kernel) % stride else less
        for full, kernel, less in zip((H, W), (KH, KW), smaller, strict=True)
    ]
    p, q, c, i, j = rows_and_columns((*smaller, C), kernel_size, stride)
    return (p * W + q) * C + c + (stride * i * W + stride * j) * C
