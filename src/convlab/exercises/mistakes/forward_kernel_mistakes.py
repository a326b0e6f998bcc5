"""Mistakes of the forward pass: which weight meets which pixel."""

import numpy as np

import convlab
from convlab.exercises.case import (
    LEFT_RIGHT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_KERNEL,
    POINT_SYMMETRIC,
    SYMMETRIC,
    UPSIDE_DOWN,
)
from convlab.exercises.mistakes.im2col_mistakes import take_windows
from convlab.exercises.mistakes.mistake import mistake

MEETS = "Which pixel of the window meets w[f, 0, 0, c]: the first or the last?"
ORDERS = "Number the weights of a small kernel 0, 1, 2, ... Which of them is in "
ORDERS += "which column of W_mat, and which pixel in the same row of X_col?"


def with_weights(w, x, b, stride, padding):
    return convlab.forward(x, w, b, stride=stride, padding=padding)


def in_order(w, order):
    """Lay the weights of each kernel out in an order of axes other than (p, q, c)."""
    return np.einsum(f"fpqc->f{order}", w).reshape(w.shape)


def out_of_order(w, order):
    """Undo `in_order`."""
    F, KH, KW, C = w.shape
    lengths = {"p": KH, "q": KW, "c": C}
    laid = w.reshape(F, *(lengths[axis] for axis in order))
    return np.einsum(f"f{order}->fpqc", laid)


@mistake(
    "forward",
    "The kernels lie on the windows rotated by 180 degrees.",
    equation="forward",
    hides_when=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint=MEETS + " What deep learning calls a convolution rotates nothing.",
)
def kernel_rotated(x, w, b=None, *, stride=1, padding=0):
    return with_weights(w[:, ::-1, ::-1], x, b, stride, padding)


@mistake(
    "forward",
    "The kernels lie on the windows upside down: their rows run backwards.",
    equation="forward",
    hides_when=[ONE_BY_ONE, UPSIDE_DOWN],
    hint=MEETS,
)
def kernel_upside_down(x, w, b=None, *, stride=1, padding=0):
    return with_weights(w[:, ::-1], x, b, stride, padding)


@mistake(
    "forward",
    "The kernels lie on the windows the wrong way round: their columns run backwards.",
    equation="forward",
    hides_when=[ONE_BY_ONE, LEFT_RIGHT],
    hint=MEETS,
)
def kernel_left_to_right(x, w, b=None, *, stride=1, padding=0):
    return with_weights(w[:, :, ::-1], x, b, stride, padding)


@mistake(
    "forward",
    "All weights of a kernel were reversed: its rows, its columns and its channels.",
    equation="forward",
    hint=MEETS + " And which channel of the pixel?",
)
def weights_reversed(x, w, b=None, *, stride=1, padding=0):
    return with_weights(w[:, ::-1, ::-1, ::-1], x, b, stride, padding)


@mistake(
    "forward",
    "All axes of w were reversed, the kernels among them: channel f of z was computed "
    "with the kernel that is number f from the end, and that with its rows, columns "
    "and channels reversed.",
    equation="forward",
    hint="`np.flip(w)` reverses every axis. Which axes of w are there?",
)
def every_axis_reversed(x, w, b=None, *, stride=1, padding=0):
    return with_weights(np.flip(w), x, b, stride, padding)


@mistake(
    "forward",
    "The first two axes of w were reversed: the order of the kernels, and the rows of "
    "each.",
    equation="forward",
    hint="Rows and columns of w are its axes 1 and 2. `np.rot90` takes axes 0 and 1 "
    "unless it is told otherwise.",
)
def kernels_and_rows_reversed(x, w, b=None, *, stride=1, padding=0):
    return with_weights(w[::-1, ::-1], x, b, stride, padding)


@mistake(
    "forward",
    "Rows and columns of the kernels were swapped, or those of the windows: weights "
    "and pixels do not meet in the same order.",
    equation="forward",
    hides_when=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both. "
    "Try a kernel of 1 row and 2 columns.",
)
def kernel_transposed(x, w, b=None, *, stride=1, padding=0):
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], stride)
    return np.einsum("nijqpc,fpqc->nijf", windows, w) + (0 if b is None else b)


