"""Attempts around the whole layer: backward, the activation, the step."""

import numpy as np

from attempts.attempt import wrong
from convlab import col2im, im2col


@wrong(
    "backward",
    "the results are returned in the wrong order: dw, db, dx",
    mistake="backward-dx-at-the-end",
)
def backward(dz, x, w, *, stride=1, padding=0):
    (B, H, W, _), (F, KH, KW, _), P = x.shape, w.shape, padding
    x = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dZ = dz.reshape(B, -1, F)
    X_col = im2col(x, (KH, KW), stride=stride)
    dw = np.einsum("bmf,bkm->fk", dZ, X_col).reshape(w.shape)
    db = dz.sum(axis=(0, 1, 2))
    dX_col = np.einsum("bmf,fk->bkm", dZ, w.reshape(F, -1))
    dx = col2im(dX_col, x.shape[1:], (KH, KW), stride=stride)[:, P : P + H, P : P + W]
    return dw, db, dx


def _gradients(dz, x, w, stride, padding):
    """My three gradients, with slices for each place of the kernel."""
    P, (_, H, W, _), (_, OH, OW, _) = padding, x.shape, dz.shape
    xp = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dxp, dw = np.zeros(xp.shape), np.zeros(w.shape)
    for p in range(w.shape[1]):
        for q in range(w.shape[2]):
            rows = slice(p, p + stride * (OH - 1) + 1, stride)
            columns = slice(q, q + stride * (OW - 1) + 1, stride)
            dxp[:, rows, columns] += dz @ w[:, p, q]
            dw[:, p, q] = np.tensordot(dz, xp[:, rows, columns], ([0, 1, 2],) * 2)
    return dxp[:, P : P + H, P : P + W].copy(), dw, dz.sum(axis=(0, 1, 2))


