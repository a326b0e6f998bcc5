"""Chapter forward: the windows of an image, and the sum that each becomes."""

import numpy as np

from convlab import arguments
from convlab.agreement import check_bias, check_layer
from convlab.geometry import zero_pad

__all__ = ["forward", "output_size", "receptive_field", "same"]


def forward(x, w, b=None, *, stride=1, padding="valid"):
    """Take the sum of the layer literally, unit by unit (equation :eq:`forward`).

    Parameters and result are those of `convlab.forward`, and so are its errors.

    References
    ----------
    Goodfellow, Bengio and Courville, "Deep learning" (2016), section 9.5.

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1))).ravel()
    array([12., 16.])
    """
    x, w, (sh, sw), widths, (OH, OW) = check_layer(x, w, stride, padding)
    b = check_bias(b, w)
    F, KH, KW, C = w.shape
    x = zero_pad(x, widths)
    z = np.zeros((len(x), OH, OW, F), np.result_type(x, w, b))
    for n, i, j, f in np.ndindex(z.shape):
        z[n, i, j, f] = b[f] + sum(
            x[n, sh * i + p, sw * j + q, c] * w[f, p, q, c]
            for p, q, c in np.ndindex(KH, KW, C)
        )
    return z


def output_size(size, kernel, *, stride=1, padding=(0, 0)):
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
    size, kernel, stride = _along_one_axis(size, kernel, stride)
    padded = size + sum(arguments.pair("padding", padding, 0, ("before", "after")))
    if kernel > padded:
        raise ValueError(
            f"the kernel ({kernel} pixels) is larger than the image ({size} pixels) "
            f"with its padding {padding}"
        )
    return sum(1 for start in range(0, padded, stride) if start + kernel <= padded)


def receptive_field(i, j, kernel_size, *, stride=1):
    """List the pixels that unit (i, j) of z reads (equation :eq:`receptive-field`).

    Parameters
    ----------
    i, j : int
        Row and column of the unit of z.
    kernel_size : int or (int, int)
        KH, KW in pixels.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.

    Returns
    -------
    list of (int, int)
        KH*KW rows and columns of the padded image, the top-left corner first.

    Raises
    ------
    TypeError, ValueError
        If an argument is not a whole number, or is too small.

    References
    ----------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural
    networks" (2019).

    Examples
    --------
    >>> receptive_field(0, 1, (1, 2), stride=3)
    [(0, 3), (0, 4)]
    """
    i, j = arguments.pair("unit", (i, j), 0)
    KH, KW = arguments.pair("kernel_size", kernel_size, 1)
    sh, sw = arguments.pair("stride", stride, 1)
    return [(sh * i + p, sw * j + q) for p, q in np.ndindex(KH, KW)]


def same(size, kernel, *, stride=1):
    """Find the zeros that give ceil(size / stride) windows (equation :eq:`same`).

    Parameters
    ----------
    size, kernel, stride : int
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
    size, kernel, stride = _along_one_axis(size, kernel, stride)
    wanted = (size + stride - 1) // stride
    total = 0
    while size + total < (wanted - 1) * stride + kernel:
        total += 1
    return total // 2, total - total // 2


def _along_one_axis(size, kernel, stride):
    named = ("size", size), ("kernel", kernel), ("stride", stride)
    return (arguments.whole(name, value, 1) for name, value in named)
