"""Go through the units of dz, and see each stamp its kernel onto dx."""

import numpy as np

from convlab.conv import backward
from convlab.equations import receptive_field
from convlab.trace.plain import first_gradient, lists

__all__ = ["trace_scatter"]


def trace_scatter(dz, x, w, *, stride=1, padding="valid"):
    """Record the stamps, and dx as they are added (equation :eq:`dx-scatter`).

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is traced.

    Returns
    -------
    dict
        ``arrays``: dz (1, OH, OW, F) and w (F, KH, KW, C). ``steps``, kernel by kernel
        and each in raster order: unit, the [0, a, b, f] of dz; corner, row and column
        of its window in dx; and ``arrays``: stamp (KH, KW, C); dx (1, top + H + bottom,
        left + W + right, C), the sum of all stamps up to this one; and count
        (top + H + bottom, left + W + right), how many of them cover each pixel.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    Odena, Dumoulin and Olah, "Deconvolution and checkerboard artifacts" (2016).

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], np.ones((1, 1, 3, 1)), [[[[2], [3]]]]
    >>> [step["arrays"]["dx"] for step in trace_scatter(dz, x, w)["steps"]]
    [[[[[2.0], [3.0], [0.0]]]], [[[[2.0], [23.0], [30.0]]]]]
    """
    dz, x, w, stride, _ = first_gradient(dz, x, w, stride, padding)
    _, OH, OW, F = dz.shape
    stamped, once = np.zeros_like(dz), np.zeros_like(dz)
    steps = []
    for f, a, b in np.ndindex(F, OH, OW):
        unit = 0, a, b, f
        stamped[unit], once[unit] = dz[unit], 1
        dx = backward(stamped, x, w, stride=stride).dx
        count = backward(once, x, np.ones_like(w), stride=stride).dx[0, :, :, 0]
        changing = lists(stamp=dz[unit] * w[f], dx=dx, count=count.astype(int))
        corner, *_ = receptive_field(a, b, w.shape[1:3], stride=stride)
        steps.append({"unit": list(unit), "corner": list(corner), "arrays": changing})
    return {"arrays": lists(dz=dz, w=w), "steps": steps}
