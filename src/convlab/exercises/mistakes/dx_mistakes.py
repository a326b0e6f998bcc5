"""Mistakes in dx, the gradient of the image."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    LEFT_RIGHT,
    NO_LEFTOVER,
    NO_OVERLAP,
    NO_PADDING,
    ODD_SAME,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    PADDING,
    POINT_SYMMETRIC,
    STRIDE_1,
    SYMMETRIC,
    UPSIDE_DOWN,
)
from convlab.exercises.mistakes.col2im_mistakes import add_up
from convlab.exercises.mistakes.mistake import mistake

CROP = "The padding lay on both sides of x. Which rows and columns of the padded "
CROP += "gradient belong to pixels?"


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
    "The kernels are rotated by 180 degrees from where they should be. Either they "
    "were not rotated in the gather form, or they were rotated in the scatter form.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE, POINT_SYMMETRIC],
    hint="Take one unit of dz that is 1, all others 0. What does it leave on its "
    "window: the kernel as it is, or rotated?",
)
def kernel_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, ::-1, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels were flipped along one axis only: rows are right, columns run "
    "backwards.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE, LEFT_RIGHT],
    hint="A rotation by 180 degrees reverses two axes. Which two of w?",
)
def columns_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, :, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels were flipped along one axis only: columns are right, rows run "
    "backwards.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE, UPSIDE_DOWN],
    hint="A rotation by 180 degrees reverses two axes. Which two of w?",
)
def rows_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, ::-1], stride, padding)


@mistake(
    "dx",
    "Rows and columns of the kernels were swapped.",
    equation="dx",
    hides_when=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both.",
)
def kernel_transposed(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w.swapaxes(1, 2), stride, padding), padding)


@mistake(
    "dx",
    "The axes f and c of the kernels were not swapped for the convolution of dz. "
    "That runs only where there are as many kernels as channels.",
    equation="dx-gather",
    hint="How many channels has dz, and how many has dx? What must be the shape of "
    "the kernels that lead from one to the other?",
)
def axes_not_swapped(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, np.swapaxes(w, 0, 3), stride, padding)


@mistake(
    "dx",
    "The weights of a kernel were read in the order (c, p, q), but they lie in memory "
    "in the order (p, q, c).",
    equation="dx-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order does col2im expect the rows of dX_col?",
)
def weights_channels_first(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    w = w.reshape(F, C, KH, KW).transpose(0, 2, 3, 1)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The stamps were set one pixel apart, although the stride is larger; in the gather "
    "form, zeros are missing between the entries of dz.",
    equation="dx",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="Which window of x does dz[n, 1, 0, f] belong to when the stride is 2?",
)
def dz_not_spread(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w, 1, padding), padding)


@mistake(
    "dx",
    "In the gather form, zeros are missing between the entries of dz, so that dx is "
    "too small.",
    equation="dx-gather",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="How far apart do the windows of two neighbouring entries of dz begin when "
    "the stride is 2?",
)
def zeros_between_missing(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    around = ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0))
    rotated = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    return crop(convlab.forward(np.pad(dz, around), rotated), padding)


@mistake(
    "dx",
    "The rows and columns that are left over are missing: dx ends where the last "
    "window ends.",
    equation="dx",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint="A gradient has the shape of what it belongs to. What is the derivative with "
    "respect to a pixel that no window reads?",
)
def leftover_missing(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    _, KH, KW, _ = w.shape
    reached = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    return crop(add_up(stamp(dz, w), reached, stride), padding)


def spread(dz, stride):
    """Put stride - 1 zeros between the entries of dz."""
    B, OH, OW, F = dz.shape
    wide = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    wide[:, ::stride, ::stride] = dz
    return wide


@mistake(
    "dx",
    "The whole padding was cut off at the bottom and at the right, so that dx is "
    "shifted. In the gather form, dz had K - 1 zeros around it, and not K - 1 - P.",
    equation="dx-gather",
    hides_when=[NO_PADDING],
    hint=CROP,
)
def cropped_after_only(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    return padded(dz, x, w, stride, padding)[:, :H, :W]


@mistake(
    "dx",
    "The whole padding was cut off at the top and at the left, so that dx is shifted.",
    equation="dx",
    hides_when=[NO_PADDING],
    hint=CROP,
)
def cropped_before_only(dz, x, w, *, stride=1, padding=0):
    return padded(dz, x, w, stride, padding)[:, 2 * padding :, 2 * padding :]


@mistake(
    "dx",
    "The padding was left on: dx is the gradient of the padded image.",
    equation="dx",
    hides_when=[NO_PADDING],
    hint="A gradient has the shape of what it belongs to. " + CROP,
)
def padding_left_on(dz, x, w, *, stride=1, padding=0):
    return padded(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The padding was cut off with `[P:-P]`, which is empty when P is 0.",
    equation="dx",
    hides_when=[PADDING],
    hint="Try `[1, 2, 3][0:-0]`. How can the end of the slice be counted from the "
    "front?",
)
def cropped_to_nothing(dz, x, w, *, stride=1, padding=0):
    dx = padded(dz, x, w, stride, padding)
    return dx[:, padding:-padding, padding:-padding]


@mistake(
    "dx",
    "dz was padded by the rule of the forward pass, with P zeros on each side.",
    equation="dx-gather",
    hides_when=[ODD_SAME],
    hint="The corner pixel of x is read by one unit only. How far must the kernel "
    "reach over the edge of dz to find just that one?",
)
def padded_like_forward(dz, x, w, *, stride=1, padding=0):
    rotated = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    return convlab.forward(spread(dz, stride), rotated, padding=padding)


ADDS = "Through how many windows does a pixel change L? Each of them adds its part."


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
    "Each stamp replaced what lay on its window, and was not added to it: only the "
    "last kernel and the last window are left.",
    equation="dx-scatter",
    hint="Is there a `=` where a `+=` should be?",
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
    "Where windows overlap, only one copy was kept. `x[addresses] += cols` writes "
    "each address once, even if it stands there several times.",
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
    "The stamps on a pixel were averaged; they are added up.",
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
    "Only the last kernel was kept: each replaced the one before, and was not added "
    "to it.",
    equation="dx",
    hides_when=[ONE_KERNEL],
    hint="A pixel changes every channel of z. Over which indices does the sum run?",
)
def only_last_kernel(dz, x, w, *, stride=1, padding=0):
    return right(dz[..., -1:], x, w[-1:], stride, padding)


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
    "dz was reshaped to bring its kernels to the front, which deals out its numbers "
    "anew.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONE_KERNEL, ONES_DZ],
    hint="`reshape` leaves every number where it lies in memory. Which axis of dz "
    "moves fastest, and which has to?",
)
def dz_reshaped(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    dz = np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were taken from top to bottom, and put back in raster order.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONES_DZ],
    hint="To which window does the second column of dX_col belong?",
)
def windows_down_first(dz, x, w, *, stride=1, padding=0):
    return right(dz.swapaxes(1, 2).reshape(dz.shape), x, w, stride, padding)


@mistake(
    "dx",
    "The units of dz were put back into the wrong images: the batch was unrolled in "
    "two different orders.",
    equation="dx-matmul",
    hides_when=[EXACT_FIT, ONE_IMAGE, ONES_DZ],
    hint="With one matrix for the whole batch, to which image does its second column "
    "belong?",
)
def batch_columns_mixed(dz, x, w, *, stride=1, padding=0):
    return right(np.moveaxis(dz, 0, 2).reshape(dz.shape), x, w, stride, padding)


@mistake(
    "dx",
    "dx was computed as a forward pass over dz with the kernels as they are: not "
    "rotated, dz padded with P zeros, and no zeros between its entries.",
    equation="dx-gather",
    hint="Three things differ between the forward pass and the gather form. Try a "
    "kernel of one row and two columns, and a dz with a single 1.",
)
def forward_pass_over_dz(dz, x, w, *, stride=1, padding=0):
    return convlab.forward(dz, w.transpose(3, 1, 2, 0), padding=padding)


@mistake(
    "dx",
    "The sign was changed. The step downhill belongs to the training, and not to the "
    "gradient.",
    equation="dx",
    hint="Does the equation hold a minus?",
)
def sign_changed(dz, x, w, *, stride=1, padding=0):
    return -right(dz, x, w, stride, padding)
