"""The layer: forward and backward, each a matrix multiplication around im2col."""

import numpy as np

from convlab.agreement import check_bias, check_gradient, check_layer
from convlab.geometry import crop, zero_pad
from convlab.gradients import Gradients
from convlab.im2col import col2im, im2col

__all__ = ["backward", "forward"]


def forward(x, w, b=None, *, stride=1, padding="valid"):
    """Convolve the images with the kernels.

    Equations :eq:`forward` and :eq:`forward-matmul`: Z = W_mat X_col + b.

    Parameters
    ----------
    x : array (B, H, W, C)
        Images: the activation of the layer below.
    w : array (F, KH, KW, C)
        Kernels.
    b : array (F,), optional
        Bias of each kernel; zeros when left out.
    stride : int or (int, int)
        Pixels (down, right) from one window to the next.
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Zeros around the image, in pixels, as in `pad`.

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
    x, w, stride, widths, (OH, OW) = check_layer(x, w, stride, padding)
    b = check_bias(b, w)
    B, (F, KH, KW, C) = len(x), w.shape

    X_col = im2col(zero_pad(x, widths), (KH, KW), stride=stride)
    W_mat = w.reshape(F, KH * KW * C)
    Z = W_mat @ X_col + b[:, None]
    return Z.transpose(0, 2, 1).reshape(B, OH, OW, F).copy()


def backward(dz, x, w, *, stride=1, padding="valid"):
    """Send the gradient of the loss back through `forward`.

    Equations :eq:`dw-matmul`, :eq:`db`, :eq:`dx-matmul` and :eq:`col2im`:
    dW_mat = sum over n of dZ X_col^T, dX_col = W_mat^T dZ.

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz, the gradient that arrives.
    x : array (B, H, W, C)
        The images given to `forward`, not padded.
    w : array (F, KH, KW, C)
        The kernels given to `forward`.
    stride, padding
        As given to `forward`.

    Returns
    -------
    Gradients
        dx (B, H, W, C), dw (F, KH, KW, C) and db (F,). Each is a sum over every use
        of the entry; an average over the batch belongs to the loss.

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
    dz, x, w, stride, widths, (OH, OW) = check_gradient(dz, x, w, stride, padding)
    B, (F, KH, KW, C) = len(x), w.shape
    x = zero_pad(x, widths)

    X_col = im2col(x, (KH, KW), stride=stride)
    W_mat = w.reshape(F, KH * KW * C)
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1)
    dW_mat = np.einsum("nfm,nkm->fk", dZ, X_col, optimize=True)
    dX_col = W_mat.T @ dZ
    dx = crop(col2im(dX_col, x.shape[1:], (KH, KW), stride=stride), widths)
    dw = dW_mat.reshape(w.shape)
    db = dz.sum(axis=(0, 1, 2), dtype=np.promote_types(dz.dtype, np.float64))
    return Gradients(dx.copy(), dw.copy(), db.astype(dz.dtype))
