"""Mistakes of the gradient of the weights: the units of dz."""

import numpy as np

from convlab.exercises.mistakes.dw.shared import right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
)


@mistake(
    "dw",
    "dz was reshaped to bring its kernels to the front, which deals out its numbers "
    "anew.",
    equation="dw-matmul",
    hides=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint="`reshape` leaves every number where it lies in memory. Which axis of dz "
    "moves fastest, and which has to?",
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz were taken from top to bottom, the windows of x in raster order.",
    equation="dw-matmul",
    hides=[EXACT_FIT, ONES_DZ],
    hint="Which unit of dz meets the second column of X_col?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    dz = dz.swapaxes(1, 2).reshape(dz.shape)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz and the windows of x belong to different images: the batch was "
    "unrolled in two different orders.",
    equation="dw-matmul",
    hides=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint="With one matrix for the whole batch, to which image does its second column "
    "belong?",
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    dz = np.moveaxis(dz, 0, 2).reshape(dz.shape)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "dz was left out: the pixels were added up as if every dz were 1.",
    equation="chain-rule",
    hides=[ONES_DZ],
    hint="The chain rule multiplies two factors. Which one is missing?",
)
def dz_forgotten(dz, x, w, *, stride=1, padding=0):
    return right(np.ones_like(dz), x, w, stride, padding)


@mistake(
    "dw",
    "The sign was changed. The step downhill belongs to the training, and not to the "
    "gradient.",
    equation="dw",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
