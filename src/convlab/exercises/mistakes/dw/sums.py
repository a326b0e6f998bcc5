"""Mistakes of the gradient of the weights: what is added up."""

import numpy as np

from convlab.exercises.mistakes.dw.shared import right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    ONE_IMAGE,
    ONE_KERNEL,
)

SUM = "L changes through every place where the weight was used. Are these changes "
SUM += "added up or averaged?"


@mistake(
    "dw",
    "The sum was divided by the number of images.",
    equation="chain-rule",
    hides=[ONE_IMAGE],
    hint=SUM + " An average over the batch belongs to the loss.",
)
def averaged_over_batch(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(x)


@mistake(
    "dw",
    "The sum was divided by the number of windows.",
    equation="chain-rule",
    hides=[EXACT_FIT],
    hint=SUM,
)
def averaged_over_windows(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    return right(dz, x, w, stride, padding) / (OH * OW)


@mistake(
    "dw",
    "The sum was divided by the number of its terms.",
    equation="chain-rule",
    hint=SUM,
)
def averaged_over_all_uses(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, _ = dz.shape
    return right(dz, x, w, stride, padding) / (B * OH * OW)


@mistake(
    "dw",
    "Only image 0 was counted.",
    equation="dw",
    hides=[ONE_IMAGE],
    hint="Over which indices does the sum run?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[:1], x[:1], w, stride, padding)


@mistake(
    "dw",
    "Only the last image was kept: each image replaced the one before, and was not "
    "added to it.",
    equation="dw",
    hides=[ONE_IMAGE],
    hint="Is there a `=` where a `+=` should be?",
)
def only_last_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[-1:], x[-1:], w, stride, padding)


@mistake(
    "dw",
    "Only the last use of each weight was kept: each replaced the one before, and was "
    "not added to it.",
    equation="chain-rule",
    hint="Is there a `=` where a `+=` should be?",
)
def sum_overwritten(dz, x, w, *, stride=1, padding=0):
    last = np.zeros_like(dz)
    last[-1, -1, -1] = dz[-1, -1, -1]
    return right(last, x, w, stride, padding)


@mistake(
    "dw",
    "dz was added up over all kernels, so that each kernel got the gradient of all.",
    equation="dz-dw",
    hides=[ONE_KERNEL],
    hint="Does a weight of kernel 0 change channel 1 of z?",
)
def dz_summed_over_kernels(dz, x, w, *, stride=1, padding=0):
    dz = np.broadcast_to(dz.sum(axis=3, keepdims=True), dz.shape)
    return right(dz, x, w, stride, padding)
