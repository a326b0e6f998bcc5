"""The layer: forward and backward, each a matrix multiplication around im2col."""

import numpy as np

from convlab._spec import check_bias, check_gradient, check_layer
from convlab._validate import GIB
from convlab.columns import from_columns, to_columns
from convlab.gradients import Gradients

__all__ = ["backward", "forward"]


def forward(
    x, w, b=None, *, stride=1, padding="valid", dilation=1, groups=1, max_bytes=GIB
):
    """Convolve the images with the kernels.

    Equations :eq:`forward` and :eq:`forward-matmul`: Z = W_mat X_col + b.

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
        Cuts channels and kernels into so many groups, and each kernel reads the
        channels of its own group only (equation :eq:`general`). With groups = C the
        layer is called depthwise.
    max_bytes : int
        The most that the im2col matrix may take, and its table of addresses, and the
        padded images; 1 GiB unless told.

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
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[12., 16.]])
    """
    x, w, settings, (OH, OW) = check_layer(x, w, stride, padding, dilation, groups)
    b = check_bias(b, w)
    B, (F, KH, KW, C), groups = len(x), w.shape, settings.groups

    X_col = to_columns(x, (KH, KW), (OH, OW), settings, max_bytes)
    W_mat = w.reshape(groups, F // groups, KH * KW * C)
    Z = W_mat @ X_col + b.reshape(groups, F // groups, 1)
    Z = Z.reshape(B, F, OH * OW)
    return Z.transpose(0, 2, 1).reshape(B, OH, OW, F).copy()


def backward(
    dz, x, w, *, stride=1, padding="valid", dilation=1, groups=1, max_bytes=GIB
):
    """Send the gradient of the loss back through `forward`.

    Equations :eq:`dw-matmul`, :eq:`db`, :eq:`dx-matmul` and :eq:`col2im`:
    dW_mat = sum over n of dZ X_col^T, dX_col = W_mat^T dZ.

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz, the gradient that arrives.
    x : array (B, H, W, C)
        The images given to `forward`, not padded.
    w : array (F, KH, KW, C // groups)
        The kernels given to `forward`.
    stride, padding, dilation, groups, max_bytes
        As given to `forward`.

    Returns
    -------
    Gradients
        dx (B, H, W, C), dw (F, KH, KW, C // groups) and db (F,). Each is a sum over
        every use of the entry; an average over the batch belongs to the loss.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or its value or shape does not fit.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    for weights that are shared.

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> dz = np.array([1, 10]).reshape(1, 1, 2, 1)
    >>> dx, dw, db = backward(dz, x, np.ones((1, 2, 2, 1)))
    >>> dx[0, :, :, 0]
    array([[ 1., 11., 10.],
           [ 1., 11., 10.]])
    """
    dz, x, w, settings, (OH, OW) = check_gradient(
        dz, x, w, stride, padding, dilation, groups
    )
    B, (F, KH, KW, C), groups = len(x), w.shape, settings.groups

    X_col = to_columns(x, (KH, KW), (OH, OW), settings, max_bytes)
    W_mat = w.reshape(groups, F // groups, KH * KW * C)
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dZ = dZ.reshape(B, groups, F // groups, OH * OW)
    dW_mat = np.zeros(W_mat.shape, np.result_type(dz, x))
    for dZ_n, X_col_n in zip(dZ, X_col, strict=True):
        dW_mat += dZ_n @ X_col_n.swapaxes(1, 2)
    dX_col = W_mat.swapaxes(1, 2) @ dZ
    dx = from_columns(dX_col, x.shape, (KH, KW), settings)
    db = dz.sum(axis=(0, 1, 2), dtype=np.promote_types(dz.dtype, np.float64))
    return Gradients(dx.copy(), dW_mat.reshape(w.shape), db.astype(dz.dtype))
