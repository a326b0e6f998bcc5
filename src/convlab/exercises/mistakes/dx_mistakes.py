"""Mistakes in dx, the gradient of the image: in the sum, and in its factors."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_OVERLAP,
    ONE_BY_ONE,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    SQUARE_OUTPUT,
)
from convlab.exercises.mistakes.col2im_mistakes import add_up
from convlab.exercises.mistakes.im2col_mistakes import take_windows
from convlab.exercises.mistakes.mistake import mistake

ADDS = (
    "Through how many windows does a pixel change L? Each of them contributes its part."
)
REPLACED = "Is there an `=` where there should be a `+=`?"
ANEW = "Where, among your loops, does the sum begin at 0?"


def right(dz, x, w, stride, padding):
    return convlab.backward(dz, x, w, stride=stride, padding=padding).dx


def stamp(dz, w):
    """Return dz times the kernels, summed over f: (B, OH, OW, KH, KW, C)."""
    return np.einsum("nabf,fpqc->nabpqc", dz, w)


def padded(dz, x, w, stride, padding):
    """Return the gradient of the padded image."""
    _, H, W, _ = x.shape
    return add_up(stamp(dz, w), (H + 2 * padding, W + 2 * padding), stride)


def crop(dx, padding):
    _, H, W, _ = dx.shape
    return dx[:, padding : H - padding, padding : W - padding]


@mistake(
    "dx",
    "Where windows overlap, only the last window was kept: what it wrote replaced "
    "what was there.",
    equation="dx-scatter",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS,
)
def overwritten_by_window(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    dx, stamps = convlab.pad(0 * x, 1, padding=padding), stamp(dz, w)
    for a, b in np.ndindex(dz.shape[1:3]):
        rows, columns = slice(stride * a, None), slice(stride * b, None)
        dx[:, rows, columns][:, :KH, :KW] = stamps[:, a, b]
    return crop(dx, padding)


@mistake(
    "dx",
    "Each stamp replaced what lay on its window instead of being added to it: at "
    "each pixel only the last kernel and the last window that reach it are left.",
    equation="dx-scatter",
    hint=REPLACED,
)
def overwritten_by_stamp(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    dx = convlab.pad(0 * x, 1, padding=padding)
    for n, a, b, f in np.ndindex(dz.shape):
        rows, columns = slice(stride * a, None), slice(stride * b, None)
        dx[n, rows, columns][:KH, :KW] = dz[n, a, b, f] * w[f]
    return crop(dx, padding)


@mistake(
    "dx",
    "Where windows overlap, only one copy was kept, that of the last place (p, q). "
    "Either there is an `=` where there should be a `+=`, or the same address "
    "occurs several times in `dx[addresses] += cols`, which writes it once.",
    equation="col2im",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS + " `np.add.at` is made for addresses that repeat.",
)
def overwritten_by_element(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (_, KH, KW, _) = dz.shape, w.shape
    dx, stamps = convlab.pad(0 * x, 1, padding=padding), stamp(dz, w)
    for p, q in np.ndindex(KH, KW):
        window = dx[:, p : p + stride * OH : stride, q : q + stride * OW : stride]
        window[:] = stamps[:, :, :, p, q]
    return crop(dx, padding)


@mistake(
    "dx",
    "The parts of a pixel's derivative, one from each window, were averaged; they are "
    "added up.",
    equation="dx-scatter",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS,
)
def stamps_averaged(dz, x, w, *, stride=1, padding=0):
    size = tuple(length + 2 * padding for length in x.shape[1:3])
    stamps = stamp(dz, w)
    count = np.maximum(add_up(np.ones_like(stamps), size, stride), 1)
    return crop(add_up(stamps, size, stride) / count, padding)


@mistake(
    "dx",
    "Only the last window left a trace: the image was set back to 0 before each.",
    equation="dx-scatter",
    hides_when=[EXACT_FIT],
    hint="Where is your image set to 0: before the loops, or inside?",
)
def only_last_window(dz, x, w, *, stride=1, padding=0):
    last = np.zeros_like(dz)
    last[:, -1, -1] = dz[:, -1, -1]
    return right(last, x, w, stride, padding)


@mistake(
    "dx",
    "The last row and the last column of windows were left out.",
    equation="dx-scatter",
    hint="What is the last value that `range(OH - 1)` gives?",
)
def last_windows_missing(dz, x, w, *, stride=1, padding=0):
    inner = np.zeros_like(dz)
    inner[:, :-1, :-1] = dz[:, :-1, :-1]
    return right(inner, x, w, stride, padding)


@mistake(
    "dx",
    "OH was used in place of OW: as many columns of dz were read as it has rows.",
    equation="dx",
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
    "dx",
    "Only the last kernel was kept: each replaced the one before instead of being "
    "added to it.",
    equation="dx",
    hides_when=[ONE_KERNEL],
    hint="A pixel changes every channel of z. Over which indices does the sum run?",
)
def only_last_kernel(dz, x, w, *, stride=1, padding=0):
    return right(dz[..., -1:], x, w[-1:], stride, padding)


@mistake(
    "dx",
    "Only kernel 0 was counted.",
    equation="dx",
    hides_when=[ONE_KERNEL],
    hint=(
        "A pixel changes every channel of z. Over which indices does the sum run? "
        "And is your `return` inside a loop?"
    ),
)
def only_first_kernel(dz, x, w, *, stride=1, padding=0):
    return right(dz[..., :1], x, w[:1], stride, padding)


@mistake(
    "dx",
    "The kernels were averaged; their parts are added up.",
    equation="dx",
    hides_when=[ONE_KERNEL],
    hint="Does the equation divide by anything?",
)
def averaged_over_kernels(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(w)


@mistake(
    "dx",
    "dx was divided by the number of images.",
    equation="dx",
    hides_when=[ONE_IMAGE],
    hint="How many images does one pixel belong to? An average over the batch belongs "
    "to the loss, and arrives with dz.",
)
def averaged_over_batch(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding) / len(x)


@mistake(
    "dx",
    "Every image of the batch got the gradient of image 0.",
    equation="dx",
    hides_when=[ONE_IMAGE, ONES_DZ],
    hint="Where does your function use n?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return right(np.repeat(dz[:1], len(dz), axis=0), x, w, stride, padding)


@mistake(
    "dx",
    "Every image of the batch got the sum of the gradients of all.",
    equation="dx",
    hides_when=[ONE_IMAGE],
    hint="Does image 1 of z depend on image 0 of x?",
)
def summed_over_batch(dz, x, w, *, stride=1, padding=0):
    dx = right(dz, x, w, stride, padding)
    return np.repeat(dx.sum(axis=0, keepdims=True), len(x), axis=0)


@mistake(
    "dx",
    "The sum was not reset for each image: each one still contains those before it.",
    equation="dx",
    hides_when=[ONE_IMAGE],
    hint=ANEW,
)
def images_not_started_anew(dz, x, w, *, stride=1, padding=0):
    return np.cumsum(right(dz, x, w, stride, padding), axis=0)


@mistake(
    "dx",
    "The sum was not reset for each entry: each one still contains those before it.",
    equation="dx",
    hint=ANEW,
)
def sum_not_started_anew(dz, x, w, *, stride=1, padding=0):
    return np.cumsum(right(dz, x, w, stride, padding)).reshape(x.shape)


@mistake(
    "dx",
    "dz was multiplied by the pixels of its window, not by the weights: the pixels "
    "are the factor of dw.",
    equation="dz-dx",
    hint="How much does z[n, a, b, f] change when a pixel of its window grows by 1?",
)
def pixels_for_weights(dz, x, w, *, stride=1, padding=0):
    x = convlab.pad(x, padding=padding)
    windows = take_windows(x, w.shape[1:3], stride)
    stamps = np.einsum("nabf,nabpqc->nabpqc", dz, windows)
    return crop(add_up(stamps, x.shape[1:3], stride), padding)


@mistake(
    "dx",
    "The sign was flipped. Stepping downhill is the job of the training, not of "
    "the gradient.",
    equation="dx",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
