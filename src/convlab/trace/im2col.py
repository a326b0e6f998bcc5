"""Go through the windows of an image, and see each become a column."""

import numpy as np

from convlab._spec import check_bias
from convlab.equations import corner, forward_matmul, offset, receptive_field
from convlab.geometry import output_shape
from convlab.im2col import im2col, im2col_indices
from convlab.trace.plain import finite, first_image, lists

__all__ = ["trace_im2col"]


def trace_im2col(x, w, b=None, *, stride=1, padding="valid"):
    """Record the address table, the matrix, and its product with the kernels.

    Equations :eq:`offset`, :eq:`corner`, :eq:`im2col` and :eq:`forward-matmul`.

    Parameters
    ----------
    x, w, b, stride, padding
        As in `convlab.forward`; the first image is traced.

    Returns
    -------
    dict
        ``arrays``: x (1, HP, WP, C) with its padding, w (F, KH, KW, C) and b (F,);
        address (HP, WP, C) of each pixel; offsets (KH, KW) of the kernel's channel 0
        and elements (K,) of all of the kernel, K = KH*KW*C; corners (OH, OW);
        addresses (K, OH*OW), their outer sum; cols (1, K, OH*OW), W_mat (F, K) and
        Z (1, F, OH*OW), bias included. ``rows``, the [p, q, c] of each row of cols, and
        ``columns``, the [i, j] of each column. ``steps``, one a column: window, its
        [i, j], and pixels, the row and column in x of each (p, q).

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    Warden, "Why GEMM is at the heart of deep learning" (2015).

    Examples
    --------
    >>> trace_im2col([[[[1], [2], [3]]]], [[[[4], [5]]]])["steps"][1]
    {'window': [0, 1], 'pixels': [[0, 1], [0, 2]]}
    """
    x, w, stride = first_image(x, w, stride, padding)
    (b,) = finite(b=check_bias(b, w))
    kernel_size = w.shape[1:3]
    windows = list(np.ndindex(output_shape(x.shape[1:3], kernel_size, stride)))
    table = _address_table(x.shape[1:], w.shape[1:], stride)
    product = _product(x, w, b, stride)
    return {
        "arrays": lists(x=x, w=w, b=b, **table, **product),
        "rows": [list(element) for element in np.ndindex(w.shape[1:])],
        "columns": [list(window) for window in windows],
        "steps": [_step(window, kernel_size, stride) for window in windows],
    }


def _address_table(image_shape, kernel_shape, stride):
    """Build the table in the four steps of the chapter."""
    kernel_size = kernel_shape[:2]
    elements = [offset(*element, image_shape) for element in np.ndindex(kernel_shape)]
    OH, OW = output_shape(image_shape[:2], kernel_size, stride)
    windows = np.ndindex(OH, OW)
    corners = [corner(*window, image_shape, stride=stride) for window in windows]
    return {
        "address": np.arange(np.prod(image_shape)).reshape(image_shape),
        "offsets": np.reshape(elements, kernel_shape)[:, :, 0],
        "elements": np.array(elements),
        "corners": np.reshape(corners, (OH, OW)),
        "addresses": im2col_indices(image_shape, kernel_size, stride=stride),
    }


def _product(x, w, b, stride):
    cols = im2col(x, w.shape[1:3], stride=stride)
    W_mat = w.reshape(len(w), -1)
    return {"cols": cols, "W_mat": W_mat, "Z": forward_matmul(W_mat, cols, b)}


def _step(window, kernel_size, stride):
    pixels = receptive_field(*window, kernel_size, stride=stride)
    return {"window": list(window), "pixels": [list(pixel) for pixel in pixels]}
