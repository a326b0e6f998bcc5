"""Attempts at the forward pass by matrices: transposes left out, and reshapes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import wrong
from convlab import im2col

TASK = "forward_by_matmul"


def pad(x, P):
    return np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))


def matrices(x, w, stride, padding):
    """Return W_mat, X_col and the shape of z, all of them right."""
    x = pad(x, padding)
    (B, H, W, _), (F, KH, KW, _) = x.shape, w.shape
    shape = B, (H - KH) // stride + 1, (W - KW) // stride + 1, F
    return w.reshape(F, -1), im2col(x, (KH, KW), stride=stride), shape


def cs231n_cols(x, KH, KW, stride):
    """Return columns (p, q, c), window by window and image by image within each."""
    B, H, W, C = x.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    i0 = np.repeat(np.arange(KH), KW * C).reshape(-1, 1)
    j0 = np.tile(np.repeat(np.arange(KW), C), KH).reshape(-1, 1)
    k = np.tile(np.arange(C), KH * KW).reshape(-1, 1)
    i = i0 + stride * np.repeat(np.arange(OH), OW)
    j = j0 + stride * np.tile(np.arange(OW), OH)
    cols = x[:, i, j, k]
    return cols.transpose(1, 2, 0).reshape(KH * KW * C, -1), OH, OW


# A row for each kernel: (n, f, window)


@wrong(TASK, "the kernels' axis is not moved", mistake="forward-output-reshaped")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = W_mat @ X_col
    if b is not None:
        Z = Z + b[:, None]
    return Z.reshape(shape)


@wrong("forward", "out (B, F, OH, OW) is reshaped", mistake="forward-output-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    x = pad(x, padding)
    (N, H, W, C), (F, HH, WW, _) = x.shape, w.shape
    H_out, W_out = 1 + (H - HH) // stride, 1 + (W - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        window = x[n, top : top + HH, left : left + WW]
        out[n, f, i, j] = np.sum(window * w[f]) + (0 if b is None else b[f])
    return out.reshape(N, H_out, W_out, F)


@wrong(TASK, "read as (F, B, OH, OW)", mistake="forward-nfm-read-as-fnm")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = W_mat @ X_col
    if b is not None:
        Z += b.reshape(-1, 1)
    return np.moveaxis(Z.reshape(F, B, OH, OW), 0, -1)


@wrong(TASK, "one row for each kernel", mistake="forward-nfm-read-as-fnm")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    per_image = np.array([W_mat @ cols for cols in X_col])
    if b is not None:
        per_image = per_image + b[None, :, None]
    rows = per_image.reshape(F, -1)
    return rows.T.reshape(B, OH, OW, F)


@wrong(TASK, "one row for each kernel", mistake="forward-nfm-read-as-fnm-before-bias")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    rows = np.matmul(W_mat, X_col).reshape(len(w), -1)
    z = rows.T.reshape(shape)
    return z if b is None else z + b


@wrong(TASK, "CS231n's way back", mistake="forward-nfm-read-as-fmn")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (N, h_out, w_out, F) = matrices(x, w, stride, padding)
    res = W_mat @ X_col
    if b is not None:
        res = res + b.reshape(-1, 1)
    out = res.reshape(F, h_out, w_out, N)
    return out.transpose(3, 1, 2, 0)


@wrong(TASK, "CS231n's way back", mistake="forward-nfm-read-as-fmn")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (N, OH, OW, F) = matrices(x, w, stride, padding)
    res = np.einsum("fk,nkm->nfm", W_mat, X_col) + (0 if b is None else b[:, None])
    z = np.zeros((N, OH, OW, F))
    for n in range(N):
        z[n] = np.moveaxis(res.reshape(F, OH, OW, N)[..., n], 0, -1)
    return z


@wrong(TASK, "CS231n's way back", mistake="forward-nfm-read-as-fmn-before-bias")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (N, OH, OW, F) = matrices(x, w, stride, padding)
    out = (W_mat @ X_col).reshape(F, OH * OW, N).T.reshape(N, OH, OW, F)
    return out if b is None else out + b


# np.dot and np.tensordot put the kernels first: (f, n, window)


@wrong(TASK, "np.dot puts f first", mistake="forward-fnm-read-as-nmf")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = np.dot(W_mat, X_col)
    if b is not None:
        Z = Z + b[:, None, None]
    return Z.reshape(shape)


@wrong(TASK, "one wide matrix", mistake="forward-fnm-read-as-nmf")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = W_mat @ np.concatenate(list(X_col), axis=1)
    if b is not None:
        Z += np.expand_dims(b, 1)
    return Z.reshape(shape)


@wrong(TASK, "np.dot puts f first", mistake="forward-fnm-read-as-nmf-before-bias")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    z = np.dot(W_mat, X_col).reshape(shape)
    return z if b is None else z + b


@wrong(TASK, "np.dot puts f first", mistake="forward-fnm-read-as-nfm")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = np.dot(W_mat, X_col)
    if b is not None:
        Z = Z + b.reshape(-1, 1, 1)
    return Z.reshape(B, F, OH, OW).transpose(0, 2, 3, 1)


@wrong(TASK, "one wide matrix, cut into images", mistake="forward-fnm-read-as-nfm")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = W_mat @ np.hstack(X_col)
    if b is not None:
        Z = Z + b[:, np.newaxis]
    Z = Z.reshape(len(x), len(w), -1)
    return Z.swapaxes(1, 2).reshape(shape)


@wrong(TASK, "tensordot", mistake="forward-fnm-read-as-nfm-before-bias")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = np.tensordot(W_mat, X_col, axes=(1, 1)).reshape(B, F, OH * OW)
    z = Z.transpose(0, 2, 1).reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(TASK, "filled image by image", mistake="forward-batch-columns-read-by-window")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    res = W_mat @ np.hstack(X_col)
    if b is not None:
        res = res + b.reshape(-1, 1)
    return res.reshape(F, OH, OW, B).transpose(3, 1, 2, 0)


@wrong(TASK, "tensordot", mistake="forward-batch-columns-read-by-window")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = np.tensordot(W_mat, X_col, axes=(1, 1))
    z = Z.reshape(F, OH * OW, B).transpose(2, 1, 0).reshape(B, OH, OW, F)
    return z if b is None else z + b


# As in CS231n, the images are fastest: (f, window, n)


@wrong("forward", "out is only reshaped", mistake="forward-fmn-read-as-nmf")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, HH, WW, _) = pad(x, padding), w.shape
    x_cols, OH, OW = cs231n_cols(x, HH, WW, stride)
    res = w.reshape(F, -1).dot(x_cols)
    if b is not None:
        res = res + b.reshape(-1, 1)
    return res.reshape(len(x), OH, OW, F)


@wrong(TASK, "the images end up last", mistake="forward-fmn-read-as-nmf")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = np.einsum("fk,nkm->fmn", W_mat, X_col)
    if b is not None:
        Z += b[:, None, None]
    return Z.reshape(shape)


@wrong("forward", "out is only reshaped", mistake="forward-fmn-read-as-nmf-before-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, HH, WW, _) = pad(x, padding), w.shape
    x_cols, OH, OW = cs231n_cols(x, HH, WW, stride)
    out = (w.reshape(F, -1) @ x_cols).reshape(len(x), OH, OW, F)
    return out if b is None else out + b


@wrong("forward", "read as (N, F, OH, OW)", mistake="forward-fmn-read-as-nfm")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, HH, WW, _) = pad(x, padding), w.shape
    x_cols, OH, OW = cs231n_cols(x, HH, WW, stride)
    res = w.reshape(F, -1) @ x_cols
    if b is not None:
        res += b[:, None]
    return res.reshape(len(x), F, OH, OW).transpose(0, 2, 3, 1)


@wrong(TASK, "np.stack(axis=-1) for the images", mistake="forward-fmn-read-as-nfm")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    bias = np.zeros((F, 1)) if b is None else b.reshape(F, 1)
    Z = np.stack([W_mat @ cols + bias for cols in X_col], axis=-1)
    return np.moveaxis(Z.reshape(B, F, OH, OW), 1, -1)


@wrong("forward", "(N, F, OH, OW)", mistake="forward-fmn-read-as-nfm-before-bias")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, HH, WW, _) = pad(x, padding), w.shape
    x_cols, OH, OW = cs231n_cols(x, HH, WW, stride)
    res = w.reshape(F, -1) @ x_cols
    out = np.moveaxis(res.reshape(len(x), F, OH, OW), 1, -1)
    return out if b is None else out + b


@wrong(TASK, "images last", mistake="forward-fmn-read-as-nfm-before-bias")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = np.stack([W_mat @ cols for cols in X_col], axis=-1)
    z = Z.reshape(B, F, OH, OW).transpose(0, 2, 3, 1)
    return z if b is None else z + b


@wrong("forward", "read image by image", mistake="forward-batch-columns-mixed")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, HH, WW, _) = pad(x, padding), w.shape
    x_cols, OH, OW = cs231n_cols(x, HH, WW, stride)
    res = w.reshape(F, -1) @ x_cols
    if b is not None:
        res += b.reshape(-1, 1)
    return res.reshape(F, len(x), OH, OW).transpose(1, 2, 3, 0)


@wrong(TASK, "windows in rows, images within", mistake="forward-batch-columns-mixed")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    rows = X_col.transpose(2, 0, 1).reshape(-1, W_mat.shape[1])
    z = (rows @ W_mat.T).reshape(shape)
    return z if b is None else z + b


# All axes reversed: (window, f, n)


@wrong(TASK, "Z.T", mistake="forward-mfn-read-as-nmf")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    Z = W_mat @ X_col
    if b is not None:
        Z = Z + b[:, None]
    return Z.T.reshape(shape)


@wrong(TASK, "transpose() with no order", mistake="forward-mfn-read-as-nmf")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    bias = 0 if b is None else b.reshape(1, -1, 1)
    z = np.einsum("fk,nkm->nfm", W_mat, X_col) + bias
    return np.transpose(z).reshape(shape)


# What becomes of X_col


@wrong(TASK, "reshape to (B, M, K)", mistake="forward-columns-reshaped-to-rows")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    rows = X_col.reshape(B, OH * OW, -1)
    z = (rows @ W_mat.T).reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(TASK, "reshape(-1, K)", mistake="forward-columns-reshaped-to-rows")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, shape = matrices(x, w, stride, padding)
    z = X_col.reshape(-1, W_mat.shape[1]).dot(W_mat.T)
    if b is not None:
        z += b
    return z.reshape(shape)


@wrong(
    "forward", "windows are only reshaped", mistake="forward-rows-reshaped-to-columns"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    view = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
    B, OH, OW = view.shape[:3]
    view = view.transpose(0, 1, 2, 4, 5, 3)
    Z = w.reshape(F, -1) @ view.reshape(B, KH * KW * C, OH * OW)
    z = Z.transpose(0, 2, 1).reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(
    "forward", "windows are only reshaped", mistake="forward-rows-reshaped-to-columns"
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, H, W, _ = x.shape
    rows = [
        x[:, i : i + KH, j : j + KW].reshape(B, -1)
        for i in range(0, H - KH + 1, stride)
        for j in range(0, W - KW + 1, stride)
    ]
    X_col = np.stack(rows, axis=1).reshape(B, KH * KW * C, len(rows))
    Z = np.einsum("fk,bkm->bmf", w.reshape(F, -1), X_col)
    z = Z.reshape(B, (H - KH) // stride + 1, -1, F)
    return z if b is None else z + b


@wrong(TASK, "reshape(K, -1)", mistake="forward-images-joined-by-reshape")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    Z = W_mat @ X_col.reshape(W_mat.shape[1], B * OH * OW)
    z = Z.T.reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(
    TASK,
    "reshape(K, -1), and CS231n's way back",
    mistake="forward-images-joined-by-reshape-and-read-by-window",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (N, h_out, w_out, F) = matrices(x, w, stride, padding)
    res = W_mat @ X_col.reshape(W_mat.shape[1], -1)
    if b is not None:
        res += b.reshape(-1, 1)
    return res.reshape(F, h_out, w_out, N).transpose(3, 1, 2, 0)


@wrong(
    TASK,
    "images last, by a reshape",
    mistake="forward-images-joined-by-reshape-and-read-by-window",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    W_mat, X_col, (B, OH, OW, F) = matrices(x, w, stride, padding)
    cols = X_col.reshape(W_mat.shape[1], OH * OW, B)
    z = np.tensordot(cols, W_mat, axes=(0, 1)).transpose(1, 0, 2)
    z = z.reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(TASK, "window.T.ravel()", mistake="forward-pixels-turned-round")
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    x, F = pad(x, padding), len(w)
    view = sliding_window_view(x, w.shape[1:3], axis=(1, 2))[:, ::stride, ::stride]
    B, OH, OW = view.shape[:3]
    cols = view.swapaxes(4, 5).reshape(B, OH * OW, -1)
    z = (cols @ w.reshape(F, -1).T).reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong("forward", "window.T.ravel()", mistake="forward-pixels-turned-round")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, H, W, _ = x.shape
    z = np.zeros((B, (H - KH) // stride + 1, (W - KW) // stride + 1, F))
    for n, i, j, f in np.ndindex(z.shape):
        window = x[n, i * stride : i * stride + KH, j * stride : j * stride + KW]
        z[n, i, j, f] = np.dot(window.T.flatten(), w[f].flatten())
    return z if b is None else z + b


# Channels first, by a reshape


@wrong("forward", "x.reshape(B, C, H, W)", mistake="forward-image-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    x = x.reshape(B, C, H, W)
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    z = np.einsum("nchwpq,fpqc->nhwf", view, w)
    return z if b is None else z + b


@wrong("forward", "x.reshape(B, C, H, W)", mistake="forward-image-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (N, H, W, C), (F, HH, WW, _) = x.shape, w.shape
    kernels = np.moveaxis(w, -1, 1)
    P = padding
    planes = np.pad(x.reshape(N, C, H, W), ((0, 0), (0, 0), (P, P), (P, P)))
    H_out, W_out = 1 + (H + 2 * P - HH) // stride, 1 + (W + 2 * P - WW) // stride
    out = np.zeros((N, H_out, W_out, F))
    for n, i, j, f in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        part = planes[n, :, top : top + HH, left : left + WW]
        out[n, i, j, f] = np.sum(part * kernels[f]) + (0 if b is None else b[f])
    return out


@wrong("forward", "padded, then reshaped", mistake="forward-padded-image-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, _) = pad(x, padding), w.shape
    B, H, W, C = x.shape
    x = np.reshape(x, (B, C, H, W))
    view = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    z = np.einsum("nchwpq,fpqc->nhwf", view, w)
    return z if b is None else z + b


@wrong("forward_by_slices", "reshaped", mistake="forward-padded-image-reshaped")
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x, (F, KH, KW, C) = pad(x, padding), w.shape
    B, H, W, _ = x.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    planes = x.reshape(B, C, H, W)
    z = np.zeros((B, OH, OW, F)) + (0 if b is None else b)
    for p, q in np.ndindex(KH, KW):
        part = planes[:, :, p::stride, q::stride][:, :, :OH, :OW]
        z += np.einsum("ncij,fc->nijf", part, w[:, p, q])
    return z


@wrong("forward", "both reshaped", mistake="forward-image-and-weights-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    x, w = x.reshape(B, C, H, W), w.reshape(F, C, KH, KW)
    x = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)))
    view = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    out = np.einsum("nchwpq,fcpq->nfhw", view, w)
    if b is not None:
        out = out + b.reshape(1, -1, 1, 1)
    return out.transpose(0, 2, 3, 1)


@wrong("forward", "both reshaped", mistake="forward-image-and-weights-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (N, H, W, C), (F, HH, WW, _), P = x.shape, w.shape, padding
    images, filters = x.reshape(N, C, H, W), w.reshape(F, C, HH, WW)
    images = np.pad(images, ((0, 0), (0, 0), (P, P), (P, P)))
    H_out, W_out = 1 + (H + 2 * P - HH) // stride, 1 + (W + 2 * P - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        part = images[n, :, top : top + HH, left : left + WW]
        out[n, f, i, j] = np.sum(part * filters[f]) + (0 if b is None else b[f])
    return np.moveaxis(out, 1, -1)


@wrong("forward", "all is reshaped", mistake="forward-everything-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (N, H, W, C), (F, HH, WW, _), P = x.shape, w.shape, padding
    images, filters = x.reshape(N, C, H, W), w.reshape(F, C, HH, WW)
    images = np.pad(images, ((0, 0), (0, 0), (P, P), (P, P)))
    H_out, W_out = 1 + (H + 2 * P - HH) // stride, 1 + (W + 2 * P - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        top, left = i * stride, j * stride
        part = images[n, :, top : top + HH, left : left + WW]
        out[n, f, i, j] = np.sum(part * filters[f]) + (0 if b is None else b[f])
    return out.reshape(N, H_out, W_out, F)


@wrong("forward", "all is reshaped", mistake="forward-everything-reshaped")
def forward(x, w, b=None, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    x, w = x.reshape(B, C, H, W), w.reshape(F, C, KH, KW)
    x = np.pad(x, ((0, 0), (0, 0), (P, P), (P, P)))
    view = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::stride, ::stride]
    out = np.tensordot(w, view, axes=((1, 2, 3), (1, 4, 5))).swapaxes(0, 1)
    if b is not None:
        out = out + b[:, None, None]
    return out.reshape(B, *out.shape[2:], F)
