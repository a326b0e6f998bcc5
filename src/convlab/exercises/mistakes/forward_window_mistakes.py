"""Mistakes of the forward pass: where the windows begin, and how many there are."""

import convlab
from convlab.exercises.case import (
    ALMOST_A_WINDOW,
    EXACT_FIT,
    LEFTOVER,
    NO_LEFTOVER,
    NO_PADDING,
    SQUARE_KERNEL,
    SQUARE_OUTPUT,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

ROW = "In which row of x does the window of z[n, 1, 0, f] begin when the stride is 2?"
COLUMN = "In which column of x does the window of z[n, 0, 1, f] begin when the stride "
COLUMN += "is 2?"
FIT = "How many windows fit into 5 rows when a kernel of 3 moves by 2?"
WHOSE = "Does the stride multiply i, the unit, or p, the weight?"
LAST = "What is the last value that `range(OH - 1)` gives?"
REACHED = "An image of 5 rows and a kernel of 3: does `range(0, 5 - 3)` reach the last "
REACHED += "window?"
COUNT = "Count by hand: a kernel of 2 on an image of 3 has two places."
COLUMNS = (
    "How many rows and columns does z have if the image is 3 by 5 and the "
    "kernel 2 by 2?"
)


def right(x, w, b, stride, padding):
    return convlab.forward(x, w, b, stride=stride, padding=padding)


def last_fits(x, w, stride, padding):
    """Return how many windows begin before the last place, on each axis."""
    sizes = zip(x.shape[1:3], w.shape[1:3], strict=True)
    return [
        len(range(0, size + 2 * padding - kernel, stride)) for size, kernel in sizes
    ]


@mistake(
    "forward",
    "The windows moved by one pixel, although the stride is larger; only the number "
    "of units is that of the stride.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=ROW,
)
def stride_forgotten(x, w, b=None, *, stride=1, padding=0):
    _, OH, OW, _ = right(x, w, b, stride, padding).shape
    return right(x, w, b, 1, padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The stride was applied to the rows but not to the columns; the number of "
    "units is that of the stride.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=COLUMN,
)
def stride_forgotten_on_columns(x, w, b=None, *, stride=1, padding=0):
    OW = right(x, w, b, stride, padding).shape[2]
    return right(x, w, b, (stride, 1), padding)[:, :, :OW]


@mistake(
    "forward",
    "The stride was applied to the columns but not to the rows; the number of "
    "units is that of the stride.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=ROW,
)
def stride_forgotten_on_rows(x, w, b=None, *, stride=1, padding=0):
    OH = right(x, w, b, stride, padding).shape[1]
    return right(x, w, b, (1, stride), padding)[:, :OH]


@mistake(
    "forward",
    "The stride was ignored: there is a unit for every place of the kernel.",
    equation="output-size",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=FIT,
)
def stride_ignored(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, b, 1, padding)


@mistake(
    "forward",
    "The stride was applied to the rows but not to the columns: there are more "
    "columns of units than there should be.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=COLUMN,
)
def stride_on_rows_only(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, b, (stride, 1), padding)


@mistake(
    "forward",
    "The stride was applied to the columns but not to the rows: there are more "
    "rows of units than there should be.",
    equation="receptive-field",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=ROW,
)
def stride_on_columns_only(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, b, (1, stride), padding)


@mistake(
    "forward",
    "The stride was put between the weights of the kernel, not between the "
    "windows: that is a dilation. There are as many units as then fit.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint=WHOSE,
)
def stride_used_as_dilation(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, padding=padding, dilation=stride)


@mistake(
    "forward",
    "The stride was put between the weights of the kernel, not between the "
    "windows: that is a dilation. Only the number of units is that of the stride.",
    equation="receptive-field",
    hides_when=[STRIDE_1],
    hint=WHOSE,
)
def stride_multiplies_the_weight(x, w, b=None, *, stride=1, padding=0):
    _, OH, OW, _ = right(x, w, b, stride, padding).shape
    z = convlab.forward(x, w, b, padding=padding, dilation=stride)
    if z.shape[1] < OH or z.shape[2] < OW:
        raise IndexError("a window leaves the padded image")
    return z[:, :OH, :OW]


@mistake(
    "forward",
    "The windows lie side by side and do not overlap: they moved by their own height "
    "and width, whatever the stride is.",
    equation="receptive-field",
    hides_when=[EXACT_FIT],
    hint="In which row of x does the window of z[n, 1, 0, f] begin when the stride is "
    "1?",
)
def windows_side_by_side(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, b, w.shape[1:3], padding)


@mistake(
    "forward",
    "Rows and columns of z were swapped: z[n, i, j, f] holds what belongs to z[n, "
    "j, i, f].",
    equation="receptive-field",
    hides_when=[EXACT_FIT],
    hint=(
        "Which window belongs to z[n, 0, 1, f]: the one to the right of the first, "
        "or the one below it? Try an image of 3 by 4 and a kernel of 2 by 2."
    ),
)
def rows_and_columns_of_z_exchanged(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, b, stride, padding)
    if z.shape[1] != z.shape[2]:
        raise IndexError("there are more units on one axis than on the other")
    return z.swapaxes(1, 2).copy()


@mistake(
    "forward",
    "The last row and the last column of windows were left out: z is 0 there.",
    equation="output-size",
    hint=LAST,
)
def last_windows_missing(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, b, stride, padding)
    z[:, -1] = 0
    z[:, :, -1] = 0
    return z


@mistake(
    "forward",
    "The last row and the last column of windows were left out: there, z holds the "
    "bias alone.",
    equation="output-size",
    hint=LAST,
)
def last_windows_are_bias(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, None, stride, padding)
    z[:, -1] = 0
    z[:, :, -1] = 0
    return z if b is None else z + b


@mistake(
    "forward",
    "The last row and the last column of windows were left out, unless pixels are left "
    "over: z is 0 there.",
    equation="output-size",
    hides_when=[LEFTOVER],
    hint=REACHED,
)
def last_fit_missing(x, w, b=None, *, stride=1, padding=0):
    OH, OW = last_fits(x, w, stride, padding)
    z = right(x, w, b, stride, padding)
    z[:, OH:] = 0
    z[:, :, OW:] = 0
    return z


@mistake(
    "forward",
    "In its last row and its last column z holds the bias alone: their windows were "
    "left out, unless pixels are left over.",
    equation="output-size",
    hides_when=[LEFTOVER],
    hint=REACHED,
)
def last_fit_is_bias(x, w, b=None, *, stride=1, padding=0):
    OH, OW = last_fits(x, w, stride, padding)
    z = right(x, w, None, stride, padding)
    z[:, OH:] = 0
    z[:, :, OW:] = 0
    return z if b is None else z + b


@mistake(
    "forward",
    "The last row and the last column of windows were left out, unless pixels are left "
    "over: z ends before them.",
    equation="output-size",
    hides_when=[LEFTOVER],
    hint=REACHED,
)
def last_fit_cut_off(x, w, b=None, *, stride=1, padding=0):
    OH, OW = last_fits(x, w, stride, padding)
    return right(x, w, b, stride, padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The + 1 was left out of the size of z: its last row and its last column are "
    "missing.",
    equation="output-size",
    hint=COUNT,
)
def plus_one_forgotten(x, w, b=None, *, stride=1, padding=0):
    return right(x, w, b, stride, padding)[:, :-1, :-1]


@mistake(
    "forward",
    "The + 1 was put before the division in the size of z, which is too small unless "
    "almost another window fits.",
    equation="output-size",
    hides_when=[STRIDE_1, ALMOST_A_WINDOW],
    hint=FIT,
)
def plus_one_before_dividing(x, w, b=None, *, stride=1, padding=0):
    sizes = zip(x.shape[1:3], w.shape[1:3], strict=True)
    OH, OW = ((n + 2 * padding - k + 1) // stride for n, k in sizes)
    return right(x, w, b, stride, padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The size of z was rounded up: there are windows that begin in the padded "
    "image and end beyond it, and only their part in the image was counted.",
    equation="output-size",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint="An image of 6 and a kernel of 3 that moves by 2: where does the third window "
    "end?",
)
def size_rounded_up(x, w, b=None, *, stride=1, padding=0):
    sizes = zip(x.shape[1:3], w.shape[1:3], strict=True)
    missing = [-(n + 2 * padding - k) % stride for n, k in sizes]
    widths = tuple((padding, padding + more) for more in missing)
    return right(x, w, b, stride, widths)


@mistake(
    "forward",
    "The size of z was computed from the image without its padding: z ends too early.",
    equation="output-size",
    hides_when=[NO_PADDING],
    hint="How many rows does an image of 5 rows have with padding 1?",
)
def size_without_padding(x, w, b=None, *, stride=1, padding=0):
    sizes = zip(x.shape[1:3], w.shape[1:3], strict=True)
    OH, OW = (max((n - k) // stride + 1, 0) for n, k in sizes)
    return right(x, w, b, stride, padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The kernel was assumed to be square: only as many of its columns were used as "
    "it has rows.",
    equation="forward",
    hides_when=[SQUARE_KERNEL],
    hint="How many columns does a kernel of 2 by 3 have? Look for KH where KW should "
    "be.",
)
def kernel_taken_to_be_square(x, w, b=None, *, stride=1, padding=0):
    OW = right(x, w, b, stride, padding).shape[2]
    return _square(x, w, b, stride, padding)[:, :, :OW]


@mistake(
    "forward",
    "The kernel was assumed to be square: only as many of its columns were used as "
    "it has rows, and the size of z belongs to such a kernel.",
    equation="output-size",
    hides_when=[SQUARE_KERNEL],
    hint="How many columns does a kernel of 2 by 3 have? Look for KH where KW should "
    "be.",
)
def kernel_and_size_taken_to_be_square(x, w, b=None, *, stride=1, padding=0):
    return _square(x, w, b, stride, padding)


def _square(x, w, b, stride, padding):
    _, KH, KW, _ = w.shape
    if KH > KW:
        raise IndexError("there are fewer columns than rows in the kernel")
    return right(x, w[:, :, :KH], b, stride, padding)


@mistake(
    "forward",
    "The result was assumed to be square: z has as many columns as rows.",
    equation="output-size",
    hides_when=[SQUARE_OUTPUT],
    hint=COLUMNS,
)
def output_taken_to_be_square(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, b, stride, padding)
    return z[:, :, : _height(z)].copy()


@mistake(
    "forward",
    "Columns of units were counted up to the number of rows: z is 0 in the rest.",
    equation="output-size",
    hides_when=[SQUARE_OUTPUT],
    hint=COLUMNS,
)
def columns_counted_like_rows(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, b, stride, padding)
    z[:, :, _height(z) :] = 0
    return z


@mistake(
    "forward",
    "Columns of units were counted up to the number of rows: in the rest, z holds "
    "the bias alone.",
    equation="output-size",
    hides_when=[SQUARE_OUTPUT],
    hint=COLUMNS,
)
def columns_behind_are_bias(x, w, b=None, *, stride=1, padding=0):
    z = right(x, w, None, stride, padding)
    z[:, :, _height(z) :] = 0
    return z if b is None else z + b


def _height(z):
    _, OH, OW, _ = z.shape
    if OH > OW:
        raise IndexError("a window leaves the padded image on the right")
    return OH


@mistake(
    "forward",
    "The height and the width of the kernel were swapped where the windows were "
    "laid into columns.",
    equation="forward-matmul",
    hides_when=[SQUARE_KERNEL],
    hint="In which order does `im2col` take the sides of the kernel?",
)
def kernel_sides_exchanged(x, w, b=None, *, stride=1, padding=0):
    shape = right(x, w, b, stride, padding).shape
    turned = w.reshape(len(w), w.shape[2], w.shape[1], w.shape[3])
    return right(x, turned, b, stride, padding).reshape(shape)
