"""Mistakes in im2col, from windows to columns."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


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
    hint="In which order do the weights of one kernel lie in memory? The rows must "
    "match the columns of W_mat.",
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
    "The windows were taken from top to bottom, and not in raster order.",
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
    hint="A column for each window, a row for each weight: which axis comes first?",
)
def transposed(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride)).transpose(0, 2, 1)


@mistake(
    "im2col",
    "The windows were reshaped to (KH*KW*C, OH*OW). Their axes have to be moved first.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint="`reshape` leaves every number where it lies in memory. Do the numbers of "
    "one window lie below each other in your result?",
)
def reshaped(x, kernel_size, *, stride=1):
    columns = lay_into_columns(take_windows(x, kernel_size, stride))
    return columns.transpose(0, 2, 1).reshape(columns.shape)


@mistake(
    "im2col",
    "The columns of all images were put side by side, into one matrix.",
    equation="im2col",
    hint="The result has an axis for n, and it comes first.",
)
def batch_in_one_matrix(x, kernel_size, *, stride=1):
    return np.hstack(lay_into_columns(take_windows(x, kernel_size, stride)))


@mistake(
    "im2col",
    "Only image 0 was read.",
    equation="im2col",
    hides_when=[ONE_IMAGE],
    hint="The addresses are those of one image. To what does your gather apply them?",
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
    "The windows moved by one pixel, although the stride is larger.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row and column of x is the corner of window (i, j)?",
)
def stride_forgotten(x, kernel_size, *, stride=1):
    _, OH, OW, *_ = take_windows(x, kernel_size, stride).shape
    return lay_into_columns(take_windows(x, kernel_size, 1)[:, :OH, :OW])


@mistake(
    "im2col",
    "The stride was ignored: there is a column for every window.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="How many windows fit into 5 rows when a kernel of 3 moves by 2?",
)
def stride_ignored(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, 1))


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
