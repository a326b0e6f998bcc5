"""Mistakes of addresses, and of moving an axis."""

import numpy as np

from convlab.exercises.case import ONE_CHANNEL, ONE_IMAGE, SQUARE_IMAGE
from convlab.exercises.mistakes.mistake import mistake

SKIP = "To reach the next row, how many numbers are skipped? And to reach the next "
SKIP += "pixel, or the next image?"


@mistake(
    "address",
    "The address is that of an array whose channels come first, (B, C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Which index moves fastest in the memory of a (B, H, W, C) array?",
)
def channels_first(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + c * H * W + i * W + j


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
    "A row was taken for W numbers, but each of its pixels holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def row_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W + j * C + c


@mistake(
    "address",
    "A pixel was taken for one number, but it holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint=SKIP,
)
def pixel_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * W * C + j + c


@mistake(
    "address",
    "An image was taken for H W numbers, but each of its pixels holds C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL, ONE_IMAGE],
    hint=SKIP,
)
def image_without_channels(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W + i * W * C + j * C + c


@mistake(
    "address",
    "A row was taken for H pixels, but it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def height_for_width(n, i, j, c, image_shape):
    H, W, C = image_shape
    return n * H * W * C + i * H * C + j * C + c


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
    "unit",
    "The unit is that of an array whose channels come first, (B, C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Which index moves fastest in the memory of a (B, H, W, C) array?",
)
def memory_channels_first(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    c, rest = divmod(rest, H * W)
    return n, *divmod(rest, W), c


@mistake(
    "unit",
    "A row was taken for H pixels, but it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def row_of_height(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    i, rest = divmod(rest, H * C)
    return n, i, *divmod(rest, C)


@mistake(
    "unit",
    "The indices came back from the fastest to the slowest, (c, j, i, n).",
    equation="address",
    hint="In which order do the indices stand in x[n, i, j, c]?",
)
def indices_backwards(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    i, rest = divmod(rest, W * C)
    j, c = divmod(rest, C)
    return c, j, i, n


@mistake(
    "unit",
    "The indices were counted from 1.",
    equation="address",
    hint="Which unit lies at address 0?",
)
def indices_from_one(address, image_shape):
    H, W, C = image_shape
    n, rest = divmod(address, H * W * C)
    i, rest = divmod(rest, W * C)
    j, c = divmod(rest, C)
    return n + 1, i + 1, j + 1, c + 1


@mistake(
    "channels_first",
    "The array was reshaped, which deals out its numbers anew; the axis has to be "
    "moved.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Number the pixels of a small image 0, 1, 2, ... and look at channel 0 of "
    "your result.",
)
def reshaped(x):
    B, H, W, C = x.shape
    return x.reshape(B, C, H, W).copy()


@mistake(
    "channels_first",
    "Channels and rows changed places: the result has the axes (B, C, W, H).",
    equation="address",
    hint="`swapaxes` exchanges two axes. What happens to those between them?",
)
def swapped_with_rows(x):
    return np.swapaxes(x, 1, 3).copy()


@mistake(
    "channels_first",
    "The channels came before the batch: the result has the axes (C, B, H, W).",
    equation="address",
    hint="Which axis of the result counts images? It stays where it was.",
)
def before_the_batch(x):
    return np.moveaxis(x, 3, 0).copy()
