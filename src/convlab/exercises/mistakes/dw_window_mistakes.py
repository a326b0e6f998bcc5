"""Mistakes in dw: which pixel a weight met at which unit."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_LEFTOVER,
    NO_PADDING,
    ONE_BY_ONE,
    ONES_DZ,
    STRIDE_1,
)
from convlab.exercises.mistakes.dw_mistakes import right
from convlab.exercises.mistakes.im2col_mistakes import take_windows
from convlab.exercises.mistakes.mistake import mistake

MET = "Which pixel did weight (p, q) meet at unit (a, b) when the stride is 2?"


def read(dz, windows):
    """Return the sum of dz times windows (B, OH, OW, KH, KW, C), or more of them."""
    _, OH, OW, _ = dz.shape
    if (
        windows.shape[1] < OH or windows.shape[2] < OW
    ):  # einsum would repeat a single one
        raise IndexError("a window lies beyond the end of the image")
    return np.einsum("nabf,nabpqc->fpqc", dz, windows[:, :OH, :OW])


@mistake(
    "dw",
    "The result is rotated by 180 degrees, as when it is flipped, or when dz is "
    "used as the image and x as the kernel.",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint="Which pixel of a window does w[f, 0, 0, c] meet? Its gradient meets the "
    "same one.",
)
def rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding)[:, ::-1, ::-1]


@mistake(
    "dw",
    "dz was reversed: its last unit met the first window.",
    equation="dw",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="Which unit reads the window in the upper left corner? A function that "
    "convolves rotates one of its two arrays; one that correlates does not.",
)
def dz_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz[:, ::-1, ::-1], x, w, stride, padding)


@mistake(
    "dw",
    "Rows and columns of the kernel were swapped: dw[f, q, p, c] in place of dw[f, "
    "p, q, c].",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint="p counts rows of the kernel, q counts columns, in dw as in w.",
)
def transposed(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding).transpose(0, 2, 1, 3)


@mistake(
    "dw",
    "Rows and columns of the kernel were swapped where the pixel is read: weight "
    "(p, q) met the one in row s a + q and column s b + p.",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint="p counts rows of the kernel and of the window, q counts columns of both.",
)
def pixels_transposed(dz, x, w, *, stride=1, padding=0):
    turned = w.shape[2], w.shape[1]
    windows = take_windows(convlab.pad(x, padding=padding), turned, stride)
    return read(dz, windows.swapaxes(3, 4))


@mistake(
    "dw",
    "Rows and columns of the image were swapped: the window (a, b) began in row s "
    "b and column s a.",
    equation="dw",
    hint="Which index of x counts rows? Try an image of 1 row and 2 columns.",
)
def image_transposed(dz, x, w, *, stride=1, padding=0):
    x = convlab.pad(x, padding=padding).swapaxes(1, 2)
    return read(dz, take_windows(x, w.shape[1:3], stride))


@mistake(
    "dw",
    "Every pixel is off by the padding: the windows begin at the corner of x, and "
    "all zeros are below and to the right of it.",
    equation="dw",
    hides_when=[NO_PADDING],
    hint="Which pixel of the padded image does weight (0, 0) meet at unit (0, 0)?",
)
def padding_forgotten(dz, x, w, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return right(dz, x, w, stride, (widths, widths))


@mistake(
    "dw",
    "What is above x and to the left of it is not 0: a negative index counts from "
    "the end.",
    equation="dw",
    hides_when=[NO_PADDING],
    hint="What is `[1, 2, 3][-1]`? And what should unit (0, 0) read at row -1?",
)
def wrapped_around(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    rows, columns = np.arange(-padding, H), np.arange(-padding, W)
    x = x[:, rows[:, None], columns]
    behind = 0, padding
    return right(dz, x, w, stride, (behind, behind))


@mistake(
    "dw",
    "The images and the channels were padded as well, as `np.pad(x, P)` does: image "
    "n - P was read for image n, and channel c - P for channel c.",
    equation="dw",
    hides_when=[NO_PADDING],
    hint="What is the shape of your padded image, and what should it be?",
)
def padded_on_every_axis(dz, x, w, *, stride=1, padding=0):
    B, _, _, C = x.shape
    x = np.pad(x, padding)[:B, :, :, :C]
    return right(dz, x, w, stride, 0)


@mistake(
    "dw",
    "The image was padded with copies of its border, not with zeros.",
    equation="dw",
    hides_when=[NO_PADDING],
    hint="Print your padded image. What are the numbers around it?",
)
def padded_with_border(dz, x, w, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)), mode="edge")
    return right(dz, x, w, stride, 0)


@mistake(
    "dw",
    "The padded image was read with the strides of x, whose rows and columns are "
    "shorter.",
    equation="address",
    hides_when=[NO_PADDING],
    hint="How many bytes lie between two rows of the padded image?",
)
def strides_of_unpadded_image(dz, x, w, *, stride=1, padding=0):
    memory = convlab.pad(x, padding=padding).ravel()
    bytes_apart = np.array(np.empty(x.shape).strides) // 8
    windows = [*dz.shape[:3], *w.shape[1:]]
    n, a, b, p, q, c = np.ogrid[tuple(slice(size) for size in windows)]
    unit = n, stride * a + p, stride * b + q, c
    addresses = sum(k * step for k, step in zip(unit, bytes_apart, strict=True))
    return read(dz, memory[addresses])


@mistake(
    "dw",
    "Where pixels are left over, the gradient has more rows and columns than the "
    "kernel.",
    equation="dw",
    hides_when=[NO_LEFTOVER],
    hint="A gradient has the shape of what it belongs to. At how many places can dz, "
    "spread by the stride, be laid on the image?",
)
def not_cut_to_the_kernel(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    x = convlab.pad(x, padding=padding)
    size = x.shape[1] - stride * (OH - 1), x.shape[2] - stride * (OW - 1)
    return read(dz, take_windows(x, size, stride))


@mistake(
    "dw",
    "The windows moved by one pixel, although the stride is larger.",
    equation="dw",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=MET,
)
def stride_forgotten(dz, x, w, *, stride=1, padding=0):
    return read(dz, take_windows(convlab.pad(x, padding=padding), w.shape[1:3], 1))


@mistake(
    "dw",
    "The stride was applied to the rows but not to the columns.",
    equation="dw",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which column did weight (p, q) meet x at unit (0, 1) with stride 2?",
)
def stride_on_rows_only(dz, x, w, *, stride=1, padding=0):
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], 1)
    return read(dz, windows[:, ::stride])


@mistake(
    "dw",
    "The stride was applied to the columns but not to the rows.",
    equation="dw",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which row did weight (p, q) meet x at unit (1, 0) with stride 2?",
)
def stride_on_columns_only(dz, x, w, *, stride=1, padding=0):
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], 1)
    return read(dz, windows[:, :, ::stride])


@mistake(
    "dw",
    "The stride was put between the pixels of a window, not between the windows: "
    "that is a dilation.",
    equation="dw",
    hides_when=[STRIDE_1],
    hint="Does the stride multiply a, the unit, or p, the weight? " + MET,
)
def stride_used_as_dilation(dz, x, w, *, stride=1, padding=0):
    size = stride * (w.shape[1] - 1) + 1, stride * (w.shape[2] - 1) + 1
    windows = take_windows(convlab.pad(x, padding=padding), size, 1)
    return read(dz, windows[:, :, :, ::stride, ::stride])