@mistake(
    "forward",
    "Weights and pixels do not meet in the same order: the weights came in the order "
    "(p, q, c), and the pixels in the order (c, p, q).",
    equation="forward-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=ORDERS,
)
def weights_channels_first(x, w, b=None, *, stride=1, padding=0):
    return with_weights(out_of_order(w, "cpq"), x, b, stride, padding)


@mistake(
    "forward",
    "Weights and pixels do not meet in the same order: the weights came in the order "
    "(c, p, q), and the pixels in the order (p, q, c).",
    equation="forward-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint=ORDERS,
)
def weights_laid_channels_first(x, w, b=None, *, stride=1, padding=0):
    return with_weights(in_order(w, "cpq"), x, b, stride, padding)


@mistake(
    "forward",
    "Weights and pixels do not meet in the same order: the weights came in the order "
    "(c, q, p), and the pixels in the order (p, q, c).",
    equation="forward-matmul",
    hides_when=[ONE_BY_ONE],
    hint=ORDERS + " `.T` reverses the order of all axes.",
)
def weights_turned_round(x, w, b=None, *, stride=1, padding=0):
    return with_weights(in_order(w, "cqp"), x, b, stride, padding)


@mistake(
    "forward",
    "Weights and pixels do not meet in the same order: the weights came in the order "
    "(p, q, c), and the pixels in the order (c, q, p).",
    equation="forward-matmul",
    hides_when=[ONE_BY_ONE],
    hint=ORDERS + " `.T` reverses the order of all axes.",
)
def pixels_turned_round(x, w, b=None, *, stride=1, padding=0):
    return with_weights(out_of_order(w, "cqp"), x, b, stride, padding)


@mistake(
    "forward",
    "The kernels were reshaped to a matrix with a column for each, (KH*KW*C, F). In "
    "memory the weights of one kernel lie side by side, so they are a row.",
    equation="forward-matmul",
    hides_when=[ONE_KERNEL],
    hint="Number the weights of two small kernels 0, 1, 2, ... Which of them are in "
    "column 0 after `w.reshape(-1, F)`?",
)
def weights_reshaped_to_columns(x, w, b=None, *, stride=1, padding=0):
    F = len(w)
    return with_weights(w.reshape(-1, F).T.reshape(w.shape), x, b, stride, padding)


@mistake(
    "forward",
    "The kernels were moved to the last axis of w, and it was reshaped to (F, KH*KW*C) "
    "all the same: its rows mix the weights of several kernels.",
    equation="forward-matmul",
    hides_when=[ONE_KERNEL],
    hint="`reshape(F, -1)` cuts the memory into F pieces. Which axis of w must come "
    "first, for each piece to be one kernel?",
)
def weights_of_all_kernels_in_a_row(x, w, b=None, *, stride=1, padding=0):
    return with_weights(np.moveaxis(w, 0, -1).reshape(w.shape), x, b, stride, padding)


@mistake(
    "forward",
    "Kernels and channels were swapped: w[c, p, q, f] is in place of w[f, p, q, "
    "c], which fits only where F = C.",
    equation="forward",
    hint="Which axis of w[:, p, q] counts the kernels, and over which does the sum "
    "run?",
)
def kernels_and_channels_exchanged(x, w, b=None, *, stride=1, padding=0):
    F, _, _, C = w.shape
    if F != C:
        raise ValueError("the shapes fit only where F = C")
    return with_weights(w.swapaxes(0, 3), x, b, stride, padding)


@mistake(
    "forward",
    "The window goes up and to the left from its corner, x[s i - p, s j - q], and "
    "comes back in at the other end of the image.",
    equation="receptive-field",
    hides_when=[ONE_BY_ONE],
    hint="Which pixel does w[f, 1, 0, c] meet at unit (0, 0): the one below the corner "
    "or the one above it? A negative index counts from the end.",
)
def window_up_and_left(x, w, b=None, *, stride=1, padding=0):
    x, (_, KH, KW, _) = convlab.pad(x, padding=padding), w.shape
    turned = np.roll(x, (KH - 1, KW - 1), axis=(1, 2))
    return with_weights(w[:, ::-1, ::-1], turned, b, stride, 0)
