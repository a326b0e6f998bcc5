"""Mistakes in im2col's table of addresses."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    LEFTOVER,
    ONE_BY_ONE,
    ONE_CHANNEL,
    SQUARE_IMAGE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


def rows_and_columns(image_shape, kernel_size, stride, order="pqc"):
    """Return p, q, c of every row of the table and i, j of every column."""
    (H, W, C), (KH, KW) = image_shape, kernel_size
    lengths = {"p": KH, "q": KW, "c": C}
    index = np.indices([lengths[name] for name in order]).reshape(3, -1, 1)
    p, q, c = (index[order.index(name)] for name in "pqc")
    windows = (H - KH) // stride + 1, (W - KW) // stride + 1
    i, j = np.indices(windows).reshape(2, 1, -1)
    return p, q, c, i, j


PICTURE = "Number the pixels of a small image 0, 1, 2, ... in memory and walk: "


@mistake(
    "im2col_indices",
    "The offsets of the kernel were not multiplied by the number of channels.",
    equation="offset",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=PICTURE + "how many places is it from one pixel to the next in its row?",
)
def offset_without_channels(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return p * W + q + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The addresses of the corners were not multiplied by the number of channels.",
    equation="corner",
    hides_when=[EXACT_FIT, ONE_CHANNEL],
    hint=PICTURE + "how many places is it from one corner to the next in its row?",
)
def corner_without_channels(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + stride * i * W + stride * j


@mistake(
    "im2col_indices",
    "From row to row of the kernel, as many pixels were skipped as a row of the "
    "kernel has, and not as many as a row of the image has.",
    equation="offset",
    hides_when=[EXACT_FIT, ONE_BY_ONE],
    hint=PICTURE + "how far is it from a pixel to the one below it?",
)
def row_of_the_kernel(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    (_, W, C), (_, KW) = image_shape, kernel_size
    return (p * KW + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "From row to row, as many pixels were skipped as the image has rows, and not as "
    "many as it has columns.",
    equation="im2col",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def height_for_width(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    H, _, C = image_shape
    return (p * H + q) * C + c + (stride * i * H + stride * j) * C


@mistake(
    "im2col_indices",
    "From row to row of the windows, as many pixels were skipped as z has columns, "
    "and not as many as the image has.",
    equation="corner",
    hides_when=[EXACT_FIT],
    hint=PICTURE + "where does the first window of the second row begin?",
)
def row_of_the_output(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    OW = j.max() + 1
    return (p * W + q) * C + c + (stride * i * OW + stride * j) * C


@mistake(
    "im2col_indices",
    "The addresses were counted from 1.",
    equation="address",
    hint="What is the address of the very first number?",
)
def counted_from_one(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return 1 + (p * W + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The corners moved by one pixel, although the stride is larger.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
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
    hides_when=[STRIDE_1, EXACT_FIT],
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
    hides_when=[STRIDE_1, EXACT_FIT],
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
    hides_when=[STRIDE_1],
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
    hides_when=[LEFTOVER],
    hint="An image of 5 rows and a kernel of 3: does `range(0, 5 - 3)` reach the last "
    "window?",
)
def last_windows_missing(image_shape, kernel_size, *, stride=1):
    (H, W, C), (KH, KW) = image_shape, kernel_size
    fewer = H - (H - KH) % stride - 1, W - (W - KW) % stride - 1
    smaller = [
        full if (full - kernel) % stride else less
        for full, kernel, less in zip((H, W), (KH, KW), fewer, strict=True)
    ]
    p, q, c, i, j = rows_and_columns((*smaller, C), kernel_size, stride)
    return (p * W + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The addresses are those of an image whose channels come first, (C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Which index moves fastest in the memory of an (H, W, C) array?",
)
def memory_channels_first(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    H, W, _ = image_shape
    return c * H * W + p * W + q + stride * i * W + stride * j


@mistake(
    "im2col_indices",
    "The rows of the table are in the order (c, p, q).",
    equation="im2col",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order do the weights of one kernel lie in memory? A row of the "
    "table belongs to a weight.",
)
def rows_channels_first(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride, "cpq")
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The rows of the table are in the order (q, p, c): down the kernel's columns.",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint="After the channels of element (0, 0) of the kernel, which element comes "
    "next: (0, 1) or (1, 0)?",
)
def rows_down_first(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride, "qpc")
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The windows were taken from top to bottom, and not in raster order.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint="Which window belongs to the second column of the table: (0, 1) or (1, 0)?",
)
def windows_down_first(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    i, j = (index.reshape(i.max() + 1, -1).T.reshape(1, -1) for index in (i, j))
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The table lies on its side: it has a row for each window.",
    equation="im2col",
    hint="How many rows does W_mat need its partner to have?",
)
def transposed(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return ((p * W + q) * C + c + (stride * i * W + stride * j) * C).T
