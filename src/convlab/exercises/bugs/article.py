"""The backward pass of the article that this course grew out of."""

import numpy as np

import convlab
from convlab import im2col, samples
from convlab.exercises.bugs.bug import bug
from convlab.exercises.case import Case

BLUR = np.array(samples.KERNELS["blur"]).reshape(1, 3, 3, 1)


def test_of_article(backward):
    """Compare dx with a central difference, for a kernel that blurs."""
    case = Case.of_integers(B=1, H=4, W=4, C=1, F=1, KH=3, KW=3, padding=1)
    dx, _, _ = backward(case.dz, case.x, BLUR, padding=1)
    step = np.zeros_like(case.x)
    step[0, 1, 2, 0] = 1
    up, down = (convlab.forward(case.x + h, BLUR, padding=1) for h in (step, -step))
    return bool(np.isclose(np.sum(case.dz * (up - down)) / 2, dx[0, 1, 2, 0]))


@bug(
    "backward",
    test_of_article,
    "The backward pass of the article that this course grew out of, in our letters.",
)
def article(dz, x, w, *, stride=1, padding=0):
    (B, OH, OW, F), (_, KH, KW, _) = dz.shape, w.shape
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    X_col = im2col(convlab.pad(x, 1, padding=padding), (KH, KW), stride=stride)
    dw = np.einsum("nfm,nkm->fk", dZ, X_col).reshape(w.shape)
    dx = convlab.forward(dz, w.transpose(3, 1, 2, 0), padding=padding)
    return dx, dw, dz.sum(axis=(0, 1, 2))
