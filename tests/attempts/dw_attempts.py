"""Attempts at dw, the gradient of the weights."""

import itertools

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from attempts.attempt import wrong
from convlab import im2col


@wrong(
    "dw",
    "p and q are exchanged where the pixel is read",
    mistake="dw-pixels-transposed",
)
def dw(dz, x, w, *, stride=1, padding=0):
    P = padding
    xp = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    B, OH, OW, F = dz.shape
    _, KH, KW, C = w.shape
    out = np.zeros((F, KH, KW, C))
    for n in range(B):
        for a in range(OH):
            for b in range(OW):
                for f in range(F):
                    for p in range(KH):
                        for q in range(KW):
                            for c in range(C):
                                out[f, p, q, c] += (
                                    dz[n, a, b, f]
                                    * xp[n, stride * a + q, stride * b + p, c]
                                )
    return out


@wrong(
    "dw",
    "= for += inside the loops, so only the last window counts",
    mistake="dw-sum-overwritten",
)
def dw(dz, x, w, *, stride=1, padding=0):
    sides = (padding, padding)
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)))
    dw = np.zeros(w.shape)
    for n, a, b, f in itertools.product(*map(range, dz.shape)):
        for p, q, c in itertools.product(*map(range, w.shape[1:])):
            dw[f, p, q, c] = dz[n, a, b, f] * x[n, stride * a + p, stride * b + q, c]
    return dw


@wrong(
    "dw",
    "the stride multiplies the kernel index instead of the window index",
    mistake="dw-stride-used-as-dilation",
)
def dw(dz, x, w, *, stride=1, padding=0):
    N, OH, OW, F = dz.shape
    F, KH, KW, C = w.shape
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding), (0, 0)])
    ret = np.zeros((F, KH, KW, C))
    for p in range(KH):
        for q in range(KW):
            for a in range(OH):
                for b in range(OW):
                    ret[:, p, q, :] += (
                        dz[:, a, b, :].T @ x[:, a + stride * p, b + stride * q, :]
                    )
    return ret


@wrong(
    "dw",
    "divides the gradient by the number of images",
    mistake="dw-averaged-over-batch",
)
def dw(dz, x, w, *, stride=1, padding=0):
    m = x.shape[0]
    fh, fw = w.shape[1:3]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dW = np.zeros(w.shape)
    for i in range(m):
        for h in range(dz.shape[1]):
            for v in range(dz.shape[2]):
                patch = xp[
                    i, h * stride : h * stride + fh, v * stride : v * stride + fw
                ]
                dW += dz[i, h, v][:, None, None, None] * patch
    return 1 / m * dW


