"""The fast `forward` and `backward`: split a layer, and pick a method for each part."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab import conv
from convlab._spec import (
    ConvSpec,
    Gradients,
    check_bias,
    check_gradient,
    check_layer,
)
from convlab._validate import Padding, Pair
from convlab.fast._engine.blas import on_one_thread
from convlab.fast._engine.matmul import sum_rows
from convlab.fast._engine.phases import (
    count_groups,
    count_phases,
    join_groups,
    plain_layers,
    split_groups,
)
from convlab.fast._engine.strided import contiguous
from convlab.fast.methods import choose
from convlab.geometry import padded_shape

__all__ = ["backward", "forward"]

OVERHEAD = 2_500_000  # cost of calling one plain layer, in multiplications
GATHER = 32  # cost of an entry of the columns, likewise
LARGEST = 2**28  # bytes of an array that im2col may build here


def forward(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray:
    """Convolve the images with the kernels: a faster `convlab.forward`.

    Equation :eq:`general`. The results agree up to rounding, and are no more precise
    than float64. Transforms mix neighbouring pixels. So the error is relative to the
    largest value nearby, and a pixel that is infinite or NaN, or that overflows, also
    spoils units of z whose windows do not contain it.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images: the activation of the layer below.
    w : array (F, KH, KW, C // groups)
        Kernels.
    b : array (F,), optional
        Bias of each kernel; zeros if left out.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros around the image, in pixels, as in `pad`.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.
    groups : int
        How many groups to split channels and kernels into, as in `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, F)
        z, the pre-activation, with OH and OW as `output_size` counts them.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[12., 16.]])
    """
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    b = check_bias(b, w)
    if _suits_conv(x, w, spec):
        return conv.forward(x, w, b, **spec.keywords)
    x, w, b = _promote(x, w, b)
    z = np.empty((len(x), *spec.output_size, len(w)), x.dtype)
    w, groups = join_groups(w, spec.groups)
    with on_one_thread():
        for layer, in_z, _, f in plain_layers(x, w, spec._replace(groups=groups)):
            with contiguous(z, in_z) as part:
                if layer.x.size:
                    method, sized = choose(layer)
                    method.forward(sized, b[f], part)
                else:  # no images, or windows that read only zeros
                    part[...] = b[f]
    return z


def backward(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> Gradients:
    """Send the gradient of the loss back: a faster `convlab.backward`.

    Equations :eq:`dw`, :eq:`db` and :eq:`dx`: each step of `forward` is linear, and
    this runs the transposes in reverse. For finite values the results agree up to
    rounding. With several threads the last digits may vary from call to call, because
    the order of the additions does.

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz, the upstream gradient.
    x : array (B, H, W, C)
        The images given to `forward`, not padded.
    w : array (F, KH, KW, C // groups)
        The kernels given to `forward`.
    stride, padding, dilation, groups
        As given to `forward`.

    Returns
    -------
    Gradients
        dx (B, H, W, C), dw (F, KH, KW, C // groups) and db (F,), each a sum over every
        use of the entry.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> dz = np.array([1, 10]).reshape(1, 1, 2, 1)
    >>> backward(dz, x, np.ones((1, 2, 2, 1))).dx[0, :, :, 0]
    array([[ 1., 11., 10.],
           [ 1., 11., 10.]])
    """
    dz, x, w, spec = check_gradient(dz, x, w, stride, padding, dilation, groups)
    dtype_x, dtype_w = np.result_type(dz, w), np.result_type(dz, x)
    if _suits_conv(x, w, spec):
        return conv.backward(dz, x, w, **spec.keywords)
    dtype_b = dz.dtype
    dz, x, w = _promote(dz, x, w)
    wide, groups = join_groups(w, spec.groups)
    dx, dw = np.zeros(x.shape, x.dtype), np.zeros(wide.shape, w.dtype)
    one_phase = count_phases(spec) == 1
    with on_one_thread():
        db = sum_rows(dz.reshape(-1, dz.shape[3])).astype(dtype_b)
        for layer, in_z, in_x, f in plain_layers(x, wide, spec._replace(groups=groups)):
            if not layer.x.size:
                continue
            with contiguous(dx, in_x) as part:
                given, total = np.ascontiguousarray(dz[in_z]), dw[f]
                dw_part = total if one_phase else np.empty_like(total)
                method, sized = choose(layer)
                method.backward(sized, given, part, dw_part)
                if not one_phase:
                    total += dw_part
    dw = split_groups(dw, w, spec.groups)
    return Gradients(dx.astype(dtype_x, copy=False), dw.astype(dtype_w, copy=False), db)


def _suits_conv(x: NDArray, w: NDArray, spec: ConvSpec) -> bool:
    """Tell whether `convlab.forward` is faster: one call in place of many.

    Each call costs more than its arithmetic when a layer splits into many small ones.
    The arrays that im2col builds must stay far below its `max_bytes`, an argument that
    callers of this module cannot raise.
    """
    units = len(x) * prod(spec.output_size)
    pieces = count_groups(w, spec.groups) * count_phases(spec)
    columns = units * prod(w.shape[1:3]) * x.shape[3]
    cost = units * w.size + columns * GATHER
    if len(x) == 0 or cost >= (pieces - 1) * OVERHEAD:
        return False
    padded = prod(padded_shape(x.shape, spec.padding))
    return max(columns, padded) * x.itemsize <= LARGEST


def _promote(*arrays: NDArray) -> list[NDArray]:
    """Return the arrays in their common dtype."""
    dtype = np.result_type(*arrays)
    return [a.astype(dtype, copy=False) for a in arrays]
