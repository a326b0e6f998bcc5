"""Mistakes in im2col's table: the addresses in it."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    SQUARE_IMAGE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

PICTURE = "Number the pixels of a small image 0, 1, 2, ... in memory and walk: "
CORNER = "In which row and column of the image is the corner of window (i, j)?"
NEIGHBOURS = "Do the pixels of one window lie side by side when the stride is 2?"


def rows_and_columns(image_shape, kernel_size, stride, order="pqc"):
    """Return p, q, c of every row of the table and i, j of every column."""
    (H, W, C), (KH, KW) = image_shape, kernel_size
    lengths = {"p": KH, "q": KW, "c": C}
    index = np.indices([lengths[name] for name in order]).reshape(3, -1, 1)
    p, q, c = (index[order.index(name)] for name in "pqc")
    windows = (H - KH) // stride + 1, (W - KW) // stride + 1
    i, j = np.indices(windows).reshape(2, 1, -1)
    return p, q, c, i, j


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
    "Neither the offsets of the kernel nor the addresses of the corners were "
    "multiplied by the number of channels.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=PICTURE + "how many places is it from one pixel to the next in its row?",
)
def steps_without_channels(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, _ = image_shape
    return p * W + q + c + stride * i * W + stride * j


@mistake(
    "im2col_indices",
    "The channel was left out of the addresses: all rows of a pixel point at its "
    "channel 0.",
    equation="offset",
    hides_when=[ONE_CHANNEL],
    hint="At which address does channel 1 of the first pixel lie?",
)
def channel_left_out(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + 0 * c + (stride * i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "A row was counted as W numbers, but each of its pixels holds C numbers.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=PICTURE + "how many places is it from a number to the one in the next row?",
)
def row_without_channels(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (stride * i + p) * W + (stride * j + q) * C + c


@mistake(
    "im2col_indices",
    "A pixel was counted as one number, but it holds C numbers.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=PICTURE + "how many places is it from one pixel to the next in its row?",
)
def pixel_without_channels(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (stride * i + p) * W * C + stride * j + q + c


@mistake(
    "im2col_indices",
    "From row to row of the kernel, as many pixels were skipped as a row of the "
    "kernel has, not as many as a row of the image has.",
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
    "From row to row, as many pixels were skipped as the image has rows, not as "
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
    "The height and the width of the image were swapped: the windows and the "
    "addresses are those of an image of W rows and H columns.",
    equation="im2col",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def height_and_width_exchanged(image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    p, q, c, i, j = rows_and_columns((W, H, C), kernel_size, stride)
    return (p * H + q) * C + c + (stride * i * H + stride * j) * C


@mistake(
    "im2col_indices",
    "From row to row of the windows, as many pixels were skipped as z has columns, "
    "not as many as the image has.",
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
    "Rows and columns of the corners were swapped: window (i, j) begins in row s j "
    "and column s i.",
    equation="corner",
    hides_when=[EXACT_FIT],
    hint=CORNER,
)
def rows_and_columns_of_corners_exchanged(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * j * W + stride * i) * C


@mistake(
    "im2col_indices",
    "Rows and columns of the offsets were swapped: kernel element (p, q) lies in "
    "row q and column p of its window.",
    equation="offset",
    hides_when=[ONE_BY_ONE],
    hint=PICTURE + "how far is it from a pixel to the one below it?",
)
def rows_and_columns_of_offsets_exchanged(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (q * W + p) * C + c + (stride * i * W + stride * j) * C


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
    hint=CORNER,
)
def stride_forgotten(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (i * W + j) * C


@mistake(
    "im2col_indices",
    "The stride was applied to the rows of the corners but not to their columns.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_rows_only(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (stride * i * W + j) * C


@mistake(
    "im2col_indices",
    "The stride was applied to the columns of the corners but not to their rows.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_columns_only(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (p * W + q) * C + c + (i * W + stride * j) * C


@mistake(
    "im2col_indices",
    "The stride multiplied the offsets of the kernel, not the corners: that is a "
    "dilation.",
    equation="im2col",
    hides_when=[STRIDE_1],
    hint=NEIGHBOURS,
)
def stride_used_as_dilation(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return (stride * p * W + stride * q) * C + c + (i * W + j) * C


@mistake(
    "im2col_indices",
    "The stride multiplied the corners, which is right, and the offsets of the kernel "
    "as well.",
    equation="im2col",
    hides_when=[STRIDE_1, ONE_BY_ONE],
    hint=NEIGHBOURS,
)
def stride_within_the_window_too(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    _, W, C = image_shape
    return stride * ((i + p) * W + j + q) * C + c


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
    "The addresses were counted with the rows fastest and the channels slowest.",
    equation="address",
    hint="Which index moves fastest in the memory of an (H, W, C) array?",
)
def memory_rows_fastest(image_shape, kernel_size, *, stride=1):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride)
    H, W, _ = image_shape
    return c * H * W + (stride * j + q) * H + stride * i + p
