"""Go through the units of z, and see each as a sum of products."""

import numpy as np

from convlab._spec import check_bias
from convlab.conv import forward
from convlab.equations import dz_dw, receptive_field
from convlab.trace.plain import finite, first_image, lists

__all__ = ["trace_forward"]


def trace_forward(x, w, b=None, *, stride=1, padding="valid"):
    """Record the products that every unit of z is made of (equation :eq:`forward`).

    Parameters
    ----------
    x, w, b, stride, padding
        As in `convlab.forward`; the first image is traced.

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C), w (F, KH, KW, C),
        b (F,) and z (1, OH, OW, F). ``steps``, kernel by kernel and each in raster
        order: unit, the [0, i, j, f] of z; corner, row and column of its window in x;
        and ``arrays``: products (KH, KW, C), and sums (C,), those of each channel.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 2.

    Examples
    --------
    >>> trace_forward([[[[1], [2], [3]]]], [[[[4], [5]]]])["steps"][1]["arrays"]
    {'products': [[[8.0], [15.0]]], 'sums': [23.0]}
    """
    x, w, stride = first_image(x, w, stride, padding)
    (b,) = finite(b=check_bias(b, w))
    z = forward(x, w, b, stride=stride)
    _, OH, OW, F = z.shape
    windows = dz_dw(x, w, stride=stride)[0]
    return {
        "arrays": lists(x=x, w=w, b=b, z=z),
        "steps": [
            _step((i, j, f), windows[i, j] * w[f], stride)
            for f, i, j in np.ndindex(F, OH, OW)
        ],
    }


def _step(unit, products, stride):
    i, j, _ = unit
    corner, *_ = receptive_field(i, j, products.shape[:2], stride=stride)
    sums = products.sum(axis=(0, 1))
    return {
        "unit": [0, *unit],
        "corner": list(corner),
        "arrays": lists(products=products, sums=sums),
    }
