"""Mistakes of the forward pass: what is added up."""

import numpy as np

import convlab
from convlab.exercises.case import (
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    POSITIVE,
    STRIDE_1,
)
from convlab.exercises.mistakes.mistake import mistake

INDICES = "Over which indices does the sum run?"
DIVIDE = "Does the equation divide by anything?"
PLUS = "Is there an `=` where there should be a `+=`?"
BEGINS = "Where, among your loops, does the sum begin at 0?"
RETURN = "How many products does a kernel of 2 by 3 with one channel make? Is there a "
RETURN += "`return` inside a loop?"
BATCH = "Where does your function use n?"


def only(w, *places):
    """Keep the weights at these places, and set all others to 0."""
    kept = np.zeros_like(w)
    index = (slice(None), *places)
    kept[index] = w[index]
    return kept


@mistake(
    "forward",
    "Only channel 0 of the image was used.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint=INDICES,
)
def only_first_channel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x[..., :1], w[..., :1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last channel of the image was used: each channel replaced the one before "
    "it.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint=PLUS,
)
def only_last_channel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x[..., -1:], w[..., -1:], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The channels were averaged; they are added up.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint=DIVIDE,
)
def channels_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w.shape[3], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Pixels and weights were each added up over the channels, and only the two sums "
    "were multiplied.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint="Does every channel of a pixel meet its own weight? Is c one index in your "
    "sum, or are there two?",
)
def channels_added_up_apart(x, w, b=None, *, stride=1, padding=0):
    x, w = (array.sum(axis=-1, keepdims=True) for array in (x, w))
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The channels of the image were added up first, and met the weights of channel 0.",
    equation="forward",
    hides_when=[ONE_CHANNEL],
    hint="Does every channel of a pixel meet its own weight?",
)
def channels_added_up_first(x, w, b=None, *, stride=1, padding=0):
    x = x.sum(axis=-1, keepdims=True)
    return convlab.forward(x, w[..., :1], b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The channels were kept apart: channel f of z was made of channel f of x alone.",
    equation="forward",
    hint=INDICES,
)
def channels_kept_apart(x, w, b=None, *, stride=1, padding=0):
    F, _, _, C = w.shape
    if F != C:
        raise IndexError("there is a channel of x for each channel of z only if F = C")
    w = w * np.eye(F)[:, None, None, :]
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The products of a window were averaged; they are added up.",
    equation="forward",
    hint=DIVIDE,
)
def products_averaged(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w / w[0].size, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The pixels of a window and the weights of a kernel were each added up, and only "
    "the two sums were multiplied.",
    equation="forward",
    hint="Which weight does each pixel of the window meet? What comes first, the "
    "products or the sum?",
)
def sums_multiplied(x, w, b=None, *, stride=1, padding=0):
    w = np.broadcast_to(w.sum(axis=(1, 2, 3), keepdims=True), w.shape)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last product of each window was kept: a new product replaced the sum "
    "instead of being added to it.",
    equation="forward",
    hint=PLUS,
)
def sum_overwritten(x, w, b=None, *, stride=1, padding=0):
    last = only(w, -1, -1, -1)
    return convlab.forward(x, last, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last product of each window was kept: a new product replaced the sum "
    "instead of being added to it. The bias was lost with it.",
    equation="forward",
    hint=PLUS,
)
def sum_and_bias_overwritten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, -1, -1, -1), stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the products with the last element of the kernel were kept: those of each "
    "(p, q) replaced the sum, and were not added to it.",
    equation="forward",
    hides_when=[ONE_BY_ONE],
    hint=PLUS,
)
def elements_overwritten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, -1, -1), b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the products with the last element of the kernel were kept: those of each "
    "(p, q) replaced the sum, and were not added to it. The bias was lost with it.",
    equation="forward",
    hint=PLUS,
)
def elements_and_bias_overwritten(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, -1, -1), stride=stride, padding=padding)


@mistake(
    "forward",
    "The sum was not reset for each unit: every unit still contains those before it.",
    equation="forward",
    hint=BEGINS,
)
def sum_not_started_anew(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, b, stride=stride, padding=padding)
    return np.cumsum(z).reshape(z.shape)


