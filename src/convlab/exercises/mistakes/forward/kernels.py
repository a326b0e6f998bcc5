"""Mistakes of the forward pass: how the kernels lie."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.mistakes.windows import take_windows
from convlab.exercises.settings import (
    ONE_BY_ONE,
    ONE_CHANNEL,
    POINT_SYMMETRIC,
    SYMMETRIC,
)


@mistake(
    "forward",
    "The kernels were turned by 180 degrees before they were laid on the windows.",
    equation="forward",
    hides=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint="Which pixel of the window meets w[f, 0, 0, c]: the first or the last? What "
    "deep learning calls a convolution turns nothing.",
)
def kernel_rotated(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w[:, ::-1, ::-1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Rows and columns of the kernel were swapped: w[f, q, p, c] in the place of "
    "w[f, p, q, c].",
    equation="forward",
    hides=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both. "
    "Try a kernel of 1 row and 2 columns.",
)
def kernel_transposed(x, w, b=None, *, stride=1, padding=0):
    windows = take_windows(convlab.pad(x, 1, padding=padding), w.shape[1:3], stride)
    return np.einsum("nijqpc,fpqc->nijf", windows, w) + (0 if b is None else b)


@mistake(
    "forward",
    "The weights of a kernel were read in the order (c, p, q), but they lie in memory "
    "in the order (p, q, c).",
    equation="forward-matmul",
    hides=[ONE_BY_ONE, ONE_CHANNEL],
    hint="Number the weights of a small kernel 0, 1, 2, ... Which of them stands in "
    "which column of W_mat, and which pixel in the same row of X_col?",
)
def weights_channels_first(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    w = w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)
    return convlab.forward(x, w, b, stride=stride, padding=padding)
