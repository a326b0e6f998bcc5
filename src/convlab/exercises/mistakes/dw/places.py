"""Mistakes of the gradient of the weights: which pixel meets which weight."""

import numpy as np

import convlab
from convlab.exercises.mistakes.dw.shared import right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.mistakes.windows import take_windows
from convlab.exercises.settings import (
    EXACT_FIT,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL,
    STRIDE_1,
)


@mistake(
    "dw",
    "The result is turned by 180 degrees, as it comes out when dz is taken for the "
    "image and x for the kernel.",
    equation="dw",
    hides=[ONE_BY_ONE],
    hint="Which pixel of a window does w[f, 0, 0, c] meet? Its gradient meets the "
    "same one.",
)
def rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding)[:, ::-1, ::-1]


@mistake(
    "dw",
    "Rows and columns of the kernel were swapped: dw[f, q, p, c] in the place of "
    "dw[f, p, q, c].",
    equation="dw",
    hides=[ONE_BY_ONE],
    hint="p counts rows of the kernel, q counts columns, in dw as in w.",
)
def transposed(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding).transpose(0, 2, 1, 3)


@mistake(
    "dw",
    "The rows of dW_mat were read in the order (c, p, q), but they lie in the order "
    "(p, q, c).",
    equation="dw-matmul",
    hides=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order did im2col lay the numbers of a window into its column?",
)
def weights_channels_first(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    dw = right(dz, x, w, stride, padding)
    return dw.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)


@mistake(
    "dw",
    "The windows were read from the image without its padding, so that every pixel "
    "is off by the padding.",
    equation="dw",
    hides=[NO_PADDING],
    hint="Which pixel of the padded image does weight (0, 0) meet at unit (0, 0)?",
)
def padding_forgotten(dz, x, w, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return right(dz, x, w, stride, (widths, widths))


@mistake(
    "dw",
    "The windows moved by one pixel, although the stride is larger.",
    equation="dw",
    hides=[STRIDE_1, EXACT_FIT],
    hint="Which pixel did weight (p, q) meet at unit (a, b) when the stride is 2?",
)
def stride_forgotten(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    windows = take_windows(convlab.pad(x, 1, padding=padding), w.shape[1:3], 1)
    return np.einsum("nabf,nabpqc->fpqc", dz, windows[:, :OH, :OW])
