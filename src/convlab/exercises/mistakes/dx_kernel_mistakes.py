"""Mistakes in dx: kernels rotated, flipped or reshaped in another way than asked."""

import numpy as np

import convlab
from convlab.exercises.case import (
    LEFT_RIGHT,
    ONE_BY_ONE,
    ONE_CHANNEL,
    ONE_KERNEL,
    POINT_SYMMETRIC,
    SYMMETRIC,
    UPSIDE_DOWN,
)
from convlab.exercises.mistakes.dx_mistakes import right
from convlab.exercises.mistakes.mistake import mistake

TWO_AXES = "A rotation by 180 degrees reverses two axes. Which two of w?"
LEAD = "How many channels does dz have, and how many dx? What must be the shape of the "
LEAD += "kernels that lead from one to the other?"
STAYS = "`reshape` leaves every number where it lies in memory. "


def refuse_oblong(w):
    """Fail for a kernel that is not square: there, programs differ in what they do."""
    if w.shape[1] != w.shape[2]:
        raise ValueError(f"the kernel is {w.shape[1]} by {w.shape[2]}")


@mistake(
    "dx",
    "The kernels are rotated by 180 degrees from where they should be. Either they "
    "were not rotated in the gather form, or twice, once by a function that does so "
    "itself, or they were rotated in the scatter form.",
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
    hint=TWO_AXES,
)
def columns_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, :, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels were flipped along one axis only: columns are right, rows run "
    "backwards.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE, UPSIDE_DOWN],
    hint=TWO_AXES,
)
def rows_not_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[:, ::-1], stride, padding)


@mistake(
    "dx",
    "The kernels are turned by 90 degrees from where they should be, as `np.rot90` "
    "does it unless it is told to turn twice.",
    equation="dx-gather",
    hides_when=[ONE_BY_ONE],
    hint=(
        "By how many degrees has a kernel to be rotated in the gather form? Try "
        "one of 1 row and 2 columns: what shape does it have then?"
    ),
)
def kernel_turned_once(dz, x, w, *, stride=1, padding=0):
    refuse_oblong(w)
    return right(dz, x, np.rot90(w, -1, axes=(1, 2)), stride, padding)


@mistake(
    "dx",
    "Kernels and channels run backwards, kernel 0 in place of the last, as "
    "`np.flip(w)` has it, which flips all four axes.",
    equation="dx-gather",
    hint="Which axes of w does a rotation by 180 degrees reverse? `np.flip` takes them "
    "as `axis`.",
)
def all_axes_flipped(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[::-1, :, :, ::-1], stride, padding)


@mistake(
    "dx",
    "Seen from where they should be, kernel 0 is in place of the last, and the "
    "columns of all are reversed, as in the gather form with `w[::-1, ::-1]`, "
    "which flips f and p.",
    equation="dx-gather",
    hint="Which axes of w does a rotation by 180 degrees reverse? The first one counts "
    "kernels.",
)
def first_axes_flipped(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, w[::-1, :, ::-1], stride, padding)


@mistake(
    "dx",
    "dz was reversed, its last unit first, and the kernels were not: in the gather "
    "form, it is the kernels that are.",
    equation="dx-gather",
    hint="Take one unit of dz that is 1, all others 0. Where on the image does it "
    "leave its kernel?",
)
def dz_rotated(dz, x, w, *, stride=1, padding=0):
    return right(dz[:, ::-1, ::-1], x, w[:, ::-1, ::-1], stride, padding)


@mistake(
    "dx",
    "Rows and columns of the kernels were swapped.",
    equation="dx",
    hides_when=[ONE_BY_ONE, SYMMETRIC],
    hint="p counts rows of the kernel and of the window, q counts columns of both.",
)
def kernel_transposed(dz, x, w, *, stride=1, padding=0):
    refuse_oblong(w)
    return right(dz, x, w.swapaxes(1, 2), stride, padding)


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
    "The weights of a kernel were laid into their row channel by channel; col2im "
    "expects the channels of a pixel side by side.",
    equation="dx-matmul",
    hides_when=[ONE_BY_ONE, ONE_CHANNEL],
    hint="In which order does col2im expect the rows of dX_col?",
)
def weights_laid_channels_first(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, np.moveaxis(w, 3, 1).reshape(w.shape), stride, padding)


@mistake(
    "dx",
    "w was reshaped so that f is its last axis, but a reshape moves no axis: it "
    "only regroups the numbers. The axis has to be moved there: the matrix W_mat "
    "is transposed.",
    equation="dx-matmul",
    hides_when=[ONE_KERNEL],
    hint=STAYS + "Which weights are in row 0 of W_mat.T?",
)
def weights_reshaped(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    w = np.moveaxis(w.reshape(KH, KW, C, F), 3, 0)
    return right(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The axes f and c of the kernels are in each other's place. In the gather form "
    "they have to be swapped, which a reshape does not do; in the scatter form, "
    "the sum runs over f, not over c.",
    equation="dx-gather",
    hint=LEAD,
)
def axes_not_swapped(dz, x, w, *, stride=1, padding=0):
    return right(dz, x, np.swapaxes(w, 0, 3), stride, padding)


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
