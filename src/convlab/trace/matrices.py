"""Write the layer as one sparse matrix, and the way back as its transpose."""

import numpy as np

from convlab.conv import backward, forward
from convlab.trace.plain import first_gradient, lists

__all__ = ["trace_matrices"]


def trace_matrices(dz, x, w, *, stride=1, padding="valid"):
    """Record A with z = A x, and its transpose with dx = A^T dz.

    x and z are all units of one image in a list here, padding included and bias set
    aside; that A is transposed on the way back is equation :eq:`adjoint`. Neither
    matrix is made from the other: the columns of A are what a forward pass makes of
    images with a single 1, and the columns of A^T what a backward pass makes of
    gradients with a single 1.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is traced.

    Returns
    -------
    dict
        ``arrays``: x and dx (1, top + H + bottom, left + W + right, C), their T
        entries in the order of memory; w (F, KH, KW, C); z and dz (1, OH, OW, F), of R
        entries; A (R, T) and A_T (T, R). ``steps`` is empty: a reader may begin with
        any row.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 4.1.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> trace_matrices(dz, x, w)["arrays"]["A"]
    [[2.0, 3.0, 0.0], [0.0, 2.0, 3.0]]
    """
    dz, x, w, stride, _ = first_gradient(dz, x, w, stride, padding)
    z, dx = forward(x, w, stride=stride), backward(dz, x, w, stride=stride).dx
    A = forward(_ones_in_turn(x), w, stride=stride).reshape(x.size, z.size).T
    images = np.zeros((z.size, *x.shape[1:]))
    A_T = backward(_ones_in_turn(dz), images, w, stride=stride).dx
    A_T = A_T.reshape(z.size, x.size).T
    return {"arrays": lists(x=x, w=w, z=z, dz=dz, dx=dx, A=A, A_T=A_T), "steps": []}


def _ones_in_turn(a):
    """Return a batch of zeros like `a` in which each entry is 1 in one image."""
    return np.eye(a.size).reshape(a.size, *a.shape[1:])
