"""Mistakes in col2im, from columns back to an image."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    NO_LEFTOVER,
    NO_OVERLAP,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    SQUARE_IMAGE,
    SQUARE_KERNEL,
    SQUARE_OUTPUT,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


def add_up(stamps, image_size, stride):
    """Add stamps (B, OH, OW, KH, KW, C) onto their windows: (B, H, W, C).

    The stride is one number, or one for rows and one for columns.
    """
    B, OH, OW, KH, KW, C = stamps.shape
    down, right = np.broadcast_to(stride, 2)
    x = np.zeros((B, *image_size, C))
    for i, j in np.ndindex(OH, OW):
        x[:, i * down :, j * right :][:, :KH, :KW] += stamps[:, i, j]
    return x


def add_up_dilated(stamps, image_size, stride):
    """Add stamps as `add_up` does, with the stride between pixels, not windows."""
    B, OH, OW, KH, KW, C = stamps.shape
    x = np.zeros((B, *image_size, C))
    for p, q in np.ndindex(KH, KW):
        i, j = p * stride, q * stride
        x[:, i : i + OH, j : j + OW] += stamps[:, :, :, p, q]
    return x


CORNER = "In which row and column of the image is the corner of window (i, j)?"
ORDER = "In which order did im2col lay the numbers of a window into its column?"
ANEW = "Where, among your loops, does the sum begin at 0?"
ADDS = "How often was a pixel copied that lies in four windows, and what does it get "
ADDS += "back?"


def read_stamps(cols, image_shape, kernel_size, stride, order="pqcij"):
    """Reshape columns into stamps (B, OH, OW, KH, KW, C), their axes read in order."""
    (H, W, C), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    lengths = {"p": KH, "q": KW, "c": C, "i": OH, "j": OW}
    stamps = cols.reshape(len(cols), *(lengths[name] for name in order))
    return np.einsum(f"n{order}->nijpqc", stamps)


@mistake(
    "col2im",
    "Where windows overlap, only the last window was kept: what it wrote replaced "
    "what was there.",
    equation="col2im",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS,
)
def overwritten_by_window(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    _, OH, OW, KH, KW, _ = stamps.shape
    x = np.zeros((len(cols), *image_shape))
    for i, j in np.ndindex(OH, OW):
        x[:, i * stride : i * stride + KH, j * stride : j * stride + KW] = stamps[
            :, i, j
        ]
    return x


@mistake(
    "col2im",
    "Where windows overlap, only one copy was kept, that of the last place (p, q). "
    "Either there is an `=` where there should be a `+=`, or the same address "
    "occurs several times in `x[addresses] += cols`, which writes it once.",
    equation="col2im",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS + " `np.add.at` is made for addresses that repeat.",
)
def overwritten_by_element(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    _, OH, OW, KH, KW, _ = stamps.shape
    x = np.zeros((len(cols), *image_shape))
    for p, q in np.ndindex(KH, KW):
        rows, columns = slice(p, p + stride * OH, stride), slice(q, q + stride * OW)
        x[:, rows, columns][:, :, ::stride] = stamps[:, :, :, p, q]
    return x


@mistake(
    "col2im",
    "The copies of a pixel were averaged, as if col2im had to undo im2col.",
    equation="col2im",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint="col2im is the transpose of im2col and not its inverse. Does its equation "
    "divide by anything?",
)
def averaged(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    count = add_up(np.ones_like(stamps), image_shape[:2], stride)
    return add_up(stamps, image_shape[:2], stride) / np.maximum(count, 1)


@mistake(
    "col2im",
    "The sums were divided by the number of pixels in a window.",
    equation="col2im",
    hides_when=[ONE_BY_ONE],
    hint="Does the equation divide by anything?",
)
def divided_by_window(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], stride) / np.prod(kernel_size)


@mistake(
    "col2im",
    "The windows were put back one pixel apart, although the stride is larger.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_forgotten(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], 1)


@mistake(
    "col2im",
    "The stride was applied to the rows but not to the columns.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_rows_only(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], (stride, 1))


@mistake(
    "col2im",
    "The stride was applied to the columns but not to the rows.",
    equation="corner",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=CORNER,
)
def stride_on_columns_only(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], (1, stride))


@mistake(
    "col2im",
    "The stride was put between the pixels of a window, not between the windows: "
    "that is a dilation.",
    equation="corner",
    hides_when=[STRIDE_1],
    hint="Does the stride multiply i, the window, or p, the pixel in it? " + CORNER,
)
def stride_used_as_dilation(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up_dilated(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The rows and columns that are left over are missing: x ends where the last window "
    "ends.",
    equation="col2im",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint=(
        "What comes back to a pixel that lies in no window? The result has the "
        "size that `image_shape` says."
    ),
)
def leftover_missing(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    _, OH, OW, KH, KW, _ = stamps.shape
    reached = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    return add_up(stamps, reached, stride)


@mistake(
    "col2im",
    "The rows of the columns were read in the order (c, p, q).",
    equation="im2col",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=ORDER,
)
def rows_channels_first(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "cpqij")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The rows of the columns were read in the order (q, p, c).",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint=ORDER,
)
def rows_down_first(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "qpcij")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The windows were put back from top to bottom, not in raster order.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint="To which window does the second column belong: (0, 1) or (1, 0)?",
)
def windows_down_first(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "pqcji")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The columns were reshaped into windows. Their axes have to be moved first.",
    equation="im2col",
    hides_when=[EXACT_FIT],
    hint="`reshape` leaves every number where it lies in memory. Do the numbers of "
    "one window lie side by side in `cols`?",
)
def reshaped(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "ijpqc")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The columns were reshaped as if their images came last, (KH*KW*C, OH*OW, B).",
    equation="im2col",
    hides_when=[ONE_IMAGE],
    hint="Which axis of `cols` counts the images? `reshape` leaves every number where "
    "it lies in memory.",
)
def images_taken_for_last(cols, image_shape, kernel_size, *, stride=1):
    B, K, M = cols.shape
    cols = cols.reshape(K, M, B).transpose(2, 0, 1)
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The size of the kernel was read as (KW, KH).",
    equation="im2col",
    hides_when=[SQUARE_KERNEL],
    hint="Which of the two numbers in `kernel_size` counts rows?",
)
def kernel_size_swapped(cols, image_shape, kernel_size, *, stride=1):
    (H, W, C), (KW, KH) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.zeros((len(cols), *image_shape))
    for m, (i, j) in enumerate(np.ndindex(OH, OW)):
        window = x[:, i * stride :, j * stride :][:, :KH, :KW]
        window += cols[:, :, m].reshape(-1, KH, KW, C)
    return x


@mistake(
    "col2im",
    "In the addresses, a row of the image was counted as H pixels; it has W.",
    equation="address",
    hides_when=[SQUARE_IMAGE],
    hint="How many pixels does one row of the image hold: H or W?",
)
def row_taken_for_h_pixels(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = np.zeros((len(cols), H * W * C))
    for i, j, p, q, c in np.ndindex(stamps.shape[1:]):
        row, column = i * stride + p, j * stride + q
        x[:, (row * H + column) * C + c] += stamps[:, i, j, p, q, c]
    return x.reshape(-1, H, W, C)


@mistake(
    "col2im",
    "In the addresses, a pixel was counted as one number; it has C of them.",
    equation="address",
    hides_when=[ONE_CHANNEL],
    hint="How many numbers does one pixel hold?",
)
def pixel_taken_for_one_number(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = np.zeros((len(cols), H * W * C))
    for i, j, p, q, c in np.ndindex(stamps.shape[1:]):
        row, column = i * stride + p, j * stride + q
        x[:, row * W + column + c] += stamps[:, i, j, p, q, c]
    return x.reshape(-1, H, W, C)


@mistake(
    "col2im",
    "Window (i, j) was looked for in column i OH + j; it is column i OW + j.",
    equation="im2col",
    hides_when=[SQUARE_OUTPUT],
    hint="How many windows lie side by side: OH or OW?",
)
def windows_counted_by_oh(cols, image_shape, kernel_size, *, stride=1):
    (H, W, _), (KH, KW) = image_shape, kernel_size
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    order = [i * OH + j for i, j in np.ndindex(OH, OW)]
    stamps = read_stamps(cols[:, :, order], image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "Each window was put back rotated by 180 degrees.",
    equation="dx-scatter",
    hides_when=[ONE_BY_ONE],
    hint="A number goes back to where it came from. Is anything rotated in im2col?",
)
def windows_rotated(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps[:, :, :, ::-1, ::-1], image_shape[:2], stride)


@mistake(
    "col2im",
    "Only image 0 was filled.",
    equation="col2im",
    hides_when=[ONE_IMAGE],
    hint="Where does your function use n? Is your `return` inside a loop?",
)
def only_first_image(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = add_up(stamps, image_shape[:2], stride)
    x[1:] = 0
    return x


@mistake(
    "col2im",
    "Every image was filled from the columns of image 0.",
    equation="col2im",
    hides_when=[ONE_IMAGE],
    hint="Where does your function use n?",
)
def filled_from_first_image(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = add_up(stamps, image_shape[:2], stride)
    return np.repeat(x[:1], len(x), axis=0)


@mistake(
    "col2im",
    "Every image got the sum of all images.",
    equation="col2im",
    hides_when=[ONE_IMAGE],
    hint="Is there an array for each image, or a single one for all?",
)
def summed_over_batch(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = add_up(stamps, image_shape[:2], stride)
    return np.repeat(x.sum(axis=0, keepdims=True), len(x), axis=0)


@mistake(
    "col2im",
    "The sum was not reset for each image: each one still contains those before it.",
    equation="col2im",
    hides_when=[ONE_IMAGE],
    hint=ANEW,
)
def images_not_started_anew(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return np.cumsum(add_up(stamps, image_shape[:2], stride), axis=0)


@mistake(
    "col2im",
    "Only the first row of windows was put back.",
    equation="col2im",
    hides_when=[EXACT_FIT],
    hint="Is your `return` inside a loop?",
)
def only_first_row_of_windows(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps[:, :1], image_shape[:2], stride)


@mistake(
    "col2im",
    "Only the last window left a trace: the image was set back to 0 before each.",
    equation="col2im",
    hides_when=[EXACT_FIT],
    hint="Where is your image set to 0: before the loops, or inside?",
)
def only_last_window(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    last = np.zeros_like(stamps)
    last[:, -1, -1] = stamps[:, -1, -1]
    return add_up(last, image_shape[:2], stride)


@mistake(
    "col2im",
    "The last row and the last column of windows were left out.",
    equation="output-size",
    hint="What is the last value that `range(OH - 1)` gives?",
)
def last_windows_missing(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    stamps = stamps[:, :-1, :-1]
    return add_up(stamps, image_shape[:2], stride)
