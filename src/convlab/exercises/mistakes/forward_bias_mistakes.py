"""Mistakes of the forward pass: the bias."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_BIAS,
    NO_BIAS_FEW_IMAGES,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
)
from convlab.exercises.mistakes.mistake import mistake

WHOSE = "How many biases are there, and which of them belongs to channel f of z?"


@mistake(
    "forward",
    "The bias was left out.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Which term of the equation comes before the sum?",
)
def bias_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for every product, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Is b(f) inside or outside the sum over p, q and c?",
)
def bias_added_to_every_product(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else w[0].size * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each element (p, q) of the kernel, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_BY_ONE],
    hint="Is b(f) inside or outside the sum over p and q?",
)
def bias_added_for_every_element(x, w, b=None, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    b = None if b is None else KH * KW * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each row of the kernel, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_BY_ONE],
    hint="Is b(f) inside or outside the sum over p?",
)
def bias_added_for_every_row(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else w.shape[1] * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each channel, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_CHANNEL],
    hint="Is b(f) inside or outside the sum over c?",
)
def bias_added_for_every_channel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else w.shape[3] * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each window of an image, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, EXACT_FIT],
    hint="How often does the line that adds the bias run, and to how many units does "
    "it add each time?",
)
def bias_added_for_every_window(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, stride=stride, padding=padding)
    return z if b is None else z + z[0, ..., 0].size * b


@mistake(
    "forward",
    "The bias was added once for each image of the batch, not once in all.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_IMAGE],
    hint="How often does the line that adds the bias run, and to how many units does "
    "it add each time?",
)
def bias_added_for_every_image(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else len(x) * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was subtracted.",
    equation="forward",
    hides_when=[NO_BIAS],
    hint="Look at the sign before b(f).",
)
def bias_subtracted(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else -b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every kernel was given the bias of kernel 0.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_KERNEL],
    hint=WHOSE,
)
def bias_of_first_kernel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else np.full(len(w), b[0])
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every kernel was given the sum of all biases.",
    equation="forward",
    hides_when=[NO_BIAS, ONE_KERNEL],
    hint=WHOSE,
)
def biases_added_up(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else np.full(len(w), b.sum())
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Image n was given the bias b[n], which belongs to kernel n.",
    equation="forward",
    hides_when=[NO_BIAS_FEW_IMAGES],
    hint=WHOSE,
)
def bias_of_the_image(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, stride=stride, padding=padding)
    if b is not None:
        for n, image in enumerate(z):
            image += b[n]
    return z
