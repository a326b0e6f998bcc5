"""Chapter im2col: addresses, the matrix entry by entry, and the matrix products."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    Pair,
    check_array,
    check_index,
    check_pair,
    check_shape,
    check_sizes,
)
from convlab.equations._layer import count_windows

__all__ = [
    "address",
    "col2im",
    "corner",
    "dw_matmul",
    "dx_matmul",
    "forward_matmul",
    "im2col",
    "offset",
]


def address(n: int, i: int, j: int, c: int, image_shape: tuple[int, int, int]) -> int:
    """Locate unit (n, i, j, c) in the flat memory of a batch (equation :eq:`address`).

    Parameters
    ----------
    n, i, j, c : int
        Example, row, column, channel, each counted from 0.
    image_shape : (int, int, int)
        H, W, C of one image.

    Returns
    -------
    int
        n H W C + i W C + j C + c.

    Raises
    ------
    TypeError, ValueError
        If an index is not a whole number or lies outside the image.

    References
    ----------
    NumPy's "Internal memory layout of an ndarray": row-major, the last axis fastest.

    Examples
    --------
    >>> address(0, 1, 2, 0, (3, 4, 1))
    6
    """
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    n, i, j, c = check_sizes("index", (n, i, j, c), "nijc", 0)
    if i >= H or j >= W or c >= C:
        raise ValueError(f"unit {(i, j, c)} lies outside image_shape {(H, W, C)}")
    return n * H * W * C + i * W * C + j * C + c


def offset(
    p: int,
    q: int,
    c: int,
    image_shape: tuple[int, int, int],
    *,
    dilation: Pair = 1,
) -> int:
    """Locate kernel element (p, q, c) relative to its window (equation :eq:`offset`).

    Parameters
    ----------
    p, q, c : int
        Row, column and channel inside the kernel.
    image_shape : (int, int, int)
        H, W, C of one image.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.

    Returns
    -------
    int
        (dil_h p W + dil_w q) C + c.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or lies outside the image.

    References
    ----------
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006).

    Examples
    --------
    >>> offset(1, 2, 0, (3, 4, 2))
    12
    """
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    p, q, c = check_sizes("kernel element", (p, q, c), "pqc", 0)
    dil_h, dil_w = check_pair("dilation", dilation, 1)
    pixel = dil_h * p, dil_w * q, c
    check_index("pixel of the kernel element", pixel, (H, W, C), "row column c")
    return (dil_h * p * W + dil_w * q) * C + c


def corner(
    i: int,
    j: int,
    image_shape: tuple[int, int, int],
    *,
    stride: Pair = 1,
) -> int:
    """Locate the top-left corner of window (i, j) in memory (equation :eq:`corner`).

    Parameters
    ----------
    i, j : int
        Row and column of the window, and of its unit of z.
    image_shape : (int, int, int)
        H, W, C of one image.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.

    Returns
    -------
    int
        (sh i W + sw j) C.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or lies outside the image.

    References
    ----------
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006).

    Examples
    --------
    >>> corner(1, 1, (3, 4, 2))
    10
    """
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    i, j = check_sizes("window", (i, j), "ij", 0)
    sh, sw = check_pair("stride", stride, 1)
    check_index("corner of the window", (sh * i, sw * j), (H, W), "row column")
    return (sh * i * W + sw * j) * C


def im2col(
    x: ArrayLike,
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> NDArray:
    """Fill the im2col matrix entry by entry (equation :eq:`im2col`).

    Parameters, result and errors are those of `convlab.im2col`, without max_bytes.

    References
    ----------
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006).

    Examples
    --------
    >>> im2col([[[[1], [2], [3]]]], (1, 2))[0]
    array([[1., 2.],
           [2., 3.]])
    """
    x = check_array("x", x, "B H W C")
    B, H, W, C = x.shape
    table = _addresses((H, W, C), kernel_size, stride, dilation)
    cols = np.zeros((B, *table.shape), x.dtype)
    for n, row, column in np.ndindex(cols.shape):
        cols[n, row, column] = x[n].flat[table[row, column]]
    return cols


def col2im(
    cols: ArrayLike,
    image_shape: tuple[int, int, int],
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> NDArray:
    """Add each entry of the columns onto its pixel (equation :eq:`col2im`).

    Parameters, result and errors are those of `convlab.col2im`.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).

    Examples
    --------
    >>> col2im([[[1, 10], [2, 20]]], (1, 3, 1), (1, 2)).ravel()
    array([ 1., 12., 20.])
    """
    cols = check_array("cols", cols, "B KH*KW*C OH*OW")
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    table = _addresses((H, W, C), kernel_size, stride, dilation)
    expected = (len(cols), *table.shape)
    check_shape("cols", cols, expected, "B KH*KW*C OH*OW")
    x = np.zeros((len(cols), H, W, C), cols.dtype)
    for n, row, column in np.ndindex(cols.shape):
        x[n].flat[table[row, column]] += cols[n, row, column]
    return x


def forward_matmul(W_mat: ArrayLike, X_col: ArrayLike, b: ArrayLike) -> NDArray:
    """Multiply kernels by windows, Z = W_mat X_col + b (equation :eq:`forward-matmul`).

    Parameters
    ----------
    W_mat : array (F, K)
        One kernel per row, K = KH*KW*C.
    X_col : array (B, K, OH*OW)
        One window per column.
    b : array (F,)
        Bias of each kernel.

    Returns
    -------
    array (B, F, OH*OW)
        Z, one row per kernel and one column per window.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or shapes disagree.

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


def dw_matmul(dZ: ArrayLike, X_col: ArrayLike) -> NDArray:
    """Multiply dZ by the windows, sum of dZ X_col^T (equation :eq:`dw-matmul`).

    Parameters
    ----------
    dZ : array (B, F, OH*OW)
        dL/dz, one row per kernel and one column per window.
    X_col : array (B, K, OH*OW)
        One window per column, K = KH*KW*C.

    Returns
    -------
    array (F, K)
        dL/dW_mat, summed over the batch.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or shapes disagree.

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


def dx_matmul(W_mat: ArrayLike, dZ: ArrayLike) -> NDArray:
    """Multiply kernels by dZ, dX_col = W_mat^T dZ (equation :eq:`dx-matmul`).

    Parameters
    ----------
    W_mat : array (F, K)
        One kernel per row, K = KH*KW*C.
    dZ : array (B, F, OH*OW)
        dL/dz, one row per kernel and one column per window.

    Returns
    -------
    array (B, K, OH*OW)
        dL/dX_col: each copy of a pixel has a gradient of its own.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of numbers, or shapes disagree.

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


def _addresses(
    image_shape: tuple[int, int, int], kernel_size: Pair, stride: Pair, dilation: Pair
) -> NDArray:
    H, W, C = image_shape
    KH, KW = kernel_size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    windows = np.ndindex(count_windows((H, W), kernel_size, stride, dilation))
    corners = [corner(i, j, image_shape, stride=stride) for i, j in windows]
    offsets = [
        offset(p, q, c, image_shape, dilation=dilation)
        for p, q, c in np.ndindex(KH, KW, C)
    ]
    return np.array([[element + window for window in corners] for element in offsets])
