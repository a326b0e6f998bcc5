"""Mistakes of the forward pass: the bias."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    NO_BIAS,
    ONE_CHANNEL,
    ONE_KERNEL,
)


@mistake(
    "forward",
    "The bias was left out.",
    equation="forward",
    hides=[NO_BIAS],
    hint="Which term of the equation stands before the sum?",
)
def bias_forgotten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added to every product, and not once to their sum.",
    equation="forward",
    hides=[NO_BIAS],
    hint="Is b(f) inside or outside the sum over p, q and c?",
)
def bias_added_to_every_product(x, w, b=None, *, stride=1, padding=0):
    times = w[0].size
    b = None if b is None else times * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was added once for each channel, and not once in all.",
    equation="forward",
    hides=[NO_BIAS, ONE_CHANNEL],
    hint="Is b(f) inside or outside the sum over c?",
)
def bias_added_for_every_channel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else w.shape[3] * b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The bias was subtracted.",
    equation="forward",
    hides=[NO_BIAS],
    hint="Look at the sign before b(f).",
)
def bias_subtracted(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else -b
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every kernel was given the bias of kernel 0.",
    equation="forward",
    hides=[NO_BIAS, ONE_KERNEL],
    hint="How many biases are there, and which of them belongs to channel f of z?",
)
def bias_of_first_kernel(x, w, b=None, *, stride=1, padding=0):
    b = None if b is None else np.full(len(w), b[0])
    return convlab.forward(x, w, b, stride=stride, padding=padding)
