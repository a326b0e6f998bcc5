"""Attempts at db, the gradient of the bias."""

import numpy as np

from attempts.attempt import wrong
from convlab import col2im, im2col


@wrong(
    "db",
    "the gradient is averaged over the images of the batch",
    mistake="db-averaged-over-batch",
)
def db(dz, x, w, *, stride=1, padding=0):
    m = dz.shape[0]
    grad_b = np.zeros(dz.shape[-1])
    for i in range(m):
        grad_b = grad_b + dz[i].sum(axis=0).sum(axis=0)
    return grad_b / m


@wrong(
    "db",
    "reshape(F, -1) instead of a transpose mixes the kernels up",
    mistake="db-dz-reshaped",
)
def db(dz, x, w, *, stride=1, padding=0):
    F = w.shape[0]
    return dz.reshape(F, -1).sum(axis=1)


@wrong(
    "db",
    "= for += in the loops, so that only the last unit counts",
    mistake="db-only-last-unit",
)
def db(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    result = np.zeros(F)
    for f in range(F):
        for n in range(B):
            for i in range(OH):
                for j in range(OW):
                    result[f] = dz[n, i, j, f]
    return result


@wrong(
    "db",
    "the return stands inside the loop over the images, so only the first one counts",
    mistake="db-only-first-image",
)
def db(dz, x, w, *, stride=1, padding=0):
    total = np.zeros(w.shape[0])
    for image in dz:
        for row in image:
            for unit in row:
                total += unit
        return total


@wrong(
    "db",
    "multiplies by the weights, as if the derivative of z by b were the kernel's sum",
    mistake="db-multiplied-by-weights",
)
def db(dz, x, w, *, stride=1, padding=0):
    return np.einsum("nabf,fpqc->f", dz, w)


@wrong(
    "db",
    "takes the number of channels C for the number of kernels F",
    mistake="db-channels-for-kernels",
)
def db(dz, x, w, *, stride=1, padding=0):
    C = w.shape[-1]
    out = np.zeros(C)
    for c in range(C):
        out[c] = np.sum(dz[..., c])
    return out


@wrong(
    "db",
    "goes over dz in steps of the stride and so skips units",
    mistake="db-units-skipped",
)
def db(dz, x, w, *, stride=1, padding=0):
    s = stride
    return dz[:, ::s, ::s, :].sum(axis=(0, 1, 2))


@wrong(
    "db",
    "cuts the padding off dz, which has none",
    mistake="db-padding-cut-off",
)
def db(dz, x, w, *, stride=1, padding=0):
    p = padding
    if p > 0:
        dz = dz[:, p:-p, p:-p, :]
    flat = dz.transpose(3, 0, 1, 2).reshape(w.shape[0], -1)
    return flat @ np.ones(flat.shape[1])


@wrong(
    "backward",
    "db is summed over all axes but the first, one number for each image",
    mistake="db-summed-for-each-image",
)
def backward(dz, x, w, *, stride=1, padding=0):
    (B, H, W, C), (F, KH, KW, _), P = x.shape, w.shape, padding
    x = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dZ = np.rollaxis(dz, 3, 1).reshape(B, F, -1)
    X_col = im2col(x, (KH, KW), stride=stride)
    dW_mat = np.zeros((F, KH * KW * C))
    dX_col = np.zeros(X_col.shape)
    for n in range(B):
        dW_mat += np.dot(dZ[n], X_col[n].T)
        dX_col[n] = np.dot(w.reshape(F, -1).T, dZ[n])
    dx = col2im(dX_col, x.shape[1:], (KH, KW), stride=stride)
    db = np.sum(dz, axis=(1, 2, 3))
    return dx[:, P : P + H, P : P + W], dW_mat.reshape(F, KH, KW, C), db


@wrong(
    "backward",
    "two: dw and dx are returned in the wrong order; db keeps its axes of length 1",
    mistake="db-axes-kept",
)
def backward(dz, x, w, *, stride=1, padding=0):
    (B, H, W, _), (F, KH, KW, _), P = x.shape, w.shape, padding
    x = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dZ = dz.reshape(B, -1, F).transpose(0, 2, 1)
    X_col = im2col(x, (KH, KW), stride=stride)
    dW_mat = np.einsum("nfm,nkm->fk", dZ, X_col)
    dX_col = w.reshape(F, -1).T @ dZ
    dx = col2im(dX_col, x.shape[1:], (KH, KW), stride=stride)
    db = np.sum(dz, axis=(0, 1, 2), keepdims=True)
    return dW_mat.reshape(w.shape), dx[:, P : P + H, P : P + W].copy(), db


@wrong("db", "nothing is ever added to the zeros", mistake="db-forgotten")
def db(dz, x, w, *, stride=1, padding=0):
    db = np.zeros(len(w))
    for f in range(len(w)):
        total = 0.0
        for value in dz[..., f].ravel():
            total += value
    return db


@wrong("db", "the sum is divided by the number of units", mistake="db-averaged")
def db(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    flat = dz.reshape(-1, F)
    return flat.sum(axis=0) / (B * OH * OW)


@wrong(
    "db",
    "the mean over the windows, summed over the batch",
    mistake="db-averaged-over-windows",
)
def db(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    grad = np.zeros(F)
    for n in range(B):
        for f in range(F):
            grad[f] += np.mean(dz[n, :, :, f])
    return grad


@wrong("db", "only the batch is summed over", mistake="db-summed-over-batch-only")
def db(dz, x, w, *, stride=1, padding=0):
    total = np.zeros(dz.shape[1:])
    for gradient in dz:
        total = total + gradient
    return total


@wrong("db", "np.sum without an axis", mistake="db-summed-to-one-number")
def db(dz, x, w, *, stride=1, padding=0):
    total = 0.0
    for unit in np.nditer(dz):
        total += float(unit)
    return total


@wrong("db", "the kernels are summed over too", mistake="db-summed-over-kernels")
def db(dz, x, w, *, stride=1, padding=0):
    db = np.zeros(w.shape[0])
    for f in range(w.shape[0]):
        db[f] += np.sum(dz)
    return db


@wrong(
    "db",
    "the channels of x are counted, and not the kernels",
    mistake="db-channels-for-kernels",
)
def db(dz, x, w, *, stride=1, padding=0):
    B, H, W, C = x.shape
    return np.array([np.sum(dz[:, :, :, c]) for c in range(C)])


@wrong("db", "dz is left out", mistake="db-dz-forgotten")
def db(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    db = np.zeros(F)
    for n, i, j, f in np.ndindex(B, OH, OW, F):
        db[f] += 1
    return db


@wrong(
    "db",
    "reshape(B, F, -1) for a transpose, as if the channels came first",
    mistake="db-images-reshaped",
)
def db(dz, x, w, *, stride=1, padding=0):
    N, F = dz.shape[0], dz.shape[3]
    dout = dz.reshape(N, F, dz.shape[1], dz.shape[2])
    return np.sum(dout, axis=(0, 2, 3))


@wrong("db", "= for += over the images", mistake="db-only-last-image")
def db(dz, x, w, *, stride=1, padding=0):
    grad = np.zeros(w.shape[0])
    for image in dz:
        grad = image.reshape(-1, w.shape[0]).sum(axis=0)
    return grad


@wrong(
    "db",
    "P rows and columns are cut off dz, whose size has no padding",
    mistake="db-padding-cut-off",
)
def db(dz, x, w, *, stride=1, padding=0):
    _, OH, OW, F = dz.shape
    db = np.zeros(F)
    for i in range(padding, OH - padding):
        for j in range(padding, OW - padding):
            db += dz[:, i, j].sum(axis=0)
    return db


@wrong(
    "db",
    "the sum is not set to 0 for the next kernel",
    mistake="db-sum-not-started-anew",
)
def db(dz, x, w, *, stride=1, padding=0):
    B, OH, OW, F = dz.shape
    result, total = np.zeros(F), 0.0
    for f in range(F):
        for n in range(B):
            for i in range(OH):
                for j in range(OW):
                    total += dz[n, i, j, f]
        result[f] = total
    return result


@wrong("db", "the gradient of -L", mistake="db-sign-changed")
def db(dz, x, w, *, stride=1, padding=0):
    db = np.zeros(dz.shape[3])
    for n in range(len(dz)):
        db -= dz[n].sum(axis=0).sum(axis=0)
    return db
