"""Attempts at dx, the gradient of the image, by scatter and by gather."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from attempts.attempt import wrong
from convlab import col2im, im2col


def _cs231n_tables(C, KH, KW, OH, OW, stride):
    i0 = np.tile(np.repeat(np.arange(KH), KW), C)
    i1 = stride * np.repeat(np.arange(OH), OW)
    j0 = np.tile(np.arange(KW), KH * C)
    j1 = stride * np.tile(np.arange(OW), OH)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), KH * KW).reshape(-1, 1)
    return k, i, j


@wrong(
    "dx",
    "dz is reshaped to (B, F, windows) without a transpose",
    mistake="dx-dz-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    W_mat = w.reshape(F, -1)
    dZ = dz.reshape(B, F, -1)
    dX_col = W_mat.T @ dZ
    dx = col2im(dX_col, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dx[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "the padding is not cut off, so the result has the size of the padded image",
    mistake="dx-padding-left-on",
)
def dx(dz, x, w, *, stride=1, padding=0):
    nb, oh, ow, nf = dz.shape
    size = (x.shape[1] + 2 * padding, x.shape[2] + 2 * padding, x.shape[3])
    cols = [w.reshape(nf, -1).T @ dz[n].reshape(oh * ow, nf).T for n in range(nb)]
    return col2im(np.array(cols), size, (w.shape[1], w.shape[2]), stride=stride)


@wrong(
    "dx",
    "w is reshaped to (KH KW C, F) where its matrix should be transposed",
    mistake="dx-weights-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    W_t = w.reshape(KH * KW * C, F)
    dZ = np.stack([d.reshape(-1, F).T for d in dz])
    big = col2im(W_t @ dZ, (H + P + P, W + P + P, C), (KH, KW), stride=stride)
    return big[:, P : H + P, P : W + P, :].copy()


@wrong(
    "dx",
    "= for += in the loops, so each pixel keeps only its last term",
    mistake="dx-overwritten-by-stamp",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    g = np.zeros((B, H + 2 * padding, W + 2 * padding, C))
    for n in range(B):
        for a in range(dz.shape[1]):
            for b in range(dz.shape[2]):
                for f in range(F):
                    for p in range(KH):
                        for q in range(KW):
                            for c in range(C):
                                g[n, a * stride + p, b * stride + q, c] = (
                                    dz[n, a, b, f] * w[f, p, q, c]
                                )
    return g[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx",
    "negative indices are not skipped, so what falls into the padding wraps "
    "round to the other side",
    mistake="dx-wrapped-around",
)
def dx(dz, x, w, *, stride=1, padding=0):
    out = np.zeros(x.shape)
    for n, a, b, f in np.ndindex(*dz.shape):
        for p in range(w.shape[1]):
            for q in range(w.shape[2]):
                i = a * stride + p - padding
                j = b * stride + q - padding
                if i < x.shape[1] and j < x.shape[2]:
                    out[n, i, j] += dz[n, a, b, f] * w[f, p, q]
    return out


@wrong(
    "dx",
    "the padded gradient is not reset for each image, so images get those "
    "before them as well",
    mistake="dx-images-not-started-anew",
)
def dx(dz, x, w, *, stride=1, padding=0):
    (m, n_H_prev, n_W_prev, n_C_prev) = x.shape
    (n_C, fh, fw, _) = w.shape
    dA_prev = np.zeros(x.shape)
    da_prev_pad = np.zeros((n_H_prev + 2 * padding, n_W_prev + 2 * padding, n_C_prev))
    for i in range(m):
        for h in range(dz.shape[1]):
            for v in range(dz.shape[2]):
                for c in range(n_C):
                    vs, hs = h * stride, v * stride
                    da_prev_pad[vs : vs + fh, hs : hs + fw, :] += (
                        w[c, :, :, :] * dz[i, h, v, c]
                    )
        dA_prev[i] = da_prev_pad[
            padding : padding + n_H_prev, padding : padding + n_W_prev, :
        ]
    return dA_prev


@wrong(
    "dx",
    "the sum over the images is taken, and every image gets it",
    mistake="dx-summed-over-batch",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    P = padding
    total = np.zeros((H + 2 * P, W + 2 * P, C))
    stamps = np.einsum("nabf,fpqc->abpqc", dz, w)
    for a, b in itertools.product(range(dz.shape[1]), range(dz.shape[2])):
        view = total[
            a * stride : a * stride + w.shape[1], b * stride : b * stride + w.shape[2]
        ]
        view += stamps[a, b]
    one = total[P : P + H, P : P + W]
    return np.repeat(one[np.newaxis], B, axis=0)


@wrong(
    "dx",
    "a gather over dz without rotating the kernels",
    mistake="dx-kernel-not-rotated",
)
def dx(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    Hp, Wp = H + 2 * padding, W + 2 * padding
    spread = np.zeros((B, Hp + KH - 1, Wp + KW - 1, F))
    for a in range(OH):
        for b in range(OW):
            spread[:, KH - 1 + stride * a, KW - 1 + stride * b] = dz[:, a, b]
    w_t = w.transpose(3, 1, 2, 0).reshape(C, -1)
    g = (w_t @ im2col(spread, (KH, KW))).transpose(0, 2, 1).reshape(B, Hp, Wp, C)
    return g[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx",
    "a transposed convolution whose output ends with the last window: left- "
    "over pixels are missing",
    mistake="dx-leftover-missing",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    _, KH, KW, C = w.shape
    up = np.zeros((B, (OH - 1) * stride + 1, (OW - 1) * stride + 1, F))
    up[:, ::stride, ::stride] = dz
    up = np.pad(up, ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0)))
    win = sliding_window_view(up, (KH, KW), axis=(1, 2))
    out = np.einsum("nijfpq,fpqc->nijc", win, w[:, ::-1, ::-1])
    return out[:, padding : out.shape[1] - padding, padding : out.shape[2] - padding]


@wrong(
    "dx",
    "puts s zeros between the entries of dz instead of s - 1",
    mistake="dx-one-zero-too-many",
)
def dx(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    s, P = stride, padding
    spread = np.zeros((B, OH + (OH - 1) * s, OW + (OW - 1) * s, F))
    spread[:, :: s + 1, :: s + 1] = dz
    spread = np.pad(spread, ((0, 0), (KH - 1, H + 2 * P), (KW - 1, W + 2 * P), (0, 0)))
    view = sliding_window_view(spread, (KH, KW), axis=(1, 2))[
        :, : H + 2 * P, : W + 2 * P
    ]
    out = np.einsum("nijfpq,fpqc->nijc", view, w[:, ::-1, ::-1, :])
    return out[:, P : P + H, P : P + W]


@wrong(
    "dx",
    "multiplies by the pixels: the chain rule with the derivative by w, "
    "scattered onto the image",
    mistake="dx-pixels-for-weights",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    out = np.zeros(xp.shape)
    for n in range(B):
        for a in range(dz.shape[1]):
            for b in range(dz.shape[2]):
                i, j = a * stride, b * stride
                out[n, i : i + KH, j : j + KW] += (
                    dz[n, a, b].sum() * xp[n, i : i + KH, j : j + KW]
                )
    return out[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx",
    "a sum over the kernels is missing: the last kernel's stamp replaces the others",
    mistake="dx-only-last-kernel",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    P = padding
    for f in range(w.shape[0]):
        dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
        for p in range(w.shape[1]):
            for q in range(w.shape[2]):
                part = dxp[:, p::stride, q::stride][:, : dz.shape[1], : dz.shape[2]]
                part += dz[..., f, None] * w[f, p, q]
    return dxp[:, P : P + H, P : P + W]


@wrong(
    "dx_by_gather",
    "divides by the stride with // and does not ask whether it divides without a rest",
    mistake="dx-dz-repeated",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    _, OH, OW, _ = dz.shape
    dx = np.zeros((B, H, W, C))
    for n in range(B):
        for i in range(H):
            for j in range(W):
                for c in range(C):
                    for p in range(KH):
                        for q in range(KW):
                            a = (i + padding - p) // stride
                            b = (j + padding - q) // stride
                            if 0 <= a < OH and 0 <= b < OW:
                                dx[n, i, j, c] += np.dot(dz[n, a, b], w[:, p, q, c])
    return dx


@wrong(
    "dx_by_gather",
    "the kernels are turned over from top to bottom only, not from left to right",
    mistake="dx-columns-not-rotated",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    dout = dz.transpose(0, 3, 1, 2)
    weight = w.transpose(3, 0, 1, 2)[:, :, ::-1]  # (C, F, kh, kw)
    N, F, OH, OW = dout.shape
    C, _, kh, kw = weight.shape
    H, W = x.shape[1] + 2 * padding, x.shape[2] + 2 * padding
    grid = np.zeros((N, F, H + kh - 1, W + kw - 1))
    grid[:, :, kh - 1 :: stride, kw - 1 :: stride][:, :, :OH, :OW] = dout
    dx = np.zeros((N, C, H, W))
    for i in range(H):
        for j in range(W):
            patch = grid[:, :, i : i + kh, j : j + kw]
            dx[:, :, i, j] = np.tensordot(patch, weight, axes=([1, 2, 3], [1, 2, 3]))
    dx = dx[:, :, padding : H - padding, padding : W - padding]
    return dx.transpose(0, 2, 3, 1)


@wrong(
    "dx_by_gather",
    "the axes f and c of the kernels are swapped by reshape instead of transpose",
    mistake="dx-axes-not-swapped",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    for a, b in np.ndindex(dz.shape[1:3]):
        spread[:, KH - 1 + a * stride, KW - 1 + b * stride] = dz[:, a, b]
    w_back = w[:, ::-1, ::-1, :].reshape(C, KH, KW, F)
    out = w_back.reshape(C, -1) @ im2col(spread, (KH, KW))
    out = np.moveaxis(out, 1, 2).reshape(B, H + 2 * P, W + 2 * P, C)
    return out[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "no zeros for the pixels left over at the end, so that the result is too "
    "small when the stride does not fit",
    mistake="dx-leftover-missing",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    _, KH, KW, C = w.shape
    # (O - 1) * s + 1 rows with the zeros in between
    inserted = np.zeros((B, (OH - 1) * stride + 1, (OW - 1) * stride + 1, F))
    inserted[:, ::stride, ::stride, :] = dz
    padded = np.pad(inserted, [(0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0)])
    view = sliding_window_view(padded, (KH, KW), (1, 2))
    full = np.einsum("nijfpq,fpqc->nijc", view, w[:, ::-1, ::-1])
    end_h = full.shape[1] - padding
    end_w = full.shape[2] - padding
    return full[:, padding:end_h, padding:end_w]


@wrong(
    "dx_by_gather",
    "around dz there are P zeros, as in the forward pass, and not K - 1 - P",
    mistake="dx-padded-like-forward",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    C = x.shape[3]
    KH, KW = w.shape[1:3]
    stretched = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    stretched[:, ::stride, ::stride] = dz
    stretched = np.pad(
        stretched, ((0, 0), (padding, padding), (padding, padding), (0, 0))
    )
    kernels = np.rot90(w, 2, (1, 2)).transpose(3, 1, 2, 0)
    columns = im2col(stretched, (KH, KW))
    flat = columns.transpose(0, 2, 1) @ kernels.reshape(C, -1).T
    OUT_H = stretched.shape[1] - KH + 1
    return flat.reshape(B, OUT_H, -1, C)


@wrong(
    "dx_by_gather",
    "puts stride zeros between the entries of dz instead of stride - 1",
    mistake="dx-one-zero-too-many-for-strides",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    wide = dz.astype(float)
    zeros_between = stride if stride > 1 else 0
    for axis in (1, 2):
        places = np.repeat(np.arange(1, dz.shape[axis]), zeros_between)
        wide = np.insert(wide, places, 0, axis=axis)
    room_h = max(0, H + 2 * padding - wide.shape[1])
    room_w = max(0, W + 2 * padding - wide.shape[2])
    wide = np.pad(wide, ((0, 0), (KH - 1, room_h), (KW - 1, room_w), (0, 0)))
    dx = np.empty((B, H, W, C))
    kernel = w[:, ::-1, ::-1].transpose(1, 2, 0, 3)
    for i in range(H):
        for j in range(W):
            y, z = i + padding, j + padding
            dx[:, i, j] = np.tensordot(wide[:, y : y + KH, z : z + KW], kernel, 3)
    return dx


@wrong(
    "dx_by_gather",
    "forgets the stride: the entries of dz stay neighbours",
    mistake="dx-dz-not-spread",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = dz.shape[1:3]
    frame = np.zeros((B, H + 2 * padding + KH - 1, W + 2 * padding + KW - 1, F))
    frame[:, KH - 1 : KH - 1 + OH, KW - 1 : KW - 1 + OW, :] = dz
    rotated = w[:, ::-1, ::-1, :]
    dx = np.zeros(x.shape)
    for n in range(B):
        for i in range(H):
            for j in range(W):
                window = frame[
                    n, i + padding : i + padding + KH, j + padding : j + padding + KW
                ]
                for c in range(C):
                    dx[n, i, j, c] = np.sum(window * rotated[..., c].transpose(1, 2, 0))
    return dx


@wrong(
    "dx_by_gather",
    "spreads the rows of dz by the stride, but not the columns",
    mistake="dx-stride-on-rows-only",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    big_h, big_w = H + 2 * P, W + 2 * P
    spread = np.zeros((B, big_h + KH - 1, big_w + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :][:, :OH, :OW] = dz
    result = np.zeros((B, big_h, big_w, C))
    for p, q in np.ndindex(KH, KW):
        piece = spread[:, p : p + big_h, q : q + big_w]
        result += np.einsum("nijf,fc->nijc", piece, w[:, KH - 1 - p, KW - 1 - q])
    return result[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "repeats each entry of dz stride times instead of putting zeros between",
    mistake="dx-dz-repeated",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    upsampled = dz.repeat(stride, axis=1).repeat(stride, axis=2)
    target_h, target_w = H + 2 * padding, W + 2 * padding
    upsampled = upsampled[:, :target_h, :target_w]
    after_h = target_h - upsampled.shape[1]
    after_w = target_w - upsampled.shape[2]
    upsampled = np.pad(
        upsampled, ((0, 0), (KH - 1, after_h), (KW - 1, after_w), (0, 0))
    )
    cols = im2col(upsampled, (KH, KW))
    mat = w[:, ::-1, ::-1].transpose(3, 1, 2, 0).reshape(C, KH * KW * F)
    dx = (mat @ cols).transpose(0, 2, 1).reshape(B, target_h, target_w, C)
    return dx[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx_by_gather",
    "cuts the padding off with [P:-P], which is empty when there is no padding",
    mistake="dx-cropped-to-nothing",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    OH, OW = dz.shape[1], dz.shape[2]
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    flipped = np.flip(np.flip(w, 1), 2)
    columns = im2col(spread, (KH, KW))
    W_mat = np.transpose(flipped, (3, 1, 2, 0)).reshape(C, -1)
    dx = np.matmul(W_mat, columns)
    dx = np.rollaxis(dx, 1, 3).reshape(B, H + 2 * P, W + 2 * P, C)
    return dx[:, P:-P, P:-P, :].copy()


@wrong(
    "dx_by_gather",
    "reshapes (B, C, windows) straight to (B, H, W, C), without moving the "
    "channels to the end",
    mistake="dx-channels-not-moved",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    rotated = np.transpose(w[:, ::-1, ::-1], [3, 1, 2, 0])
    dx = rotated.reshape(C, -1) @ im2col(spread, (KH, KW), stride=1)
    dx = dx.reshape(B, H + 2 * P, W + 2 * P, C)
    return np.array(dx[:, P : H + P, P : W + P])


@wrong(
    "dx_by_gather",
    "relies on IndexError for units that do not exist, but negative a and b "
    "count from the other end of dz",
    mistake="dx-units-wrapped-around",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(x.shape):
        for f, p, q in np.ndindex(w.shape[:3]):
            if (i + padding - p) % stride or (j + padding - q) % stride:
                continue
            a, b = (i + padding - p) // stride, (j + padding - q) // stride
            try:
                dx[n, i, j, c] += dz[n, a, b, f] * w[f, p, q, c]
            except IndexError:
                pass  # no such unit
    return dx


@wrong(
    "dx_by_gather",
    "takes the mean over all units that read a pixel instead of their sum",
    mistake="dx-stamps-averaged",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    out = np.zeros((B, H, W, C))
    for n in range(B):
        for i in range(H):
            for j in range(W):
                found = []
                for a in range(dz.shape[1]):
                    for b in range(dz.shape[2]):
                        p = i + padding - a * stride
                        q = j + padding - b * stride
                        if 0 <= p < w.shape[1] and 0 <= q < w.shape[2]:
                            found.append(dz[n, a, b] @ w[:, p, q])
                if found:
                    out[n, i, j] = np.mean(found, axis=0)
    return out


@wrong(
    "dx_by_gather",
    "two: the array of zeros holds integers, which cuts off the fractions; "
    "the padding is cut off only in front",
    mistake="dx-cropped-in-front-only",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F), dtype=int)
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    cols = im2col(spread, (KH, KW))
    flipped = w[:, ::-1, ::-1].transpose(3, 1, 2, 0).reshape(C, -1)
    dx = np.stack([flipped @ cols[n] for n in range(B)])
    dx = dx.transpose(0, 2, 1).reshape(B, H + 2 * P, W + 2 * P, C)
    return dx[:, P:, P:]


@wrong(
    "backward",
    "writes the stamps with = instead of adding them with +=",
    mistake="dx-overwritten-by-window",
)
def backward(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    _, OH, OW, _ = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dxp, dw = np.zeros_like(xp, dtype=float), np.zeros_like(w, dtype=float)
    for a in range(OH):
        for b in range(OW):
            rows = slice(a * stride, a * stride + KH)
            cols = slice(b * stride, b * stride + KW)
            dxp[:, rows, cols, :] = np.tensordot(dz[:, a, b, :], w, axes=1)
            dw += np.tensordot(dz[:, a, b, :], xp[:, rows, cols, :], axes=(0, 0))
    db = dz.sum(axis=0).sum(axis=0).sum(axis=0)
    return dxp[:, padding : H + padding, padding : W + padding, :], dw, db


@wrong(
    "backward",
    "x_padded[table] += cols adds each address once only; np.add.at was needed",
    mistake="dx-overwritten-by-element",
)
def backward(dz, x, w, *, stride=1, padding=0):
    x, w_, dout = (np.moveaxis(t, -1, 1) for t in (x, w, dz))
    N, C, H, W = x.shape
    F, _, HH, WW = w_.shape
    OH, OW = dout.shape[2:]
    x_padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    k, i, j = _cs231n_tables(C, HH, WW, OH, OW, stride)
    cols = x_padded[:, k, i, j]  # N, C*HH*WW, OH*OW
    dflat = dout.reshape(N, F, -1)
    dw = np.einsum("nfm,nkm->fk", dflat, cols).reshape(w_.shape)
    dcols = np.einsum("fk,nfm->nkm", w_.reshape(F, -1), dflat)
    dx = np.zeros(x_padded.shape)
    dx[:, k, i, j] += dcols
    dx = dx[:, :, padding : padding + H, padding : padding + W]
    return np.moveaxis(dx, 1, -1), np.moveaxis(dw, 1, -1), dflat.sum((0, 2))


@wrong("dx", "a tensordot is stored, not added", mistake="dx-overwritten-by-window")
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    KH, KW = w.shape[1:3]
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for a in range(dz.shape[1]):
        for b in range(dz.shape[2]):
            i, j = a * stride, b * stride
            stamp = np.tensordot(dz[:, a, b], w, axes=1)
            dxp[:, i : i + KH, j : j + KW] = stamp
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "= for +=, with the loop over the kernels outside",
    mistake="dx-overwritten-by-stamp",
)
def dx(dz, x, w, *, stride=1, padding=0):
    dx = np.zeros(x.shape)
    _, H, W, _ = x.shape
    for f in range(w.shape[0]):
        for n in range(x.shape[0]):
            for a in range(dz.shape[1]):
                for b in range(dz.shape[2]):
                    for p in range(w.shape[1]):
                        for q in range(w.shape[2]):
                            i = stride * a + p - padding
                            j = stride * b + q - padding
                            if 0 <= i < H and 0 <= j < W:
                                dx[n, i, j] = dz[n, a, b, f] * w[f, p, q]
    return dx


@wrong(
    "dx",
    "= for += with slices for each place of the kernel",
    mistake="dx-overwritten-by-element",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, _ = dz.shape
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for p in range(w.shape[1]):
        for q in range(w.shape[2]):
            rows = p + stride * np.arange(OH)
            columns = q + stride * np.arange(OW)
            dxp[:, rows[:, None], columns] = dz @ w[:, p, q]
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "divided by the number of windows that hold the pixel",
    mistake="dx-stamps-averaged",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    size = H + 2 * P, W + 2 * P, C
    dZ = dz.reshape(B, -1, F).swapaxes(1, 2)
    cols = w.reshape(F, -1).T @ dZ
    total = col2im(cols, size, (KH, KW), stride=stride)
    count = col2im(np.ones_like(cols), size, (KH, KW), stride=stride)
    total[count > 0] /= count[count > 0]
    return total[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "the zeros are made inside the loop over the windows",
    mistake="dx-only-last-window",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    KH, KW = w.shape[1:3]
    for a in range(dz.shape[1]):
        for b in range(dz.shape[2]):
            dxp = np.zeros((B, H + 2 * padding, W + 2 * padding, C))
            i, j = a * stride, b * stride
            dxp[:, i : i + KH, j : j + KW] += np.tensordot(dz[:, a, b], w, axes=1)
    return dxp[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx",
    "each window makes an array of its own, and the last one is returned",
    mistake="dx-only-last-window",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, KH, KW, _ = w.shape
    _, OH, OW, _ = dz.shape
    stamps = np.einsum("nabf,fpqc->abnpqc", dz, w)
    for a, b in np.ndindex(OH, OW):
        top, left = a * stride, b * stride
        bottom = H + 2 * padding - top - KH
        right = W + 2 * padding - left - KW
        dxp = np.pad(stamps[a, b], ((0, 0), (top, bottom), (left, right), (0, 0)))
    return dxp[:, padding : padding + H, padding : padding + W].copy()


@wrong(
    "dx",
    "the loops over the windows end one too early",
    mistake="dx-last-windows-missing",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, F = dz.shape
    KH, KW = w.shape[1:3]
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for n in range(B):
        for a in range(OH - 1):
            for b in range(OW - 1):
                for f in range(F):
                    i, j = a * stride, b * stride
                    dxp[n, i : i + KH, j : j + KW] += dz[n, a, b, f] * w[f]
    return dxp[:, P : P + H, P : P + W]


@wrong("dx", "z is taken to be square", mistake="dx-columns-counted-as-rows")
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    size = dz.shape[1]
    dxp = np.zeros((B, H + 2 * padding, W + 2 * padding, C))
    for n, f in np.ndindex(B, F):
        for a, b in np.ndindex(size, size):
            i, j = stride * a, stride * b
            dxp[n, i : i + KH, j : j + KW] += dz[n, a, b, f] * w[f]
    return dxp[:, padding : padding + H, padding : padding + W]


@wrong(
    "dx",
    "the array of zeros is made anew for each kernel",
    mistake="dx-only-last-kernel",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    for f in range(F):
        stamps = np.multiply.outer(dz[..., f], w[f]).reshape(B, -1, w[f].size)
        cols = stamps.transpose(0, 2, 1)
        dxp = col2im(cols, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "the return stands in the loop over the kernels",
    mistake="dx-only-first-kernel",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    dx = np.zeros((B, H, W, C))
    for f in range(F):
        for i, j, p, q in np.ndindex(H, W, KH, KW):
            a, rest = divmod(i + padding - p, stride)
            b, other = divmod(j + padding - q, stride)
            if not rest and not other and 0 <= a < OH and 0 <= b < OW:
                dx[:, i, j] += dz[:, a, b, f, None] * w[f, p, q]
        return dx


@wrong(
    "dx",
    "one array for all images",
    mistake="dx-summed-over-batch",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    KH, KW = w.shape[1:3]
    dxp = np.zeros((H + 2 * padding, W + 2 * padding, C))
    for n, a, b, f in np.ndindex(dz.shape):
        i, j = stride * a, stride * b
        dxp[i : i + KH, j : j + KW] += dz[n, a, b, f] * w[f]
    inside = dxp[padding : padding + H, padding : padding + W]
    return np.stack([inside] * B)


@wrong(
    "dx_by_gather",
    "the sums of the last image stay in the array",
    mistake="dx-images-not-started-anew",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    out, image = [], np.zeros((H, W, C))
    for n in range(B):
        for i, j, p, q in np.ndindex(H, W, KH, KW):
            a, b = (i + padding - p) / stride, (j + padding - q) / stride
            if a in range(OH) and b in range(OW):
                image[i, j] = image[i, j] + dz[n, int(a), int(b)] @ w[:, p, q]
        out.append(image.copy())
    return np.array(out)


@wrong(
    "dx_by_gather",
    "the sum is not set to 0 for the next pixel",
    mistake="dx-sum-not-started-anew",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    dx, total = np.zeros(x.shape), 0.0
    for n, i, j, c in np.ndindex(x.shape):
        for p, q in np.ndindex(KH, KW):
            a, b = i + padding - p, j + padding - q
            if a % stride or b % stride:
                continue
            a, b = a // stride, b // stride
            if 0 <= a < OH and 0 <= b < OW:
                total += dz[n, a, b] @ w[:, p, q, c]
        dx[n, i, j, c] = total
    return dx


@wrong(
    "dx_by_gather",
    "the list of products grows from entry to entry",
    mistake="dx-sum-not-started-anew",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    turned = w[:, ::-1, ::-1].transpose(1, 2, 0, 3)
    products, entries = [], []
    for n, i, j, c in np.ndindex(x.shape):
        window = spread[n, P + i : P + i + KH, P + j : P + j + KW]
        products.append(np.sum(window * turned[..., c]))
        entries.append(sum(products))
    return np.array(entries).reshape(x.shape)


@wrong(
    "dx",
    "window and kernel are exchanged, as if this were dw",
    mistake="dx-pixels-for-weights",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    a_pad = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    da_pad = np.zeros(a_pad.shape)
    for i, h, v, c in np.ndindex(dz.shape):
        rows = slice(h * stride, h * stride + KH)
        columns = slice(v * stride, v * stride + KW)
        da_pad[i, rows, columns] += a_pad[i, rows, columns] * dz[i, h, v, c]
    return da_pad[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "np.rot90 is called once, although each stamp has to stay as it is",
    mistake="dx-kernel-turned-once",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, KH, KW, _ = w.shape
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    turned = np.rot90(w, k=-1, axes=(1, 2))
    for a, b in np.ndindex(dz.shape[1:3]):
        window = dxp[:, a * stride :, b * stride :][:, :KH, :KW]
        window += np.tensordot(dz[:, a, b], turned, axes=1)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "np.flip without axes flips kernels and channels too",
    mistake="dx-all-axes-flipped",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    for a, b in np.ndindex(dz.shape[1:3]):
        spread[:, KH - 1 + a * stride, KW - 1 + b * stride] = dz[:, a, b]
    windows = sliding_window_view(spread, (KH, KW), axis=(1, 2))
    dx = np.einsum("nijfpq,fpqc->nijc", windows, np.flip(w))
    return dx[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "np.rot90 without axes turns the first two, f and p",
    mistake="dx-first-axes-flipped",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    w_rot = np.rot90(w, 2)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(H, W):
        window = spread[:, P + i : P + i + KH, P + j : P + j + KW]
        dx[:, i, j] = np.einsum("npqf,fpqc->nc", window, w_rot)
    return dx


@wrong(
    "dx_by_gather",
    "dz is flipped and the kernels are not",
    mistake="dx-dz-rotated",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    flipped = np.flip(dz, axis=(1, 2))
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = flipped
    windows = sliding_window_view(spread, (KH, KW), axis=(1, 2))
    dx = np.tensordot(windows, w, axes=([3, 4, 5], [0, 1, 2]))
    return dx[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "correlates the kernels with dz rotated, where it should be the other way round",
    mistake="dx-dz-rotated",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    rotated = np.rot90(dz, 2, axes=(1, 2))
    dx = np.zeros((B, H, W, C))
    for i, j, p, q in np.ndindex(H, W, KH, KW):
        a, rest = divmod(i + P + p - (KH - 1), stride)
        b, other = divmod(j + P + q - (KW - 1), stride)
        if rest == other == 0 and a in range(OH) and b in range(OW):
            dx[:, i, j] += rotated[:, a, b] @ w[:, p, q]
    return dx


@wrong("dx", "w[f, q, p] for w[f, p, q]", mistake="dx-kernel-transposed")
def dx(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    dx = np.zeros(x.shape)
    for n, a, b, f in np.ndindex(dz.shape):
        for p, q in np.ndindex(w.shape[1:3]):
            i, j = stride * a + p - padding, stride * b + q - padding
            if 0 <= i < H and 0 <= j < W:
                dx[n, i, j] += dz[n, a, b, f] * w[f, q, p]
    return dx


@wrong(
    "dx",
    "weights in the order (C, KH, KW), as a channels-first course has them",
    mistake="dx-weights-laid-channels-first",
)
def dx(dz, x, w, *, stride=1, padding=0):
    N, H, W, C = x.shape
    F, HH, WW, _ = w.shape
    w_ = np.moveaxis(w, -1, 1)  # (F, C, HH, WW)
    dout = dz.transpose(0, 3, 1, 2).reshape(N, F, -1)
    dx_cols = w_.reshape(F, -1).T @ dout
    size = H + 2 * padding, W + 2 * padding, C
    dx_padded = col2im(dx_cols, size, (HH, WW), stride=stride)
    return dx_padded[:, padding : padding + H, padding : padding + W].copy()


@wrong(
    "dx_by_gather",
    "a second forward pass, over dz with the kernels as they are",
    mistake="dx-forward-pass-over-dz",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    P = padding
    dzp = np.pad(dz, ((0, 0), (P, P), (P, P), (0, 0)))
    windows = sliding_window_view(dzp, (KH, KW), axis=(1, 2))
    return np.einsum("nijfpq,fpqc->nijc", windows, w)


@wrong(
    "dx_by_gather",
    "im2col of dz, padded as x is, times the kernels",
    mistake="dx-forward-pass-over-dz",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    dzp = np.pad(dz, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    B, rows, columns = dzp.shape[0], dzp.shape[1] - KH + 1, dzp.shape[2] - KW + 1
    W_mat = w.transpose(3, 1, 2, 0).reshape(C, -1)
    dx = W_mat @ im2col(dzp, (KH, KW))
    return np.moveaxis(dx, 1, 2).reshape(B, rows, columns, C)


@wrong(
    "dx",
    "reshape(F, -1) for a transpose, with one matrix for the batch",
    mistake="dx-batch-of-dz-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    dx_cols = w.reshape(F, -1).T @ dz.reshape(F, -1)
    dx_cols = np.array(np.hsplit(dx_cols, B))
    dxp = col2im(dx_cols, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "one matrix, unrolled image by image within each window, and cut into images",
    mistake="dx-batch-columns-mixed",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    dout = dz.transpose(3, 1, 2, 0).reshape(F, -1)
    dx_cols = (w.reshape(F, -1).T @ dout).reshape(KH * KW * C, B, -1)
    cols = dx_cols.transpose(1, 0, 2)
    dxp = col2im(cols, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "dz.T reverses the images, rows and columns as well",
    mistake="dx-all-axes-reversed",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    dX = w.reshape(F, -1).T @ dz.T.reshape(F, -1)
    dX_col = np.split(dX, B, axis=1)
    size = H + 2 * P, W + 2 * P, C
    dxp = col2im(np.stack(dX_col), size, (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "the product has a row for each window, and is reshaped to columns",
    mistake="dx-rows-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    rows = dz.reshape(-1, F) @ w.reshape(F, -1)
    cols = rows.reshape(B, KH * KW * C, -1)
    dxp = col2im(cols, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "one matrix for the batch, cut into images by a reshape",
    mistake="dx-columns-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    dZ = np.moveaxis(dz, -1, 0).reshape(F, -1)
    dX = w.reshape(F, -1).T @ dZ
    dX = dX.reshape(B, KH * KW * C, -1)
    dxp = col2im(dX, (H + 2 * P, W + 2 * P, C), (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()


def _channels_first(dz, x, w, stride, P):
    """Return the gradient of x as (B, C, H, W)."""
    dout, w_ = dz.transpose(0, 3, 1, 2), w.transpose(0, 3, 1, 2)
    B, H, W, C = x.shape
    _, _, HH, WW = w_.shape
    dxp = np.zeros((B, C, H + 2 * P, W + 2 * P))
    for i, j in np.ndindex(dout.shape[2:]):
        rows = slice(i * stride, i * stride + HH)
        columns = slice(j * stride, j * stride + WW)
        dxp[:, :, rows, columns] += np.einsum("nf,fcpq->ncpq", dout[:, :, i, j], w_)
    return dxp[:, :, P : P + H, P : P + W]


@wrong(
    "dx",
    "channels-first code whose result is reshaped to the shape of x",
    mistake="dx-result-reshaped",
)
def dx(dz, x, w, *, stride=1, padding=0):
    return _channels_first(dz, x, w, stride, padding).reshape(x.shape)


@wrong(
    "dx_by_gather",
    "the list of channels is reshaped to (H, W, C)",
    mistake="dx-result-reshaped",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, KH - 1 :: stride, KW - 1 :: stride][:, :OH, :OW] = dz
    spread = spread[:, P : P + H + KH - 1, P : P + W + KW - 1]
    windows = sliding_window_view(spread, (KH, KW), axis=(1, 2))
    w_rot = w[:, ::-1, ::-1]
    images = []
    for n in range(B):
        maps = [np.einsum("ijfpq,fpq->ij", windows[n], w_rot[..., c]) for c in range(C)]
        images.append(np.array(maps).reshape(H, W, C))
    return np.array(images)


@wrong(
    "dx",
    "the corner of a window is (a, stride b)",
    mistake="dx-stride-on-columns-only",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    KH, KW = w.shape[1:3]
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for n, a, b, f in np.ndindex(dz.shape):
        j = b * stride
        dxp[n, a : a + KH, j : j + KW] += dz[n, a, b, f] * w[f]
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "the stride multiplies p and q",
    mistake="dx-stride-used-as-dilation",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for n, a, b, f in np.ndindex(dz.shape):
        for p, q in np.ndindex(w.shape[1:3]):
            dxp[n, a + stride * p, b + stride * q] += dz[n, a, b, f] * w[f, p, q]
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "slices that begin at stride p and have no step",
    mistake="dx-stride-used-as-dilation",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, _ = dz.shape
    dxp = np.zeros((B, H + 2 * padding, W + 2 * padding, C))
    for p in range(w.shape[1]):
        for q in range(w.shape[2]):
            i, j = stride * p, stride * q
            dxp[:, i : i + OH, j : j + OW] += dz @ w[:, p, q]
    return dxp[:, padding : padding + H, padding : padding + W].copy()


@wrong("dx", "dx[n, j, i] for dx[n, i, j]", mistake="dx-image-transposed")
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for n, a, b, f in np.ndindex(dz.shape):
        for p, q in np.ndindex(w.shape[1:3]):
            i, j = stride * a + p, stride * b + q
            dxp[n, j, i] += dz[n, a, b, f] * w[f, p, q]
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "np.add.at is given the columns before the rows",
    mistake="dx-image-transposed",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, _ = dz.shape
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for p, q in np.ndindex(w.shape[1:3]):
        rows = (stride * np.arange(OH) + p)[:, None]
        columns = stride * np.arange(OW) + q
        np.add.at(dxp, (slice(None), columns, rows), dz @ w[:, p, q])
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx_by_gather",
    "a full convolution of dz, without zeros between its entries",
    mistake="dx-zeros-between-missing",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    P = padding
    full = np.pad(dz, ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0)))
    windows = sliding_window_view(full, (KH, KW), axis=(1, 2))
    dx = np.einsum("nijfpq,fpqc->nijc", windows, w[:, ::-1, ::-1])
    return dx[:, P : dx.shape[1] - P, P : dx.shape[2] - P].copy()


@wrong(
    "dx_by_gather",
    "forgets the stride: dz is only surrounded by zeros",
    mistake="dx-zeros-between-missing",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    _, KH, KW, C = w.shape
    big = np.zeros((B, OH + 2 * KH - 2, OW + 2 * KW - 2, F))
    big[:, KH - 1 : KH - 1 + OH, KW - 1 : KW - 1 + OW] = dz
    W_rot = w[:, ::-1, ::-1].transpose(3, 1, 2, 0).reshape(C, -1)
    dx = W_rot @ im2col(big, (KH, KW))
    rows, columns = OH + KH - 1, OW + KW - 1
    dx = dx.transpose(0, 2, 1).reshape(B, rows, columns, C)
    return dx[:, padding : rows - padding, padding : columns - padding].copy()


@wrong(
    "dx_by_gather",
    "a full convolution, which ends with the last window, cropped to H by W",
    mistake="dx-leftover-beyond-padding-missing",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (_, H, W, _), (_, KH, KW, _) = x.shape, w.shape
    B, OH, OW, F = dz.shape
    wide = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    wide[:, ::stride, ::stride] = dz
    wide = np.pad(wide, ((0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1), (0, 0)))
    windows = sliding_window_view(wide, (KH, KW), axis=(1, 2))
    dx = np.tensordot(windows, w[:, ::-1, ::-1], axes=([3, 4, 5], [0, 1, 2]))
    return dx[:, padding : padding + H, padding : padding + W].copy()


@wrong(
    "dx",
    "the array has only the rows that some window reads",
    mistake="dx-leftover-beyond-padding-missing",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, _ = dz.shape
    KH, KW = w.shape[1:3]
    dxp = np.zeros((B, stride * (OH - 1) + KH, stride * (OW - 1) + KW, C))
    for a, b in np.ndindex(OH, OW):
        i, j = a * stride, b * stride
        dxp[:, i : i + KH, j : j + KW] += np.tensordot(dz[:, a, b], w, axes=1)
    return dxp[:, padding : padding + H, padding : padding + W].copy()


@wrong(
    "dx",
    "slices from i to i + KH, clipped below only, with rows counted by np.arange",
    mistake="dx-wrapped-around",
)
def dx(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    _, OH, OW, _ = dz.shape
    dx = np.zeros(x.shape)
    for p, q in np.ndindex(w.shape[1:3]):
        rows = stride * np.arange(OH) + p - padding
        columns = stride * np.arange(OW) + q - padding
        fits = np.ix_(range(len(x)), rows < H, columns < W)
        part = (dz @ w[:, p, q])[fits]
        index = rows[rows < H][:, None], columns[columns < W]
        np.add.at(dx, (slice(None), *index), part)
    return dx


@wrong(
    "dx_by_gather",
    "asks whether a and b are too large, and not whether they are negative",
    mistake="dx-units-wrapped-around",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (_, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    dx = np.zeros((B, H, W, C))
    for i, j, p, q in np.ndindex(H, W, KH, KW):
        u, v = i + padding - p, j + padding - q
        if u % stride == 0 and v % stride == 0:
            a, b = u // stride, v // stride
            if a < OH and b < OW:
                dx[:, i, j] += dz[:, a, b] @ w[:, p, q]
    return dx


@wrong(
    "dx_by_gather",
    "i + p, as in the forward pass, for i - p",
    mistake="dx-units-read-ahead",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    dx = np.zeros(x.shape)
    for n, i, j, c in np.ndindex(x.shape):
        total = 0.0
        for p, q in np.ndindex(KH, KW):
            a, b = (i + padding + p) / stride, (j + padding + q) / stride
            if a.is_integer() and b.is_integer() and a < OH and b < OW:
                total += dz[n, int(a), int(b)] @ w[:, p, q, c]
        dx[n, i, j, c] = total
    return dx


@wrong(
    "dx_by_gather",
    "the windows on the spread dz begin at the pixel, with the kernels as they are",
    mistake="dx-units-read-ahead",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    _, OH, OW, _ = dz.shape
    spread = np.zeros((B, H + 2 * P + KH - 1, W + 2 * P + KW - 1, F))
    spread[:, ::stride, ::stride][:, :OH, :OW] = dz
    dx = np.zeros(x.shape)
    for p, q in np.ndindex(KH, KW):
        dx += spread[:, P + p : P + p + H, P + q : P + q + W] @ w[:, p, q]
    return dx


@wrong(
    "dx_by_gather",
    "P zeros around the spread dz, and not K - 1 - P",
    mistake="dx-padded-like-forward",
)
def dx_by_gather(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    KH, KW = w.shape[1:3]
    P, wide = padding, np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    wide[:, ::stride, ::stride] = dz
    wide = np.pad(wide, ((0, 0), (P, P), (P, P), (0, 0)))
    windows = sliding_window_view(wide, (KH, KW), axis=(1, 2))
    return np.einsum("nijfpq,fpqc->nijc", windows, w[:, ::-1, ::-1])


@wrong("dx", "dz[n, b, a, f] for dz[n, a, b, f]", mistake="dx-units-transposed")
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    _, OH, OW, F = dz.shape
    KH, KW = w.shape[1:3]
    P = padding
    dxp = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for a in range(OH):
        for b in range(OW):
            i, j = stride * a, stride * b
            dxp[:, i : i + KH, j : j + KW] += np.tensordot(dz[:, b, a], w, axes=1)
    return dxp[:, P : P + H, P : P + W].copy()


@wrong(
    "dx",
    "the units are laid out column by column",
    mistake="dx-windows-down-first",
)
def dx(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    P = padding
    cols = [w.reshape(F, -1).T @ image.T.reshape(F, -1) for image in dz]
    size = H + 2 * P, W + 2 * P, C
    dxp = col2im(np.array(cols), size, (KH, KW), stride=stride)
    return dxp[:, P : P + H, P : P + W].copy()
