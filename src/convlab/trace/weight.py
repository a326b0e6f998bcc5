"""Go through the weights, and see each collect from every place of its use."""

import numpy as np

from convlab.equations import dw, dz_dw
from convlab.trace.plain import first_gradient, lists

__all__ = ["trace_weight"]


def trace_weight(dz, x, w, *, stride=1, padding="valid"):
    """Record what the gradient of every weight is made of (equation :eq:`dw`).

    Parameters
    ----------
    dz, x, w, stride, padding
        As in `convlab.backward`; the first image is traced, and its share of dw.

    Returns
    -------
    dict
        ``arrays``: x (1, top + H + bottom, left + W + right, C) and dz (1, OH, OW, F).
        ``steps``, kernel by kernel, in it channel by channel, each in raster order:
        weight, its [f, p, q, c]; pixels, the row and column in x that it met at each
        (a, b); and ``arrays``: terms (OH, OW); and dw (F, KH, KW, C), with None for
        every weight that has not had its turn.

    Raises
    ------
    TypeError, ValueError
        As `convlab.backward`; also for an empty batch, and for NaN or infinity.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    for weights that are shared.

    Examples
    --------
    >>> dz, x, w = [[[[1], [10]]]], [[[[1], [2], [3]]]], np.ones((1, 1, 2, 1))
    >>> trace_weight(dz, x, w)["steps"][0]["arrays"]
    {'terms': [[1.0, 20.0]], 'dw': [[[[21.0], [None]]]]}
    """
    dz, x, w, (sh, sw), _ = first_gradient(dz, x, w, stride, padding)
    F, KH, KW, C = w.shape
    gradient = dw(dz, x, w, stride=(sh, sw))
    pixels_met = dz_dw(x, w, stride=(sh, sw))
    known = np.full(w.shape, None)
    steps = []
    for f, c, p, q in np.ndindex(F, C, KH, KW):
        weight = f, p, q, c
        known[weight] = float(gradient[weight])
        places = np.ndindex(dz.shape[1:3])
        pixels = [[sh * a + p, sw * b + q] for a, b in places]
        terms = dz[0, :, :, f] * pixels_met[0, :, :, p, q, c]
        changing = lists(terms=terms) | {"dw": known.tolist()}
        steps.append({"weight": list(weight), "pixels": pixels, "arrays": changing})
    return {"arrays": lists(x=x, dz=dz), "steps": steps}
