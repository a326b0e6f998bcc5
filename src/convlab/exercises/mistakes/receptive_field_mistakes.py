"""Mistakes in the list of pixels that a unit reads."""

from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    SQUARE_KERNEL,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

BEGINS = "In which row does the window of unit (1, 0) begin when the stride is 2?"
COLUMN = "In which column does the window of unit (0, 1) begin when the stride is 2?"
NEIGHBOURS = "Do the pixels of one window lie side by side when the stride is 2?"
CORNER = "Which pixels does unit (0, 0) read when the kernel is 3 by 3?"
HOW_MANY = "How many pixels does a unit read when the kernel is 2 by 3?"


def window(top, left, kernel_size):
    """List the pixels of a window, row by row."""
    KH, KW = kernel_size
    return [(top + p, left + q) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The corner of the window was set at (i, j), although the stride is larger.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=BEGINS,
)
def window_not_moved_by_stride(i, j, kernel_size, *, stride=1):
    return window(i, j, kernel_size)


@mistake(
    "receptive_field",
    "The row of the corner was multiplied by the stride, and its column was not.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=COLUMN,
)
def stride_on_rows_only(i, j, kernel_size, *, stride=1):
    return window(stride * i, j, kernel_size)


@mistake(
    "receptive_field",
    "The column of the corner was multiplied by the stride, and its row was not.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=BEGINS,
)
def stride_on_columns_only(i, j, kernel_size, *, stride=1):
    return window(i, stride * j, kernel_size)


@mistake(
    "receptive_field",
    "The stride was put between the pixels of the window: that is a dilation.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint=NEIGHBOURS,
)
def stride_used_as_dilation(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(i + stride * p, j + stride * q) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "The stride was put between the windows, which is right, and between the pixels of "
    "a window as well.",
    equation="receptive-field",
    hides_when=[STRIDE_1, ONE_BY_ONE],
    hint=NEIGHBOURS,
)
def stride_within_the_window_too(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(stride * (i + p), stride * (j + q)) for p in range(KH) for q in range(KW)]


@mistake(
    "receptive_field",
    "Within the window, only every stride-th row and column was listed.",
    equation="receptive-field",
    hides_when=[STRIDE_1, ONE_BY_ONE],
    hint="How many pixels does a unit read when the kernel is 2 by 3 and the stride 2?",
)
def pixels_skipped_by_stride(i, j, kernel_size, *, stride=1):
    rows, columns = (range(0, side, stride) for side in kernel_size)
    return [(stride * i + p, stride * j + q) for p in rows for q in columns]


@mistake(
    "receptive_field",
    "The windows were laid side by side: the corner was moved by the height and the "
    "width of the kernel, whatever the stride is.",
    equation="receptive-field",
    hides_when=[EXACT_FIT],
    hint="In which row does the window of unit (1, 0) begin when the stride is 1?",
)
def windows_side_by_side(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return window(KH * i, KW * j, kernel_size)


@mistake(
    "receptive_field",
    "The window was set at (0, 0), whatever the unit is.",
    equation="receptive-field",
    hides_when=[EXACT_FIT],
    hint="Do the units (0, 0) and (1, 0) read the same pixels?",
)
def unit_forgotten(i, j, kernel_size, *, stride=1):
    return window(0, 0, kernel_size)


@mistake(
    "receptive_field",
    "The window was centred on the pixel; that pixel is its top-left corner.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint=CORNER,
)
def window_centred(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return window(stride * i - KH // 2, stride * j - KW // 2, kernel_size)


@mistake(
    "receptive_field",
    "The window was centred on the pixel, and of two pixels in the middle the first "
    "was taken; that pixel is its top-left corner.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint=CORNER,
)
def window_centred_before_the_middle(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return window(stride * i - (KH - 1) // 2, stride * j - (KW - 1) // 2, kernel_size)


@mistake(
    "receptive_field",
    "The pixels were listed column by column, not row by row.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint=(
        "After the corner, which pixel comes next: the one below or the one to the "
        "right?"
    ),
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
    return [
        (column, row) for row, column in window(stride * i, stride * j, kernel_size)
    ]


@mistake(
    "receptive_field",
    "The height and the width of the kernel were swapped.",
    equation="receptive-field",
    hides_when=[SQUARE_KERNEL],
    hint="How many rows does the window of a kernel of 2 rows and 3 columns have?",
)
def kernel_sides_exchanged(i, j, kernel_size, *, stride=1):
    return window(stride * i, stride * j, kernel_size[::-1])


@mistake(
    "receptive_field",
    "The window is one row and one column too large.",
    equation="receptive-field",
    hint="`range(KH)` counts 0, ..., KH - 1. How many rows are these?",
)
def end_included(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return window(stride * i, stride * j, (KH + 1, KW + 1))


@mistake(
    "receptive_field",
    "The last row and the last column of the window are missing.",
    equation="receptive-field",
    hint=HOW_MANY,
)
def last_row_and_column_missing(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return window(stride * i, stride * j, (KH - 1, KW - 1))


@mistake(
    "receptive_field",
    "Only the first row of the window was listed.",
    equation="receptive-field",
    hint=HOW_MANY + " Is there a `return` inside a loop?",
)
def only_the_first_row(i, j, kernel_size, *, stride=1):
    return window(stride * i, stride * j, (1, kernel_size[1]))


@mistake(
    "receptive_field",
    "Only the first pixel of the window was listed.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint=HOW_MANY + " Is there a `return` inside a loop?",
)
def only_the_first_pixel(i, j, kernel_size, *, stride=1):
    return [(stride * i, stride * j)]


@mistake(
    "receptive_field",
    "Only the diagonal of the window was listed: p and q were counted together, 0 and "
    "0, 1 and 1, and so on.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint=HOW_MANY,
)
def only_the_diagonal(i, j, kernel_size, *, stride=1):
    return [(stride * i + k, stride * j + k) for k in range(min(kernel_size))]


@mistake(
    "receptive_field",
    "The window ends in row KH - 1 and column KW - 1 of the image, wherever it begins.",
    equation="receptive-field",
    hides_when=[EXACT_FIT],
    hint="In which row does the window of unit (1, 0) end when the kernel has 2 rows?",
)
def end_not_moved(i, j, kernel_size, *, stride=1):
    KH, KW = kernel_size
    return [(row, c) for row in range(stride * i, KH) for c in range(stride * j, KW)]


@mistake(
    "receptive_field",
    "The rows and columns come one after the other in the list, not in pairs.",
    equation="receptive-field",
    hint="What does your function return for unit (0, 1) and a kernel of 1 by 1? It "
    "should be [(0, 1)].",
)
def pairs_taken_apart(i, j, kernel_size, *, stride=1):
    return [n for pixel in window(stride * i, stride * j, kernel_size) for n in pixel]
