"""Mistakes in addresses, axes and sizes, from the chapters notation and forward."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    NO_LEFTOVER,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    SQUARE_IMAGE,
    STRIDE_1,
)
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


COUNT = "Count by hand: a kernel of 2 on an image of 3 has two places."


@mistake(
    "output_size",
    "The + 1 was left out: the first window was not counted.",
    equation="output-size",
    hint=COUNT,
)
def plus_one_forgotten(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride


@mistake(
    "output_size",
    "The + 1 was put before the division; it counts a window and not a pixel.",
    equation="output-size",
    hides_when=[STRIDE_1],
    hint="Which of the two does the stride divide: steps between windows, or windows?",
)
def plus_one_before_dividing(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride


@mistake(
    "output_size",
    "The padding was counted on one side only.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="How many rows does an image of 5 rows have with padding 1?",
)
def padding_counted_once(size, kernel, *, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


@mistake(
    "output_size",
    "The padding was left out.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="How many rows does an image of 5 rows have with padding 1?",
)
def padding_forgotten(size, kernel, *, stride=1, padding=0):
    return (size - kernel) // stride + 1


@mistake(
    "output_size",
    "The stride was left out.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="How many windows fit into 5 rows when a kernel of 3 moves by 2?",
)
def stride_forgotten(size, kernel, *, stride=1, padding=0):
    return size + 2 * padding - kernel + 1


@mistake(
    "output_size",
    "The division was rounded up: a window was counted that does not fit.",
    equation="output-size",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint="An image of 6 and a kernel of 3 that moves by 2: where does the third "
    "window end?",
)
def rounded_up(size, kernel, *, stride=1, padding=0):
    return -(-(size + 2 * padding - kernel) // stride) + 1


@mistake(
    "output_size",
    "The size of the kernel was left out.",
    equation="output-size",
    hint=COUNT,
)
def kernel_forgotten(size, kernel, *, stride=1, padding=0):
    return (size + 2 * padding) // stride


@mistake(
    "receptive_field",
    "The corner of the window was set at (i, j), although the stride is larger.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row does the window of unit (1, 0) begin when the stride is 2?",
)
def window_not_moved_by_stride(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(i + p, j + q) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The stride was put between the pixels of the window: that is a dilation.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint="Do the pixels of one window lie side by side when the stride is 2?",
)
def stride_used_as_dilation(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(i + stride * p, j + stride * q) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The window was centred on the pixel; that pixel is its top-left corner.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint="Which pixels does unit (0, 0) read when the kernel is 3 by 3?",
)
def window_centred(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    top, left = stride * i - KH // 2, stride * j - KW // 2
    return [(top + p, left + q) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The pixels were listed column by column, and not row by row.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint="After the corner, which pixel comes next: the one below or the one beside?",
)
def listed_down_first(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(stride * i + p, stride * j + q) for q in range(KW) for p in range(KH)]


@mistake(
    "receptive_field",
    "Rows and columns of the pixels were swapped.",
    equation="receptive-field",
    hint="The row comes first, in x[n, i, j, c] as in your list.",
)
def rows_and_columns_swapped(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(stride * j + q, stride * i + p) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The window is one row and one column too large.",
    equation="receptive-field",
    hint="`range(KH)` counts 0, ..., KH - 1. How many rows are these?",
)
def end_included(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [
        (stride * i + p, stride * j + q) for p in range(KH + 1) for q in range(KW + 1)
    ]
