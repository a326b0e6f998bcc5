"""The three matrix products of the layer, as sums over rows and columns."""

import numpy as np

from convlab._validate import check_array, check_shape

__all__ = ["dw_matmul", "dx_matmul", "forward_matmul"]


def forward_matmul(W_mat, X_col, b):
    """Multiply kernels by windows, Z = W_mat X_col + b (equation :eq:`forward-matmul`).

    Parameters
    ----------
    W_mat : array (F, K)
        A kernel a row, K = KH*KW*C.
    X_col : array (B, K, OH*OW)
        A window a column.
    b : array (F,)
        Bias of each kernel.

    Returns
    -------
    array (B, F, OH*OW)
        Z, a kernel a row and a window a column.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or shapes disagree.

    References
    ----------
    Warden, "Why GEMM is at the heart of deep learning" (2015).

    Examples
    --------
    >>> forward_matmul([[1, 2]], [[[3], [4]]], [5])
    array([[[16.]]])
    """
    W_mat = check_array("W_mat", W_mat, "F K")
    X_col = check_array("X_col", X_col, "B K OH*OW")
    b = check_array("b", b, "F")
    (F, K), (B, _, windows) = W_mat.shape, X_col.shape
    check_shape("X_col", X_col, (B, K, windows), "B K OH*OW")
    check_shape("b", b, (F,), "F")
    Z = np.zeros((B, F, windows), np.result_type(W_mat, X_col, b))
    for n, f, m in np.ndindex(Z.shape):
        Z[n, f, m] = b[f] + sum(W_mat[f, k] * X_col[n, k, m] for k in range(K))
    return Z


def dw_matmul(dZ, X_col):
    """Multiply dZ by the windows, sum of dZ X_col^T (equation :eq:`dw-matmul`).

    Parameters
    ----------
    dZ : array (B, F, OH*OW)
        dL/dz, a kernel a row and a window a column.
    X_col : array (B, K, OH*OW)
        A window a column, K = KH*KW*C.

    Returns
    -------
    array (F, K)
        dL/dW_mat, summed over the batch.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or shapes disagree.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.5.6.

    Examples
    --------
    >>> dw_matmul([[[1, 2]]], [[[3, 4], [5, 6]]])
    array([[11., 17.]])
    """
    dZ = check_array("dZ", dZ, "B F OH*OW")
    X_col = check_array("X_col", X_col, "B K OH*OW")
    (B, F, windows), (_, K, _) = dZ.shape, X_col.shape
    check_shape("X_col", X_col, (B, K, windows), "B K OH*OW")
    dW_mat = np.zeros((F, K), np.result_type(dZ, X_col))
    for f, k in np.ndindex(F, K):
        dW_mat[f, k] = sum(
            dZ[n, f, m] * X_col[n, k, m] for n, m in np.ndindex(B, windows)
        )
    return dW_mat


def dx_matmul(W_mat, dZ):
    """Multiply kernels by dZ, dX_col = W_mat^T dZ (equation :eq:`dx-matmul`).

    Parameters
    ----------
    W_mat : array (F, K)
        A kernel a row, K = KH*KW*C.
    dZ : array (B, F, OH*OW)
        dL/dz, a kernel a row and a window a column.

    Returns
    -------
    array (B, K, OH*OW)
        dL/dX_col: every copy of a pixel with its own gradient.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of numbers, or shapes disagree.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 6.5.6.

    Examples
    --------
    >>> dx_matmul([[1, 2], [3, 4]], [[[1], [10]]])
    array([[[31.],
            [42.]]])
    """
    W_mat = check_array("W_mat", W_mat, "F K")
    dZ = check_array("dZ", dZ, "B F OH*OW")
    (F, K), (B, _, windows) = W_mat.shape, dZ.shape
    check_shape("dZ", dZ, (B, F, windows), "B F OH*OW")
    dX_col = np.zeros((B, K, windows), np.result_type(W_mat, dZ))
    for n, k, m in np.ndindex(dX_col.shape):
        dX_col[n, k, m] = sum(W_mat[f, k] * dZ[n, f, m] for f in range(F))
    return dX_col
