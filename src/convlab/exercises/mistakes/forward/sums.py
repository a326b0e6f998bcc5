"""Mistakes of the forward pass: what is added up."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    ONE_CHANNEL,
)


@mistake(
    "forward",
    "Only channel 0 of the image was used.",
    equation="forward",
    hides=[ONE_CHANNEL],
    hint="Over which indices does the sum run?",
)
def only_first_channel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x[..., :1], w[..., :1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The channels were averaged; they are added up.",
    equation="forward",
    hides=[ONE_CHANNEL],
    hint="Does the equation divide by anything?",
)
def channels_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w.shape[3], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The products of a window were averaged; they are added up.",
    equation="forward",
    hint="Does the equation divide by anything?",
)
def products_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w[0].size, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last product of each window was kept: a new product replaced the sum, "
    "and was not added to it.",
    equation="forward",
    hint="Is there a `=` where a `+=` should be?",
)
def sum_overwritten(x, w, b=None, *, stride=1, padding=0):
    last = np.zeros_like(w)
    last[:, -1, -1, -1] = w[:, -1, -1, -1]
    return convlab.forward(x, last, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The sum was not started anew for each unit: every unit still holds those before "
    "it.",
    equation="forward",
    hint="Where, among your loops, does the sum begin at 0?",
)
def sum_not_started_anew(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    return np.cumsum(z).reshape(z.shape)
