"""Mistakes of the gradient of the image: the units of dz."""

import numpy as np

import convlab
from convlab.exercises.mistakes.dx.shared import right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
)


@mistake(
    "dx",
    "dz was reshaped to bring its kernels to the front, which deals out its numbers "
    "anew.",
    equation="dx-matmul",
    hides=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint="`reshape` leaves every number where it lies in memory. Which axis of dz "
    "moves fastest, and which has to?",
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were taken from top to bottom, and put back in raster order.",
    equation="dx-matmul",
    hides=[EXACT_FIT, ONES_DZ],
    hint="To which window does the second column of dX_col belong?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    return right(dz.swapaxes(1, 2).reshape(dz.shape), x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were put back into the wrong images: the batch was unrolled in "
    "two different orders.",
    equation="dx-matmul",
    hides=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint="With one matrix for the whole batch, to which image does its second column "
    "belong?",
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    return right(np.moveaxis(dz, 0, 2).reshape(dz.shape), x, w, stride, padding)


@mistake(
    "dx",
    "dx was computed as a forward pass over dz with the kernels as they are: not "
    "turned, dz padded with P zeros, and no zeros between its entries.",
    equation="dx-gather",
    hint="Three things differ between the forward pass and the gather form. Try a "
    "kernel of one row and two columns, and a dz with a single 1.",
)
def forward_pass_over_dz(dz, x, w, *, stride=1, padding=0):
    return convlab.forward(dz, w.transpose(3, 1, 2, 0), padding=padding)


@mistake(
    "dx",
    "The sign was changed. The step downhill belongs to the training, and not to the "
    "gradient.",
    equation="dx",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
