"""Mistakes in dw: numbers in another order, dealt out anew by a reshape."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
)
from convlab.exercises.mistakes.dw_mistakes import right
from convlab.exercises.mistakes.mistake import mistake

STAYS = "`reshape` leaves every number where it lies in memory. "
OF_DZ = STAYS + "Which axis of dz moves fastest, and which has to?"
OF_DW = STAYS + "Which axis of your product moves fastest, and which axis of dw?"
OF_X = STAYS + "Do the numbers of one window lie side by side in X_col?"
SECOND = "With one matrix for the whole batch, to which image does its second column "
SECOND += "belong?"


@mistake(
    "dw",
    "The rows of dW_mat were read in the order (c, p, q), but they lie in the order "
    "(p, q, c).",
    equation="dw-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order did im2col lay the numbers of a window into its column?",
)
def weights_channels_first(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    dw = right(dz, x, w, stride, padding)
    return dw.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)


@mistake(
    "dw",
    "The gradient came out with its channels before its rows, (F, C, KH, KW), and was "
    "reshaped to (F, KH, KW, C). Its axes have to be moved.",
    equation="dw",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=OF_DW,
)
def channels_not_moved(dz, x, w, *, stride=1, padding=0):
    dw = right(dz, x, w, stride, padding)
    return dw.transpose(0, 3, 1, 2).reshape(w.shape)


@mistake(
    "dw",
    "The gradient came out with its kernels last, (KH*KW*C, F), and was reshaped to "
    "(F, KH, KW, C). Its axes have to be moved.",
    equation="dw-matmul",
    hides_when=[ONE_KERNEL],
    hint=OF_DW,
)
def kernels_not_moved(dz, x, w, *, stride=1, padding=0):
    dw = right(dz, x, w, stride, padding)
    return np.moveaxis(dw, 0, 3).reshape(w.shape)


@mistake(
    "dw",
    "Each image of dz was reshaped to bring its kernels to the front, but a "
    "reshape moves no axis: it only regroups the numbers.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint=OF_DZ,
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "All of dz was reshaped to bring its kernels to the front, but a reshape moves "
    "no axis: it only regroups the numbers.",
    equation="dw-matmul",
    hides_when=[ONE_KERNEL, ONES_DZ],
    hint=OF_DZ,
)
def batch_of_dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(F, B, OH, OW), 0, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz were taken from top to bottom, the windows of x in raster order.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="Which unit of dz meets the second column of X_col?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    dz = dz.swapaxes(1, 2).reshape(dz.shape)
    return right(dz, x, w, stride, padding)


# Where z is square, this is the same; where it is not, such programs fail.
@mistake(
    "dw",
    "Rows and columns of dz were swapped: dz[n, b, a, f] was used as the unit of "
    "the window (a, b).",
    equation="dw",
    hides_when=[EXACT_FIT],
    hint="Which index of dz counts rows? Try a dz of 1 row and 2 columns.",
)
def units_transposed(dz, x, w, *, stride=1, padding=0):
    if dz.shape[1] != dz.shape[2]:
        raise IndexError(f"dz has {dz.shape[1]} rows and {dz.shape[2]} columns")
    return right(dz.swapaxes(1, 2), x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz and the windows of x belong to different images: the batch was "
    "unrolled in two different orders.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint=SECOND,
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    dz = np.moveaxis(dz, 0, 2).reshape(dz.shape)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz came in the order (b, a, n), as in `dz.T`, and the windows of x "
    "in the order (n, a, b).",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="`.T` reverses all four axes. Where do images, rows and columns end up?",
)
def all_axes_reversed(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.T.reshape(F, B, OH, OW), 0, 3)
    return right(dz, x, w, stride, padding)


def times(dz, X_col, w):
    """Return the gradient from columns (B, KH*KW*C, OH*OW)."""
    B, _, _, F = dz.shape
    return np.einsum("nmf,nkm->fk", dz.reshape(B, -1, F), X_col).reshape(w.shape)


def columns(x, w, stride, padding):
    return convlab.im2col(convlab.pad(x, padding=padding), w.shape[1:3], stride=stride)


@mistake(
    "dw",
    "X_col was reshaped to have a row for each window. It has to be transposed.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT],
    hint=OF_X,
)
def columns_reshaped(dz, x, w, *, stride=1, padding=0):
    X_col = columns(x, w, stride, padding)
    B, K, M = X_col.shape
    return times(dz, X_col.reshape(B, M, K).transpose(0, 2, 1), w)


@mistake(
    "dw",
    "The columns of all images were brought into one matrix by a reshape. Their axes "
    "have to be moved first.",
    equation="dw-matmul",
    hides_when=[ONE_IMAGE],
    hint=OF_X + " And what lies between those of two images?",
)
def batch_of_columns_reshaped(dz, x, w, *, stride=1, padding=0):
    X_col = columns(x, w, stride, padding)
    B, K, M = X_col.shape
    return times(dz, X_col.reshape(K, B, M).swapaxes(0, 1), w)
