"""Mistakes of the gradient of the image: kernels and images that are added up."""

import numpy as np

from convlab.exercises.mistakes.dx.shared import right
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
)


@mistake(
    "dx",
    "Only the last kernel was kept: each replaced the one before, and was not added "
    "to it.",
    equation="dx",
    hides=[ONE_KERNEL],
    hint="A pixel changes every channel of z. Over which indices does the sum run?",
)
def only_last_kernel(dz, x, w, *, stride=1, padding=0):
    return right(dz[..., -1:], x, w[-1:], stride, padding)


@mistake(
    "dx",
    "The kernels were averaged; their parts are added up.",
    equation="dx",
    hides=[ONE_KERNEL],
    hint="Does the equation divide by anything?",
)
def averaged_over_kernels(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(w)


@mistake(
    "dx",
    "dx was divided by the number of images.",
    equation="dx",
    hides=[ONE_IMAGE],
    hint="How many images does one pixel belong to? An average over the batch belongs "
    "to the loss, and arrives with dz.",
)
def averaged_over_batch(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(x)


@mistake(
    "dx",
    "Every image of the batch got the gradient of image 0.",
    equation="dx",
    hides=[ONE_IMAGE, ONES_DZ],
    hint="Where does your function use n?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return right(np.repeat(dz[:1], len(dz), axis=0), x, w, stride, padding)
