"""Mistakes in db, the gradient of the bias."""

import numpy as np

from convlab.exercises.case import (
    AS_MANY_KERNELS,
    EXACT_FIT,
    NO_PADDING,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

USES = "In how many units of z does b(f) occur?"
GROWS = "How much does z[n, i, j, f] change when b(f) grows by 1?"
SHAPE = "How many biases does the layer have? The gradient has the shape of b."
FASTEST = "`reshape` leaves every number where it lies in memory. Which axis of dz "
FASTEST += "moves fastest?"
REPLACED = "Is there an `=` where there should be a `+=`?"


@mistake(
    "db",
    "The gradient of the bias is 0 everywhere: the bias would never learn.",
    equation="db",
    hint=GROWS,
)
def forgotten(dz, x, w, *, stride=1, padding=0):
    return np.zeros(len(w))


@mistake(
    "db",
    "dz was averaged; it should be added up.",
    equation="db",
    hint=USES + " L changes through each of them.",
)
def averaged(dz, x, w, *, stride=1, padding=0):
    return dz.mean(axis=(0, 1, 2))


@mistake(
    "db",
    "The sum was divided by the number of images.",
    equation="db",
    hides_when=[ONE_IMAGE],
    hint=USES + " An average over the batch belongs to the loss.",
)
def averaged_over_batch(dz, x, w, *, stride=1, padding=0):
    return dz.sum(axis=(0, 1, 2)) / len(dz)


@mistake(
    "db",
    "dz was averaged over the windows of each image; it should be added up.",
    equation="db",
    hides_when=[EXACT_FIT],
    hint=USES + " L changes through each of them.",
)
def averaged_over_windows(dz, x, w, *, stride=1, padding=0):
    return dz.mean(axis=(1, 2)).sum(axis=0)


@mistake(
    "db",
    "dz was added up over the images only, so that every unit of z has a bias of its "
    "own.",
    equation="db",
    hint=SHAPE,
)
def summed_over_batch_only(dz, x, w, *, stride=1, padding=0):
    return dz.sum(axis=0)


@mistake(
    "db",
    "dz was added up over rows, columns and kernels, which leaves one number for each "
    "image.",
    equation="db",
    hint="Which axis of dz counts the kernels? It is the one that stays.",
)
def summed_for_each_image(dz, x, w, *, stride=1, padding=0):
    return dz.sum(axis=(1, 2, 3))


@mistake(
    "db",
    "Every bias got the sum over all kernels.",
    equation="db",
    hides_when=[ONE_KERNEL],
    hint="Does b(0) change channel 1 of z?",
)
def summed_over_kernels(dz, x, w, *, stride=1, padding=0):
    return np.full(len(w), dz.sum())


@mistake(
    "db",
    "All of dz was added up to a single number.",
    equation="db",
    hint=SHAPE,
)
def summed_to_one_number(dz, x, w, *, stride=1, padding=0):
    return np.array(dz.sum())


@mistake(
    "db",
    "The axes that were summed over are still there, with length 1.",
    equation="db",
    hint="The gradient has the shape of b, which is (F,).",
)
def axes_kept(dz, x, w, *, stride=1, padding=0):
    return dz.sum(axis=(0, 1, 2), keepdims=True)


@mistake(
    "db",
    "There is an entry for each channel of x; there must be one for each kernel.",
    equation="db",
    hides_when=[AS_MANY_KERNELS],
    hint="Which size counts the biases: that of the last axis of x, or of dz?",
)
def channels_for_kernels(dz, x, w, *, stride=1, padding=0):
    C = x.shape[3]
    return np.array([dz[..., c].sum() for c in range(C)])


@mistake(
    "db",
    "The units were counted, as if every dz were 1.",
    equation="db",
    hides_when=[ONES_DZ],
    hint="The chain rule multiplies two factors. Which one is missing?",
)
def dz_forgotten(dz, x, w, *, stride=1, padding=0):
    return np.ones_like(dz).sum(axis=(0, 1, 2))


@mistake(
    "db",
    "dz was multiplied by the weights of its kernel before it was added up.",
    equation="db",
    hint=GROWS,
)
def multiplied_by_weights(dz, x, w, *, stride=1, padding=0):
    return np.einsum("nabf,fpqc->f", dz, w)


@mistake(
    "db",
    "All of dz was reshaped to bring its kernels to the front, but a reshape moves "
    "no axis: it only regroups the numbers.",
    equation="db",
    hides_when=[ONE_KERNEL, ONES_DZ],
    hint=FASTEST,
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    return dz.reshape(len(w), -1).sum(axis=1)


@mistake(
    "db",
    "Each image of dz was reshaped to bring its kernels to the front, but a "
    "reshape moves no axis: it only regroups the numbers.",
    equation="db",
    hides_when=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint=FASTEST,
)
def images_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    return dz.reshape(B, F, OH, OW).sum(axis=(0, 2, 3))


@mistake(
    "db",
    "Only image 0 was counted.",
    equation="db",
    hides_when=[ONE_IMAGE],
    hint=USES + " Is your `return` inside a loop?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return dz[0].sum(axis=(0, 1))


@mistake(
    "db",
    "Only the last image was kept: each image replaced the one before instead of "
    "being added to it.",
    equation="db",
    hides_when=[ONE_IMAGE],
    hint=REPLACED + " Or is it set to 0 again for each image?",
)
def only_last_image(dz, x, w, *, stride=1, padding=0):
    return dz[-1].sum(axis=(0, 1))


@mistake(
    "db",
    "Only the last unit of each channel was kept: each replaced the one before "
    "instead of being added to it.",
    equation="db",
    hint=REPLACED,
)
def only_last_unit(dz, x, w, *, stride=1, padding=0):
    return dz[-1, -1, -1].copy()


@mistake(
    "db",
    "Units were skipped: dz was read in steps of the stride.",
    equation="db",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=USES
    + " The stride moves windows over x; dz holds one entry for each of them.",
)
def units_skipped(dz, x, w, *, stride=1, padding=0):
    return dz[:, ::stride, ::stride].sum(axis=(0, 1, 2))


@mistake(
    "db",
    "The outer rows and columns of dz were cut off, as if dz were padded.",
    equation="db",
    hides_when=[NO_PADDING],
    hint=USES + " Is it x that has the padding, or dz?",
)
def padding_cut_off(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    inner = dz[:, padding : OH - padding, padding : OW - padding]
    return inner.sum(axis=(0, 1, 2))


@mistake(
    "db",
    "The sum was not reset for each kernel: every bias still contains those before it.",
    equation="db",
    hides_when=[ONE_KERNEL],
    hint="Where, among your loops, does the sum begin at 0?",
)
def sum_not_started_anew(dz, x, w, *, stride=1, padding=0):
    return np.cumsum(dz.sum(axis=(0, 1, 2)))


@mistake(
    "db",
    "The sign was flipped. Stepping downhill is the job of the training, not of "
    "the gradient.",
    equation="db",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -dz.sum(axis=(0, 1, 2))
