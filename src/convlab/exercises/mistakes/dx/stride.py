"""Mistakes of the gradient of the image: where the stamps lie."""

import numpy as np

import convlab
from convlab.exercises.mistakes.dx.shared import crop, padded, stamp
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.mistakes.windows import add_up
from convlab.exercises.settings import (
    EXACT_FIT,
    NO_LEFTOVER,
    STRIDE_1,
)


@mistake(
    "dx",
    "The stamps were set one pixel apart, although the stride is larger; in the gather "
    "form, zeros are missing between the entries of dz.",
    equation="dx",
    hides=[STRIDE_1, EXACT_FIT],
    hint="Which window of x does dz[n, 1, 0, f] belong to when the stride is 2?",
)
def dz_not_spread(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w, 1, padding), padding)


@mistake(
    "dx",
    "In the gather form, zeros are missing between the entries of dz, so that dx is "
    "too small.",
    equation="dx-gather",
    hides=[STRIDE_1, EXACT_FIT],
    hint="How far apart do the windows of two neighbouring entries of dz begin when "
    "the stride is 2?",
)
def zeros_between_missing(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    around = ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0))
    turned = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    return crop(convlab.forward(np.pad(dz, around), turned), padding)


@mistake(
    "dx",
    "The rows and columns that are left over are missing: dx ends where the last "
    "window ends.",
    equation="dx",
    hides=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint="A gradient has the shape of what it belongs to. What is the derivative with "
    "respect to a pixel that no window reads?",
)
def leftover_missing(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    _, KH, KW, _ = w.shape
    reached = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    return crop(add_up(stamp(dz, w), reached, stride), padding)
