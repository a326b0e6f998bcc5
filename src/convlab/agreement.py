"""Check the arguments of a layer together: x, w, b and dz must agree."""

import numpy as np

from convlab import arguments, geometry

__all__ = ["check_bias", "check_gradient", "check_layer"]


def check_layer(x, w, stride, padding):
    """Return x, w, (sh, sw), ((top, bottom), (left, right)) and (OH, OW).

    Or say what is wrong: x must be (B, H, W, C), w must be (F, KH, KW, C), and at
    least one window must fit.
    """
    x = arguments.array("x", x, "B H W C")
    w = arguments.array("w", w, "F KH KW C")
    image_size, kernel_size = x.shape[1:3], w.shape[1:3]
    if x.shape[3] != w.shape[3]:
        hint = ""
        if x.shape[1] == w.shape[1]:
            hint = "; x and w look channels-first: try .transpose(0, 2, 3, 1) on both"
        if x.shape[1] == w.shape[3]:
            hint = "; x looks channels-first: try x.transpose(0, 2, 3, 1)"
        raise ValueError(
            f"x {x.shape} and w {w.shape} disagree on channels: "
            f"{x.shape[3]} != {w.shape[3]}{hint}"
        )
    stride = arguments.pair("stride", stride, 1)
    widths = geometry.padding_widths(image_size, kernel_size, stride, padding)
    output_shape = geometry.output_shape(image_size, kernel_size, stride, widths)
    return x, w, stride, widths, output_shape


def check_bias(b, w):
    """Return the bias as an array (F,); None means zeros."""
    F = len(w)
    if b is None:
        return np.zeros(F, w.dtype)
    b = arguments.array("b", b, "F")
    arguments.same_shape("b", b, (F,), "F")
    return b


def check_gradient(dz, x, w, stride, padding):
    """Return dz, then all that `check_layer` returns; dz must have the shape of z."""
    layer = check_layer(x, w, stride, padding)
    x, w, stride, widths, output_shape = layer
    dz = arguments.array("dz", dz, "B OH OW F")
    expected = (len(x), *output_shape, len(w))
    if dz.shape != expected:
        raise ValueError(
            f"dz must have the shape of z, (B, OH, OW, F) = {expected}, for "
            f"x {x.shape}, w {w.shape}, stride {stride} and padding {widths}; "
            f"got {dz.shape}"
        )
    return dz, *layer
