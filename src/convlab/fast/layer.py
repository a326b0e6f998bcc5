"""The pair forward and backward: cut a layer into plain ones, and choose for each."""

from contextlib import contextmanager

import numpy as np

from convlab import conv
from convlab._spec import Gradients, check_bias, check_gradient, check_layer
from convlab.fast.choose import choose, leave_to_chapter
from convlab.fast.groups import join_groups, part_groups
from convlab.fast.plain import count_phases, plain_layers
from convlab.fast.products import sum_rows

__all__ = ["backward", "forward"]


def forward(x, w, b=None, *, stride=1, padding="valid", dilation=1, groups=1):
    """Convolve the images with the kernels, as `convlab.forward` does, and faster.

    Equation :eq:`general`. The result is the same up to rounding: that of the largest
    values nearby, for tiles mix what neighbours read, and float64 at best. Where x is
    infinite, not a number or near the largest number there is, more of z can be so than
    the windows that read it.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images: the activation of the layer below.
    w : array (F, KH, KW, C // groups)
        Kernels.
    b : array (F,), optional
        Bias of each kernel; zeros when left out.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros around the image, in pixels, as in `pad`.
    dilation : int or (int, int)
        Pixels (down, right) from one weight of the kernel to the next.
    groups : int
        Cuts channels and kernels into so many groups, as in `convlab.forward`.

    Returns
    -------
    array (B, OH, OW, F)
        z, the pre-activation, with OH and OW as `output_size` counts them.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or its value or shape does not fit.

    References
    ----------
    Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[12., 16.]])
    """
    x, w, settings = check_layer(x, w, stride, padding, dilation, groups)
    windows = settings.output_size
    b = check_bias(b, w)
    if leave_to_chapter(x, windows, w, settings):
        return conv.forward(x, w, b, **settings.keywords)
    x, w, b = _alike(x, w, b)
    w, groups = join_groups(w, settings.groups)
    z = np.empty((len(x), *windows, len(w)), x.dtype)
    settings = settings._replace(groups=groups)
    for layer, in_z, _, f in plain_layers(x, w, settings, windows):
        with _contiguous(z, in_z) as part:
            if layer.x.size:
                choose(layer).forward(layer, b[f], part)
            else:  # its windows read zeros alone
                part[...] = b[f]
    return z


def backward(dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1):
    """Send the gradient of the loss back, as `convlab.backward` does, and faster.

    Equations :eq:`dw`, :eq:`db` and :eq:`dx`: each step of `forward` is linear, and
    here is its transpose. The result is the same up to rounding, for finite values.
    With several workers the last digits can change from call to call.

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz, the gradient that arrives.
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
        If an argument is of the wrong kind, or its value or shape does not fit.

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
    dz, x, w, settings = check_gradient(dz, x, w, stride, padding, dilation, groups)
    windows = settings.output_size
    if leave_to_chapter(x, windows, w, settings):
        return conv.backward(dz, x, w, **settings.keywords)
    kind_x, kind_w = np.result_type(dz, w), np.result_type(dz, x)
    db = sum_rows(dz.reshape(-1, dz.shape[3]))
    dz, x, w = _alike(dz, x, w)
    wide, groups = join_groups(w, settings.groups)
    dx, dw = np.zeros(x.shape, x.dtype), np.zeros(wide.shape, w.dtype)
    layers = plain_layers(x, wide, settings._replace(groups=groups), windows)
    alone = count_phases(settings, windows) == 1  # in the kernels of its group
    for layer, in_z, in_x, f in layers:
        if not layer.x.size:
            continue
        with _contiguous(dx, in_x) as part:
            given, total = np.ascontiguousarray(dz[in_z]), dw[f]
            dw_part = total if alone else np.empty_like(total)
            choose(layer).backward(layer, given, part, dw_part)
            if not alone:
                total += dw_part
    dw = part_groups(dw, w, settings.groups)
    return Gradients(dx.astype(kind_x, copy=False), dw.astype(kind_w, copy=False), db)


def _alike(*arrays):
    """Return the arrays in the widest kind of number among them."""
    dtype = np.result_type(*arrays)
    return [a.astype(dtype, copy=False) for a in arrays]


@contextmanager
def _contiguous(a, where):
    """Give zeros to be filled, contiguous, for a part of an array."""
    part = a[where]
    if part.flags.c_contiguous:
        yield part
        return
    whole = np.zeros(part.shape, part.dtype)
    yield whole
    part[...] = whole
