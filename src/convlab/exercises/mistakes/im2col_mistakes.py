"""Mistakes in im2col: how the windows become columns."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    SQUARE_KERNEL,
    SQUARE_OUTPUT,
)
from convlab.exercises.mistakes.mistake import mistake

LIES = "`reshape` leaves every number where it lies in memory. Do the numbers of one "
LIES += "window lie below each other in your result?"
ROWS = "In which order do the weights of one kernel lie in memory? The rows must match "
ROWS += "the columns of W_mat."
SIDE = "A column for each window, a row for each weight: which axis comes first?"
MANY = "How many of the rows of a matrix, and of its columns, are ever written?"
BATCH = "The result has an axis for n, and it comes first."


def take_windows(x, kernel_size, stride):
    """Return every window of x: (B, OH, OW, KH, KW, C)."""
    windows = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(windows, 3, -1)


def lay_into_columns(windows, order="nijpqc"):
    """Write every window as a column, its axes laid out in the order named."""
    B = len(windows)
    K, M = np.prod(windows.shape[3:], dtype=int), np.prod(windows.shape[1:3], dtype=int)
    windows = np.einsum(f"nijpqc->{order}", windows)
    return windows.reshape(B, M, K).transpose(0, 2, 1)


@mistake(
    "im2col",
    "The rows are in the order (c, p, q).",
    equation="im2col",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=ROWS,
)
def rows_channels_first(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride), "nijcpq")


@mistake(
    "im2col",
    "The rows are in the order (q, p, c): down the columns of the window.",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint="After the channels of pixel (0, 0) of the window, which pixel comes next?",
)
def rows_down_first(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride), "nijqpc")


@mistake(
    "im2col",
    "The windows were taken from top to bottom, not in raster order.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint="Which window fills the second column: (0, 1) or (1, 0)?",
)
def windows_down_first(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride), "njipqc")


@mistake(
    "im2col",
    "Each matrix lies on its side: it has a row for each window.",
    equation="im2col",
    hint=SIDE,
)
def transposed(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride)).transpose(0, 2, 1)


@mistake(
    "im2col",
    "The windows were reshaped to (KH*KW*C, OH*OW). Their axes have to be moved first.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint=LIES,
)
def reshaped(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride))
    return columns.transpose(0, 2, 1).reshape(columns.shape)


@mistake(
    "im2col",
    "The columns of all images were put side by side, into one matrix.",
    equation="im2col",
    hint=BATCH,
)
def batch_in_one_matrix(x, kernel_size, *, stride=1):
    return np.hstack(lay_into_columns(take_windows(x, kernel_size, stride)))


@mistake(
    "im2col",
    "Only image 0 was read.",
    equation="im2col",
    hides_when=[ONE_IMAGE],
    hint="The addresses are those of one image. What does your gather apply them to?",
)
def only_first_image(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride))
    return np.repeat(columns[:1], len(x), axis=0)


@mistake(
    "im2col",
    "Only channel 0 was read.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint="How many numbers does a window hold?",
)
def only_first_channel(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x[..., :1], kernel_size, stride))


@mistake(
    "im2col",
    "Channel 0 is in the rows of all channels.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint="Which number of x belongs into row (0, 0, 1)?",
)
def first_channel_in_every_row(x, kernel_size, *, stride=1):
    x = np.repeat(x[..., :1], x.shape[3], axis=-1)
    return lay_into_columns(take_windows(x, kernel_size, stride))


@mistake(
    "im2col",
    "Each window was read backwards, as if it were to be rotated.",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint="Which pixel of the window comes first?",
)
def windows_rotated(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    return lay_into_columns(windows[:, :, :, ::-1, ::-1])


@mistake(
    "im2col",
    "The addresses were looked up in an image whose channels come first, (C, H, W).",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="Which index moves fastest in the memory that your addresses belong to?",
)
def memory_channels_first(x, kernel_size, *, stride=1):
    x = np.moveaxis(x, -1, 1).reshape(x.shape)
    return lay_into_columns(take_windows(x, kernel_size, stride))


@mistake(
    "im2col",
    "The rows are in the order (c, q, p).",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint=ROWS,
)
def rows_turned_round(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride), "nijcqp")


@mistake(
    "im2col",
    "Each matrix lies on its side, with a row for each window, and within a row the "
    "numbers are in the order (c, p, q).",
    equation="im2col",
    hint=f"{SIDE} {ROWS}",
)
def transposed_and_channels_first(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    return lay_into_columns(windows, "nijcpq").transpose(0, 2, 1)


@mistake(
    "im2col",
    "The windows, with their channels first, were reshaped to (KH*KW*C, OH*OW). Their "
    "axes have to be moved first.",
    equation="im2col",
    hint=LIES,
)
def channels_first_and_reshaped(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride), "nijcpq")
    return columns.transpose(0, 2, 1).reshape(columns.shape)


@mistake(
    "im2col",
    "The channels came after the windows when the axes were joined: they belong "
    "between the kernel's elements and the windows.",
    equation="im2col",
    hides_when=[EXACT_FIT, ONE_CHANNEL],
    hint="Which axes does your `reshape` join? It leaves every number where it lies in "
    "memory.",
)
def channels_not_moved(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    B, OH, OW, KH, KW, C = windows.shape
    windows = np.einsum("nijpqc->npqijc", windows)
    return windows.reshape(B, KH * KW * C, OH * OW)


@mistake(
    "im2col",
    "The columns of all images were put into one matrix, window by window and image "
    "after image within each.",
    equation="im2col",
    hint=BATCH,
)
def batch_in_one_matrix_by_window(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride))
    return columns.transpose(1, 2, 0).reshape(columns.shape[1], -1)


@mistake(
    "im2col",
    "Only the matrix of image 0 was returned, without an axis for n.",
    equation="im2col",
    hint=BATCH + " Did you look the addresses up in the whole batch at once?",
)
def matrix_of_first_image(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x[:1], kernel_size, stride))[0]


@mistake(
    "im2col",
    "The images were taken to lie H W numbers apart, but each of their pixels holds C "
    "numbers.",
    equation="address",
    hides_when=[ONE_IMAGE, ONE_CHANNEL],
    hint="How many numbers are skipped to get to the next image?",
)
def image_without_channels(x, kernel_size, *, stride=1):
    B, H, W, C = x.shape
    flat = x.ravel()
    images = [flat[n * H * W :][: H * W * C].reshape(H, W, C) for n in range(B)]
    return lay_into_columns(take_windows(np.array(images), kernel_size, stride))


@mistake(
    "im2col",
    "It returned the addresses, not the numbers that lie there.",
    equation="im2col",
    hint="What is done with the table, once it is made? Where does your function use "
    "the numbers in x?",
)
def addresses_returned(x, kernel_size, *, stride=1):
    addresses = np.arange(x[0].size, dtype=float).reshape(1, *x.shape[1:])
    columns = lay_into_columns(take_windows(addresses, kernel_size, stride))
    return np.repeat(columns, len(x), axis=0)


def written(windows, row, column):
    """Fill matrices of zeros entry by entry, each in the row and column given."""
    B, OH, OW, KH, KW, C = windows.shape
    made = np.zeros((B, KH * KW * C, OH * OW))
    for i, j, p, q, c in np.ndindex(windows.shape[1:]):
        made[:, row(p, q, c), column(i, j)] = windows[:, i, j, p, q, c]
    return made


@mistake(
    "im2col",
    "The rows were counted with the height of the kernel, p KH + q: some were written "
    "twice, others never.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint="A kernel of 2 by 3: how many elements come before (1, 0) in raster order?",
)
def row_counted_with_height(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    _, _, OW, KH, _, C = windows.shape
    return written(
        windows, lambda p, q, c: (p * KH + q) * C + c, lambda i, j: i * OW + j
    )


@mistake(
    "im2col",
    "The columns were counted with the height of z, i OH + j: some were written twice, "
    "others never.",
    equation="im2col",
    hides_when=[SQUARE_OUTPUT],
    hint="With 2 rows of 3 windows, how many windows come before (1, 0) in raster "
    "order?",
)
def column_counted_with_height(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    _, OH, _, _, KW, C = windows.shape
    return written(
        windows, lambda p, q, c: (p * KW + q) * C + c, lambda i, j: i * OH + j
    )


@mistake(
    "im2col",
    "The rows were counted without the channels: the last channel was written over "
    "the others, and the rows after those were never written.",
    equation="im2col",
    hides_when=[ONE_CHANNEL],
    hint=MANY,
)
def row_counted_without_channels(x, kernel_size, *, stride=1):
    windows = take_windows(x, kernel_size, stride)
    _, _, OW, _, KW, _ = windows.shape
    return written(windows, lambda p, q, c: p * KW + q, lambda i, j: i * OW + j)


@mistake(
    "im2col",
    "Every window was written to column 0, and the others were never written.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint=MANY,
)
def column_not_counted_on(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride))
    made = np.zeros(columns.shape)
    made[..., 0] = columns[..., -1]
    return made
