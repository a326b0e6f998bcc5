"""Bugs that pass their tests; the task is to find an input that exposes them.

Each bug was once published, and is rewritten here. Its test misses it for the same
reason as the test that let it through.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

import convlab
from convlab import col2im, im2col, samples
from convlab.exercises.case import (
    EXACT_FIT,
    NO_LEFTOVER,
    NO_OVERLAP,
    ONE_BY_ONE,
    ONE_IMAGE,
    ONE_KERNEL,
    ONES_DZ,
    PADDING,
    POINT_SYMMETRIC,
    STRIDE_1,
    Case,
    Condition,
)

__all__ = [
    "BUGS",
    "Bug",
    "article",
    "averaging",
    "cropping",
    "leftover",
    "overwriting",
    "reshaping",
    "turned_pair",
    "turned_weights",
]

BUGS: list["Bug"] = []
BLUR = np.array(samples.KERNELS["blur"]).reshape(1, 3, 3, 1)


@dataclass(frozen=True)
class Bug:
    """A wrong function that passes its test.

    Attributes
    ----------
    name : str
        Short and stable.
    exercise : str
        Name of the exercise that shows it, "bugs-1": as stable.
    task : str
        The task that the function was meant to solve.
    function : callable
        The wrong function.
    test : callable
        Takes a function and returns whether it passes. It misses the bug.
    story : str
        Where the bug was found.
    hides_when : tuple of Condition
        Conditions under which the wrong function gives the right result.
    """

    name: str
    exercise: str
    task: str
    function: Callable
    test: Callable
    story: str
    hides_when: tuple[Condition, ...]


def bug(
    exercise: str,
    task: str,
    test: Callable[..., bool],
    story: str,
    *,
    hides_when: Iterable[Condition] = (),
) -> Callable[[Callable], Bug]:
    """Register a wrong function as a `Bug`, named after it."""

    def register(function: Callable) -> Bug:
        name = function.__name__.replace("_", "-")
        conditions = tuple(hides_when)
        BUGS.append(Bug(name, exercise, task, function, test, story, conditions))
        return BUGS[-1]

    return register


def test_of_overwriting(col2im):
    """Compare all entries, for a 2 by 2 kernel with stride 2."""
    cols = samples.counting(1, 4, 4)
    given = cols, (4, 4, 1), (2, 2)
    right = convlab.col2im(*given, stride=2)
    return bool(np.array_equal(col2im(*given, stride=2), right))


@bug(
    "bugs-1",
    "col2im",
    test_of_overwriting,
    "In more than one library, `+=` with an array of addresses takes the place of "
    "`np.add.at`.",
    hides_when=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
)
def overwriting(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    addresses = convlab.im2col_indices(image_shape, kernel_size, stride=stride)
    x = np.zeros((len(cols), H * W * C))
    x[:, addresses] += cols
    return x.reshape(len(cols), H, W, C)


def test_of_cropping(dx):
    """Compare all entries of dx, with padding 1."""
    case = Case.of_integers(B=2, H=5, W=6, C=2, F=3, KH=3, KW=3, padding=1)
    right = convlab.backward(case.dz, case.x, case.w, padding=1).dx
    return bool(np.array_equal(dx(case.dz, case.x, case.w, padding=1), right))


@bug(
    "bugs-2",
    "dx",
    test_of_cropping,
    "Published solutions of a well-known assignment cut the padding off like this.",
    hides_when=[PADDING],
)
def cropping(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    _, H, W, _ = x.shape
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    padded = (H + 2 * padding, W + 2 * padding, C)
    dx = col2im(dX_col, padded, (KH, KW), stride=stride)
    return dx[:, padding:-padding, padding:-padding].copy()


def test_of_averaging(dw):
    """Compare all entries of dw, for one image."""
    case = Case.of_integers(B=1, H=5, W=6, C=2, F=3, KH=3, KW=2)
    right = convlab.backward(case.dz, case.x, case.w).dw
    return bool(np.allclose(dw(case.dz, case.x, case.w), right))


@bug(
    "bugs-3",
    "dw",
    test_of_averaging,
    "A library averages over the batch in every layer (mistnet, issue 33).",
    hides_when=[ONE_IMAGE],
)
def averaging(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    X_col = im2col(convlab.pad(x, padding=padding), w.shape[1:3], stride=stride)
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    return np.mean(dZ @ X_col.transpose(0, 2, 1), axis=0).reshape(w.shape)


def test_of_leftover(dx):
    """Compare all entries of dx, for a stride of 2 on 7 rows and 9 columns."""
    case = Case.of_integers(B=2, H=7, W=9, C=2, F=3, KH=3, KW=3, stride=2)
    right = convlab.backward(case.dz, case.x, case.w, stride=2).dx
    return bool(np.array_equal(dx(case.dz, case.x, case.w, stride=2), right))


@bug(
    "bugs-4",
    "dx",
    test_of_leftover,
    "A course's framework takes the size of dx from that of dz (10-714, issue 6).",
    hides_when=[STRIDE_1, NO_LEFTOVER, EXACT_FIT],
)
def leftover(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    H, W = stride * (OH - 1) + KH, stride * (OW - 1) + KW
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    dx = col2im(dX_col, (H, W, C), (KH, KW), stride=stride)
    return dx[:, padding : H - padding, padding : W - padding].copy()


def test_of_turned_weights(dw):
    """Compare the sum of all entries of dw."""
    case = Case.of_integers(B=2, H=5, W=5, C=2, F=3, KH=1, KW=1)
    right = convlab.backward(case.dz, case.x, case.w).dw
    return bool(np.isclose(dw(case.dz, case.x, case.w).sum(), right.sum()))


@bug(
    "bugs-5",
    "dw",
    test_of_turned_weights,
    "A course computes dw as a convolution of dz with x: the wrong one of the two is "
    "the kernel.",
    hides_when=[ONE_BY_ONE],
)
def turned_weights(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (_, KH, KW, _) = dz.shape, w.shape
    x, dw = convlab.pad(x, padding=padding), np.zeros(w.shape)
    for p, q in np.ndindex(KH, KW):
        rows = slice(p, p + stride * (OH - 1) + 1, stride)
        columns = slice(q, q + stride * (OW - 1) + 1, stride)
        dw[:, KH - 1 - p, KW - 1 - q] = np.einsum(
            "nabf,nabc->fc", dz, x[:, rows, columns]
        )
    return dw


def test_of_reshaping(dx):
    """Compare all entries of dx with L = the sum of z, whose dz is 1 everywhere."""
    case = Case.of_integers(B=2, H=5, W=6, C=2, F=3, KH=3, KW=3)
    ones = np.ones_like(case.dz)
    right = convlab.backward(ones, case.x, case.w).dx
    return bool(np.array_equal(dx(ones, case.x, case.w), right))


@bug(
    "bugs-6",
    "dx",
    test_of_reshaping,
    "The test is a favourite of tutorials: call backward on the sum of all outputs.",
    hides_when=[ONES_DZ, ONE_KERNEL, EXACT_FIT],
)
def reshaping(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, C) = dz.shape, w.shape
    _, H, W, _ = x.shape
    dZ = dz.reshape(B, F, OH * OW)
    dX_col = w.reshape(F, KH * KW * C).T @ dZ
    padded = (H + 2 * padding, W + 2 * padding, C)
    dx = col2im(dX_col, padded, (KH, KW), stride=stride)
    return dx[:, padding : padding + H, padding : padding + W].copy()


def test_of_turned_pair(forward):
    """Compare its own gradient of x with central differences: both are rotated."""
    case = Case.of_integers(B=2, H=4, W=5, C=2, F=3, KH=2, KW=3)

    def backward(dz, x, w):
        rotated = convlab.backward(dz, x, w[:, ::-1, ::-1])
        return rotated._replace(dw=rotated.dw[:, ::-1, ::-1])

    errors = convlab.gradcheck.check_backward(
        forward, backward, case.dz, case.x, case.w, case.b
    )
    return max(errors) < 1e-9


@bug(
    "bugs-7",
    "forward",
    test_of_turned_pair,
    "Forward and backward both rotate the kernel, so that every gradient check passes.",
    hides_when=[POINT_SYMMETRIC, ONE_BY_ONE],
)
def turned_pair(x, w, b=None, *, stride=1, padding=0):
    x = convlab.pad(x, padding=padding)
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    W_mat = w[:, ::-1, ::-1].reshape(F, KH * KW * C)
    Z = W_mat @ im2col(x, (KH, KW), stride=stride)
    return Z.transpose(0, 2, 1).reshape(B, OH, OW, F) + (0 if b is None else b)


def test_of_article(backward):
    """Compare dx with a central difference, for a kernel that blurs."""
    case = Case.of_integers(B=1, H=4, W=4, C=1, F=1, KH=3, KW=3, padding=1)
    dx, _, _ = backward(case.dz, case.x, BLUR, padding=1)
    step = np.zeros_like(case.x)
    step[0, 1, 2, 0] = 1
    up, down = (convlab.forward(case.x + h, BLUR, padding=1) for h in (step, -step))
    return bool(np.isclose(np.sum(case.dz * (up - down)) / 2, dx[0, 1, 2, 0]))


@bug(
    "bugs-8",
    "backward",
    test_of_article,
    "The backward pass of the article that this course grew out of, in our letters.",
)
def article(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, _) = dz.shape, w.shape
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    X_col = im2col(convlab.pad(x, padding=padding), (KH, KW), stride=stride)
    dw = np.einsum("nfm,nkm->fk", dZ, X_col).reshape(w.shape)
    dx = convlab.forward(dz, w.transpose(3, 1, 2, 0), stride=stride, padding=padding)
    return dx, dw, dz.sum(axis=(0, 1, 2))
