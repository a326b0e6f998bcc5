"""Mistakes in col2im, from columns back to an image."""

import numpy as np

from convlab.exercises.case import (
    EXACT_FIT,
    NO_OVERLAP,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake


def add_up(stamps, image_size, stride):
    """Add stamps (B, OH, OW, KH, KW, C) onto their windows: (B, H, W, C)."""
    B, OH, OW, KH, KW, C = stamps.shape
    x = np.zeros((B, *image_size, C))
    for i, j in np.ndindex(OH, OW):
        rows, columns = slice(i * stride, None), slice(j * stride, None)
        x[:, rows, columns][:, :KH, :KW] += stamps[:, i, j]
    return x


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
    "Where windows overlap, only one copy was kept. `x[addresses] += cols` writes "
    "each address once, even if it stands there several times.",
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
    hint="In which row and column of the image is the corner of window (i, j)?",
)
def stride_forgotten(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    return add_up(stamps, image_shape[:2], 1)


@mistake(
    "col2im",
    "The rows of the columns were read in the order (c, p, q).",
    equation="im2col",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order did im2col lay the numbers of a window into its column?",
)
def rows_channels_first(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "cpqij")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The rows of the columns were read in the order (q, p, c).",
    equation="im2col",
    hides_when=[ONE_BY_ONE],
    hint="In which order did im2col lay the numbers of a window into its column?",
)
def rows_down_first(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride, "qpcij")
    return add_up(stamps, image_shape[:2], stride)


@mistake(
    "col2im",
    "The windows were put back from top to bottom, and not in raster order.",
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
    hint="Where does your function use n?",
)
def only_first_image(cols, image_shape, kernel_size, *, stride=1):
    stamps = read_stamps(cols, image_shape, kernel_size, stride)
    x = add_up(stamps, image_shape[:2], stride)
    x[1:] = 0
    return x


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
