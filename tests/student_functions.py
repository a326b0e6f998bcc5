"""Functions a learner might write, shared by the tests of the checks."""

import numpy as np

from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.limits import Run


def pad(x, P):
    return np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))


def right(x, w, b=None, *, stride=1, padding=0):
    """Compute the forward pass with loops over p and q."""
    x = pad(x, padding)
    (B, H, W, _), (F, KH, KW, _) = x.shape, w.shape
    OH, OW = (H - KH) // stride + 1, (W - KW) // stride + 1
    z = np.zeros((B, OH, OW, F)) + (0 if b is None else b)
    for p, q in np.ndindex(KH, KW):
        z += x[:, p::stride, q::stride][:, :OH, :OW] @ w[:, p, q].T
    return z


def gradients(dz, x, w, *, stride=1, padding=0):
    """Compute (dx, dw, db) with loops over p and q."""
    P, (B, H, W, C), (_, KH, KW, _) = padding, x.shape, w.shape
    _, OH, OW, _ = dz.shape
    padded, dx, dw = (
        pad(x, P),
        np.zeros((B, H + 2 * P, W + 2 * P, C)),
        np.zeros(w.shape),
    )
    for p, q in np.ndindex(KH, KW):
        rows = slice(p, p + stride * (OH - 1) + 1, stride)
        columns = slice(q, q + stride * (OW - 1) + 1, stride)
        dx[:, rows, columns] += dz @ w[:, p, q]
        dw[:, p, q] = np.einsum("nabf,nabc->fc", dz, padded[:, rows, columns])
    return dx[:, P : P + H, P : P + W].copy(), dw, dz.sum(axis=(0, 1, 2))


def stops(x, w, b=None, *, stride=1, padding=0):
    if stride == 2:
        x[99]
    return right(x, w, b, stride=stride, padding=padding)


def passes(the_check, function):
    verdict = the_check(function)
    assert verdict.ok, verdict
    assert verdict.mistake is None


def run_here(function, probes, record=record_call):
    """Run the calls in this process, because hundreds of forks take minutes."""
    return Run([record(function, probe) for probe in probes])
