"""A forward pass that its own gradient check cannot fault."""

import convlab
from convlab import im2col
from convlab.exercises import settings
from convlab.exercises.bugs.bug import bug
from convlab.exercises.case import Case


def test_of_turned_pair(forward):
    """Compare its own gradient of x with central differences: both are turned."""
    case = Case.of_integers(B=2, H=4, W=5, C=2, F=3, KH=2, KW=3)

    def backward(dz, x, w):
        turned = convlab.backward(dz, x, w[:, ::-1, ::-1])
        return turned._replace(dw=turned.dw[:, ::-1, ::-1])

    errors = convlab.gradcheck.check_backward(
        forward, backward, case.dz, case.x, case.w, case.b
    )
    return max(errors) < 1e-9


@bug(
    "forward",
    test_of_turned_pair,
    "Forward and backward both turn the kernel, so that every gradient check passes.",
    settings.POINT_SYMMETRIC,
    settings.ONE_BY_ONE,
)
def turned_pair(x, w, b=None, *, stride=1, padding=0):
    x = convlab.pad(x, 1, padding=padding)
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    W_mat = w[:, ::-1, ::-1].reshape(F, KH * KW * C)
    Z = W_mat @ im2col(x, (KH, KW), stride=stride)
    return Z.transpose(0, 2, 1).reshape(B, OH, OW, F) + (0 if b is None else b)
