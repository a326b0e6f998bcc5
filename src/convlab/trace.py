"""What an explorer steps through, as plain data: no drawing, no widgets."""

import numpy as np

from convlab import arguments
from convlab.equations import receptive_field
from convlab.geometry import output_shape, pad
from convlab.im2col import im2col, im2col_indices

__all__ = ["trace_im2col"]


def trace_im2col(x, kernel_size, *, stride=1, padding="valid"):
    """Record how the first image of a batch becomes the columns of a matrix.

    Parameters
    ----------
    x, kernel_size, stride, padding
        As in `convlab.pad`.

    Returns
    -------
    dict
        Lists of numbers: ``x`` (H, W, C), with its padding; ``cols`` and
        ``addresses`` (KH*KW*C, OH*OW); ``elements``, (p, q, c) of each row;
        ``windows``, (i, j) of each column; ``pixels``, the rows and columns of x that
        each column reads.

    Raises
    ------
    TypeError, ValueError
        As `convlab.im2col`; also for an empty batch, and for NaN or infinity in x.
    """
    kernel_size = arguments.pair("kernel_size", kernel_size, 1)
    stride = arguments.pair("stride", stride, 1)
    x = pad(x, kernel_size, stride=stride, padding=padding)[:1].astype(float)
    arguments.at_least_one("x", x)
    if not np.isfinite(x).all():
        raise ValueError("x must hold finite numbers to be stepped through")
    shape = x.shape[1:]
    windows = list(np.ndindex(output_shape(shape[:2], kernel_size, stride)))
    return {
        "x": x[0].tolist(),
        "cols": im2col(x, kernel_size, stride=stride)[0].tolist(),
        "addresses": im2col_indices(shape, kernel_size, stride=stride).tolist(),
        "elements": list(np.ndindex(*kernel_size, shape[2])),
        "windows": windows,
        "pixels": [
            receptive_field(i, j, kernel_size, stride=stride) for i, j in windows
        ],
    }
