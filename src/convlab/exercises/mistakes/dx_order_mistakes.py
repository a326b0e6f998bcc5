"""Mistakes in dx: numbers in another order, dealt out anew by a reshape."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
)
from convlab.exercises.mistakes.dx_mistakes import crop, padded, right, stamp
from convlab.exercises.mistakes.mistake import mistake

STAYS = "`reshape` leaves every number where it lies in memory. "
OF_DZ = STAYS + "Which axis of dz moves fastest, and which has to?"
OF_COLUMNS = STAYS + "Which axis of your product comes first, and which one has to?"
OF_DX = STAYS + "Which axis of your array moves fastest, and which axis of dx?"
SECOND = "With one matrix for the whole batch, to which image does its second column "
SECOND += "belong?"


@mistake(
    "dx",
    "Each image of dz was reshaped to bring its kernels to the front, but a "
    "reshape moves no axis: it only regroups the numbers.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint=OF_DZ,
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "All of dz was reshaped to bring its kernels to the front, but a reshape moves "
    "no axis: it only regroups the numbers.",
    equation="dx-matmul",
    hides_when=[ONE_KERNEL, ONES_DZ],
    hint=OF_DZ,
)
def batch_of_dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(F, B, OH, OW), 0, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were taken from top to bottom, and put back in raster order.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="To which window does the second column of dX_col belong?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    return right(dz.swapaxes(1, 2).reshape(dz.shape), x, w, stride, padding)


# Where z is square, this is the same; where it is not, such programs fail.
@mistake(
    "dx",
    "Rows and columns of dz were swapped: dz[n, b, a, f] was used as the unit of "
    "the window (a, b).",
    equation="dx",
    hides_when=[EXACT_FIT],
    hint="Which index of dz counts rows? Try a dz of 1 row and 2 columns.",
)
def units_transposed(dz, x, w, *, stride=1, padding=0):
    if dz.shape[1] != dz.shape[2]:
        raise IndexError(f"dz has {dz.shape[1]} rows and {dz.shape[2]} columns")
    return right(dz.swapaxes(1, 2), x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were put back into the wrong images: the batch was unrolled in "
    "two different orders.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint=SECOND,
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    return right(np.moveaxis(dz, 0, 2).reshape(dz.shape), x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz came in the order (b, a, n), as in `dz.T`, and were put back in "
    "the order (n, a, b).",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="`.T` reverses all four axes. Where do images, rows and columns end up?",
)
def all_axes_reversed(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.T.reshape(F, B, OH, OW), 0, 3)
    return right(dz, x, w, stride, padding)


def put_back(dX_col, x, w, stride, padding):
    """Return the gradient from the columns (B, KH*KW*C, OH*OW) of all images."""
    _, H, W, C = x.shape
    shape = H + 2 * padding, W + 2 * padding, C
    return crop(convlab.col2im(dX_col, shape, w.shape[1:3], stride=stride), padding)


@mistake(
    "dx",
    "A matrix with a row for each window was reshaped to the shape of dX_col. It has "
    "to be transposed.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT],
    hint=OF_COLUMNS,
)
def rows_reshaped(dz, x, w, *, stride=1, padding=0):
    rows = stamp(dz, w).reshape(len(dz), -1, w[0].size)
    dX_col = rows.reshape(len(dz), w[0].size, -1)
    return put_back(dX_col, x, w, stride, padding)


@mistake(
    "dx",
    "An array of all columns, (KH*KW*C, B, OH*OW), was reshaped to give each image its "
    "own. Its axes have to be moved.",
    equation="dx-matmul",
    hides_when=[ONE_IMAGE],
    hint=OF_COLUMNS,
)
def columns_reshaped(dz, x, w, *, stride=1, padding=0):
    columns = stamp(dz, w).reshape(len(dz), -1, w[0].size).transpose(2, 0, 1)
    dX_col = columns.reshape(len(dz), w[0].size, -1)
    return put_back(dX_col, x, w, stride, padding)


@mistake(
    "dx",
    "The padded gradient, with its channels before its rows, was reshaped to bring "
    "them to the end. Its axes have to be moved.",
    equation="dx-gather",
    hides_when=[ONE_CHANNEL],
    hint=OF_DX,
)
def channels_not_moved(dz, x, w, *, stride=1, padding=0):
    dx = padded(dz, x, w, stride, padding)
    return crop(np.moveaxis(dx, 3, 1).reshape(dx.shape), padding)


@mistake(
    "dx",
    "dx, with its channels before its rows, was reshaped to (B, H, W, C). Its axes "
    "have to be moved.",
    equation="dx",
    hides_when=[ONE_CHANNEL],
    hint=OF_DX,
)
def result_reshaped(dz, x, w, *, stride=1, padding=0):
    dx = right(dz, x, w, stride, padding)
    return np.moveaxis(dx, 3, 1).reshape(dx.shape)
