"""Mistakes of the address table: the order of rows, columns and pixels."""

from convlab.exercises.mistakes.im2col_indices.shared import rows_and_columns
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
)


@mistake(
    "im2col_indices",
    "The addresses are those of an image whose channels come first, (C, H, W).",
    equation="address",
    hides=[ONE_CHANNEL],
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
    hides=[ONE_BY_ONE, ONE_CHANNEL],
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
    hides=[ONE_BY_ONE],
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
    hides=[EXACT_FIT],
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
