"""Published gradients of the image, right where their tests look."""

import numpy as np

import convlab
from convlab import col2im
from convlab.exercises import settings
from convlab.exercises.bugs.bug import bug
from convlab.exercises.case import Case


def test_of_cropping(dx):
    """Compare all entries of dx, with padding 1."""
    case = Case.of_integers(B=2, H=5, W=6, C=2, F=3, KH=3, KW=3, padding=1)
    right = convlab.backward(case.dz, case.x, case.w, padding=1).dx
    return bool(np.array_equal(dx(case.dz, case.x, case.w, padding=1), right))


@bug(
    "dx",
    test_of_cropping,
    "Published solutions of a well-known assignment cut the padding off like this.",
    settings.PADDING,
)
def cropping(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    _, H, W, _ = x.shape
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    padded = (H + 2 * padding, W + 2 * padding, C)
    dx = col2im(dX_col, padded, (KH, KW), stride=stride)
    return dx[:, padding:-padding, padding:-padding].copy()


def test_of_reshaping(dx):
    """Compare all entries of dx with L = the sum of z, whose dz is 1 everywhere."""
    case = Case.of_integers(B=2, H=5, W=6, C=2, F=3, KH=3, KW=3)
    ones = np.ones_like(case.dz)
    right = convlab.backward(ones, case.x, case.w).dx
    return bool(np.array_equal(dx(ones, case.x, case.w), right))


@bug(
    "dx",
    test_of_reshaping,
    "The test is a favourite of tutorials: call backward on the sum of all outputs.",
    settings.ONES_DZ,
    settings.ONE_KERNEL,
    settings.EXACT_FIT,
)
def reshaping(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    _, H, W, _ = x.shape
    dZ = dz.reshape(B, F, OH * OW)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    padded = (H + 2 * padding, W + 2 * padding, C)
    dx = col2im(dX_col, padded, (KH, KW), stride=stride)
    return dx[:, padding : padding + H, padding : padding + W].copy()


def test_of_leftover(dx):
    """Compare all entries of dx, for a stride of 2 on 7 rows and 9 columns."""
    case = Case.of_integers(B=2, H=7, W=9, C=2, F=3, KH=3, KW=3, stride=2)
    right = convlab.backward(case.dz, case.x, case.w, stride=2).dx
    return bool(np.array_equal(dx(case.dz, case.x, case.w, stride=2), right))


@bug(
    "dx",
    test_of_leftover,
    "A course's framework takes the size of dx from that of dz (10-714, issue 6).",
    settings.STRIDE_1,
    settings.NO_LEFTOVER,
    settings.EXACT_FIT,
)
def leftover(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    H, W = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    dx = col2im(dX_col, (H, W, C), (KH, KW), stride=stride)
    return dx[:, padding : H - padding, padding : W - padding].copy()
