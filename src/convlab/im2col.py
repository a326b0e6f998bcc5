"""im2col lays the windows out as columns of a matrix; col2im adds them back."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    ADDRESSABLE,
    GIB,
    Pair,
    check_array,
    check_memory,
    check_pair,
    check_shape,
    check_sizes,
)
from convlab.geometry import output_shape

__all__ = ["col2im", "im2col", "im2col_indices"]


def im2col_indices(
    image_shape: tuple[int, int, int],
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    max_bytes: int = GIB,
) -> NDArray:
    """Build the table of addresses: which pixel goes where in the im2col matrix.

    Equation :eq:`im2col`: address = offset of the kernel element + address of the
    window's corner, in the flat memory of one (H, W, C) image.

    Parameters
    ----------
    image_shape : (int, int, int)
        H, W, C of one image, including its padding.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.
    max_bytes : int
        Upper limit on the table, in bytes; 1 GiB by default.

    Returns
    -------
    int array (KH*KW*C, OH*OW)
        One row for each (p, q, c) and one column for each (i, j), in raster order.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or value, the kernel is larger than the
        image, or the table would exceed max_bytes.

    References
    ----------
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006), which introduced the unrolling.

    Examples
    --------
    >>> im2col_indices((3, 3, 1), 2)
    array([[0, 1, 3, 4],
           [1, 2, 4, 5],
           [3, 4, 6, 7],
           [4, 5, 7, 8]])
    """
    sizes = _check_sizes(image_shape, kernel_size, stride, dilation)
    (_, W, C), (KH, KW), (sh, sw), (dil_h, dil_w), (OH, OW) = sizes
    table = KH * KW * C, OH * OW
    check_memory("the table", table, "KH*KW*C OH*OW", int, max_bytes)

    p, q, c = np.arange(KH)[:, None, None], np.arange(KW)[:, None], np.arange(C)
    offsets = (dil_h * p * W + dil_w * q) * C + c
    i, j = np.arange(OH)[:, None], np.arange(OW)
    corners = (sh * i * W + sw * j) * C
    return offsets.reshape(-1, 1) + corners.reshape(1, -1)


def im2col(
    x: ArrayLike,
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
    max_bytes: int = GIB,
) -> NDArray:
    """Lay the pixels of every window into a column: one gather fills the matrix.

    Equation :eq:`im2col`: row (p KW + q) C + c, column i OW + j of image n is
    x[n, sh i + dil_h p, sw j + dil_w q, c].

    Parameters
    ----------
    x : array (B, H, W, C)
        Images, already padded.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.
    max_bytes : int
        Upper limit, in bytes, on the matrix and on its table; 1 GiB by default.

    Returns
    -------
    array (B, KH*KW*C, OH*OW)
        The im2col matrix X_col of each image.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, its value or shape does not fit, or the
        matrix or its table would exceed max_bytes.

    References
    ----------
    Warden, "Why GEMM is at the heart of deep learning" (2015).

    Examples
    --------
    >>> im2col(np.arange(6.0).reshape(1, 2, 3, 1), 2)[0]
    array([[0., 1.],
           [1., 2.],
           [3., 4.],
           [4., 5.]])
    """
    x = check_array("x", x, "B H W C")
    B, H, W, C = x.shape
    sizes = _check_sizes((H, W, C), kernel_size, stride, dilation)
    _, (KH, KW), stride, dilation, (OH, OW) = sizes
    cols, axes = (B, KH * KW * C, OH * OW), "B KH*KW*C OH*OW"
    check_memory("the matrix", cols, axes, x.dtype, max_bytes)

    addresses = im2col_indices(
        (H, W, C), (KH, KW), stride=stride, dilation=dilation, max_bytes=max_bytes
    )
    return np.take(x.reshape(B, H * W * C), addresses, axis=1)


def col2im(
    cols: ArrayLike,
    image_shape: tuple[int, int, int],
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    dilation: Pair = 1,
) -> NDArray:
    """Add every entry of the columns back onto the pixel it came from.

    Equation :eq:`col2im`: the transpose of `im2col`, not its inverse. Where windows
    overlap, a pixel receives the sum of all its copies. No two copies with the same
    (p, q) share a pixel, so one addition of slices handles each (p, q).

    Parameters
    ----------
    cols : array (B, KH*KW*C, OH*OW)
        Columns, in the order of `im2col`.
    image_shape : (int, int, int)
        H, W, C of the images to return, including their padding.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.

    Returns
    -------
    array (B, H, W, C)
        The sums; 0 where no window reaches.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016), for
    the picture of overlapping stamps.

    Examples
    --------
    >>> col2im(np.ones((1, 4, 2)), (2, 3, 1), 2)[0, :, :, 0]
    array([[1., 2., 1.],
           [1., 2., 1.]])
    """
    sizes = _check_sizes(image_shape, kernel_size, stride, dilation)
    (H, W, C), (KH, KW), (sh, sw), (dil_h, dil_w), (OH, OW) = sizes
    cols = check_array("cols", cols, "B KH*KW*C OH*OW")
    B, *matrix = len(cols), KH * KW * C, OH * OW
    check_shape("cols", cols, (B, *matrix), "B KH*KW*C OH*OW")

    stamps = cols.reshape(B, KH, KW, C, OH, OW).transpose(0, 1, 2, 4, 5, 3)
    x = np.zeros((B, H, W, C), cols.dtype)
    for p, q in np.ndindex(KH, KW):
        rows = slice(dil_h * p, dil_h * p + sh * OH, sh)
        columns = slice(dil_w * q, dil_w * q + sw * OW, sw)
        x[:, rows, columns] += stamps[:, p, q]
    return x


def _check_sizes(image_shape, kernel_size, stride, dilation):
    """Return (H, W, C), (KH, KW), (sh, sw), (dil_h, dil_w) and (OH, OW)."""
    H, W, C = check_sizes("image_shape", image_shape, "HWC")
    if H * W * C > ADDRESSABLE:
        raise ValueError(f"image_shape {(H, W, C)} is larger than any memory")
    kernel_size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    windows = output_shape((H, W), kernel_size, stride, dilation=dilation)
    return (H, W, C), kernel_size, stride, dilation, windows
