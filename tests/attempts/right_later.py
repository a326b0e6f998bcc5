"""Right functions for the chapters on gradients and on learning, in other forms."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convlab import backward, col2im, forward, im2col

__all__ = ["PROGRAMS"]

PROGRAMS = []


def right(task, how):
    """Register a right program; `how` says what is unusual about it."""

    def register(function):
        PROGRAMS.append((task, how, function))
        return function

    return register


def inner(p, q):
    return float(np.sum(p * q))


def by_products(backward, x, w, b, dz, tolerance=0.0, shapes=True, **settings):
    z = forward(x, w, **settings)
    zb = forward(np.zeros(x.shape), w, b, **settings)
    bad = set()
    for name, g, a, r in zip(
        "xwb", backward(dz, x, w, **settings), (x, w, b), (z, z, zb)
    ):
        unlike = shapes and g.shape != a.shape
        if unlike or not abs(inner(g, a) - inner(dz, r)) <= tolerance:
            bad.add(name)
    return bad


def by_differences(backward, x, w, b, dz, **settings):
    arrays = {"x": x.astype(float), "w": w.astype(float), "b": b.astype(float)}
    bad = set()
    for (name, a), g in zip(arrays.items(), backward(dz, x, w, **settings)):
        if g.shape != a.shape:
            bad.add(name)
            continue
        num = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            old = a[i]
            a[i] = old + 1
            up = inner(dz, forward(*arrays.values(), **settings))
            a[i] = old - 1
            num[i] = (up - inner(dz, forward(*arrays.values(), **settings))) / 2
            a[i] = old
        if not np.abs(num - g).max() <= 1e-9 * np.abs(num).max():
            bad.add(name)
    return bad


def soft(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def pieces(x, kernel_size, s):
    (B, H, W, C), (KH, KW) = x.shape, kernel_size
    return B, (H - KH) // s + 1, (W - KW) // s + 1, C, KH, KW


def pool(x):
    B, H, W, C = x.shape
    x = x[:, : H // 2 * 2, : W // 2 * 2]
    return x.reshape(B, H // 2, 2, W // 2, 2, C).max(axis=(2, 4))


def unpool(dm, a):
    da = np.zeros(a.shape)
    for n, i, j, c in np.ndindex(dm.shape):
        window = a[n, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, c]
        p, q = divmod(int(window.argmax()), 2)
        da[n, 2 * i + p, 2 * j + q, c] += dm[n, i, j, c]
    return da


def grad(z, labels):
    return (soft(z) - np.eye(z.shape[1])[labels]) / len(z)


@right("central_difference", "unit array")
def central_difference_1(loss, x, index, h):
    e = np.zeros(x.shape)
    e[index] = 1
    return (loss(x + h * e) - loss(x - h * e)) / 2 / h


@right("central_difference", "in place on one copy")
def central_difference_2(loss, x, index, h):
    moved = np.array(x, dtype=np.float64)
    here = moved[index]
    moved[index] = here + h
    above = loss(moved)
    moved[index] = here - h
    below = loss(moved)
    moved[index] = here
    return float(above - below) / (2 * h)


@right("central_difference", "half up and half down averaged")
def central_difference_3(loss, x, index, h):
    def at(step):
        y = x.astype(float)
        y[index] += step
        return loss(y)

    return ((at(h) - at(0)) / h + (at(0) - at(-h)) / h) / 2


@right("central_difference", "in place with 2h")
def central_difference_4(loss, x, index, h):
    y = x.astype("float64")
    y[index] += h
    above = loss(y)
    y[index] -= 2 * h
    return (above - loss(y)) / (2 * h)


@right("numerical_gradient", "reshape of a list")
def numerical_gradient_1(loss, x, h):
    def entry(k):
        e = np.zeros(x.size)
        e[k] = h
        e = e.reshape(x.shape)
        return (loss(x + e) - loss(x - e)) / (2 * h)

    return np.array([entry(k) for k in range(x.size)]).reshape(x.shape)


@right("numerical_gradient", "four loops")
def numerical_gradient_2(loss, x, h):
    B, H, W, C = x.shape
    y, g = x.astype(float), np.empty(x.shape)
    for n in range(B):
        for i in range(H):
            for j in range(W):
                for c in range(C):
                    here = y[n, i, j, c]
                    y[n, i, j, c] = here + h
                    up = loss(y)
                    y[n, i, j, c] = here - h
                    g[n, i, j, c] = (up - loss(y)) / (2 * h)
                    y[n, i, j, c] = here
    return g


@right("numerical_gradient", "nditer")
def numerical_gradient_3(loss, x, h):
    g = np.zeros_like(x, dtype=float)
    it = np.nditer(x, flags=["multi_index"])
    for _ in it:
        k = it.multi_index
        plus, minus = np.array(x, float), np.array(x, float)
        plus[k] += h
        minus[k] -= h
        g[k] = (loss(plus) - loss(minus)) / (2 * h)
    return g


@right("relative_error", "norms of infinite order")
def relative_error_1(actual, expected):
    if np.shape(actual) != np.shape(expected):
        return float("inf")
    off = np.linalg.norm((actual - expected).ravel(), np.inf)
    size = np.linalg.norm(expected.ravel(), np.inf)
    if size == 0:
        return float("inf") if off > 0 else 0
    return off / size


@right("relative_error", "python loops")
def relative_error_2(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    off = size = 0.0
    for a, e in zip(actual.ravel().tolist(), expected.ravel().tolist()):
        off, size = max(off, abs(a - e)), max(size, abs(e))
    return off / size if size else (0.0 if not off else float("inf"))


@right("relative_error", "try except")
def relative_error_3(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    if np.array_equal(actual, expected):
        return 0.0
    top = float(np.ptp([0, *np.abs(actual - expected).ravel()]))
    try:
        return top / float(np.abs(expected).max())
    except ZeroDivisionError:
        return np.inf


@right("adjoint_gaps", "black kernels, einsum")
def adjoint_gaps_1(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    k = {"stride": stride, "padding": padding}
    dx, dw, db = backward(dz, x, w, **k)
    z, zb = forward(x, w, None, **k), forward(x, 0 * w, b, **k)
    inner = lambda p, q: float(np.einsum("k,k", p.ravel(), q.ravel()))
    return np.array(
        [
            inner(dx, x) - inner(dz, z),
            inner(dw, w) - inner(dz, z),
            inner(db, b) - inner(dz, zb),
        ]
    )


@right("adjoint_gaps", "z minus the bias")
def adjoint_gaps_2(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    k = {"stride": stride, "padding": padding}
    gradients = backward(dz, x, w, **k)
    z = forward(x, w, b, **k)
    of_b = np.zeros(z.shape) + b
    return np.array(
        [
            np.vdot(g, a) - np.vdot(dz, r)
            for g, a, r in zip(gradients, (x, w, b), (z - of_b, z - of_b, of_b))
        ]
    )


@right("adjoint_gaps", "filled in")
def adjoint_gaps_3(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    gaps = np.zeros(3)
    uses = [(x, forward(x, w, stride=stride, padding=padding))]
    uses.append((w, uses[0][1]))
    uses.append((b, np.broadcast_to(b, dz.shape)))
    for k, gradient in enumerate(backward(dz, x, w, stride=stride, padding=padding)):
        a, z = uses[k]
        gaps[k] = (gradient * a).sum() - (dz * z).sum()
    return gaps


@right("wrong_gradients", "central differences, two layers")
def wrong_gradients_1(backward):
    rng = np.random.default_rng(1)
    bad = set()
    x, w = rng.standard_normal((2, 5, 8, 3)), rng.standard_normal((2, 2, 3, 3))
    b = rng.standard_normal(2)
    for P in (0, 1):
        dz = rng.standard_normal(forward(x, w, stride=2, padding=P).shape)
        bad |= by_differences(backward, x, w, b, dz, stride=2, padding=P)
    return len(bad)


@right("wrong_gradients", "many random layers, floats with a tolerance")
def wrong_gradients_2(backward):
    rng = np.random.default_rng(2)
    bad = set()
    for stride in (1, 2, 3):
        for padding in (0, 1, 2):
            x = rng.standard_normal((3, 8, 11, 2))
            w, b = rng.standard_normal((4, 3, 2, 2)), rng.standard_normal(4)
            dz = rng.standard_normal(
                forward(x, w, stride=stride, padding=padding).shape
            )
            bad |= by_products(
                backward, x, w, b, dz, 1e-8, stride=stride, padding=padding
            )
    return len(bad)


@right("wrong_gradients", "compares with its own literal loops")
def wrong_gradients_3(backward):
    rng = np.random.default_rng(3)
    bad = set()
    for s, P in ((2, 0), (3, 1)):
        x, w = rng.integers(-5, 6, (2, 6, 9, 2)), rng.integers(-5, 6, (3, 3, 2, 2))
        padded = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
        OH, OW = (6 + 2 * P - 3) // s + 1, (9 + 2 * P - 2) // s + 1
        dz = rng.integers(-5, 6, (2, OH, OW, 3))
        dx, dw = np.zeros(padded.shape), np.zeros(w.shape)
        for i in range(OH):
            for j in range(OW):
                part = padded[:, s * i : s * i + 3, s * j : s * j + 2]
                dw += np.einsum("nf,npqc->fpqc", dz[:, i, j], part)
                dx[:, s * i : s * i + 3, s * j : s * j + 2] += np.einsum(
                    "nf,fpqc->npqc", dz[:, i, j], w
                )
        expected = dx[:, P : P + 6, P : P + 9], dw, dz.sum((0, 1, 2))
        for k, (g, e) in enumerate(
            zip(backward(dz, x, w, stride=s, padding=P), expected)
        ):
            if not np.array_equal(g, e):
                bad.add(k)
    return len(bad)


@right("softmax", "log-sum-exp")
def softmax_1(z):
    m = z.max(axis=1, keepdims=True)
    return np.exp(z - m - np.log(np.exp(z - m).sum(axis=1, keepdims=True)))


@right("softmax", "transposed")
def softmax_2(z):
    e = np.exp(z.T - z.max(axis=1))
    return (e / e.sum(axis=0)).T.copy()


@right("softmax", "loops")
def softmax_3(z):
    p = np.empty(z.shape)
    for n in range(z.shape[0]):
        total = 0.0
        for f in range(z.shape[1]):
            p[n, f] = np.exp(float(z[n, f]) - float(max(z[n])))
            total += p[n, f]
        p[n] /= total
    return p


@right("cross_entropy", "logaddexp")
def cross_entropy_1(z, labels):
    total = 0.0
    for row, t in zip(z, labels):
        total += np.logaddexp.reduce(row.astype(float)) - row[t]
    return total / len(labels)


@right("cross_entropy", "one-hot")
def cross_entropy_2(z, labels):
    m = z.max(axis=1, keepdims=True)
    logs = z - m - np.log(np.sum(np.exp(z - m), axis=1, keepdims=True))
    y = labels[:, None] == np.arange(z.shape[1])
    return -(logs * y).sum() / len(z)


@right("cross_entropy", "take_along_axis")
def cross_entropy_3(z, labels):
    score = np.take_along_axis(z, labels[:, None], axis=1)
    losses = []
    for off in z - score:
        most = off.max()
        losses.append(most if most > 700 else math.log(np.exp(off).sum()))
    return float(np.mean(losses))


@right("score_gradient", "one-hot by comparison")
def score_gradient_1(z, labels):
    y = labels.reshape(-1, 1) == np.arange(z.shape[1])
    return (soft(z) - y) / z.shape[0]


@right("score_gradient", "loops")
def score_gradient_2(z, labels):
    dz = np.zeros(z.shape)
    for n in range(len(z)):
        e = np.exp(z[n] - max(z[n]))
        for f in range(z.shape[1]):
            dz[n, f] = e[f] / e.sum() / len(z)
            if f == labels[n]:
                dz[n, f] -= 1 / len(z)
    return dz


@right("score_gradient", "Jacobian")
def score_gradient_3(z, labels):
    out = []
    for row, t in zip(soft(z), labels):
        jacobian = np.diag(row) - np.outer(row, row)
        upstream = np.zeros(len(row))
        # -1/p at the right class, without dividing by 0
        upstream[t] = -1.0
        out.append(
            (jacobian @ upstream) / row[t]
            if row[t] > 1e-300
            else row - np.eye(len(row))[t]
        )
    return np.array(out) / len(z)


@right("max_pool", "sliding windows")
def max_pool_1(x, kernel_size, *, stride=1):
    v = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return v.max(axis=(-2, -1))


@right("max_pool", "im2col")
def max_pool_2(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    cols = im2col(x, kernel_size, stride=stride).reshape(B, KH * KW, C, OH, OW)
    return np.moveaxis(cols.max(axis=1), 1, -1).copy()


@right("max_pool", "literal")
def max_pool_3(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    return np.array(
        [
            [
                [
                    [
                        max(
                            x[n, stride * i + p, stride * j + q, c]
                            for p in range(KH)
                            for q in range(KW)
                        )
                        for c in range(C)
                    ]
                    for j in range(OW)
                ]
                for i in range(OH)
            ]
            for n in range(B)
        ]
    )


@right("max_pool_gradient", "np.add.at")
def max_pool_gradient_1(dz, x, kernel_size, *, stride=1):
    (KH, KW), s = kernel_size, stride
    (B, _, _, C), (_, OH, OW, _) = x.shape, dz.shape
    v = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::s, ::s]
    k = v.reshape(B, OH, OW, C, -1).argmax(axis=-1)
    n, a, b, c = np.indices(dz.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, s * a + k // KW, s * b + k % KW, c), dz)
    return dx


@right("max_pool_gradient", "col2im, as the book")
def max_pool_gradient_2(dz, x, kernel_size, *, stride=1):
    (KH, KW), (B, OH, OW, C) = kernel_size, dz.shape
    cols = im2col(x, kernel_size, stride=stride).reshape(B, KH * KW, C, OH * OW)
    largest = cols.argmax(axis=1, keepdims=True)
    d = np.zeros(cols.shape)
    np.put_along_axis(d, largest, dz.transpose(0, 3, 1, 2).reshape(B, 1, C, -1), axis=1)
    return col2im(d.reshape(B, -1, OH * OW), x.shape[1:], kernel_size, stride=stride)


@right("max_pool_gradient", "strict > from minus infinity")
def max_pool_gradient_3(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dz.shape):
        at = s * i, s * j
        for p in range(KH):
            for q in range(KW):
                if x[n, s * i + p, s * j + q, c] > x[n, at[0], at[1], c]:
                    at = s * i + p, s * j + q
        dx[n, at[0], at[1], c] += dz[n, i, j, c]
    return dx


@right("momentum", "v with the learning rate inside")
def momentum_1(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for t in range(len(gradients)):
        v = mu * v - learning_rate * gradients[t]
        w = w + v
    return w


@right("momentum", "closed form")
def momentum_2(w, gradients, learning_rate, mu):
    T = len(gradients)
    total = sum(
        gradients[s] * sum(mu ** (t - s) for t in range(s, T)) for s in range(T)
    )
    return w - learning_rate * total


@right("momentum", "recursion")
def momentum_3(w, gradients, learning_rate, mu):
    def go(w, v, rest):
        if not len(rest):
            return w
        v = mu * v + rest[0]
        return go(w - learning_rate * v, v, rest[1:])

    return go(np.array(w, float), 0.0, gradients)


@right("train", "separate functions, sigma' of a")
def train_1(x, labels, w, u, learning_rate, steps):
    w, u = w.copy(), u.copy()
    for _ in range(steps):
        a = np.maximum(forward(x, w), 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        du = np.einsum("nf,nk->fk", ds, rows)
        dz = np.where(a > 0, unpool((ds @ u).reshape(m.shape), a), 0)
        w -= learning_rate * backward(dz, x, w).dw
        u -= learning_rate * du
    return w


@right("train", "pooling before the ReLU")
def train_2(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        pooled = pool(z)
        m = np.maximum(pooled, 0)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dm = (ds @ u).reshape(m.shape) * (pooled > 0)
        dz = unpool(dm, z)
        dw, du = backward(dz, x, w).dw, ds.T @ rows
        w, u = w - learning_rate * dw, u - learning_rate * du
    return w


@right("train", "image by image")
def train_3(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        dw, du = 0, 0
        for n in range(len(x)):
            z = forward(x[n : n + 1], w)
            a = np.maximum(z, 0)
            m = pool(a)
            row = m.reshape(1, -1)
            ds = grad(row @ u.T, labels[n : n + 1]) / len(x)
            dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
            dw = dw + backward(dz, x[n : n + 1], w).dw
            du = du + ds.T @ row
        w, u = w - learning_rate * dw, u - learning_rate * du
    return w
