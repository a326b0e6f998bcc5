"""Mistakes of the gradient of the image: what is cropped from the padded one."""

import numpy as np

import convlab
from convlab.exercises.mistakes.dx.shared import CROP, padded
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.settings import (
    NO_PADDING,
    ODD_SAME,
    PADDING,
)


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
    hides=[NO_PADDING],
    hint=CROP,
)
def cropped_after_only(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    return padded(dz, x, w, stride, padding)[:, :H, :W]


@mistake(
    "dx",
    "The whole padding was cut off at the top and at the left, so that dx is shifted.",
    equation="dx",
    hides=[NO_PADDING],
    hint=CROP,
)
def cropped_before_only(dz, x, w, *, stride=1, padding=0):
    return padded(dz, x, w, stride, padding)[:, 2 * padding :, 2 * padding :]


@mistake(
    "dx",
    "The padding was left on: dx is the gradient of the padded image.",
    equation="dx",
    hides=[NO_PADDING],
    hint="A gradient has the shape of what it belongs to. " + CROP,
)
def padding_left_on(dz, x, w, *, stride=1, padding=0):
    return padded(dz, x, w, stride, padding)


@mistake(
    "dx",
    "The padding was cut off with `[P:-P]`, which is empty when P is 0.",
    equation="dx",
    hides=[PADDING],
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
    hides=[ODD_SAME],
    hint="The corner pixel of x is read by one unit only. How far must the kernel "
    "reach over the edge of dz to find just that one?",
)
def padded_like_forward(dz, x, w, *, stride=1, padding=0):
    turned = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
    return convlab.forward(spread(dz, stride), turned, padding=padding)
