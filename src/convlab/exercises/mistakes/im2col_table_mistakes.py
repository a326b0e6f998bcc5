"""Mistakes in im2col's table: how many rows and columns it has, and in which order."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    LEFTOVER,
    NO_LEFTOVER,
    ONE_BY_ONE,
    ONE_CHANNEL,
    SQUARE_KERNEL,
    SQUARE_OUTPUT,
    STRIDE_1,
)
from convlab.exercises.mistakes.im2col_indices_mistakes import rows_and_columns
from convlab.exercises.mistakes.mistake import mistake

WEIGHTS = "In which order do the weights of one kernel lie in memory? A row of the "
WEIGHTS += "table belongs to a weight."
PARTNER = "How many rows does W_mat need its partner to have?"
SECOND = "Which window belongs to the second column of the table: (0, 1) or (1, 0)?"
FIT = "How many windows fit into 5 rows when a kernel of 3 moves by 2?"
COUNT = "Count by hand: a kernel of 2 on an image of 3 has two places."
HOLDS = "How many numbers does a window hold?"
LIES = "`reshape` leaves every number where it lies in memory. Do the addresses of one "
LIES += "window lie below each other in your result?"
MANY = "How many of the rows of your table, and of its columns, are ever written?"


def table(p, q, c, i, j, image_shape, stride, across=None):
    """Return the addresses of rows (p, q, c) and columns (i, j), which are right.

    `across` is the stride on columns if it is another.
    """
    _, W, C = image_shape
    across = stride if across is None else across
    return (p * W + q) * C + c + (stride * i * W + across * j) * C


def right(image_shape, kernel_size, stride, order="pqc"):
    p, q, c, i, j = rows_and_columns(image_shape, kernel_size, stride, order)
    return table(p, q, c, i, j, image_shape, stride)


def axes_apart(image_shape, kernel_size, stride):
    """Return the right table with an axis for each of p, q, c, i and j."""
    (H, W, C), (KH, KW) = image_shape, kernel_size
    windows = (H - KH) // stride + 1, (W - KW) // stride + 1
    return right(image_shape, kernel_size, stride).reshape(KH, KW, C, *windows)


def cut(image_shape, kernel_size, windows):
    """Return the part of an image, as its shape, in which so many windows fit."""
    (KH, KW), (OH, OW) = kernel_size, windows
    return KH + OH - 1, KW + OW - 1, image_shape[2]


def with_windows(OH, OW, image_shape, kernel_size, stride, across=None):
    """Return the table for a number of windows that is given."""
    part = cut(image_shape, kernel_size, (OH, OW))
    p, q, c, i, j = rows_and_columns(part, kernel_size, 1)
    return table(p, q, c, i, j, image_shape, stride, across)


@mistake(
    "im2col_indices",
    "The rows of the table are in the order (c, p, q).",
    equation="im2col",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=WEIGHTS,
)
def rows_channels_first(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride, "cpq")


@mistake(
    "im2col_indices",
    "The rows of the table are in the order (q, p, c): down the kernel's columns.",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint="After the channels of element (0, 0) of the kernel, which element comes "
    "next: (0, 1) or (1, 0)?",
)
def rows_down_first(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride, "qpc")


@mistake(
    "im2col_indices",
    "The rows of the table are in the order (c, q, p).",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint=WEIGHTS,
)
def rows_turned_round(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride, "cqp")


@mistake(
    "im2col_indices",
    "The windows were taken from top to bottom, not in raster order.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint=SECOND,
)
def windows_down_first(image_shape, kernel_size, *, stride=1):
    apart = axes_apart(image_shape, kernel_size, stride)
    return apart.swapaxes(3, 4).reshape(np.prod(apart.shape[:3]), -1)


@mistake(
    "im2col_indices",
    "The table lies on its side: it has a row for each window.",
    equation="im2col",
    hint=PARTNER,
)
def transposed(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride).T


@mistake(
    "im2col_indices",
    "The table lies on its side, with a row for each window, and within a row the "
    "addresses are in the order (c, p, q).",
    equation="im2col",
    hint=f"{PARTNER} {WEIGHTS}",
)
def transposed_and_channels_first(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride, "cpq").T


@mistake(
    "im2col_indices",
    "The addresses of the windows, one window after the other, were reshaped to the "
    "shape of the table. The axes have to be moved first.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint=LIES,
)
def reshaped(image_shape, kernel_size, *, stride=1):
    addresses = right(image_shape, kernel_size, stride)
    return addresses.T.reshape(addresses.shape)


@mistake(
    "im2col_indices",
    "The addresses of the windows, one window after the other and each in the order "
    "(c, p, q), were reshaped to the shape of the table. The axes have to be moved "
    "first.",
    equation="im2col",
    hint=LIES,
)
def channels_first_and_reshaped(image_shape, kernel_size, *, stride=1):
    addresses = right(image_shape, kernel_size, stride, "cpq")
    return addresses.T.reshape(addresses.shape)


@mistake(
    "im2col_indices",
    "The channels came after the windows when the axes were joined: they belong "
    "between the kernel's elements and the windows.",
    equation="im2col",
    hides_when=[EXACT_FIT, ONE_CHANNEL],
    hint="Which axes does your `reshape` join? It leaves every number where it lies in "
    "memory.",
)
def channels_not_moved(image_shape, kernel_size, *, stride=1):
    apart = axes_apart(image_shape, kernel_size, stride)
    return np.moveaxis(apart, 2, -1).reshape(np.prod(apart.shape[:3]), -1)


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
    sizes = zip(image_shape, kernel_size, strict=False)
    OH, OW = (len(range(0, size - kernel, stride)) for size, kernel in sizes)
    return with_windows(OH, OW, image_shape, kernel_size, stride)


@mistake(
    "im2col_indices",
    "The + 1 was left out of the number of windows: the last row and the last column "
    "of them are missing.",
    equation="output-size",
    hint=COUNT,
)
def plus_one_forgotten(image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride, (W - KW) // stride
    return with_windows(OH, OW, image_shape, kernel_size, stride)


@mistake(
    "im2col_indices",
    "The number of windows was rounded up: some begin in the image and end beyond it.",
    equation="output-size",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint="An image of 6 and a kernel of 3 that moves by 2: where does the third window "
    "end?",
)
def size_rounded_up(image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = 1 - (KH - H) // stride, 1 - (KW - W) // stride
    return with_windows(OH, OW, image_shape, kernel_size, stride)


@mistake(
    "im2col_indices",
    "A window begins at every stride-th pixel of the image, even where it does not "
    "fit.",
    equation="output-size",
    hides_when=[ONE_BY_ONE],
    hint=COUNT,
)
def windows_everywhere(image_shape, kernel_size, *, stride=1):
    H, W, _ = image_shape
    OH, OW = len(range(0, H, stride)), len(range(0, W, stride))
    return with_windows(OH, OW, image_shape, kernel_size, stride)


@mistake(
    "im2col_indices",
    "The stride was ignored: there is a column for every place of the kernel.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=FIT,
)
def stride_ignored(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, 1)


@mistake(
    "im2col_indices",
    "The stride was applied to the rows but not to the columns: there are more "
    "windows in a row than there should be.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which column of the image does window (0, 1) begin when the stride is 2?",
)
def stride_ignored_on_columns(image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, W - KW + 1
    return with_windows(OH, OW, image_shape, kernel_size, stride, across=1)


@mistake(
    "im2col_indices",
    "The stride was applied to the columns but not to the rows: there are more "
    "rows of windows than there should be.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row of the image does window (1, 0) begin when the stride is 2?",
)
def stride_ignored_on_rows(image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = H - KH + 1, (W - KW) // stride + 1
    return with_windows(OH, OW, image_shape, kernel_size, 1, across=stride)


@mistake(
    "im2col_indices",
    "The numbers of windows were swapped: as many rows of them as there should be "
    "columns, and the other way round.",
    equation="output-size",
    hides_when=[SQUARE_OUTPUT],
    hint=(
        "How many windows are there in one row if the image is 3 by 5 and the "
        "kernel 2 by 2?"
    ),
)
def sizes_exchanged(image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    return with_windows(OW, OH, image_shape, kernel_size, stride)


@mistake(
    "im2col_indices",
    "The height and the width of the kernel were swapped.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint="How many rows does the window of a kernel of 2 rows and 3 columns have?",
)
def kernel_sides_exchanged(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size[::-1], stride)


@mistake(
    "im2col_indices",
    "The kernel was assumed to be square, with as many columns as rows.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint=HOLDS + " Look for KH where KW should be.",
)
def kernel_taken_to_be_square(image_shape, kernel_size, *, stride=1):
    KH, _ = kernel_size
    return right(image_shape, (KH, KH), stride)


@mistake(
    "im2col_indices",
    "There are no channels in the table: it has a row for each element of the kernel, "
    "and counts pixels, not numbers.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=HOLDS,
)
def channels_forgotten(image_shape, kernel_size, *, stride=1):
    return right((*image_shape[:2], 1), kernel_size, stride)


@mistake(
    "im2col_indices",
    "There is only channel 0 in the table.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=HOLDS,
)
def only_first_channel(image_shape, kernel_size, *, stride=1):
    return right(image_shape, kernel_size, stride)[:: image_shape[2]]


def written(image_shape, kernel_size, stride, row, column):
    """Fill a table of zeros entry by entry, each in the row and column given."""
    apart = axes_apart(image_shape, kernel_size, stride)
    KH, KW, C, OH, OW = apart.shape
    made = np.zeros((KH * KW * C, OH * OW), apart.dtype)
    for index in np.ndindex(apart.shape):
        made[row(*index[:3]), column(*index[3:])] = apart[index]
    return made


@mistake(
    "im2col_indices",
    "The rows of the table were counted with the height of the kernel, p KH + q: some "
    "were written twice, others never.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint="A kernel of 2 by 3: how many elements come before (1, 0) in raster order?",
)
def row_counted_with_height(image_shape, kernel_size, *, stride=1):
    (_, W, C), (KH, KW) = image_shape, kernel_size
    OW = (W - KW) // stride + 1
    return written(
        image_shape,
        kernel_size,
        stride,
        lambda p, q, c: (p * KH + q) * C + c,
        lambda i, j: i * OW + j,
    )


@mistake(
    "im2col_indices",
    "The columns of the table were counted with the height of z, i OH + j: some were "
    "written twice, others never.",
    equation="im2col",
    hides_when=[SQUARE_OUTPUT],
    hint="With 2 rows of 3 windows, how many windows come before (1, 0) in raster "
    "order?",
)
def column_counted_with_height(image_shape, kernel_size, *, stride=1):
    (H, _, C), (KH, KW) = image_shape, kernel_size
    OH = (H - KH) // stride + 1
    return written(
        image_shape,
        kernel_size,
        stride,
        lambda p, q, c: (p * KW + q) * C + c,
        lambda i, j: i * OH + j,
    )


@mistake(
    "im2col_indices",
    "The rows of the table were counted without the channels: the last channel was "
    "written over the others, and the rows after those were never written.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=MANY,
)
def row_counted_without_channels(image_shape, kernel_size, *, stride=1):
    (_, _, C), (KH, KW) = image_shape, kernel_size
    made = right(image_shape, kernel_size, stride)
    last = made[C - 1 :: C].copy()
    made[...] = 0
    made[: KH * KW] = last
    return made


@mistake(
    "im2col_indices",
    "Every window was written to column 0, and the others were never written.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint=MANY,
)
def column_not_counted_on(image_shape, kernel_size, *, stride=1):
    made = right(image_shape, kernel_size, stride)
    made[:, 0] = made[:, -1]
    made[:, 1:] = 0
    return made
