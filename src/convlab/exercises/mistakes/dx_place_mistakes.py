"""Mistakes in dx: where on the image a kernel is laid, and which part is cut out."""

import numpy as np

import convlab
from convlab.exercises.case import (
    EXACT_FIT,
    LEFTOVER_IN_PADDING,
    NO_LEFTOVER,
    NO_PADDING,
    NOTHING_BEFORE,
    ODD_SAME,
    ONE_BY_ONE,
    PADDING,
    STRIDE_1,
)
from convlab.exercises.mistakes.col2im_mistakes import add_up, add_up_dilated
from convlab.exercises.mistakes.dx_mistakes import crop, padded, stamp
from convlab.exercises.mistakes.mistake import mistake

CROP = "The padding lay on both sides of x. Which rows and columns of the padded "
CROP += "gradient belong to pixels?"
NEXT = "Which window of x does dz[n, 1, 0, f] belong to when the stride is 2?"
SHAPE = "A gradient has the shape of what it belongs to. "
NOBODY = "What is the derivative with respect to a pixel that no window reads?"
BETWEEN = "How far apart do the windows of two neighbouring entries of dz begin when "
BETWEEN += "the stride is 2?"
ROWS_BETWEEN = "With stride 2, how many rows lie between the two in which neighbouring "
ROWS_BETWEEN += "windows begin?"


def padded_size(x, padding):
    _, H, W, _ = x.shape
    return H + 2 * padding, W + 2 * padding


@mistake(
    "dx",
    "The stamps were set one pixel apart, although the stride is larger; in the gather "
    "form, zeros are missing between the entries of dz.",
    equation="dx",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=NEXT,
)
def dz_not_spread(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w, 1, padding), padding)


@mistake(
    "dx",
    "The stride was applied to the rows but not to the columns.",
    equation="dx",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint="In which column of x does the window of dz[n, 0, 1, f] begin when the stride "
    "is 2?",
)
def stride_on_rows_only(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w, (stride, 1), padding), padding)


@mistake(
    "dx",
    "The stride was applied to the columns but not to the rows.",
    equation="dx",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=NEXT,
)
def stride_on_columns_only(dz, x, w, *, stride=1, padding=0):
    return crop(padded(dz, x, w, (1, stride), padding), padding)


@mistake(
    "dx",
    "The stride was put between the weights of the kernel, not between the "
    "windows: that is a dilation.",
    equation="dx",
    hides_when=[STRIDE_1],
    hint="Does the stride multiply a, the unit, or p, the weight? " + NEXT,
)
def stride_used_as_dilation(dz, x, w, *, stride=1, padding=0):
    stamps = stamp(dz, w)
    return crop(add_up_dilated(stamps, padded_size(x, padding), stride), padding)


@mistake(
    "dx",
    "Rows and columns of the image were swapped: the window (a, b) began in row s "
    "b and column s a.",
    equation="dx",
    hint="Which index of dx counts rows? Try an image of 1 row and 2 columns.",
)
def image_transposed(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (_, KH, KW, _), P = dz.shape, w.shape, padding
    _, H, W, _ = x.shape
    if stride * (OW - 1) + KW > H + 2 * P or stride * (OH - 1) + KH > W + 2 * P:
        raise IndexError("dx is not square, and has no such row or column")
    dx = padded(dz, np.empty(x.shape), w, stride, padding).swapaxes(1, 2)
    wide = np.zeros((len(x), H + 2 * P, W + 2 * P, x.shape[3]))
    wide[:, : W + 2 * P, : H + 2 * P] = dx[:, : H + 2 * P, : W + 2 * P]
    return crop(wide, padding)


@mistake(
    "dx",
    "In the gather form, zeros are missing between the entries of dz, so that dx is "
    "too small.",
    equation="dx-gather",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=BETWEEN,
)
def zeros_between_missing(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    around = ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0))
    rotated = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    return crop(convlab.forward(np.pad(dz, around), rotated), padding)


def spread_too_far(dz, x, w, step, padding):
    """Set the stamps `step` pixels apart, and cut off what is beyond the image."""
    (_, OH, OW, _), (H, W) = dz.shape, padded_size(x, padding)
    dx = add_up(stamp(dz, w), (H + step * OH, W + step * OW), step)
    return crop(dx[:, :H, :W], padding)


@mistake(
    "dx",
    "There are s zeros between two entries of dz, not s - 1.",
    equation="dx-gather",
    hides_when=[EXACT_FIT],
    hint=ROWS_BETWEEN,
)
def one_zero_too_many(dz, x, w, *, stride=1, padding=0):
    return spread_too_far(dz, x, w, stride + 1, padding)