@wrong(
    "dw",
    "the kernel comes out rotated by 180 degrees",
    mistake="dw-rotated",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    B, OH, OW, _ = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    d = dz.reshape(-1, F)
    blocks = {}
    for p in range(KH):
        for q in range(KW):
            pix = xp[:, p::stride, q::stride][:, :OH, :OW].reshape(-1, C)
            blocks[p, q] = d.T @ pix
    # convolution: the filter has to be flipped
    return np.stack(
        [
            np.stack([blocks[KH - 1 - p, KW - 1 - q] for q in range(KW)], 1)
            for p in range(KH)
        ],
        1,
    )


@wrong(
    "dw",
    "the accumulator is not reset between the kernel elements",
    mistake="dw-sum-not-started-anew",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    result = np.zeros((F, KH, KW, C))
    acc = np.zeros((F, C))
    for p in range(KH):
        for q in range(KW):
            for a in range(dz.shape[1]):
                for b in range(dz.shape[2]):
                    acc += np.einsum(
                        "nf,nc->fc", dz[:, a, b], x[:, stride * a + p, stride * b + q]
                    )
            result[:, p, q] = acc
    return result


@wrong(
    "dw",
    "reshape instead of a transpose for dZ",
    mistake="dw-dz-reshaped",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    cols = im2col(xp, w.shape[1:3], stride=stride)
    dZ = dz.reshape(B, F, OH * OW)
    return (dZ @ cols.transpose(0, 2, 1)).sum(axis=0).reshape(w.shape)


@wrong(
    "dw",
    "takes the rows of im2col for (C, KH, KW), as channels-first code does",
    mistake="dw-weights-channels-first",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    x_cols = im2col(
        np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0))),
        (KH, KW),
        stride=stride,
    )
    x_cols = np.hstack(list(x_cols))
    dout = dz.transpose(3, 0, 1, 2).reshape(F, -1)
    dW = dout.dot(x_cols.T).reshape(F, C, KH, KW)
    return dW.transpose(0, 2, 3, 1)


@wrong(
    "dw",
    "the product (KKC, F) is reshaped to the kernels' shape instead of being "
    "transposed",
    mistake="dw-kernels-not-moved",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F = w.shape[0]
    if padding > 0:
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    cols = im2col(x, (w.shape[1], w.shape[2]), stride=stride)
    g = 0.0
    for n in range(cols.shape[0]):
        g = g + np.matmul(cols[n], dz[n].reshape(-1, F))
    return g.reshape(w.shape)


@wrong(
    "dw",
    "the strides for as_strided are those of the image before it was padded",
    mistake="dw-strides-of-unpadded-image",
)
def dw(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), (_, OH, OW, _) = x.shape, w.shape, dz.shape
    size = x.itemsize
    sB, sH, sW, sC = H * W * C * size, W * C * size, C * size, size
    xp = np.ascontiguousarray(
        np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    )
    win = as_strided(
        xp, (B, OH, OW, KH, KW, C), (sB, sH * stride, sW * stride, sH, sW, sC)
    )
    return np.tensordot(dz, win, axes=([0, 1, 2], [0, 1, 2]))


@wrong(
    "dw",
    "the views of the windows are thinned out by the stride in the rows only",
    mistake="dw-stride-on-rows-only",
)
def dw(dz, x, w, *, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    OH, OW = dz.shape[1], dz.shape[2]
    v = sliding_window_view(xp, w.shape[1:3], axis=(1, 2))
    v = v[:, ::stride]
    v = v[:, :OH, :OW]
    return np.einsum("xyzf,xyzcpq->fpqc", dz, v)


@wrong(
    "dw",
    "multiplies dz by the weights, not by the pixels: the derivative by x "
    "instead of by w",
    mistake="dw-weights-for-pixels",
)
def dw(dz, x, w, *, stride=1, padding=0):
    return w * dz.sum(axis=(0, 1, 2)).reshape(-1, 1, 1, 1)


@wrong(
    "dw",
    "a true convolution (SciPy's convolve2d turns dz around) instead of a correlation",
    mistake="dw-dz-rotated",
)
def dw(dz, x, w, *, stride=1, padding=0):
    from scipy.signal import convolve2d

    F, KH, KW, C = w.shape
    B, OH, OW, _ = dz.shape
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    spread = np.zeros((B, (OH - 1) * stride + 1, (OW - 1) * stride + 1, F))
    spread[:, ::stride, ::stride] = dz
    out = np.zeros(w.shape)
    for n in range(B):
        for f in range(F):
            for c in range(C):
                full = convolve2d(x[n, :, :, c], spread[n, :, :, f], mode="valid")
                out[f, :, :, c] += full[:KH, :KW]
    return out


@wrong(
    "dw",
    "the dilated correlation is not cut to the kernel's size, so left-over "
    "pixels make the result too large",
    mistake="dw-not-cut-to-the-kernel",
)
def dw(dz, x, w, *, stride=1, padding=0):
    # as in PyTorch: conv2d(x^T, dz^T, dilation=stride)
    xt = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0))).transpose(
        3, 1, 2, 0
    )  # C H W B
    kt = dz.transpose(3, 1, 2, 0)  # F OH OW B
    OH, OW = kt.shape[1:3]
    KH = xt.shape[1] - stride * (OH - 1)
    KW = xt.shape[2] - stride * (OW - 1)
    out = np.zeros((kt.shape[0], KH, KW, xt.shape[0]))
    for a in range(OH):
        for b in range(OW):
            piece = xt[:, stride * a : stride * a + KH, stride * b : stride * b + KW]
            out += np.einsum("cpqn,fn->fpqc", piece, kt[:, a, b])
    return out


@wrong(
    "dw",
    "np.pad with one number pads the batch and the channels too",
    mistake="dw-padded-on-every-axis",
)
def dw(dz, x, w, *, stride=1, padding=0):
    x = np.pad(x, padding)
    out = np.zeros(w.shape)
    for (f, p, q, c), _ in np.ndenumerate(w):
        px = x[:, p::stride, q::stride, c][: dz.shape[0], : dz.shape[1], : dz.shape[2]]
        out[f, p, q, c] = (dz[:, :, :, f] * px).sum()
    return out


