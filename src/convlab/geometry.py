"""Where the windows of a convolution lie: sizes, strides and padding."""

import numpy as np

from convlab import arguments

__all__ = ["crop", "output_shape", "output_size", "pad", "padding_widths", "zero_pad"]


def output_size(size, kernel, *, stride=1, padding=(0, 0)):
    """Count the windows that fit along one axis (equation :eq:`output-size`).

    Pixels left over at the end, too few for another window, take part in nothing.

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

    Returns
    -------
    int
        floor((size + before + after - kernel) / stride) + 1: OH or OW.

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
    size = arguments.whole("size", size, 1)
    kernel = arguments.whole("kernel", kernel, 1)
    stride = arguments.whole("stride", stride, 1)
    before, after = arguments.pair("padding", padding, 0, ("before", "after"))
    return _count_windows("pixels", size, kernel, stride, (before, after))


def output_shape(image_size, kernel_size, stride, widths=((0, 0), (0, 0))):
    """Count the windows along rows and columns: (OH, OW)."""
    axes = ("rows", "columns"), image_size, kernel_size, stride, widths
    OH, OW = (_count_windows(*axis) for axis in zip(*axes, strict=True))
    return OH, OW


def padding_widths(image_size, kernel_size, stride, padding):
    """Turn every form of `padding` into widths ((top, bottom), (left, right))."""
    if isinstance(padding, np.ndarray):
        padding = padding.tolist()
    match padding:
        case "valid":
            widths = (0, 0), (0, 0)
        case "same":
            axes = zip(image_size, kernel_size, stride, strict=True)
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
    return (
        arguments.sizes("padding", rows, ("top", "bottom"), 0),
        arguments.sizes("padding", columns, ("left", "right"), 0),
    )


def pad(x, kernel_size, *, stride=1, padding="valid"):
    """Put zeros around the images.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images.
    kernel_size : int or (int, int)
        KH, KW in pixels; only "same" depends on it, and on the stride.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros in pixels: on every side, (rows, columns), or ((top, bottom), (left,
        right)). "valid" adds none. "same" gives ceil(size / stride) windows along
        each axis, the odd zero at the bottom or the right (equation :eq:`same`).

    Returns
    -------
    array (B, top + H + bottom, left + W + right, C)
        A new array, even where there is nothing to add.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or its value or shape does not fit.

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
    x = arguments.array("x", x, "B H W C")
    kernel_size = arguments.pair("kernel_size", kernel_size, 1)
    stride = arguments.pair("stride", stride, 1)
    rows, columns = padding_widths(x.shape[1:3], kernel_size, stride, padding)
    return zero_pad(x, (rows, columns))


def zero_pad(x, widths):
    """Put zeros of the given widths around the images, into a new array."""
    return np.pad(x, ((0, 0), *widths, (0, 0)))


def crop(x, widths):
    """Cut them off again: a view of `x`, and the transpose of `zero_pad`."""
    (top, bottom), (left, right) = widths
    _, H, W, _ = x.shape
    return x[:, top : H - bottom, left : W - right]


def _bad_padding(padding):
    kind = ValueError if isinstance(padding, (str, tuple, list)) else TypeError
    return kind(
        'padding must be "valid", "same", a whole number, (rows, columns) or '
        f"((top, bottom), (left, right)); got {padding!r}"
    )


def _count_windows(unit, size, kernel, stride, padding):
    padded = size + sum(padding)
    if kernel > padded:
        raise ValueError(
            f"the kernel ({kernel} {unit}) is larger than the image ({size} {unit}) "
            f"with its padding {padding}"
        )
    return (padded - kernel) // stride + 1


def _same_widths(size, kernel, stride):
    windows = -(-size // stride)
    total = max((windows - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2