@mistake(
    "dx",
    "If the stride s is not 1, there are s zeros between two entries of dz, not s - 1.",
    equation="dx-gather",
    hides_when=[STRIDE_1, EXACT_FIT],
    hint=ROWS_BETWEEN,
)
def one_zero_too_many_for_strides(dz, x, w, *, stride=1, padding=0):
    return spread_too_far(dz, x, w, stride + (stride > 1), padding)


@mistake(
    "dx",
    "Each entry of dz was used s times along each axis, not once. Either there are "
    "copies of it where there should be zeros, or (i + P - p) // s was read "
    "although s does not divide i + P - p.",
    equation="dx-gather",
    hides_when=[STRIDE_1],
    hint="With stride 2 and one weight, which pixels does dz[n, 0, 0, f] reach?",
)
def dz_repeated(dz, x, w, *, stride=1, padding=0):
    dz = dz.repeat(stride, axis=1).repeat(stride, axis=2)
    return spread_too_far(dz, x, w, 1, padding)


@mistake(
    "dx",
    "The rows and columns that are left over are missing: the padded gradient ends "
    "where the last window ends.",
    equation="dx",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
    hint=SHAPE + NOBODY,
)
def leftover_missing(dz, x, w, *, stride=1, padding=0):
    return crop(up_to_last_window(dz, w, stride), padding)


@mistake(
    "dx",
    "Rows and columns that are left over are missing where they reach over the "
    "padding: the padded gradient ends where the last window ends.",
    equation="dx",
    hides_when=[LEFTOVER_IN_PADDING],
    hint="dx has the shape of x. " + NOBODY,
)
def leftover_beyond_padding_missing(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    dx = up_to_last_window(dz, w, stride)
    return dx[:, padding : padding + H, padding : padding + W]


def up_to_last_window(dz, w, stride):
    (_, OH, OW, _), (_, KH, KW, _) = dz.shape, w.shape
    reached = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    return add_up(stamp(dz, w), reached, stride)


def spread(dz, stride):
    """Put stride - 1 zeros between the entries of dz."""
    B, OH, OW, F = dz.shape
    wide = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    wide[:, ::stride, ::stride] = dz
    return wide


@mistake(
    "dx",
    "dx is shifted by the padding, as if all of it were cut off at the bottom and "
    "at the right: by the slice, or by s a + p in place of s a + p - P, or by K - "
    "1 zeros before dz in place of K - 1 - P.",
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
    "The padding was cut off at the top and at the left, and none of it at the bottom "
    "and at the right.",
    equation="dx",
    hides_when=[NO_PADDING],
    hint=SHAPE + CROP,
)
def cropped_in_front_only(dz, x, w, *, stride=1, padding=0):
    return padded(dz, x, w, stride, padding)[:, padding:, padding:]


@mistake(
    "dx",
    "The padding was left on: dx is the gradient of the padded image.",
    equation="dx",
    hides_when=[NO_PADDING],
    hint=SHAPE + CROP,
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
    "What falls above x, or to the left of it, was added to the last rows and columns: "
    "a negative index counts from the end.",
    equation="dx",
    hides_when=[NO_PADDING],
    hint=(
        "What is `[1, 2, 3][-1]`? And what must happen to a derivative that "
        "belongs to a zero of the padding?"
    ),
)
def wrapped_around(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    above = padded(dz, x, w, stride, padding)[:, : padding + H, : padding + W]
    dx = np.zeros(x.shape)
    for row, column in np.ndindex(above.shape[1:3]):
        dx[:, row - padding, column - padding] += above[:, row, column]
    return dx


@mistake(
    "dx",
    "Units that do not exist were not left out: where a or b is negative, dz was read "
    "from its end.",
    equation="dx-gather",
    hides_when=[NOTHING_BEFORE],
    hint="What is `[1, 2, 3][-1]`? And for which pixels is (i + P - p) / s negative?",
)
def units_wrapped_around(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (H, W) = dz.shape, padded_size(x, padding)
    twice = np.tile(dz, (1, 2, 2, 1))  # units -OH, ..., OH - 1
    i, j = stride * OH, stride * OW
    dx = add_up(stamp(twice, w), (i + H, j + W), stride)
    return crop(dx[:, i:, j:], padding)


@mistake(
    "dx",
    "Pixel i was taken to be read by unit (i + P + p) / s, which lies ahead; it is "
    "unit (i + P - p) / s.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE],
    hint="If weight p of unit a lies on pixel i, then i = s a + p - P. What is a?",
)
def units_read_ahead(dz, x, w, *, stride=1, padding=0):
    (_, H, W, _), (_, KH, KW, _) = x.shape, w.shape
    size = H + 2 * padding + KH - 1, W + 2 * padding + KW - 1
    dx = add_up(stamp(dz, w[:, ::-1, ::-1]), size, stride)
    i, j = padding + KH - 1, padding + KW - 1
    return dx[:, i : i + H, j : j + W]


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
