"""Attempts at the three forward passes."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import wrong
from convlab import im2col


@wrong(
    "forward",
    "the bias is added inside the loop over the kernel",
    mistake="forward-bias-added-for-every-element",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    if b is None:
        b = np.zeros(F)
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for i in range(OH):
            for j in range(OW):
                for f in range(F):
                    for p in range(KH):
                        for q in range(KW):
                            for c in range(C):
                                z[n, i, j, f] += (
                                    x[n, stride * i + p, stride * j + q, c]
                                    * w[f, p, q, c]
                                )
                            z[n, i, j, f] += b[f]
    return z


@wrong(
    "forward",
    "= for +=: only the last product is kept",
    mistake="forward-sum-overwritten",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    z = np.zeros((B, (H - KH) // stride + 1, (W - KW) // stride + 1, F))
    for n, i, j, f in np.ndindex(z.shape):
        for p, q, c in np.ndindex(KH, KW, C):
            z[n, i, j, f] = x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
        if b is not None:
            z[n, i, j, f] += b[f]
    return z


@wrong(
    "forward",
    "the accumulator is not reset for the next kernel",
    mistake="forward-kernels-not-started-anew",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    pad = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    xp = np.pad(x, pad, "constant")
    num_filters, kh, kw, channels = w.shape
    out_h = (xp.shape[1] - kh) // stride + 1
    out_w = (xp.shape[2] - kw) // stride + 1
    out = np.zeros((xp.shape[0], out_h, out_w, num_filters))
    for n in range(xp.shape[0]):
        for i in range(out_h):
            for j in range(out_w):
                total = 0
                for f in range(num_filters):
                    for p in range(kh):
                        for q in range(kw):
                            for c in range(channels):
                                total += (
                                    xp[n, i * stride + p, j * stride + q, c]
                                    * w[f, p, q, c]
                                )
                    out[n, i, j, f] = total + (b[f] if b is not None else 0)
    return out


@wrong(
    "forward",
    "np.pad without sides pads the batch and the channels as well",
    mistake="forward-padding-of-all-axes",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, padding)
    B, H, W, C = x.shape
    F, KH, KW, C = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for i in range(OH):
            for j in range(OW):
                for f in range(F):
                    z[n, i, j, f] = 0 if b is None else b[f]
                    for p in range(KH):
                        for q in range(KW):
                            for c in range(C):
                                z[n, i, j, f] += (
                                    x[n, i * stride + p, j * stride + q, c]
                                    * w[f, p, q, c]
                                )
    return z


@wrong(
    "forward",
    "the bias is indexed with the image, not with the kernel",
    mistake="forward-bias-of-the-image",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    out = []
    for n in range(B):
        rows = []
        for i in range(OH):
            row = []
            for j in range(OW):
                window = x[
                    n, i * stride : i * stride + KH, j * stride : j * stride + KW, :
                ]
                unit = [np.sum(window * w[f]) for f in range(F)]
                if b is not None:
                    unit = [u + b[n] for u in unit]
                row.append(unit)
            rows.append(row)
        out.append(rows)
    return np.array(out)


@wrong(
    "forward",
    "the output size is rounded up, so that the last window leaves the image",
    mistake="forward-size-rounded-up",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH = int(np.ceil((H - KH) / stride)) + 1
    OW = int(np.ceil((W - KW) / stride)) + 1
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for i in range(OH):
            for j in range(OW):
                for f in range(F):
                    window = x[
                        n, stride * i : stride * i + KH, stride * j : stride * j + KW
                    ]
                    kernel = w[f, : window.shape[0], : window.shape[1]]
                    z[n, i, j, f] = (window * kernel).sum() + (0 if b is None else b[f])
    return z


@wrong(
    "forward",
    "rows and columns of the window are exchanged",
    mistake="forward-rows-and-columns-of-z-exchanged",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    m, n_H_prev, n_W_prev, n_C_prev = x.shape
    n_C, fh, fw, n_C_prev = w.shape
    n_H = (n_H_prev - fh + 2 * padding) // stride + 1
    n_W = (n_W_prev - fw + 2 * padding) // stride + 1
    A_prev_pad = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    Z = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for v in range(n_W):
                vert_start, horiz_start = v * stride, h * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[
                        i, vert_start : vert_start + fh, horiz_start : horiz_start + fw
                    ]
                    Z[i, h, v, c] = np.sum(a_slice * w[c]) + (
                        0 if b is None else float(b[c])
                    )
    return Z


@wrong(
    "forward",
    "window and kernel are flattened in different orders: w[f].T reverses its axes",
    mistake="forward-weights-turned-round",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for i in range(OH):
            for j in range(OW):
                patch = x[
                    n, i * stride : i * stride + KH, j * stride : j * stride + KW
                ].flatten()
                for f in range(F):
                    z[n, i, j, f] = patch @ w[f].T.flatten()
    return z if b is None else z + b


@wrong(
    "forward",
    "sliding_window_view has the channels before the kernel, w has them behind it",
    mistake="forward-weights-channels-first",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    F, KH, KW, C = w.shape
    v = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
    B, OH, OW = v.shape[:3]
    z = v.reshape(B * OH * OW, -1) @ w.reshape(F, -1).T
    z = z.reshape(B, OH, OW, F)
    if b is not None:
        z = z + b
    return z


@wrong(
    "forward",
    "CS231n's way: the columns are (C, KH, KW), but w is flattened as (KH, KW, C)",
    mistake="forward-weights-channels-first",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = x.transpose(0, 3, 1, 2)
    N, C, H, W = x.shape
    F, HH, WW, _ = w.shape
    x_padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (H + 2 * padding - HH) // stride + 1
    ow = (W + 2 * padding - WW) // stride + 1
    i0 = np.tile(np.repeat(np.arange(HH), WW), C)
    j0 = np.tile(np.arange(WW), HH * C)
    i1 = stride * np.repeat(np.arange(oh), ow)
    j1 = stride * np.tile(np.arange(ow), oh)
    k = np.repeat(np.arange(C), HH * WW).reshape(-1, 1)
    cols = x_padded[:, k, i0[:, None] + i1, j0[:, None] + j1]
    x_cols = cols.transpose(1, 2, 0).reshape(HH * WW * C, -1)
    res = w.reshape(F, -1) @ x_cols
    if b is not None:
        res += b.reshape(-1, 1)
    return res.reshape(F, oh, ow, N).transpose(3, 1, 2, 0)


@wrong(
    "forward",
    "off by one: range(0, H - KH, stride) misses the last window, which stays 0",
    mistake="forward-last-fit-is-bias",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    z = np.zeros((B, (H - KH) // stride + 1, (W - KW) // stride + 1, F))
    for i, top in enumerate(range(0, H - KH, stride)):
        for j, left in enumerate(range(0, W - KW, stride)):
            for f in range(F):
                z[:, i, j, f] = np.sum(
                    x[:, top : top + KH, left : left + KW] * w[f], axis=(1, 2, 3)
                )
    return z + (0 if b is None else b)


@wrong(
    "forward",
    "the bias is added to the whole map once for every window",
    mistake="forward-bias-added-for-every-window",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                window = x[
                    :, i * stride : i * stride + KH, j * stride : j * stride + KW
                ]
                z[:, i, j, f] += np.sum(window * w[f], axis=(1, 2, 3))
                if b is not None:
                    z[..., f] += b[f]
    return z


@wrong(
    "forward",
    "the channels are kept apart: channel f of z is made of channel f of x alone",
    mistake="forward-channels-kept-apart",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for n in range(B):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    window = x[
                        n, i * stride : i * stride + KH, j * stride : j * stride + KW, c
                    ]
                    z[n, i, j, c] = np.sum(window * w[c, :, :, c])
                    if b is not None:
                        z[n, i, j, c] += b[c]
    return z


@wrong(
    "forward_by_slices",
    "z = for z +=: only the last weight of the kernel is left",
    mistake="forward-elements-overwritten",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    F, KH, KW, C = w.shape
    OH = (x.shape[1] - KH) // stride + 1
    OW = (x.shape[2] - KW) // stride + 1
    z = np.zeros((x.shape[0], OH, OW, F))
    for p in range(KH):
        for q in range(KW):
            pixels = x[:, p::stride, q::stride][:, :OH, :OW]
            z = np.einsum("nijc,fc->nijf", pixels, w[:, p, q])
    if b is not None:
        z = z + b
    return z


@wrong(
    "forward_by_slices",
    "the bias is added once for each (p, q)",
    mistake="forward-bias-added-for-every-element",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    if b is None:
        b = 0
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    KH, KW = w.shape[1], w.shape[2]
    hh, ww = x.shape[1] - KH, x.shape[2] - KW
    z = 0
    for p in range(KH):
        for q in range(KW):
            z = (
                z
                + x[:, p : hh + p + 1 : stride, q : ww + q + 1 : stride]
                @ w[:, p, q, :].T
                + b
            )
    return z


@wrong(
    "forward_by_slices",
    "the einsum puts f before the pixels, and reshape does not bring it back",
    mistake="forward-output-reshaped-before-bias",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, F, OH, OW))
    for p, q in np.ndindex(KH, KW):
        z += np.einsum(
            "nijc,fc->nfij", x[:, p::stride, q::stride][:, :OH, :OW], w[:, p, q]
        )
    z = z.reshape(B, OH, OW, F)
    if b is not None:
        z = z + b
    return z


@wrong(
    "forward_by_slices",
    "return stands in the loop over p: only the first row of the kernel is used",
    mistake="forward-only-first-row-of-kernel",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    F, KH, KW, C = w.shape
    OH, OW = (x.shape[1] - KH) // stride + 1, (x.shape[2] - KW) // stride + 1
    z = np.zeros((x.shape[0], OH, OW, F))
    if b is not None:
        z = z + b.reshape(1, 1, 1, F)
    for p in range(KH):
        for q in range(KW):
            x_part = x[:, p : p + stride * OH : stride, q : q + stride * OW : stride, :]
            z += np.matmul(x_part, w[:, p, q, :].T)
        return z


@wrong(
    "forward_by_slices",
    "the loops over p and q step by the stride: weights are left out",
    mistake="forward-weights-skipped-by-stride",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, C = w.shape
    OH = (H - KH) // stride + 1
    OW = (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for p in range(0, KH, stride):
        for q in range(0, KW, stride):
            z += np.einsum(
                "bhwc,fc->bhwf", x[:, p::stride, q::stride][:, :OH, :OW], w[:, p, q]
            )
    if b is not None:
        z += b
    return z


@wrong(
    "forward_by_matmul",
    "Z is reshaped without moving the axis of the kernels first",
    mistake="forward-output-reshaped-before-bias",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    W_mat = w.reshape(F, KH * KW * C)
    Z = W_mat @ im2col(x, (KH, KW), stride=stride)
    z = Z.reshape(B, OH, OW, F)
    return z if b is None else z + b


@wrong(
    "forward_by_matmul",
    "Z.T reverses all three axes, the images included, before the reshape",
    mistake="forward-mfn-read-as-nmf-before-bias",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    sides = padding, padding
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    Z = w.reshape(F, -1) @ im2col(x, (KH, KW), stride=stride)
    z = Z.T.reshape(B, (H - KH) // stride + 1, (W - KW) // stride + 1, F)
    if b is not None:
        z = z + b
    return z


@wrong(
    "forward_by_matmul",
    "the weights are ordered (C, KH, KW), as for images with channels first",
    mistake="forward-weights-laid-channels-first",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    N, H, W, C = x.shape
    F, HH, WW, _ = w.shape
    pad_width = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    x_cols = im2col(np.pad(x, pad_width, mode="constant"), (HH, WW), stride=stride)
    w_rows = w.transpose(0, 3, 1, 2).reshape(F, -1)
    res = w_rows @ x_cols
    out = res.reshape(N, F, (H + 2 * padding - HH) // stride + 1, -1).transpose(
        0, 2, 3, 1
    )
    if b is not None:
        out = out + b
    return out


@wrong(
    "forward_by_matmul",
    "the kernel size is given to im2col as (KW, KH)",
    mistake="forward-kernel-sides-exchanged",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    if padding:
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    height, width = w.shape[1:3]
    shape = (
        x.shape[0],
        (x.shape[1] - height) // stride + 1,
        (x.shape[2] - width) // stride + 1,
        w.shape[0],
    )
    z = np.einsum(
        "bkm,fk->bmf", im2col(x, (width, height), stride=stride), w.reshape(len(w), -1)
    )
    if b is not None:
        z += b
    return z.reshape(shape)


@wrong(
    "forward_by_matmul",
    "transpose(0, 3, 2, 1) brings the kernels to the end, but exchanges rows and "
    "columns",
    mistake="forward-rows-and-columns-of-z-exchanged",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    Z = w.reshape(F, -1) @ im2col(x, (KH, KW), stride=stride)
    z = Z.reshape(B, F, OH, OW).transpose(0, 3, 2, 1)
    if b is not None:
        z = z + b
    return z


@wrong(
    "forward_by_matmul",
    "np.dot gives (F, B, OH OW), and the axes of images and kernels are not moved back",
    mistake="forward-fnm-read-as-nfm-before-bias",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    Z = np.dot(w.reshape(F, -1), im2col(x, (KH, KW), stride=stride))
    z = Z.reshape(B, F, OH, OW).transpose(0, 2, 3, 1)
    if b is not None:
        z += b
    return z


@wrong(
    "forward_by_matmul",
    "the matrices of all images are joined by a reshape alone, which mixes rows and "
    "images",
    mistake="forward-images-joined-by-reshape",
)
def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
    N, H, W, C = x.shape
    F, HH, WW, _ = w.shape
    x_padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    out_h = (H + 2 * padding - HH) // stride + 1
    out_w = (W + 2 * padding - WW) // stride + 1
    x_cols = im2col(x_padded, (HH, WW), stride=stride).reshape(HH * WW * C, -1)
    res = w.reshape(F, -1).dot(x_cols)
    if b is not None:
        res = res + b.reshape(-1, 1)
    return res.reshape(F, N, out_h, out_w).transpose(1, 2, 3, 0)


# Two mistakes at once


@wrong(
    "forward",
    "two mistakes",
    mistake="forward-no-padding-before and forward-stride-on-rows-only",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, padding), (0, padding), (0, 0)))
    views = sliding_window_view(x, w.shape[1:3], axis=(1, 2))[:, ::stride]
    return np.einsum("bijckl,fklc->bijf", views, w) + (0 if b is None else b)


@wrong(
    "forward",
    "two: the padding is never applied; the bias is added for every channel",
    mistake="forward-bias-added-for-every-channel and forward-padding-forgotten",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for n, i, j, f in np.ndindex(z.shape):
        for c in range(C):
            for p, q in np.ndindex(KH, KW):
                z[n, i, j, f] += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
            z[n, i, j, f] += 0 if b is None else b[f]
    return z


@wrong(
    "forward",
    "two mistakes",
    mistake="forward-channels-added-up-first and forward-images-added-up",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    grey = x.sum(axis=-1)
    z = np.zeros((B, OH, OW, F))
    for i in range(OH):
        for j in range(OW):
            for f in range(F):
                win = grey[
                    :, i * stride : i * stride + KH, j * stride : j * stride + KW
                ]
                z[:, i, j, f] = (win * w[f, :, :, 0]).sum()
    return z if b is None else z + b


@wrong(
    "forward",
    "two: the bias is left out; z is divided by the number of images",
    mistake="forward-bias-forgotten and forward-divided-by-images",
)
def forward(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    m = x.shape[0]
    F, KH, KW, _ = w.shape
    z = 0
    for p in range(KH):
        for q in range(KW):
            h = x.shape[1] - KH + 1
            v = x.shape[2] - KW + 1
            z = z + x[:, p : p + h : stride, q : q + v : stride] @ w[:, p, q].T
    return z / m


@wrong(
    "forward_by_slices",
    "two mistakes",
    mistake="forward-bias-forgotten and forward-channels-added-up-apart",
)
def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F))
    for p in range(KH):
        for q in range(KW):
            pixels = x[:, p::stride, q::stride, :][:, :OH, :OW]
            z += pixels.sum(axis=-1, keepdims=True) * w[:, p, q, :].sum(axis=-1)
    return z
