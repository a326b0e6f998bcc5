"""Go through the pixels of dx, and see each collect from a window of dz."""

from collections import defaultdict

import numpy as np

from convlab.equations import dx_gather
from convlab.equations.image import rotate, surround
from convlab.geometry import crop
from convlab.trace.plain import finite, first_gradient, lists

__all__ = ["trace_gather"]


def trace_gather(dz, x, w, *, stride=1, padding="valid"):
    """Record what every pixel of dx is made of (equation :eq:`dx-gather`).

    It is a forward pass over dz, with zeros between and around its entries, and the
    rotated kernels; it is traced from the pixel's side, by the paths that lead to it.

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is traced.

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F); spread (1, H + KH - 1, W + KW - 1, F), dz with
        the zeros; rotated (C, KH, KW, F), the kernels. ``steps``, channel by channel
        and each in raster order, the padding left out: pixel, its [0, row, column, c]
        in the padded dx; window, row and column of the corner in spread; paths, every
        [a, b, p, q] by which the pixel reached z, of equation :eq:`dx`; and
        ``arrays``: met (OH, OW, F), the weight by which each unit read the pixel, and
        dx (1, top + H + bottom, left + W + right, C). Both have None where there is
        nothing, or nothing yet.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016),
    section 4.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> step = trace_gather(dz, x, w)["steps"][1]
    >>> step["paths"]
    [[0, 0, 0, 1], [0, 1, 0, 0]]
    >>> step["arrays"]
    {'met': [[[3.0], [2.0]]], 'dx': [[[[2.0], [23.0], [None]]]]}
    """
    dz, x, w, stride, widths = first_gradient(dz, x, w, stride, padding)
    image, ((top, _), (left, _)) = crop(x, widths), widths
    spread, rotated = surround(dz, image.shape, w.shape, stride, widths), rotate(w)
    (dx,) = finite(dx=dx_gather(dz, image, w, stride=stride, padding=widths) + 0)
    known = np.full(x.shape, None)
    paths = _paths(dz.shape[1:3], w.shape[1:3], stride)
    steps = []
    for c, i, j in np.ndindex(image.shape[3], *image.shape[1:3]):
        pixel = 0, top + i, left + j, c
        known[pixel] = float(dx[0, i, j, c])
        changing = {"met": _met(paths[pixel[1:3]], dz, w, c), "dx": known.tolist()}
        where = {"pixel": list(pixel), "window": [i, j], "paths": paths[pixel[1:3]]}
        steps.append({**where, "arrays": changing})
    return {"arrays": lists(dz=dz, spread=spread, rotated=rotated), "steps": steps}


def _met(paths, dz, w, c):
    """Lay the weights that a pixel met over the units that it reached."""
    met = np.full(dz.shape[1:], None)
    for a, b, p, q in paths:
        met[a, b] = w[:, p, q, c] + 0
    return met.tolist()


def _paths(output_shape, kernel_size, stride):
    """List the (a, b, p, q) that read each pixel of the padded image."""
    sh, sw = stride
    paths = defaultdict(list)
    for a, b, p, q in np.ndindex(*output_shape, *kernel_size):
        paths[sh * a + p, sw * b + q].append([a, b, p, q])
    return paths
