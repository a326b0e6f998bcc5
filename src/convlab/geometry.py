"""The geometry of a convolution: output size, stride, dilation and padding."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import (
    Padding,
    Pair,
    Widths,
    check_array,
    check_fit,
    check_int,
    check_pair,
    check_sizes,
)

__all__ = [
    "crop",
    "kernel_extent",
    "output_shape",
    "output_size",
    "pad",
    "padded_shape",
    "padding_widths",
    "zero_pad",
]


def kernel_extent(kernel: int, dilation: int) -> int:
    """Count the pixels from the first weight to the last, both included."""
    return dilation * (kernel - 1) + 1


def output_size(
    size: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = (0, 0),
    dilation: int = 1,
) -> int:
    """Count the windows that fit along one axis (equation :eq:`output-size`).

    No window reads the pixels left over at the end, which are too few for another.

    Parameters
    ----------
    size : int
        Length of the image along the axis, in pixels: H or W.
    kernel : int
        Length of the kernel along the same axis, in pixels: KH or KW.
    stride : int
        Pixels from the start of one window to the start of the next.
    padding : int or (int, int)
        Zeros (before, after) the image along the axis, in pixels; an int means both.
    dilation : int
        Pixels from one weight of the kernel to the next.

    Returns
    -------
    int
        floor((size + before + after - extent) / stride) + 1, OH or OW, where
        extent = dilation (kernel - 1) + 1 is the kernel's length with its gaps.

    Raises
    ------
    TypeError
        If an argument is not a whole number.
    ValueError
        If an argument is too small, or the kernel is larger than the padded image.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    relationship 6.

    Examples
    --------
    >>> output_size(7, 3, stride=2)
    3
    """
    size = check_int("size", size, 1)
    kernel = check_int("kernel", kernel, 1)
    stride = check_int("stride", stride, 1)
    padding = check_pair("padding", padding, 0, ("before", "after"))
    dilation = check_int("dilation", dilation, 1)
    return _count_windows("pixels", size, kernel, stride, padding, dilation)


def output_shape(
    image_size: tuple[int, int],
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    widths: Widths = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
) -> tuple[int, int]:
    """Count the windows along both axes: (OH, OW)."""
    axes = ("rows", "columns"), image_size, kernel_size, stride, widths, dilation
    OH, OW = (_count_windows(*axis) for axis in zip(*axes, strict=True))
    return OH, OW


def padding_widths(
    image_size: tuple[int, int],
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    padding: Any,
    dilation: tuple[int, int] = (1, 1),
) -> Widths:
    """Turn `padding`, in any form, into widths ((top, bottom), (left, right))."""
    if isinstance(padding, np.ndarray):
        padding = padding.tolist()
    widths: Any
    match padding:
        case "valid":
            widths = (0, 0), (0, 0)
        case "same":
            axes = zip(image_size, kernel_size, stride, dilation, strict=True)
            widths = tuple(_same_widths(*axis) for axis in axes)
        case ((_, _), (_, _)):
            widths = padding
        case ((_, _), _) | (_, (_, _)):
            raise _bad_padding(padding)
        case (rows, columns):
            widths = (rows, rows), (columns, columns)
        case int() | float() | np.number():
            widths = (padding, padding), (padding, padding)
        case _:
            raise _bad_padding(padding)
    rows, columns = widths
    top, bottom = check_sizes("padding", rows, ("top", "bottom"), 0)
    left, right = check_sizes("padding", columns, ("left", "right"), 0)
    return (top, bottom), (left, right)


def pad(
    x: ArrayLike,
    kernel_size: Pair | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
) -> NDArray:
    """Put zeros around the images.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    kernel_size : int or (int, int), optional
        KH, KW in pixels. Only "same" needs it, together with the stride and the
        dilation.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros in pixels: on every side, (rows, columns), or ((top, bottom), (left,
        right)). "valid" adds none. "same" gives ceil(size / stride) windows along
        each axis, with any odd zero at the bottom or right (equation :eq:`same`).
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.

    Returns
    -------
    array (B, top + H + bottom, left + W + right, C)
        The padded images: always a new array, even with no zeros to add.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 2.

    Examples
    --------
    >>> pad(np.ones((1, 1, 2, 1)), 2, padding="same")[0, :, :, 0]
    array([[1., 1., 0.],
           [0., 0., 0.]])
    """
    x = check_array("x", x, "B H W C")
    if kernel_size is None:
        if isinstance(padding, str) and padding == "same":
            raise TypeError('kernel_size must be given for padding "same"; got None')
        kernel_size = 1
    kernel_size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    image_size = x.shape[1:3]
    return zero_pad(
        x, padding_widths(image_size, kernel_size, stride, padding, dilation)
    )


def padded_shape(shape: tuple[int, ...], widths: Widths) -> tuple[int, int, int, int]:
    """Add the widths to the shape (B, H, W, C) of images."""
    (B, H, W, C), ((top, bottom), (left, right)) = shape, widths
    return B, top + H + bottom, left + W + right, C


def zero_pad(x: NDArray, widths: Widths) -> NDArray:
    """Put zeros of the given widths around the images, into a new array."""
    return np.pad(x, ((0, 0), *widths, (0, 0)))


def crop(x: NDArray, widths: Widths) -> NDArray:
    """Cut the padding off and return a view of `x`: the transpose of `zero_pad`."""
    (top, bottom), (left, right) = widths
    _, H, W, _ = x.shape
    return x[:, top : H - bottom, left : W - right]


def _bad_padding(padding):
    kind = ValueError if isinstance(padding, (str, tuple, list)) else TypeError
    return kind(
        'padding must be "valid", "same", a whole number, (rows, columns) or '
        f"((top, bottom), (left, right)); got {padding!r}"
    )


def _count_windows(unit, size, kernel, stride, padding, dilation):
    check_fit(unit, size, kernel, padding, dilation)
    return (size + sum(padding) - kernel_extent(kernel, dilation)) // stride + 1


def _same_widths(size, kernel, stride, dilation):
    windows = -(-size // stride)
    total = max((windows - 1) * stride + kernel_extent(kernel, dilation) - size, 0)
    return total // 2, total - total // 2
