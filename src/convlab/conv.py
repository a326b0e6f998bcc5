"""The layer: forward and backward, each a matrix multiplication around im2col."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._spec import ConvSpec, Gradients, check_bias, check_gradient, check_layer
from convlab._validate import GIB, Padding, Pair, check_memory
from convlab.geometry import crop, padded_shape, zero_pad
from convlab.im2col import col2im, im2col

__all__ = ["Gradients", "backward", "forward"]


def forward(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
    max_bytes: int = GIB,
) -> NDArray:
    """Convolve the images with the kernels.

    Equations :eq:`forward` and :eq:`forward-matmul`: Z = W_mat X_col + b.

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
        How many groups to split the channels and kernels into; a kernel reads only the
        channels of its own group (equation :eq:`general`). With groups = C this is a
        depthwise convolution.
    max_bytes : int
        Upper limit, in bytes, on the im2col matrix, on its table of addresses, and on
        the padded images; 1 GiB by default.

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
    Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing" (2006).

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> forward(x, np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[12., 16.]])
    """
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    b = check_bias(b, w)
    (F, KH, KW, Cg), (OH, OW), groups = w.shape, spec.output_size, spec.groups

    X_col = _to_columns(x, (KH, KW), spec, max_bytes)
    W_mat = w.reshape(groups, F // groups, KH * KW * Cg)
    Z = W_mat @ X_col + b.reshape(groups, F // groups, 1)
    Z = Z.reshape(len(x), F, OH * OW)
    return Z.transpose(0, 2, 1).reshape(len(x), OH, OW, F).copy()


def backward(
    dz: ArrayLike,
    x: ArrayLike,
    w: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
    max_bytes: int = GIB,
) -> Gradients:
    """Send the gradient of the loss back through `forward`.

    Equations :eq:`dw-matmul`, :eq:`db`, :eq:`dx-matmul` and :eq:`col2im`:
    dW_mat = sum over n of dZ X_col^T, dX_col = W_mat^T dZ.

    Parameters
    ----------
    dz : array (B, OH, OW, F)
        dL/dz, the upstream gradient.
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
        every use of the entry; averaging over the batch is the job of the loss.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type, or its value or shape does not fit.

    References
    ----------
    LeCun et al., "Backpropagation applied to handwritten zip code recognition" (1989),
    on shared weights.

    Examples
    --------
    >>> x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 2, 3, 1)
    >>> dz = np.array([1, 10]).reshape(1, 1, 2, 1)
    >>> dx, dw, db = backward(dz, x, np.ones((1, 2, 2, 1)))
    >>> dx[0, :, :, 0]
    array([[ 1., 11., 10.],
           [ 1., 11., 10.]])
    """
    dz, x, w, spec = check_gradient(dz, x, w, stride, padding, dilation, groups)
    (B, OH, OW, F), (_, KH, KW, Cg), groups = dz.shape, w.shape, spec.groups

    X_col = _to_columns(x, (KH, KW), spec, max_bytes)
    W_mat = w.reshape(groups, F // groups, KH * KW * Cg)
    rows = B, groups, F // groups, OH * OW  # a kernel a row, group by group
    dZ = dz.reshape(B, OH * OW, F).transpose(0, 2, 1).reshape(rows)
    dW_mat = np.zeros(W_mat.shape, np.result_type(dz, x))
    for dZ_n, X_col_n in zip(dZ, X_col, strict=True):
        dW_mat += dZ_n @ X_col_n.swapaxes(1, 2)
    dX_col = W_mat.swapaxes(1, 2) @ dZ
    dx = _from_columns(dX_col, x.shape, (KH, KW), spec)
    db = dz.sum(axis=(0, 1, 2), dtype=np.promote_types(dz.dtype, np.float64))
    return Gradients(dx.copy(), dW_mat.reshape(w.shape), db.astype(dz.dtype))


def _to_columns(
    x: NDArray, kernel_size: tuple[int, int], spec: ConvSpec, max_bytes: int
) -> NDArray:
    """Pad the images and unroll each group of channels into its own im2col matrix.

    The result has shape (B, groups, KH*KW*C/groups, OH*OW).
    """
    (B, *_, C), (KH, KW), (OH, OW) = x.shape, kernel_size, spec.output_size
    matrix, axes = (B, KH * KW * C, OH * OW), "B KH*KW*C OH*OW"
    check_memory("the matrix", matrix, axes, x.dtype, max_bytes)
    padded = padded_shape(x.shape, spec.padding)
    check_memory("the padded images", padded, "B H W C", x.dtype, max_bytes)
    if B == 0:  # with no images, skip the table of addresses too
        return np.zeros((B, spec.groups, KH * KW * C // spec.groups, OH * OW), x.dtype)
    x = _split_channels(zero_pad(x, spec.padding), spec.groups)
    stride, dilation = spec.stride, spec.dilation
    X_col = im2col(
        x, kernel_size, stride=stride, dilation=dilation, max_bytes=max_bytes
    )
    return X_col.reshape(B, spec.groups, *X_col.shape[1:])


def _from_columns(
    cols: NDArray, x_shape: tuple, kernel_size: tuple[int, int], spec: ConvSpec
) -> NDArray:
    """Add each entry of the columns back onto its pixel, then crop off the padding."""
    B, H, W, C = padded_shape(x_shape, spec.padding)
    groups = spec.groups
    cols = cols.reshape(B * groups, *cols.shape[2:])
    image_shape, stride, dilation = (H, W, C // groups), spec.stride, spec.dilation
    x = col2im(cols, image_shape, kernel_size, stride=stride, dilation=dilation)
    return crop(_join_channels(x, groups), spec.padding)


def _split_channels(x: NDArray, groups: int) -> NDArray:
    """Turn each group's channels into an image: (B * groups, H, W, C / groups)."""
    B, H, W, C = x.shape
    x = x.reshape(B, H, W, groups, C // groups).transpose(0, 3, 1, 2, 4)
    return x.reshape(B * groups, H, W, C // groups)


def _join_channels(x: NDArray, groups: int) -> NDArray:
    """Put the channels of all groups side by side again: (B, H, W, C)."""
    BG, H, W, Cg = x.shape
    x = x.reshape(BG // groups, groups, H, W, Cg).transpose(0, 2, 3, 1, 4)
    return x.reshape(BG // groups, H, W, groups * Cg)
