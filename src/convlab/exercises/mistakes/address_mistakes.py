"""Mistakes in the address of a unit."""

import numpy as np

from convlab.exercises.case import ONE_CHANNEL, ONE_IMAGE, SQUARE_IMAGE
from convlab.exercises.mistakes.mistake import mistake

SKIP = "To reach the next row, how many numbers are skipped? And to reach the next "
SKIP += "pixel, or the next image?"
FASTEST = "Which index moves fastest in the memory of a (B, H, W, C) array?"
HOLDS = "How many pixels does one row of the image hold: H or W?"
BELOW = "Which unit lies right after (0, 0, 0, C - 1): (0, 0, 1, 0) or (0, 1, 0, 0)?"


@mistake(
    "address",
    "The address is that of an array whose channels come first, (B, C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=FASTEST,
)
def memory_channels_first(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + c * H * W + i * W + j


@mistake(
    "address",
    "Within its image, the unit was counted with the rows fastest and the channels "
    "slowest: i + H j + H W c.",
    equation="address",
    hint=FASTEST,
)
def first_axis_fastest(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + c * H * W + j * H + i


@mistake(
    "address",
    "The images before image n were not skipped.",
    equation="address",
    hides_when=[ONE_IMAGE],
    hint=SKIP,
)
def image_forgotten(n, i, j, c, image_shape):
    _, W, C = image_shape
    return i * W * C + j * C + c


@mistake(
    "address",
    "The channel was left out: every unit has the address of channel 0 of its pixel.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="What is the address of unit (0, 0, 0, 1)?",
)
def channel_left_out(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W * C + j * C


@mistake(
    "address",
    "A row was counted as W numbers, but each of its pixels holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def row_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W + j * C + c


@mistake(
    "address",
    "A pixel was counted as one number, but it holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def pixel_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W * C + j + c


@mistake(
    "address",
    "A row was counted as W numbers and a pixel as one, but each pixel holds C "
    "numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def rows_and_pixels_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W + j + c


@mistake(
    "address",
    "An image was counted as H W numbers, but each of its pixels holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL, ONE_IMAGE],
    hint=SKIP,
)
def image_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W + i * W * C + j * C + c


@mistake(
    "address",
    "An image was counted as H W numbers, a row as W and a pixel as one, but each "
    "pixel holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def channels_forgotten(n, i, j, c, image_shape):
    H, W, _ = image_shape
    return n * H * W + i * W + j + c


@mistake(
    "address",
    "Each index was multiplied by one size, n by H, i by W and j by C. It takes "
    "the sizes of all axes after it.",
    equation="address",
    hint=SKIP,
)
def one_size_each(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H + i * W + j * C + c


@mistake(
    "address",
    "A row was counted as H pixels, but it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint=HOLDS,
)
def height_for_width(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * H * C + j * C + c


@mistake(
    "address",
    "The sizes were taken in the order (C, H, W), but `image_shape` is (H, W, C).",
    equation="address",
    hint="Print H, W and C for an image of 4 rows, 5 columns and 3 channels.",
)
def shape_read_channels_first(n, i, j, c, image_shape):
    C, H, W = image_shape
    return n * H * W * C + i * W * C + j * C + c


@mistake(
    "address",
    "Rows and columns were swapped: i was multiplied by C, and j by W C.",
    equation="address",
    hint=BELOW,
)
def rows_and_columns_exchanged(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + j * W * C + i * C + c


@mistake(
    "address",
    "The pixels were counted down the columns, with H pixels in each.",
    equation="address",
    hint=BELOW,
)
def counted_down_first(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + j * H * C + i * C + c


@mistake(
    "address",
    "The address was counted from 1.",
    equation="address",
    hint="What is the address of unit (0, 0, 0, 0)?",
)
def counted_from_one(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W * C + j * C + c + 1


@mistake(
    "address",
    "The indices were assumed to count from 1: 1 was subtracted from each.",
    equation="address",
    hint="What is the address of unit (0, 0, 0, 0)?",
)
def indices_from_one(n, i, j, c, image_shape):
    H, W, C = image_shape
    return (n - 1) * H * W * C + (i - 1) * W * C + (j - 1) * C + c - 1


@mistake(
    "address",
    "The address was counted in bytes, with 8 for each number.",
    equation="address",
    hint="What is the address of unit (0, 0, 0, 1)? An address counts numbers.",
)
def counted_in_bytes(n, i, j, c, image_shape):
    return int(np.dot([n, i, j, c], np.empty((1, *image_shape)).strides))
