"""Chapter fast: one tile, two units from four products, and two by two from sixteen."""

import numpy as np

from convlab._validate import check_array, check_shape

__all__ = ["winograd", "winograd_1d", "winograd_backward"]

A = ((1, 0), (1, 1), (1, -1), (0, 1))
B = ((1, 0, -1, 0), (0, 1, 1, 0), (0, -1, 1, 0), (0, -1, 0, 1))
G = ((1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1))


def winograd_1d(x, w):
    """Take two sums of three products with four (equation :eq:`winograd-1d`).

    Parameters
    ----------
    x : array (4,)
        The pixels that two windows cover.
    w : array (3,)
        The kernel.

    Returns
    -------
    array (2,)
        z, in exact arithmetic the sums over x[j + q] w[q].

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or has another length.

    References
    ----------
    Winograd, "Arithmetic complexity of computations" (1980).

    Examples
    --------
    >>> winograd_1d([1, 2, 3, 4], [1, 0, 1])
    array([4., 6.])
    """
    x, w = _vector("x", x, 4), _vector("w", w, 3)
    M0 = (x[0] - x[2]) * w[0]
    M1 = (x[1] + x[2]) * ((w[0] + w[1] + w[2]) / 2)
    M2 = (x[2] - x[1]) * ((w[0] - w[1] + w[2]) / 2)
    M3 = (x[3] - x[1]) * w[2]
    return np.array([M0 + M1 + M2, M1 - M2 + M3])


def winograd(x, w):
    """Take 2 x 2 sums of nine products with sixteen (equation :eq:`winograd`).

    Parameters
    ----------
    x : array (4, 4)
        The pixels that 2 x 2 windows cover.
    w : array (3, 3)
        The kernel.

    Returns
    -------
    array (2, 2)
        z, in exact arithmetic the sums over x[i + p, j + q] w[p, q].

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or has another shape.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> winograd(np.ones((4, 4)), np.ones((3, 3)))
    array([[9., 9.],
           [9., 9.]])
    """
    x, w = check_array("x", x, "H W"), check_array("w", w, "KH KW")
    check_shape("x", x, (4, 4), "H W")
    check_shape("w", w, (3, 3), "KH KW")
    z = np.zeros((2, 2), np.result_type(x, w))
    for u, v in np.ndindex(4, 4):
        of_w = sum(G[u][p] * w[p, q] * G[v][q] for p, q in np.ndindex(3, 3))
        of_x = sum(B[u][r] * x[r, t] * B[v][t] for r, t in np.ndindex(4, 4))
        product = of_w * of_x
        for i, j in np.ndindex(2, 2):
            z[i, j] += A[u][i] * product * A[v][j]
    return z


def winograd_backward(dz, x, w):
    """Send the gradient of one tile back (equation :eq:`winograd-backward`).

    Parameters
    ----------
    dz : array (2,)
        dL/dz.
    x : array (4,)
        The pixels that two windows cover.
    w : array (3,)
        The kernel.

    Returns
    -------
    (array (4,), array (3,))
        dx and dw: every step of the forward pass transposed, in reverse order.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or has another length.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> dx, dw = winograd_backward([1, 10], [1, 2, 3, 4], [1, 0, 1])
    >>> dx, dw
    (array([ 1., 10.,  1., 10.]), array([21., 32., 43.]))
    """
    dz, x, w = _vector("dz", dz, 2), _vector("x", x, 4), _vector("w", w, 3)
    dx = np.zeros(4, np.result_type(dz, w))
    dw = np.zeros(3, np.result_type(dz, x))
    for u in range(4):
        dM = sum(A[u][j] * dz[j] for j in range(2))
        of_w = sum(G[u][q] * w[q] for q in range(3))
        of_x = sum(B[u][r] * x[r] for r in range(4))
        for r in range(4):
            dx[r] += B[u][r] * of_w * dM
        for q in range(3):
            dw[q] += G[u][q] * of_x * dM
    return dx, dw


def _vector(name, value, length):
    a = check_array(name, value, "length")
    check_shape(name, a, (length,), "length")
    return a
