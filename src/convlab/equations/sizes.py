"""Chapters forward and general: output size, padding, and groups of channels."""

from typing import Any

from numpy.typing import NDArray

from convlab._validate import check_fit, check_index, check_int, check_pair

__all__ = [
    "extent",
    "first_channel",
    "first_channels",
    "leftover",
    "output_size",
    "same",
    "transposed_size",
]


def output_size(
    size: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = (0, 0),
    dilation: int = 1,
) -> int:
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


def extent(kernel: int, *, dilation: int = 1) -> int:
    """Measure the dilated kernel, gaps included (equation :eq:`extent`).

    Parameters
    ----------
    kernel : int
        Number of weights along one axis: KH or KW.
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


def leftover(
    size: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = (0, 0),
    dilation: int = 1,
) -> int:
    """Count the pixels after the last window (equation :eq:`leftover`).

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


def same(
    size: int,
    kernel: int,
    *,
    stride: int = 1,
    dilation: int = 1,
) -> tuple[int, int]:
    """Find the padding for ceil(size / stride) windows (equation :eq:`same`).

    Parameters
    ----------
    size, kernel, stride, dilation : int
        As in `output_size`, in pixels.

    Returns
    -------
    (int, int)
        Zeros before and after the image, as few as possible; an odd one goes after.

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
    windows: int,
    kernel: int,
    *,
    stride: int = 1,
    padding: int | tuple[int, int] = (0, 0),
    dilation: int = 1,
    leftover: int = 0,
) -> int:
    """Recover the size of the image (equation :eq:`transposed-size`).

    Parameters
    ----------
    windows : int
        Number of windows along the axis: OH or OW.
    kernel, stride, padding, dilation
        As in `convlab.output_size`.
    leftover : int
        Pixels after the last window, fewer than the stride; other libraries call this
        output padding.

    Returns
    -------
    int
        (windows - 1) stride + extent + leftover - before - after: H or W, the size of
        dx, and of what a transposed convolution returns.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number or is too small, or if the padding would
        leave no room for the image.

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


def first_channel(f: int, F: int, C: int, *, groups: int = 1) -> int:
    """Find the first channel that kernel f reads (equation :eq:`first-channel`).

    Kernels and channels both split into groups of neighbours. Kernel f reads the
    C / groups channels of its own group, starting with this one.

    Parameters
    ----------
    f : int
        Index of the kernel, counted from 0.
    F, C : int
        Number of kernels, and of channels of x.
    groups : int
        Number of groups; divides F and C.

    Returns
    -------
    int
        floor(f / (F / groups)) C / groups.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, there is no kernel f, or groups does not
        divide F and C.

    References
    ----------
    Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional
    neural networks" (2012), who split layers in two to fit on two GPUs.

    Examples
    --------
    >>> [first_channel(f, 4, 6, groups=2) for f in range(4)]
    [0, 0, 3, 3]
    """
    F, C = check_int("F", F, 1), check_int("C", C, 1)
    groups = check_int("groups", groups, 1)
    (f,) = check_index("kernel", (f,), (F,), "f")
    if F % groups or C % groups:
        raise ValueError(f"groups must divide F = {F} and C = {C}; got {groups}")
    return f // (F // groups) * (C // groups)


def first_channels(x: NDArray, w: NDArray, groups: int) -> list[int]:
    """List the first channel of every kernel."""
    (*_, C), (F, *_) = x.shape, w.shape
    return [first_channel(f, F, C, groups=groups) for f in range(F)]


def _axis(
    size: int, kernel: int, stride: int, padding: Any, dilation: int
) -> tuple[int, int, int]:
    """Return the padded size, the extent of the kernel, and the stride."""
    size = check_int("size", size, 1)
    length, stride = extent(kernel, dilation=dilation), _stride(stride)
    padding = check_pair("padding", padding, 0, ("before", "after"))
    check_fit("pixels", size, kernel, padding, dilation)
    return size + sum(padding), length, stride


def _stride(stride: int) -> int:
    return check_int("stride", stride, 1)
