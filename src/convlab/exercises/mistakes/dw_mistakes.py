"""Mistakes in dw, the gradient of the weights."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    NO_PADDING,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    STRIDE_1,
)
from convlab.exercises.mistakes.im2col_mistakes import take_windows
from convlab.exercises.mistakes.mistake import mistake


def right(dz, x, w, stride, padding):
    return convlab.backward(dz, x, w, stride=stride, padding=padding).dw


@mistake(
    "dw",
    "The result is rotated by 180 degrees, as it comes out when dz is taken for the "
    "image and x for the kernel.",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint="Which pixel of a window does w[f, 0, 0, c] meet? Its gradient meets the "
    "same one.",
)
def rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding)[:, ::-1, ::-1]


@mistake(
    "dw",
    "Rows and columns of the kernel were swapped: dw[f, q, p, c] in the place of "
    "dw[f, p, q, c].",
    equation="dw",
    hides_when=[ONE_BY_ONE],
    hint="p counts rows of the kernel, q counts columns, in dw as in w.",
)
def transposed(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w, stride, padding).transpose(0, 2, 1, 3)


@mistake(
    "dw",
    "The rows of dW_mat were read in the order (c, p, q), but they lie in the order "
    "(p, q, c).",
    equation="dw-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order did im2col lay the numbers of a window into its column?",
)
def weights_channels_first(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    dw = right(dz, x, w, stride, padding)
    return dw.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)


@mistake(
    "dw",
    "The windows were read from the image without its padding, so that every pixel "
    "is off by the padding.",
    equation="dw",
    hides_when=[NO_PADDING],
    hint="Which pixel of the padded image does weight (0, 0) meet at unit (0, 0)?",
)
def padding_forgotten(dz, x, w, *, stride=1, padding=0):
    widths = 0, 2 * padding
    return right(dz, x, w, stride, (widths, widths))


@mistake(
    "dw",
    "The windows moved by one pixel, although the stride is larger.",
    equation="dw",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="Which pixel did weight (p, q) meet at unit (a, b) when the stride is 2?",
)
def stride_forgotten(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    windows = take_windows(convlab.pad(x, padding=padding), w.shape[1:3], 1)
    return np.einsum("nabf,nabpqc->fpqc", dz, windows[:, :OH, :OW])


SUM = "L changes through every place where the weight was used. Are these changes "
SUM += "added up or averaged?"


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
    hint="Over which indices does the sum run?",
)
def only_first_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[:1], x[:1], w, stride, padding)


@mistake(
    "dw",
    "Only the last image was kept: each image replaced the one before, and was not "
    "added to it.",
    equation="dw",
    hides_when=[ONE_IMAGE],
    hint="Is there a `=` where a `+=` should be?",
)
def only_last_image(dz, x, w, *, stride=1, padding=0):
    return right(dz[-1:], x[-1:], w, stride, padding)


@mistake(
    "dw",
    "Only the last use of each weight was kept: each replaced the one before, and was "
    "not added to it.",
    equation="chain-rule",
    hint="Is there a `=` where a `+=` should be?",
)
def sum_overwritten(dz, x, w, *, stride=1, padding=0):
    last = np.zeros_like(dz)
    last[-1, -1, -1] = dz[-1, -1, -1]
    return right(last, x, w, stride, padding)


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
    "dz was reshaped to bring its kernels to the front, which deals out its numbers "
    "anew.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint="`reshape` leaves every number where it lies in memory. Which axis of dz "
    "moves fastest, and which has to?",
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz were taken from top to bottom, the windows of x in raster order.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="Which unit of dz meets the second column of X_col?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    dz = dz.swapaxes(1, 2).reshape(dz.shape)
    return right(dz, x, w, stride, padding)


@mistake(
    "dw",
    "The units of dz and the windows of x belong to different images: the batch was "
    "unrolled in two different orders.",
    equation="dw-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint="With one matrix for the whole batch, to which image does its second column "
    "belong?",
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    dz = np.moveaxis(dz, 0, 2).reshape(dz.shape)
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
    "The sign was changed. The step downhill belongs to the training, and not to the "
    "gradient.",
    equation="dw",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
