"""Chapter im2col: addresses, and the matrix filled in entry by entry."""

import numpy as np

from convlab._validate import (
    check_array,
    check_index,
    check_pair,
    check_shape,
    check_sizes,
)
from convlab.geometry import output_shape

__all__ = ["col2im", "corner", "im2col", "offset"]


def offset(p, q, c, image_shape, *, dilation=1):
    """Find kernel element (p, q, c) relative to its window (equation :eq:`offset`).

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
        (dh p W + dw q) C + c.

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
    dh, dw = check_pair("dilation", dilation, 1)
    pixel = dh * p, dw * q, c
    check_index("pixel of the kernel element", pixel, (H, W, C), "row column c")
    return (dh * p * W + dw * q) * C + c


def corner(i, j, image_shape, *, stride=1):
    """Find the top-left corner of window (i, j) in memory (equation :eq:`corner`).

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


def im2col(x, kernel_size, *, stride=1, dilation=1):
    """Fill the im2col matrix entry by entry (equation :eq:`im2col`).

    Parameters, result and errors are those of `convlab.im2col`, but for max_bytes.

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


def col2im(cols, image_shape, kernel_size, *, stride=1, dilation=1):
    """Add every entry of the columns onto its pixel (equation :eq:`col2im`).

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


def _addresses(image_shape, kernel_size, stride, dilation):
    H, W, C = image_shape
    KH, KW = kernel_size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    windows = np.ndindex(output_shape((H, W), kernel_size, stride, dilation=dilation))
    corners = [corner(i, j, image_shape, stride=stride) for i, j in windows]
    offsets = [
        offset(p, q, c, image_shape, dilation=dilation)
        for p, q, c in np.ndindex(KH, KW, C)
    ]
    return np.array([[element + window for window in corners] for element in offsets])
