"""Mistakes of the gradient of the image: how the kernels lie."""

import numpy as np

from convlab.exercises.mistakes.dx.shared import crop, padded, right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    LEFT_RIGHT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    POINT_SYMMETRIC,
    SYMMETRIC,
    UPSIDE_DOWN,
)


@mistake(
    "dx",
    "The kernels are turned by 180 degrees against what they should be. Either they "
    "were not turned in the gather form, or they were turned in the scatter form.",
    equation="dx-gather",
    hides=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint="Take one unit of dz that is 1, all others 0. What does it leave on its "
    "window: the kernel as it is, or turned?",
)
def kernel_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, ::-1, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels were turned over on one axis only: rows are right, columns run "
    "backwards.",
    equation="dx-gather",
    hides=[ONE_BY_ONE, LEFT_RIGHT],
    hint="A turn by 180 degrees reverses two axes. Which two of w?",
)
def columns_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, :, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels were turned over on one axis only: columns are right, rows run "
    "backwards.",
    equation="dx-gather",
    hides=[ONE_BY_ONE, UPSIDE_DOWN],
    hint="A turn by 180 degrees reverses two axes. Which two of w?",
)
def rows_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, ::-1], stride, padding)


@mistake(
    "dx",
    "Rows and columns of the kernels were swapped.",
    equation="dx",
    hides=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both.",
)
def kernel_transposed(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w.swapaxes(1, 2), stride, padding), padding)


@mistake(
    "dx",
    "The axes f and c of the kernels were not swapped for the convolution of dz. "
    "That runs only where there are as many kernels as channels.",
    equation="dx-gather",
    hint="How many channels has dz, and how many has dx? What must be the shape of "
    "the kernels that lead from one to the other?",
)
def axes_not_swapped(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, np.swapaxes(w, 0, 3), stride, padding)


@mistake(
    "dx",
    "The weights of a kernel were read in the order (c, p, q), but they lie in memory "
    "in the order (p, q, c).",
    equation="dx-matmul",
    hides=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order does col2im expect the rows of dX_col?",
)
def weights_channels_first(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    w = w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)
    return right(dz, x, w, stride, padding)
