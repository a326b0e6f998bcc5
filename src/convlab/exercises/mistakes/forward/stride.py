"""Mistakes of the forward pass: where the windows begin."""

import numpy as np

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    EXACT_FIT,
    STRIDE_1,
)


@mistake(
    "forward",
    "The windows moved by one pixel, although the stride is larger; only the number "
    "of units is that of the stride.",
    equation="receptive-field",
    hides=[STRIDE_1, EXACT_FIT],
    hint="In which row of x does the window of z[n, 1, 0, f] begin when the stride "
    "is 2?",
)
def stride_forgotten(x, w, b=None, *, stride=1, padding=0):
    _, OH, OW, _ = convlab.forward(x, w, b, stride=stride, padding=padding).shape
    return convlab.forward(x, w, b, padding=padding)[:, :OH, :OW]


@mistake(
    "forward",
    "The stride was ignored: there is a unit for every place of the kernel.",
    equation="output-size",
    hides=[STRIDE_1, EXACT_FIT],
    hint="How many windows fit into 5 rows when a kernel of 3 moves by 2?",
)
def stride_ignored(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, padding=padding)


@mistake(
    "forward",
    "The stride was put between the weights of the kernel, and not between windows: "
    "that is a dilation.",
    equation="receptive-field",
    hides=[STRIDE_1],
    hint="Does the stride multiply i, the unit, or p, the weight?",
)
def stride_used_as_dilation(x, w, b=None, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    spread = np.zeros((F, stride * (KH - 1) + 1, stride * (KW - 1) + 1, C))
    spread[:, ::stride, ::stride] = w
    return convlab.forward(x, spread, b, padding=padding)


@mistake(
    "forward",
    "The stride was applied to rows and not to columns.",
    equation="receptive-field",
    hides=[STRIDE_1, EXACT_FIT],
    hint="In which column of x does the window of z[n, 0, 1, f] begin when the stride "
    "is 2?",
)
def stride_on_rows_only(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=(stride, 1), padding=padding)


@mistake(
    "forward",
    "The last row and the last column of windows were left out.",
    equation="output-size",
    hint="What is the last value that `range(OH - 1)` gives?",
)
def last_windows_missing(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    z[:, -1] = 0
    z[:, :, -1] = 0
    return z
