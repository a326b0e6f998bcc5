"""Correct functions pass, whatever the style they are written in."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from convlab import fast
from convlab.exercises import check
from convlab.exercises.diagnosis import diagnose
from convlab.exercises.tasks import TASKS
from student_functions import gradients, pad, passes, right, run_here


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
        dx = right(wide, rotated)[:, padding : H - padding, padding : W - padding]
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
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_right_functions_of_every_style_pass(style, order):
    task = style.__name__.split("_")[0]
    function = style(np.random.default_rng(0), float, order)
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
        order = rng.choice(["C", "F"])
        passes(check.forward, forward_by_loops(rng, float, order))
        passes(check.backward, backward_by_loops(rng, float, order))


@pytest.mark.parametrize("task", TASKS)
def test_the_right_function_of_every_task_is_right(task):
    """Those of the library are right, and no solution."""
    verdict = getattr(check, task)(TASKS[task].right)
    assert verdict.ok or verdict.finding in NO_SOLUTION, verdict


NO_SOLUTION = {"the library's own", "another form", "another exercise"}


@pytest.mark.parametrize(
    "function", [convlab.forward, lambda *a, **k: fast.forward(*a, **k)]
)
def test_the_functions_of_the_library_are_no_solution(function):
    verdict = check.forward(function)
    assert verdict.finding == "the library's own"
    assert "`forward`" in verdict.message


def test_rounding_is_forgiven():
    passes(check.forward, lambda *a, **k: right(*a, **k) * (1 + 1e-12))
    verdict = check.forward(lambda *a, **k: right(*a, **k) * (1 + 1e-6))
    assert verdict.finding == "wrong factor"


def test_single_precision_is_not_enough_for_double():
    def forward(x, w, b=None, *, stride=1, padding=0):
        return right(x, w, b, stride=stride, padding=padding).astype(np.float32)

    assert check.forward(forward).finding == "wrong dtype"


def test_a_named_tuple_is_right_as_well():
    def backward(dz, x, w, *, stride=1, padding=0):
        return convlab.Gradients(*gradients(dz, x, w, stride=stride, padding=padding))

    passes(check.backward, backward)
    passes(check.backward, gradients)


def test_a_function_of_another_exercise_is_not_accepted():
    def dx(dz, x, w, *, stride=1, padding=0):
        return gradients(dz, x, w, stride=stride, padding=padding)[0]

    passes(check.dx, dx)
    assert check.dx_by_gather(dx).finding == "another exercise"


def test_loops_over_the_kernel_are_those_over_the_kernel_alone():
    rng = np.random.default_rng(0)
    by_windows = forward_by_loops(rng, float, "C")
    at_once = forward_by_im2col(rng, float, "C")
    passes(check.forward_by_slices, renamed(right, "forward_by_slices"))
    for function, words in [(by_windows, "loops run over the w"), (at_once, "none of")]:
        verdict = check.forward_by_slices(renamed(function, "forward_by_slices"))
        assert verdict.finding == "another form"
        assert words in verdict.message
    passes(check.forward_by_matmul, renamed(at_once, "forward_by_matmul"))
    for function in (by_windows, right):
        verdict = check.forward_by_matmul(renamed(function, "forward_by_matmul"))
        assert verdict.finding == "another form"


def test_loops_of_a_helper_are_the_learner_s_own():
    by_windows = forward_by_loops(np.random.default_rng(0), float, "C")

    def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
        return by_windows(x, w, b, stride=stride, padding=padding)

    assert "loops run over the w" in check.forward_by_matmul(forward_by_matmul).message


def test_a_function_of_another_exercise_may_loop():
    forward = forward_by_loops(np.random.default_rng(0), float, "C")

    def dw_by_forward(dz, x, w, *, stride=1, padding=0):
        (_, KH, KW, _), (B, OH, OW, F), s = w.shape, dz.shape, stride
        spread = np.zeros((F, s * (OH - 1) + 1, s * (OW - 1) + 1, B))
        spread[:, ::s, ::s] = dz.transpose(3, 1, 2, 0)
        z = forward(x.transpose(3, 1, 2, 0), spread, padding=padding)
        return z[:, :KH, :KW].transpose(3, 1, 2, 0).copy()

    passes(check.dw_by_forward, dw_by_forward)


def renamed(function, name):
    """Return the same code under another name."""
    code, closure = function.__code__, function.__closure__
    copy = type(function)(code, function.__globals__, name, None, closure)
    copy.__defaults__, copy.__kwdefaults__ = (
        function.__defaults__,
        function.__kwdefaults__,
    )
    return copy


def by_view(dz, x, w, *, stride=1, padding=0):
    """Scatter through a name for a part of the array."""
    P, (B, H, W, C), (_, KH, KW, _) = padding, x.shape, w.shape
    _, OH, OW, _ = dz.shape
    dx = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for p, q in np.ndindex(KH, KW):
        part = dx[:, p : p + stride * OH : stride, q : q + stride * OW : stride]
        part += dz @ w[:, p, q]
    return dx[:, P : P + H, P : P + W].copy()


def by_add_at(dz, x, w, *, stride=1, padding=0):
    P, (B, H, W, C), (_, KH, KW, _) = padding, x.shape, w.shape
    dx = np.zeros((B, H + 2 * P, W + 2 * P, C))
    n, a, b, p, q, c = np.indices((*dz.shape[:3], KH, KW, C))
    where = n, stride * a + p, stride * b + q, c
    np.add.at(dx, where, np.einsum("nabf,fpqc->nabpqc", dz, w))
    return dx[:, P : P + H, P : P + W].copy()


def by_pixel(dz, x, w, *, stride=1, padding=0):
    """Gather: every pixel once."""
    (B, H, W, C), (_, KH, KW, _), s = x.shape, w.shape, stride
    _, OH, OW, _ = dz.shape
    dx = np.zeros((B, H, W, C))
    for n, i, j, c in np.ndindex(dx.shape):
        for p, q in np.ndindex(KH, KW):
            (a, left), (b, over) = (
                divmod(i + padding - p, s),
                divmod(j + padding - q, s),
            )
            if not (left or over) and 0 <= a < OH and 0 <= b < OW:
                dx[n, i, j, c] += dz[n, a, b] @ w[:, p, q, c]
    return dx


@pytest.mark.parametrize("scatter", [by_view, by_add_at])
def test_a_scatter_is_no_gather(scatter):
    verdict = check.dx_by_gather(scatter)
    assert verdict.finding == "another form"
    assert "scatters" in verdict.message
    passes(check.dx, scatter)


def test_a_gather_is_one():
    passes(check.dx_by_gather, by_pixel)
    rng = np.random.default_rng(0)
    passes(check.dx_by_gather, one_of(backward_by_gather(rng, float, "C"), 0))
