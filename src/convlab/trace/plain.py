"""What a trace begins with, the first image checked, and ends with, plain lists."""

import numpy as np

from convlab._spec import check_gradient, check_layer
from convlab._validate import check_nonempty
from convlab.geometry import zero_pad

__all__ = ["finite", "first_gradient", "first_image", "lists"]


def first_image(x, w, stride, padding):
    """Return the first image with its padding, (1, HP, WP, C), w and (sh, sw)."""
    x, w, (stride, widths, *_), _ = check_layer(x, w, stride, padding)
    check_nonempty("x", x)
    x, w = finite(x=x[:1], w=w)
    return zero_pad(x, widths), w, stride


def first_gradient(dz, x, w, stride, padding):
    """Return its dz, then the same, then ((top, bottom), (left, right))."""
    dz, _, _, settings, _ = check_gradient(dz, x, w, stride, padding)
    x, w, stride = first_image(x, w, stride, padding)
    (dz,) = finite(dz=dz[:1])
    return dz, x, w, stride, settings.padding


def finite(**arrays):
    """Return the arrays in float64, or say which of them holds NaN or infinity."""
    arrays = {name: a.astype(float) for name, a in arrays.items()}
    for name, a in arrays.items():
        if not np.isfinite(a).all():
            raise ValueError(f"{name} must hold finite numbers to be stepped through")
    return list(arrays.values())


def lists(**arrays):
    """Turn arrays into nested lists of finite numbers, 0 for -0."""
    finite(**arrays)
    return {name: (a + 0).tolist() for name, a in arrays.items()}
