"""Mistakes in where numbers lie once their channels come first."""

import numpy as np

from convlab.exercises.case import ONE_CHANNEL, ONE_IMAGE, SQUARE_IMAGE
from convlab.exercises.mistakes.mistake import mistake


def units(addresses, image_shape):
    """Return n, i, j and c of the numbers at these addresses, channels last."""
    H, W, C = image_shape
    pixel, c = np.divmod(addresses, C)
    row, j = np.divmod(pixel, W)
    n, i = np.divmod(row, H)
    return n, i, j, c


@mistake(
    "moved",
    "This is the way back: for each new address, the old one that its number had.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="In images of shape (3, 4, 2), unit (0, 0, 0, 1) lay at address 1. At which "
    "does it lie now?",
)
def way_back(addresses, image_shape):
    H, W, C = image_shape
    n, place = np.divmod(addresses, H * W * C)
    c, pixel = np.divmod(place, H * W)
    return n * H * W * C + pixel * C + c


@mistake(
    "moved",
    "Every address was returned as it was.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Which index moves fastest in the memory of a (B, C, H, W) array?",
)
def not_moved(addresses, image_shape):
    return addresses.copy()


@mistake(
    "moved",
    "The images before image n were not skipped.",
    equation="address",
    hides_when=[ONE_IMAGE],
    hint="Does a number of image 1 move into image 0?",
)
def image_forgotten(addresses, image_shape):
    H, W, _ = image_shape
    _, i, j, c = units(addresses, image_shape)
    return c * H * W + i * W + j


@mistake(
    "moved",
    "An image was counted as H W numbers, but it has C channels of that many.",
    equation="address",
    hides_when=[ONE_CHANNEL, ONE_IMAGE],
    hint="How many numbers does one image hold, in either layout?",
)
def image_without_channels(addresses, image_shape):
    H, W, _ = image_shape
    n, i, j, c = units(addresses, image_shape)
    return n * H * W + c * H * W + i * W + j


@mistake(
    "moved",
    "Rows and pixels were skipped as if each pixel still held C numbers.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="In a (B, C, H, W) array, how many numbers lie between a pixel and the one "
    "to its right, in the same channel?",
)
def pixel_with_channels(addresses, image_shape):
    H, W, C = image_shape
    n, i, j, c = units(addresses, image_shape)
    return n * H * W * C + c * H * W + i * W * C + j * C


@mistake(
    "moved",
    "Rows and columns changed places: the result fits an array (B, C, W, H).",
    equation="address",
    hint="Which of the two moves fastest in a (B, C, H, W) array, i or j?",
)
def columns_before_rows(addresses, image_shape):
    H, W, C = image_shape
    n, i, j, c = units(addresses, image_shape)
    return n * H * W * C + c * H * W + j * H + i


@mistake(
    "moved",
    "A row was counted as H pixels, but it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def height_for_width(addresses, image_shape):
    H, W, C = image_shape
    n, i, j, c = units(addresses, image_shape)
    return n * H * W * C + c * H * W + i * H + j
