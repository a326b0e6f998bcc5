"""Mistakes in dw, the gradient of the weights: in the sum, and in its factors."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    ONE_BY_ONE,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    SQUARE_OUTPUT,
)
from convlab.exercises.mistakes.mistake import mistake

SUM = "L changes through every place where the weight was used. Are these changes "
SUM += "added up or averaged?"
REPLACED = "Is there an `=` where there should be a `+=`?"
ANEW = "Where, among your loops, does the sum begin at 0?"


def right(dz, x, w, stride, padding):
    return convlab.backward(dz, x, w, stride=stride, padding=padding).dw


@mistake(
    "dw",
    "The sum was divided by the number of images.",
    equation="chain-rule",
    hides_when=[ONE_IMAGE],
    hint=SUM + " An average over the batch belongs to the loss.",
)
def averaged_over_batch(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(x)


@mistake(
    "dw",
    "The sum was divided by the number of windows.",
    equation="chain-rule",
    hides_when=[EXACT_FIT],
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
    hides_when=[ONE_IMAGE],
    hint="Over which indices does the sum run? And is your `return` inside a loop?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[:1], x[:1], w, stride, padding)


@mistake(
    "dw",
    "Only the last image was kept: each image replaced the one before instead of "
    "being added to it.",
    equation="dw",
    hides_when=[ONE_IMAGE],
    hint=REPLACED + " Or is it set to 0 again for each image?",
)
def only_last_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[-1:], x[-1:], w, stride, padding)


@mistake(
    "dw",
    "Only the last window was kept, that of every image: each window replaced the "
    "one before instead of being added to it.",
    equation="dw",
    hides_when=[EXACT_FIT],
    hint=REPLACED + " Or is it set to 0 again for each window?",
)
def only_last_window(dz, x, w, *, stride=1, padding=0):
    last = np.zeros_like(dz)
    last[:, -1, -1] = dz[:, -1, -1]
    return right(last, x, w, stride, padding)


@mistake(
    "dw",
    "Only the last use of each weight was kept: each replaced the one before "
    "instead of being added to it.",
    equation="chain-rule",
    hint=REPLACED,
)
def sum_overwritten(dz, x, w, *, stride=1, padding=0):
    last = np.zeros_like(dz)
    last[-1, -1, -1] = dz[-1, -1, -1]
    return right(last, x, w, stride, padding)


@mistake(
    "dw",
    "The last row and the last column of windows were left out.",
    equation="dw",
    hint="What is the last value that `range(OH - 1)` gives?",
)
def last_windows_missing(dz, x, w, *, stride=1, padding=0):
    inner = np.zeros_like(dz)
    inner[:, :-1, :-1] = dz[:, :-1, :-1]
    return right(inner, x, w, stride, padding)


@mistake(
    "dw",
    "OH was used in place of OW: as many columns of dz were read as it has rows.",
    equation="dw",
    hides_when=[SQUARE_OUTPUT],
    hint="Where does your function get the number of columns from?",
)
def columns_counted_as_rows(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    if OH > OW:
        raise IndexError(f"dz has no column {OW}")
    first = np.zeros_like(dz)
    first[:, :, :OH] = dz[:, :, :OH]
    return right(first, x, w, stride, padding)


@mistake(
    "dw",
    "The sum was not reset for each place (p, q) of the kernel: each one still "
    "contains those before it.",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint=ANEW,
)
def sum_not_started_anew(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    dw = right(dz, x, w, stride, padding).reshape(F, KH * KW, C)
    return np.cumsum(dw, axis=1).reshape(w.shape)


@mistake(
    "dw",
    "The sum was not reset for each weight: every entry still contains those "
    "before it.",
    equation="dw",
    hint=ANEW,
)
def sum_never_started_anew(dz, x, w, *, stride=1, padding=0):
    return np.cumsum(right(dz, x, w, stride, padding)).reshape(w.shape)


@mistake(
    "dw",
    "dz was added up over all kernels, so that each kernel got the gradient of all.",
    equation="dz-dw",
    hides_when=[ONE_KERNEL],
    hint="Does a weight of kernel 0 change channel 1 of z?",
)
def dz_summed_over_kernels(dz, x, w, *, stride=1, padding=0):
    dz = np.broadcast_to(dz.sum(axis=3, keepdims=True), dz.shape)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "dz was left out: the pixels were added up as if every dz were 1.",
    equation="chain-rule",
    hides_when=[ONES_DZ],
    hint="The chain rule multiplies two factors. Which one is missing?",
)
def dz_forgotten(dz, x, w, *, stride=1, padding=0):
    return right(np.ones_like(dz), x, w, stride, padding)


@mistake(
    "dw",
    "dz was multiplied by the weights, not by the pixels that they meet: the "
    "weights are the factor of dx.",
    equation="dz-dw",
    hint="How much does z[n, a, b, f] change when w[f, p, q, c] grows by 1?",
)
def weights_for_pixels(dz, x, w, *, stride=1, padding=0):
    return w * dz.sum(axis=(0, 1, 2))[:, None, None, None]


@mistake(
    "dw",
    "The sign was flipped. Stepping downhill is the job of the training, not of "
    "the gradient.",
    equation="dw",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
