"""The backward pass of the referee: the three literal sums together."""

from convlab._spec import check_gradient
from convlab.equations.image import dx
from convlab.equations.weights import db, dw
from convlab.gradients import Gradients

__all__ = ["backward"]


def backward(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Take all three gradients literally (equations :eq:`dx`, :eq:`dw` and :eq:`db`).

    Parameters, result and errors are those of `convlab.backward`.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> backward([[[[1], [10]]]], [[[[1], [2], [3]]]], [[[[2], [3]]]]).dw.ravel()
    array([21., 32.])
    """
    dz, x, w, checked, _ = check_gradient(dz, x, w, stride, padding, dilation, groups)
    settings = checked._asdict()
    return Gradients(dx(dz, x, w, **settings), dw(dz, x, w, **settings), db(dz))
