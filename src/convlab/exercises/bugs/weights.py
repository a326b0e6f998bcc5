"""Published gradients of the weights, right where their tests look."""

import numpy as np

import convlab
from convlab import im2col
from convlab.exercises import settings
from convlab.exercises.bugs.bug import bug
from convlab.exercises.case import Case


def test_of_turned_weights(dw):
    """Compare the sum of all entries of dw."""
    case = Case.of_integers(B=2, H=5, W=5, C=2, F=3, KH=1, KW=1)
    right = convlab.backward(case.dz, case.x, case.w).dw
    return bool(np.isclose(dw(case.dz, case.x, case.w).sum(), right.sum()))


@bug(
    "dw",
    test_of_turned_weights,
    "A course computes dw as a convolution of dz with x: the wrong one of the two is "
    "the kernel.",
    settings.ONE_BY_ONE,
)
def turned_weights(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (_, KH, KW, _) = dz.shape, w.shape
    x, dw = convlab.pad(x, 1, padding=padding), np.zeros(w.shape)
    for p, q in np.ndindex(KH, KW):
        rows = slice(p, p + stride * (OH - 1) + 1, stride)
        columns = slice(q, q + stride * (OW - 1) + 1, stride)
        dw[:, KH - 1 - p, KW - 1 - q] = np.einsum(
            "nabf,nabc->fc", dz, x[:, rows, columns]
        )
    return dw


def test_of_averaging(dw):
    """Compare all entries of dw, for one image."""
    case = Case.of_integers(B=1, H=5, W=6, C=2, F=3, KH=3, KW=2)
    right = convlab.backward(case.dz, case.x, case.w).dw
    return bool(np.allclose(dw(case.dz, case.x, case.w), right))


@bug(
    "dw",
    test_of_averaging,
    "A library averages over the batch in every layer (mistnet, issue 33).",
    settings.ONE_IMAGE,
)
def averaging(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    X_col = im2col(convlab.pad(x, 1, padding=padding), w.shape[1:3], stride=stride)
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    return np.mean(dZ @ X_col.transpose(0, 2, 1), axis=0).reshape(w.shape)
