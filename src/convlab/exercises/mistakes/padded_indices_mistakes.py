"""Mistakes in the table of addresses of an image that is padded in thought alone."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


def places(image_shape, kernel_size, stride, padding):
    """Return row, column and channel of the image for each (p, q, c) and (a, b)."""
    (H, W, C), (KH, KW), P = image_shape, kernel_size, padding
    OH, OW = (H + 2 * P - KH) // stride + 1, (W + 2 * P - KW) // stride + 1
    p, q, c, a, b = np.ogrid[:KH, :KW, :C, :OH, :OW]
    return stride * a + p - P, stride * b + q - P, c


def inside(i, j, image_shape):
    H, W, _ = image_shape
    return (i >= 0) & (i < H) & (j >= 0) & (j < W)


def table(i, j, c, marked, image_shape):
    """Write the addresses as a table, with -1 where they are marked."""
    _, W, C = image_shape
    addresses = np.where(marked, -1, (i * W + j) * C + c)
    KH, KW, C, OH, OW = addresses.shape
    return addresses.reshape(KH * KW * C, OH * OW)


@mistake(
    "padded_indices",
    "The padding was left out.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint="How many windows fit on an image of 2 by 2 when a kernel of 2 by 2 may reach "
    "into a padding of 1?",
)
def padding_forgotten(image_shape, kernel_size, *, stride=1, padding=0):
    return convlab.im2col_indices(image_shape, kernel_size, stride=stride)


def of_padded(image_shape, kernel_size, stride, padding):
    H, W, C = image_shape
    padded = H + 2 * padding, W + 2 * padding, C
    return convlab.im2col_indices(padded, kernel_size, stride=stride)


WIDTH = "In memory, a row of the image has W pixels: the padding lies nowhere. At "
WIDTH += "which address does pixel (0, 0) lie?"


@mistake(
    "padded_indices",
    "The addresses are those of the padded image, padding and all.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=WIDTH,
)
def of_the_padded_image(image_shape, kernel_size, *, stride=1, padding=0):
    return of_padded(image_shape, kernel_size, stride, padding)


@mistake(
    "padded_indices",
    "The padding is marked, but the other addresses are those of the padded image.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=WIDTH,
)
def width_of_the_padded_image(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    of_image = table(i, j, c, ~inside(i, j, image_shape), image_shape)
    addresses = of_padded(image_shape, kernel_size, stride, padding)
    return np.where(of_image < 0, -1, addresses)


@mistake(
    "padded_indices",
    "The padding got address 0, but that is the address of a pixel.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint="How would you tell the padding from the first number of the image?",
)
def zero_for_padding(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    addresses = table(i, j, c, ~inside(i, j, image_shape), image_shape)
    return np.maximum(addresses, 0)


BESIDE = "Take an image of 2 by 2 with padding 1, and the place left of pixel (1, 0). "
BESIDE += "Which address comes out for it, and what lies there?"


@mistake(
    "padded_indices",
    "Only the rows above and below the image were marked. To the left and right of "
    "it are the addresses of other pixels.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=BESIDE,
)
def columns_not_marked(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    H, _, _ = image_shape
    return table(i, j, c, (i < 0) | (i >= H), image_shape)


@mistake(
    "padded_indices",
    "Only the columns left and right of the image were marked.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint="The window of unit (0, 0) begins above the image. What lies there?",
)
def rows_not_marked(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    _, W, _ = image_shape
    return table(i, j, c, (j < 0) | (j >= W), image_shape)


@mistake(
    "padded_indices",
    "Negative addresses became -1, and no others. But the padding may have the address "
    "of a pixel in another row.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=BESIDE,
)
def negative_addresses_marked(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    return np.maximum(table(i, j, c, False, image_shape), -1)


@mistake(
    "padded_indices",
    "Addresses beyond the ends of the image became -1, and no others. But the padding "
    "may have the address of a pixel in another row.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=BESIDE,
)
def addresses_marked(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    addresses = table(i, j, c, False, image_shape)
    return np.where(addresses < np.prod(image_shape), np.maximum(addresses, -1), -1)


@mistake(
    "padded_indices",
    "Nothing is marked: the padding has addresses as if the image went on there.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint=BESIDE,
)
def nothing_marked(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    return table(i, j, c, False, image_shape)


@mistake(
    "padded_indices",
    "The padding got the address of the pixel that is nearest.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint="The padding is zeros, not a copy of the border.",
)
def nearest_pixel(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    H, W, _ = image_shape
    i, j = np.clip(i, 0, H - 1), np.clip(j, 0, W - 1)
    return table(i, j, c, False, image_shape)


@mistake(
    "padded_indices",
    "The first window begins on pixel (0, 0), so that all padding is below and on the "
    "right.",
    equation="im2col",
    hides_when=[NO_PADDING],
    hint="Which row, counted in the image itself, does the padded image begin with?",
)
def padding_at_the_end(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    i, j = i + padding, j + padding
    return table(i, j, c, ~inside(i, j, image_shape), image_shape)


@mistake(
    "padded_indices",
    "The rows of the table are in the order (c, p, q), not (p, q, c).",
    equation="im2col",
    hides_when=[ONE_CHANNEL, ONE_BY_ONE],
    hint="Which of the three moves fastest in w[f, p, q, c]?",
)
def rows_channels_first(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    addresses = table(i, j, c, ~inside(i, j, image_shape), image_shape)
    KH, KW = kernel_size
    apart = addresses.reshape(KH * KW, c.size, -1).swapaxes(0, 1)
    return apart.reshape(addresses.shape)


@mistake(
    "padded_indices",
    "The windows moved by one pixel, although the stride is larger.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row of the padded image does window (1, 0) begin when the stride "
    "is 2?",
)
def stride_forgotten(image_shape, kernel_size, *, stride=1, padding=0):
    i, j, c = places(image_shape, kernel_size, stride, padding)
    *_, OH, _ = i.shape
    *_, OW = j.shape
    i, j, c = places(image_shape, kernel_size, 1, padding)
    i, j = i[..., :OH, :], j[..., :OW]
    return table(i, j, c, ~inside(i, j, image_shape), image_shape)
