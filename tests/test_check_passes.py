"""Correct functions pass, whatever the style they are written in."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from convlab.exercises import check
from convlab.exercises.diagnosis import diagnose
from convlab.exercises.tasks import TASKS
from student_functions import passes, run_here


def pad(x, P):
    return np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))


def sizes(x, w, s):
    return [(n - k) // s + 1 for n, k in zip(x.shape[1:3], w.shape[1:3], strict=True)]


def shuffled(shape, rng):
    """List all indices, in random order."""
    units = list(np.ndindex(shape))
    return [units[k] for k in rng.permutation(len(units))]


def forward_by_loops(rng, dtype, order):
    def forward(x, w, b=None, *, stride=1, padding=0):
        x, w = pad(x, padding).astype(dtype), w.astype(dtype)
        z = np.zeros((len(x), *sizes(x, w, stride), len(w)), dtype, order)
        for n, i, j, f in shuffled(z.shape, rng):
            for p, q, c in shuffled(w.shape[1:], rng):
                z[n, i, j, f] += x[n, stride * i + p, stride * j + q, c] * w[f, p, q, c]
            z[n, i, j, f] += 0 if b is None else b[f]
        return z

    return forward


def forward_by_einsum(rng, dtype, order):
    def forward(x, w, b=None, *, stride=1, padding=0):
        x = pad(x, padding).astype(dtype)
        windows = sliding_window_view(x, w.shape[1:3], axis=(1, 2))
        windows = windows[:, ::stride, ::stride]
        z = np.einsum("nijcpq,fpqc->nijf", windows, w.astype(dtype))
        return np.asarray(z + (0 if b is None else b.astype(dtype)), order=order)

    return forward


def forward_by_im2col(rng, dtype, order):
    def forward(x, w, b=None, *, stride=1, padding=0):
        x = pad(x, padding).astype(dtype)
        (F, KH, KW, _), (OH, OW) = w.shape, sizes(x, w, stride)
        X_col = convlab.im2col(x, (KH, KW), stride=stride)
        Z = w.reshape(F, -1).astype(dtype) @ X_col
        z = np.moveaxis(Z, 1, 2).reshape(len(x), OH, OW, F)
        return np.array(
            z + (0 if b is None else b).astype(dtype) if b is not None else z,
            order=order,
        )

    return forward


def backward_by_loops(rng, dtype, order):
    def backward(dz, x, w, *, stride=1, padding=0):
        x = pad(x, padding).astype(dtype)
        dx, dw = np.zeros(x.shape, dtype, order), np.zeros(w.shape, dtype, order)
        db = np.zeros(len(w), dtype)
        for n, a, b, f in shuffled(dz.shape, rng):
            db[f] += dz[n, a, b, f]
            for p, q, c in np.ndindex(w.shape[1:]):
                i, j = stride * a + p, stride * b + q
                dw[f, p, q, c] += dz[n, a, b, f] * x[n, i, j, c]
                dx[n, i, j, c] += dz[n, a, b, f] * w[f, p, q, c]
        P, (_, H, W, _) = padding, x.shape
        return dx[:, P : H - P, P : W - P].copy(order), dw, db

    return backward


def backward_by_einsum(rng, dtype, order):
    def backward(dz, x, w, *, stride=1, padding=0):
        dz, w, P, (_, H, W, _) = dz.astype(dtype), w.astype(dtype), padding, x.shape
        x = pad(x, padding).astype(dtype)
        _, KH, KW, _ = w.shape
        windows = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::stride, ::stride]
        dw = np.einsum("nabf,nabcpq->fpqc", dz, windows)
        dx = np.zeros_like(x)
        for a, b in shuffled(dz.shape[1:3], rng):
            stamps = np.einsum("nf,fpqc->npqc", dz[:, a, b], w)
            rows, columns = slice(a * stride, None), slice(b * stride, None)
            dx[:, rows, columns][:, :KH, :KW] += stamps
        dx = np.array(dx[:, P : P + H, P : P + W], order=order)
        return dx, np.asarray(dw, order=order), dz.sum((0, 1, 2))

    return backward


def backward_by_gather(rng, dtype, order):
    def backward(dz, x, w, *, stride=1, padding=0):
        (B, OH, OW, F), (_, KH, KW, _) = dz.shape, w.shape
        x = pad(x, padding).astype(dtype)
        _, H, W, _ = x.shape
        wide = np.zeros((B, H + KH - 1, W + KW - 1, F), dtype)
        reach = np.s_[:, KH - 1 :: stride, KW - 1 :: stride]
        wide[reach][:, :OH, :OW] = dz
        rotated = w[:, ::-1, ::-1].transpose(3, 1, 2, 0)
        dx = convlab.forward(wide, rotated)[
            :, padding : H - padding, padding : W - padding
        ]
        X_col = convlab.im2col(x, (KH, KW), stride=stride)
        dZ = np.moveaxis(dz.reshape(B, OH * OW, F), 2, 1)
        dw = sum(dZ[n] @ X_col[n].T for n in rng.permutation(B)).reshape(w.shape)
        return [np.array(g, dtype, order=order) for g in (dx, dw, dz.sum((0, 1, 2)))]

    return lambda *given, **settings: tuple(backward(*given, **settings))


STYLES = [
    forward_by_loops,
    forward_by_einsum,
    forward_by_im2col,
    backward_by_loops,
    backward_by_einsum,
    backward_by_gather,
]


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["single", "double"])
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_right_functions_of_every_style_pass(style, dtype, order):
    task = style.__name__.split("_")[0]
    function = style(np.random.default_rng(0), dtype, order)
    passes(getattr(check, task), function)
    if task == "backward":
        for k, name in enumerate(["dx", "dw", "db"]):
            passes(getattr(check, name), one_of(function, k))


def one_of(backward, k):
    def gradient(dz, x, w, *, stride=1, padding=0):
        return backward(dz, x, w, stride=stride, padding=padding)[k]

    return gradient


def test_right_functions_pass_in_whatever_order_they_add(monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    for seed in range(50):
        rng = np.random.default_rng(seed)
        dtype = rng.choice([np.float32, np.float64])
        order = rng.choice(["C", "F"])
        passes(check.forward, forward_by_loops(rng, dtype, order))
        passes(check.backward, backward_by_loops(rng, dtype, order))


@pytest.mark.parametrize("task", TASKS)
def test_the_right_function_of_every_task_passes(task):
    passes(getattr(check, task), TASKS[task].right)


def test_rounding_is_forgiven():
    def forward(x, w, b=None, *, stride=1, padding=0):
        z = convlab.forward(x, w, b, stride=stride, padding=padding)
        return (z * (1 + 1e-6)).astype(np.float32)

    passes(check.forward, forward)


def test_a_tuple_of_any_kind_is_right():
    passes(check.backward, convlab.backward)
    passes(check.backward, lambda *a, **k: tuple(convlab.backward(*a, **k)))
