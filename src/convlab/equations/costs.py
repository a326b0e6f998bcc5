"""Chapter fast: the least time that a computation can take, and what is copied."""

import numpy as np

from convlab._validate import check_array, check_int, check_positive
from convlab.geometry import check_fit

__all__ = ["lowered", "roofline"]


def roofline(multiplications, moved, peak, bandwidth):
    """Find the least time that a computation can take (equation :eq:`roofline`).

    Parameters
    ----------
    multiplications : float
        How many there are, each with its addition.
    moved : float
        Bytes that go between memory and processor.
    peak : float
        Multiplications a second at most, R.
    bandwidth : float
        Bytes a second at most, beta.

    Returns
    -------
    float
        max(multiplications / peak, moved / bandwidth), in seconds.

    Raises
    ------
    TypeError, ValueError
        If an argument is no positive number.

    References
    ----------
    Williams, Waterman and Patterson, "Roofline: an insightful visual performance model
    for multicore architectures" (2009).

    Examples
    --------
    >>> roofline(600, 80, peak=100, bandwidth=10)
    8.0
    """
    given = {
        "multiplications": multiplications,
        "moved": moved,
        "peak": peak,
        "bandwidth": bandwidth,
    }
    multiplications, moved, peak, bandwidth = (
        check_positive(name, value) for name, value in given.items()
    )
    return max(multiplications / peak, moved / bandwidth)


def lowered(x, kernel_width, *, stride=1):
    """Copy the columns of every window for each row of x (equation :eq:`lowered`).

    Parameters
    ----------
    x : array (B, H, W, C)
        Images, padded already.
    kernel_width : int
        KW, in pixels.
    stride : int
        Pixels from one window to the next on its right.

    Returns
    -------
    array (B, OW, H, KW*C)
        L. The window in row i and column j is L[n, j, sh*i : sh*i + KH].

    Raises
    ------
    TypeError, ValueError
        If x is no array of numbers with four axes, another argument is no whole number
        or too small, or the kernel is wider than the image.

    References
    ----------
    Cho and Brand, "MEC: memory-efficient convolution for deep neural network" (2017).

    Examples
    --------
    >>> lowered([[[[1], [2], [3]], [[4], [5], [6]]]], 2)[0, 1]
    array([[2., 3.],
           [5., 6.]])
    """
    x = check_array("x", x, "B H W C")
    KW = check_int("kernel_width", kernel_width, 1)
    stride = check_int("stride", stride, 1)
    B, H, W, C = x.shape
    check_fit("columns", W, KW, (0, 0), 1)
    OW = len(range(0, W - KW + 1, stride))
    L = np.zeros((B, OW, H, KW * C), x.dtype)
    for n, j, i, q, c in np.ndindex(B, OW, H, KW, C):
        L[n, j, i, q * C + c] = x[n, i, stride * j + q, c]
    return L
