"""Chapters forward and general: how many windows fit, and what they leave over."""

from convlab._validate import check_int, check_pair
from convlab.geometry import check_fit

__all__ = ["extent", "leftover", "output_size", "same", "transposed_size"]


def output_size(size, kernel, *, stride=1, padding=(0, 0), dilation=1):
    """Count the windows by trying every start (equation :eq:`output-size`).

    Parameters, result and errors are those of `convlab.output_size`.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    relationship 6.

    Examples
    --------
    >>> output_size(7, 3, stride=2)
    3
    """
    padded, length, stride = _axis(size, kernel, stride, padding, dilation)
    return len(range(0, padded - length + 1, stride))


def extent(kernel, *, dilation=1):
    """Measure the kernel with its gaps (equation :eq:`extent`).

    Parameters
    ----------
    kernel : int
        Its weights along one axis: KH or KW.
    dilation : int
        Pixels from one weight to the next.

    Returns
    -------
    int
        dilation (kernel - 1) + 1 pixels, from the first weight to the last.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    Yu and Koltun, "Multi-scale context aggregation by dilated convolutions" (2016).

    Examples
    --------
    >>> extent(3, dilation=2)
    5
    """
    kernel = check_int("kernel", kernel, 1)
    dilation = check_int("dilation", dilation, 1)
    return range(0, dilation * kernel, dilation)[-1] + 1


def leftover(size, kernel, *, stride=1, padding=(0, 0), dilation=1):
    """Count the pixels behind the last window (equation :eq:`leftover`).

    Parameters and errors are those of `convlab.output_size`.

    Returns
    -------
    int
        The remainder of (size + before + after - extent) / stride, in pixels.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 4.6.

    Examples
    --------
    >>> leftover(6, 3, stride=2)
    1
    """
    padded, length, stride = _axis(size, kernel, stride, padding, dilation)
    last = range(0, padded - length + 1, stride)[-1]
    return padded - (last + length)


def same(size, kernel, *, stride=1, dilation=1):
    """Find the zeros that give ceil(size / stride) windows (equation :eq:`same`).

    Parameters
    ----------
    size, kernel, stride, dilation : int
        As in `output_size`, in pixels.

    Returns
    -------
    (int, int)
        Zeros before and after the image, as few as can be; the odd one comes after.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    TensorFlow's ``tf.nn`` documentation, "Notes on padding".

    Examples
    --------
    >>> same(4, 3, stride=2)
    (0, 1)
    """
    size = check_int("size", size, 1)
    length, stride = extent(kernel, dilation=dilation), _stride(stride)
    wanted = len(range(0, size, stride))
    total = 0
    while size + total < (wanted - 1) * stride + length:
        total += 1
    return total // 2, total - total // 2


def transposed_size(
    windows, kernel, *, stride=1, padding=(0, 0), dilation=1, leftover=0
):
    """Find the size of the image again (equation :eq:`transposed-size`).

    Parameters
    ----------
    windows : int
        How many windows there are along the axis: OH or OW.
    kernel, stride, padding, dilation
        As in `convlab.output_size`.
    leftover : int
        Pixels behind the last window, fewer than the stride; other libraries call it
        output padding.

    Returns
    -------
    int
        (windows - 1) stride + extent + leftover - before - after: H or W, the size of
        dx, and of what a transposed convolution returns.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number or too small, or nothing would be left of
        the image.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    relationship 14.

    Examples
    --------
    >>> transposed_size(2, 3, stride=2), transposed_size(2, 3, stride=2, leftover=1)
    (5, 6)
    """
    windows = check_int("windows", windows, 1)
    length, stride = extent(kernel, dilation=dilation), _stride(stride)
    before, after = check_pair("padding", padding, 0, ("before", "after"))
    leftover = check_int("leftover", leftover, 0, stride - 1)
    size = (windows - 1) * stride + length + leftover - before - after
    if size < 1:
        raise ValueError(
            f"{windows} windows of {length} pixels, {stride} apart, with {leftover} "
            f"left over, are no more than the padding {(before, after)}"
        )
    return size


def _axis(size, kernel, stride, padding, dilation):
    """Return the padded size, the extent of the kernel, and the stride."""
    size = check_int("size", size, 1)
    length, stride = extent(kernel, dilation=dilation), _stride(stride)
    padding = check_pair("padding", padding, 0, ("before", "after"))
    check_fit("pixels", size, kernel, padding, dilation)
    return size + sum(padding), length, stride


def _stride(stride):
    return check_int("stride", stride, 1)