@wrong("backward", "dw is returned before dx", mistake="backward-dw-before-dx")
def backward(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = _gradients(dz, x, w, stride, padding)
    return dw, dx, db


@wrong("backward", "db is returned before dw", mistake="backward-db-before-dw")
def backward(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = _gradients(dz, x, w, stride, padding)
    return dx, db, dw


@wrong(
    "backward",
    "the gradients are returned the other way round",
    mistake="backward-db-at-the-beginning",
)
def backward(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = _gradients(dz, x, w, stride, padding)
    return db, dw, dx


@wrong(
    "error",
    "multiplies by z itself instead of the slope at z",
    mistake="error-activation-for-slope",
)
def error(dx, z):
    return dx * np.maximum(z, 0)


@wrong(
    "error",
    "applies the ReLU to dx and does not look at z",
    mistake="error-gradient-rectified",
)
def error(dx, z):
    return np.maximum(dx, 0)


@wrong(
    "error",
    "returns the slope only and does not multiply it by dx",
    mistake="error-dx-forgotten",
)
def error(dx, z):
    slope = np.zeros(z.shape)
    slope[z > 0] = 1
    return slope


@wrong(
    "error",
    "the comparison is the wrong way round: the negative units pass",
    mistake="error-mask-inverted",
)
def error(dx, z):
    return np.where(z < 0, dx, 0)


@wrong(
    "error",
    "boolean indexing returns only the numbers that pass, in a row",
    mistake="error-stopped-left-out",
)
def error(dx, z):
    return dx[z > 0]


@wrong(
    "error",
    "uses the slope of the sigmoid instead of the ReLU's",
    mistake="error-slope-of-sigmoid",
)
def error(dx, z):
    sigma = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    return dx * sigma * (1 - sigma)


@wrong(
    "error",
    "uses the sign of z as the slope, so that the negative units pass with "
    "their sign changed",
    mistake="error-sign-for-slope",
)
def error(dx, z):
    return np.sign(z) * dx


@wrong("error", "dx is handed on as it is", mistake="error-slope-forgotten")
def error(dx, z):
    dz = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        dz[index] = dx[index]
    return dz


@wrong("error", "dx is multiplied by z", mistake="error-z-for-slope")
def error(dx, z):
    return np.array([d * unit for d, unit in zip(dx.flat, z.flat)]).reshape(z.shape)


@wrong("error", "the forward pass again", mistake="error-activation-alone")
def error(dx, z):
    out = np.array(z, dtype=float)
    out[out < 0] = 0
    return out


@wrong("error", "z for dx and dx for z", mistake="error-arguments-exchanged")
def error(dx, z):
    delta = np.zeros_like(z, dtype=float)
    delta[dx > 0] = z[dx > 0]
    return delta


@wrong("error", "a leaky slope", mistake="error-slope-of-leaky-relu")
def error(dx, z):
    alpha = 0.01
    slope = np.ones(z.shape)
    slope[z < 0] = alpha
    return slope * dx


@wrong(
    "update",
    "a step uphill: plus instead of minus",
    mistake="update-uphill",
)
def update(parameter, gradient, learning_rate):
    return parameter + learning_rate * gradient


@wrong(
    "update",
    "the learning rate is forgotten",
    mistake="update-rate-forgotten",
)
def update(parameter, gradient, learning_rate):
    return parameter - gradient


@wrong(
    "update",
    "returns the step alone, not the parameter after it",
    mistake="update-step-alone",
)
def update(parameter, gradient, learning_rate):
    step = -learning_rate * gradient
    return step


@wrong(
    "update",
    "divides by the learning rate instead of multiplying by it",
    mistake="update-divided-by-rate",
)
def update(parameter, gradient, learning_rate):
    return parameter - gradient / learning_rate


@wrong(
    "update",
    "the learning rate is hard-wired to 0.01",
    mistake="update-rate-fixed",
)
def update(parameter, gradient, learning_rate=0.01):
    learning_rate = 0.01
    return parameter - learning_rate * gradient


@wrong(
    "update",
    "the gradient is made a unit vector first, so that its length is lost",
    mistake="update-gradient-normalised",
)
def update(parameter, gradient, learning_rate):
    direction = gradient / np.linalg.norm(gradient)
    return parameter - learning_rate * direction


@wrong(
    "update",
    "the mean of the gradient is taken off every entry",
    mistake="update-gradient-averaged",
)
def update(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient.mean()


@wrong(
    "update",
    "the parentheses hold the parameter as well",
    mistake="update-rate-on-the-parameter",
)
def update(parameter, gradient, learning_rate):
    difference = np.subtract(parameter, gradient)
    return np.multiply(difference, learning_rate)


@wrong(
    "update",
    "the rate multiplies the parameter",
    mistake="update-rate-on-the-wrong-term",
)
def update(parameter, gradient, learning_rate):
    new = np.array(parameter, dtype=float)
    new *= learning_rate
    new -= gradient
    return new


@wrong(
    "update",
    "the arguments are taken in the other order",
    mistake="update-arguments-exchanged",
)
def update(gradient, parameter, learning_rate):
    step = learning_rate * gradient
    return parameter - step


@wrong(
    "update",
    "the parameter stands in the step again",
    mistake="update-step-times-parameter",
)
def update(parameter, gradient, learning_rate):
    return parameter * (1 - learning_rate * gradient)


@wrong("update", "the gradient is left out", mistake="update-gradient-forgotten")
def update(parameter, gradient, learning_rate):
    new = np.zeros(parameter.shape)
    for index in np.ndindex(parameter.shape):
        new[index] = parameter[index] - learning_rate
    return new


@wrong(
    "update",
    "an average over the first axis, as if it were a batch",
    mistake="update-gradient-divided",
)
def update(parameter, gradient, learning_rate):
    m = gradient.shape[0]
    return parameter - learning_rate * (1 / m) * gradient


@wrong("update", "only the direction counts", mistake="update-sign-of-gradient")
def update(parameter, gradient, learning_rate):
    step = np.where(gradient > 0, learning_rate, -learning_rate)
    return parameter - step