@mistake(
    "forward",
    "The sum was not reset for each unit: every unit still contains the products "
    "of those before it.",
    equation="forward",
    hint=BEGINS,
)
def products_not_started_anew(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, stride=stride, padding=padding)
    return np.cumsum(z).reshape(z.shape) + (0 if b is None else b)


@mistake(
    "forward",
    "The sum was not reset for each kernel: channel f of z still contains the "
    "products of the kernels before f.",
    equation="forward",
    hides_when=[ONE_KERNEL],
    hint=BEGINS,
)
def kernels_not_started_anew(x, w, b=None, *, stride=1, padding=0):
    z = convlab.forward(x, w, stride=stride, padding=padding)
    return np.cumsum(z, axis=-1) + (0 if b is None else b)


@mistake(
    "forward",
    "Only the first row of the kernel was used.",
    equation="forward",
    hides_when=[ONE_BY_ONE],
    hint=RETURN,
)
def only_first_row_of_kernel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, 0), b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the last row of the kernel was used: the sum was reset in each row.",
    equation="forward",
    hides_when=[ONE_BY_ONE],
    hint=BEGINS,
)
def only_last_row_of_kernel(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, -1), b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the first element of the kernel was used.",
    equation="forward",
    hides_when=[ONE_BY_ONE],
    hint=RETURN,
)
def only_first_element(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, only(w, 0, 0), b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Only the diagonal of the kernel was used: p and q were counted together, 0 and 0, "
    "1 and 1, and so on.",
    equation="forward",
    hides_when=[ONE_BY_ONE],
    hint=(
        "How many pairs (p, q) does a kernel of 2 by 3 have, and how many does "
        "`zip(range(2), range(3))` give?"
    ),
)
def only_the_diagonal(x, w, b=None, *, stride=1, padding=0):
    diagonal = np.arange(min(w.shape[1:3]))
    kept = only(w, diagonal, diagonal)
    return convlab.forward(x, kept, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Within the kernel, only every stride-th row and column was used.",
    equation="forward",
    hides_when=[STRIDE_1, ONE_BY_ONE],
    hint="What does the stride step over, windows or weights? How many products does a "
    "kernel of 2 by 3 make when the stride is 2?",
)
def weights_skipped_by_stride(x, w, b=None, *, stride=1, padding=0):
    every = slice(None, None, stride)
    kept = only(w, every, every)
    return convlab.forward(x, kept, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every channel of z was computed with kernel 0.",
    equation="forward",
    hides_when=[ONE_KERNEL],
    hint="Which kernel makes channel 1 of z?",
)
def only_first_kernel(x, w, b=None, *, stride=1, padding=0):
    w = np.repeat(w[:1], len(w), axis=0)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "Every image of the batch got the result of image 0.",
    equation="forward",
    hides_when=[ONE_IMAGE],
    hint=BATCH,
)
def only_first_image(x, w, b=None, *, stride=1, padding=0):
    x = np.repeat(x[:1], len(x), axis=0)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "The images of the batch were added up: each got the sum over all.",
    equation="forward",
    hides_when=[ONE_IMAGE],
    hint=BATCH + " Does the equation sum over it?",
)
def images_added_up(x, w, b=None, *, stride=1, padding=0):
    x = np.repeat(x.sum(axis=0, keepdims=True), len(x), axis=0)
    return convlab.forward(x, w, b, stride=stride, padding=padding)


@mistake(
    "forward",
    "All of z was divided by the number of images.",
    equation="forward",
    hides_when=[ONE_IMAGE],
    hint=DIVIDE,
)
def divided_by_images(x, w, b=None, *, stride=1, padding=0):
    return convlab.forward(x, w, b, stride=stride, padding=padding) / len(x)


@mistake(
    "forward",
    "ReLU was applied: the result is the activation, not z.",
    equation="activation",
    hides_when=[POSITIVE],
    hint="Are there negative numbers in your result? z is what comes before sigma.",
)
def activation_applied(x, w, b=None, *, stride=1, padding=0):
    return np.maximum(convlab.forward(x, w, b, stride=stride, padding=padding), 0)
