"""Mistakes of the address table: single terms of the address."""

from convlab.exercises.mistakes.im2col_indices.shared import rows_and_columns
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    SQUARE_IMAGE,
)

PICTURE = "Number the pixels of a small image 0, 1, 2, ... in memory and walk: "


@mistake(
    "im2col_indices",
    "The offsets of the kernel were not multiplied by the number of channels.",
    equation="offset",
    hides=[ONE_BY_ONE, ONE_CHANNEL],
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
    hides=[EXACT_FIT, ONE_CHANNEL],
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
    hides=[EXACT_FIT, ONE_BY_ONE],
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
    hides=[SQUARE_IMAGE],
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
    hides=[EXACT_FIT],
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