@wrong(
    "dw",
    "pads with the border pixels (mode edge) instead of zeros",
    mistake="dw-padded-with-border",
)
def dw(dz, x, w, *, stride=1, padding=0):
    pad = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    xp = np.pad(x, pad, mode="edge")
    B, OH, OW, F = dz.shape
    rows = stride * np.arange(OH)
    cols = stride * np.arange(OW)
    g = np.zeros(w.shape)
    for p in range(w.shape[1]):
        for q in range(w.shape[2]):
            px = xp[:, (rows + p)[:, None], cols + q]
            g[:, p, q, :] = np.tensordot(dz, px, ([0, 1, 2], [0, 1, 2]))
    return g


@wrong(
    "backward",
    "dw comes out as (F, C, KH, KW) and is reshaped instead of transposed",
    mistake="dw-channels-not-moved",
)
def backward(dz, x, w, *, stride=1, padding=0):
    N, H, W, C = x.shape
    F, KH, KW, _ = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    view = sliding_window_view(xp, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
    dw = np.tensordot(dz, view, axes=[(0, 1, 2), (0, 1, 2)]).reshape(w.shape)
    dxp = np.zeros(xp.shape)
    for a in range(dz.shape[1]):
        for b in range(dz.shape[2]):
            dxp[:, a * stride : a * stride + KH, b * stride : b * stride + KW] += (
                np.tensordot(dz[:, a, b], w, 1)
            )
    return dxp[:, padding : padding + H, padding : padding + W], dw, dz.sum((0, 1, 2))


@wrong(
    "dw",
    "divides by everything that is summed over",
    mistake="dw-averaged-over-all-uses",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    X = (
        im2col(xp, w.shape[1:3], stride=stride)
        .transpose(0, 2, 1)
        .reshape(-1, w[0].size)
    )
    return (dz.reshape(-1, F).T @ X).reshape(w.shape) / len(X)


@wrong("dw", "= for += over the images", mistake="dw-only-last-image")
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for f in range(F):
        for n in range(len(x)):
            patch = np.zeros((KH, KW, C))
            for a in range(dz.shape[1]):
                for b in range(dz.shape[2]):
                    i, j = a * stride, b * stride
                    patch += dz[n, a, b, f] * xp[n, i : i + KH, j : j + KW]
            dw[f] = patch
    return dw


@wrong("dw", "= for += over the windows", mistake="dw-only-last-window")
def dw(dz, x, w, *, stride=1, padding=0):
    KH, KW = w.shape[1:3]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    for a in range(dz.shape[1]):
        for b in range(dz.shape[2]):
            i, j = a * stride, b * stride
            window = xp[:, i : i + KH, j : j + KW]
            dw = np.tensordot(dz[:, a, b], window, axes=(0, 0))
    return dw


@wrong(
    "dw",
    "the loops over the windows end one too early",
    mistake="dw-last-windows-missing",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for n in range(B):
        for a in range(OH - 1):
            for b in range(OW - 1):
                i, j = a * stride, b * stride
                dw += np.multiply.outer(dz[n, a, b], xp[n, i : i + KH, j : j + KW])
    return dw


@wrong(
    "dw",
    "both loops over the windows run to OH",
    mistake="dw-columns-counted-as-rows",
)
def dw(dz, x, w, *, stride=1, padding=0):
    m, n_H, n_W, n_C = dz.shape
    f_H, f_W = w.shape[1:3]
    a_pad = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dW = np.zeros(w.shape)
    for i in range(m):
        for h in range(n_H):
            for v in range(n_H):
                for c in range(n_C):
                    top, left = h * stride, v * stride
                    a_slice = a_pad[i, top : top + f_H, left : left + f_W]
                    dW[c] += a_slice * dz[i, h, v, c]
    return dW


@wrong(
    "dw",
    "takes z to be square",
    mistake="dw-columns-counted-as-rows",
)
def dw(dz, x, w, *, stride=1, padding=0):
    size = dz.shape[1]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for f, p, q, c in np.ndindex(w.shape):
        for i in range(size):
            for j in range(size):
                met = xp[:, stride * i + p, stride * j + q, c]
                dw[f, p, q, c] += dz[:, i, j, f] @ met
    return dw


@wrong(
    "dw",
    "the sum for a kernel is set to 0 before its loops over p and q, not in them",
    mistake="dw-sum-not-started-anew",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for f in range(F):
        for c in range(C):
            s = 0
            for p in range(KH):
                for q in range(KW):
                    for n, a, b in np.ndindex(B, OH, OW):
                        s += dz[n, a, b, f] * xp[n, stride * a + p, stride * b + q, c]
                    dw[f, p, q, c] = s
    return dw


@wrong(
    "dw",
    "one total for all weights, never set to 0 again",
    mistake="dw-sum-never-started-anew",
)
def dw(dz, x, w, *, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw, total = np.zeros(w.shape), 0.0
    for f, p, q, c in np.ndindex(w.shape):
        for n, a, b in np.ndindex(dz.shape[:3]):
            total += dz[n, a, b, f] * xp[n, stride * a + p, stride * b + q, c]
        dw[f, p, q, c] = total
    return dw


@wrong(
    "dw",
    "the list of products is not emptied for the next weight",
    mistake="dw-sum-never-started-anew",
)
def dw(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    parts, entries = [], []
    for f, p, q, c in np.ndindex(w.shape):
        pixels = xp[:, p::stride, q::stride, c][:, :OH, :OW]
        parts.append((dz[..., f] * pixels).sum())
        entries.append(sum(parts))
    return np.array(entries).reshape(w.shape)


@wrong(
    "dw",
    "dz is summed over its kernels",
    mistake="dw-dz-summed-over-kernels",
)
def dw(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, _ = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    total = dz.sum(axis=-1)
    for f, p, q, c in np.ndindex(w.shape):
        pixels = xp[:, p::stride, q::stride, c][:, :OH, :OW]
        dw[f, p, q, c] = (total * pixels).sum()
    return dw


@wrong("dw", "dz is left out", mistake="dw-dz-forgotten")
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    X_col = im2col(xp, (KH, KW), stride=stride)
    dw = np.zeros(w.shape)
    dw[:] = X_col.sum(axis=(0, 2)).reshape(KH, KW, C)
    return dw


@wrong(
    "dw",
    "the axes of sliding_window_view come out as (F, C, KH, KW), and are reshaped",
    mistake="dw-channels-not-moved",
)
def dw(dz, x, w, *, stride=1, padding=0):
    KH, KW = w.shape[1:3]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = sliding_window_view(xp, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("nabf,nabcpq->fcpq", dz, windows).reshape(w.shape)


@wrong("dw", "reshape(F, -1) for a transpose", mistake="dw-batch-of-dz-reshaped")
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    x_cols = np.hstack(im2col(xp, (KH, KW), stride=stride))
    dout = dz.reshape(F, -1)
    return (dout @ x_cols.T).reshape(w.shape)


@wrong(
    "dw",
    "`.T` of one image also turns its rows into columns",
    mistake="dw-windows-down-first",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F = w.shape[0]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    cols = im2col(xp, w.shape[1:3], stride=stride)
    dW = 0
    for n in range(len(x)):
        dW = dW + dz[n].T.reshape(F, -1) @ cols[n].T
    return dW.reshape(w.shape)


@wrong(
    "dw",
    "CS231n order for dz, image after image for the columns",
    mistake="dw-batch-columns-mixed",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dout = dz.transpose(0, 3, 1, 2)
    dout_reshaped = dout.transpose(1, 2, 3, 0).reshape(F, -1)
    x_cols = np.concatenate(im2col(xp, (KH, KW), stride=stride), axis=1)
    return dout_reshaped.dot(x_cols.T).reshape(w.shape)


@wrong(
    "dw",
    "dz.T reverses the images, rows and columns as well",
    mistake="dw-all-axes-reversed",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    X = im2col(xp, (KH, KW), stride=stride).swapaxes(0, 1).reshape(KH * KW * C, -1)
    return (dz.T.reshape(F, -1) @ X.T).reshape(F, KH, KW, C)


@wrong(
    "dw",
    "the columns are reshaped into rows, and not transposed",
    mistake="dw-columns-reshaped",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F = w.shape[0]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    rows = im2col(xp, w.shape[1:3], stride=stride).reshape(-1, w[0].size)
    return (dz.reshape(-1, F).T @ rows).reshape(w.shape)


@wrong(
    "dw",
    "the batch of columns is reshaped to one matrix",
    mistake="dw-batch-of-columns-reshaped",
)
def dw(dz, x, w, *, stride=1, padding=0):
    F, KH, KW, C = w.shape
    P = padding
    cols = im2col(np.pad(x, ((0, 0), (P, P), (P, P), (0, 0))), (KH, KW), stride=stride)
    X_col = cols.reshape(KH * KW * C, -1)
    dZ = dz.transpose(3, 0, 1, 2).reshape(F, -1)
    return np.dot(dZ, X_col.T).reshape(F, KH, KW, C)


@wrong(
    "dw",
    "rows and columns of the image are exchanged",
    mistake="dw-image-transposed",
)
def dw(dz, x, w, *, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for n, a, b, f in np.ndindex(dz.shape):
        for p, q in np.ndindex(w.shape[1:3]):
            i, j = stride * a + p, stride * b + q
            dw[f, p, q] += dz[n, a, b, f] * xp[n, j, i]
    return dw


@wrong(
    "dw",
    "the image lies in the upper left corner of its zeros",
    mistake="dw-padding-forgotten",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    KH, KW = w.shape[1:3]
    xp = np.zeros((B, H + 2 * padding, W + 2 * padding, C))
    xp[:, :H, :W] = x
    dw = np.zeros(w.shape)
    for a, b in np.ndindex(dz.shape[1:3]):
        window = xp[:, a * stride : a * stride + KH, b * stride : b * stride + KW]
        dw += np.einsum("nf,npqc->fpqc", dz[:, a, b], window)
    return dw


@wrong(
    "dw",
    "only rows and columns that are too large are skipped, not the negative ones",
    mistake="dw-wrapped-around",
)
def dw(dz, x, w, *, stride=1, padding=0):
    _, H, W, _ = x.shape
    dw = np.zeros(w.shape)
    for a, b in np.ndindex(dz.shape[1:3]):
        for p, q in np.ndindex(w.shape[1:3]):
            i, j = a * stride + p - padding, b * stride + q - padding
            if i < H and j < W:
                dw[:, p, q] += dz[:, a, b].T @ x[:, i, j]
    return dw


@wrong(
    "dw",
    "an IndexError ends what lies outside, but -1 is no such error",
    mistake="dw-wrapped-around",
)
def dw(dz, x, w, *, stride=1, padding=0):
    dw = np.zeros(w.shape)
    for f, p, q, c in np.ndindex(w.shape):
        for n, a, b in np.ndindex(dz.shape[:3]):
            row, column = stride * a + p - padding, stride * b + q - padding
            try:
                dw[f, p, q, c] += dz[n, a, b, f] * x[n, row, column, c]
            except IndexError:
                continue
    return dw


@wrong(
    "dw",
    "np.pad(x, P) pads images and channels too",
    mistake="dw-padded-on-every-axis",
)
def dw(dz, x, w, *, stride=1, padding=0):
    xp = np.pad(x, padding, mode="constant")
    dw = np.zeros(w.shape)
    for n, a, b, f in np.ndindex(dz.shape):
        for p, q, c in np.ndindex(w.shape[1:]):
            dw[f, p, q, c] += dz[n, a, b, f] * xp[n, stride * a + p, stride * b + q, c]
    return dw


@wrong(
    "dw",
    "the strides are taken before the image is padded",
    mistake="dw-strides-of-unpadded-image",
)
def dw(dz, x, w, *, stride=1, padding=0):
    sn, sh, sw, sc = x.strides
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = as_strided(
        x,
        shape=dz.shape[:3] + w.shape[1:],
        strides=(sn, sh * stride, sw * stride, sh, sw, sc),
    )
    return np.einsum("nabf,nabpqc->fpqc", dz, windows)


@wrong(
    "dw",
    "a convolution with dz spread out, whose result is not cut to the kernel",
    mistake="dw-not-cut-to-the-kernel",
)
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    big = np.zeros((B, stride * (OH - 1) + 1, stride * (OW - 1) + 1, F))
    big[:, ::stride, ::stride] = dz
    windows = sliding_window_view(xp, big.shape[1:3], axis=(1, 2))
    return np.einsum("nuvf,npqcuv->fpqc", big, windows)


@wrong("dw", "the stride is left out", mistake="dw-stride-forgotten")
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = sliding_window_view(xp, w.shape[1:3], axis=(1, 2))
    windows = windows[:, :OH, :OW]
    return np.tensordot(dz, windows, axes=([0, 1, 2], [0, 1, 2])).transpose(0, 2, 3, 1)


@wrong(
    "dw",
    "the corner of a window is (a, stride b)",
    mistake="dw-stride-on-columns-only",
)
def dw(dz, x, w, *, stride=1, padding=0):
    KH, KW = w.shape[1:3]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for n, a, b, f in np.ndindex(dz.shape):
        left = b * stride
        dw[f] += dz[n, a, b, f] * xp[n, a : a + KH, left : left + KW]
    return dw


@wrong("dw", "dz[n, b, a, f] for dz[n, a, b, f]", mistake="dw-units-transposed")
def dw(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    KH, KW = w.shape[1:3]
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    dw = np.zeros(w.shape)
    for n in range(B):
        for a in range(OH):
            for b in range(OW):
                i, j = stride * a, stride * b
                for f in range(F):
                    dw[f] += dz[n, b, a, f] * xp[n, i : i + KH, j : j + KW]
    return dw
