"""Mistakes in im2col: which windows are taken from the image."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab.exercises.case import (
    EXACT_FIT,
    LEFTOVER,
    ONE_BY_ONE,
    SQUARE_KERNEL,
    STRIDE_1,
)
from convlab.exercises.mistakes.im2col_mistakes import lay_into_columns, take_windows
from convlab.exercises.mistakes.mistake import mistake

CORNER = "In which row and column of x is the corner of window (i, j)?"
FIT = "How many windows fit into 5 rows when a kernel of 3 moves by 2?"
ROW = "In which row of x does window (1, 0) begin when the stride is 2?"
COLUMN = "In which column of x does window (0, 1) begin when the stride is 2?"
SIDES = "How many rows does the window of a kernel of 2 rows and 3 columns have?"


def windows_apart(x, kernel_size, down, across):
    """Return every window, with one stride for rows and another for columns."""
    return take_windows(x, kernel_size, 1)[:, ::down, ::across]


@mistake(
    "im2col",
    "The windows moved by one pixel, although the stride is larger.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_forgotten(x, kernel_size, *, stride=1):
    _, OH, OW, *_ = take_windows(x, kernel_size, stride).shape
    return lay_into_columns(take_windows(x, kernel_size, 1)[:, :OH, :OW])


@mistake(
    "im2col",
    "The stride was applied to the rows but not to the columns; the number of "
    "windows is that of the stride.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_rows_only(x, kernel_size, *, stride=1):
    OW = take_windows(x, kernel_size, stride).shape[2]
    return lay_into_columns(windows_apart(x, kernel_size, stride, 1)[:, :, :OW])


@mistake(
    "im2col",
    "The stride was applied to the columns but not to the rows; the number of "
    "windows is that of the stride.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_columns_only(x, kernel_size, *, stride=1):
    OH = take_windows(x, kernel_size, stride).shape[1]
    return lay_into_columns(windows_apart(x, kernel_size, 1, stride)[:, :OH])


@mistake(
    "im2col",
    "The stride was ignored: there is a column for every place of the kernel.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=FIT,
)
def stride_ignored(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, 1))


@mistake(
    "im2col",
    "The stride was applied to the rows but not to the columns: there are more "
    "windows in a row than there should be.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=COLUMN,
)
def stride_ignored_on_columns(x, kernel_size, *, stride=1):
    return lay_into_columns(windows_apart(x, kernel_size, stride, 1))


@mistake(
    "im2col",
    "The stride was applied to the columns but not to the rows: there are more "
    "rows of windows than there should be.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=ROW,
)
def stride_ignored_on_rows(x, kernel_size, *, stride=1):
    return lay_into_columns(windows_apart(x, kernel_size, 1, stride))


@mistake(
    "im2col",
    "The stride was put between the pixels of a window, not between the windows: "
    "that is a dilation. Only the number of windows is that of the stride.",
    equation="im2col",
    hides_when=[STRIDE_1],
    hint="Do the pixels of one window lie side by side when the stride is 2?",
)
def stride_used_as_dilation(x, kernel_size, *, stride=1):
    _, OH, OW, *_ = take_windows(x, kernel_size, stride).shape
    spread = [stride * (side - 1) + 1 for side in kernel_size]
    windows = take_windows(x, spread, 1)[:, :OH, :OW, ::stride, ::stride]
    if windows.shape[1:3] != (OH, OW):
        raise IndexError("a window leaves the image")
    return lay_into_columns(windows)


@mistake(
    "im2col",
    "The windows lie side by side and do not overlap: they moved by their own height "
    "and width, whatever the stride is.",
    equation="corner",
    hides_when=[EXACT_FIT],
    hint="In which row of x does window (1, 0) begin when the stride is 1?",
)
def windows_side_by_side(x, kernel_size, *, stride=1):
    return lay_into_columns(windows_apart(x, kernel_size, *kernel_size))


@mistake(
    "im2col",
    "The last row and the last column of windows were left out, unless pixels are left "
    "over.",
    equation="output-size",
    hides_when=[LEFTOVER],
    hint="An image of 5 rows and a kernel of 3: does `range(0, 5 - 3)` reach the last "
    "window?",
)
def last_windows_missing(x, kernel_size, *, stride=1):
    sizes = zip(x.shape[1:3], kernel_size, strict=True)
    OH, OW = (len(range(0, size - kernel, stride)) for size, kernel in sizes)
    return lay_into_columns(take_windows(x, kernel_size, stride)[:, :OH, :OW])


@mistake(
    "im2col",
    "The + 1 was left out of the number of windows: the last row and the last column "
    "of them are missing.",
    equation="output-size",
    hint="Count by hand: a kernel of 2 on an image of 3 has two places.",
)
def plus_one_forgotten(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size, stride)[:, :-1, :-1])


@mistake(
    "im2col",
    "The height and the width of the kernel were swapped.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint=SIDES,
)
def kernel_sides_exchanged(x, kernel_size, *, stride=1):
    return lay_into_columns(take_windows(x, kernel_size[::-1], stride))


@mistake(
    "im2col",
    "The kernel was assumed to be square, with as many columns as rows.",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint="How many numbers does a window hold? Look for KH where KW should be.",
)
def kernel_taken_to_be_square(x, kernel_size, *, stride=1):
    KH, _ = kernel_size
    return lay_into_columns(take_windows(x, (KH, KH), stride))


@mistake(
    "im2col",
    "Rows and columns of the windows were swapped: the height of the kernel runs "
    "along the columns of x, and its width along the rows.",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint=SIDES + " And in which axis of x do its rows lie?",
)
def window_turned(x, kernel_size, *, stride=1):
    windows = sliding_window_view(x, kernel_size, axis=(2, 1))
    windows = np.moveaxis(windows[:, ::stride, ::stride], 3, -1)
    return lay_into_columns(windows)
