"""A reader's own layer learns a hidden kernel, or the reader hears what is wrong."""

import numpy as np

import convlab
from convlab.exercises import check
from convlab.exercises.tasks.task import TASKS


def forward(x, w, b=None, *, stride=1, padding=0):
    return TASKS["forward"].right(x, w, b, stride=stride, padding=padding)


def squared_error(z, target):
    return TASKS["squared_error"].right(z, target)


def backward(dz, x, w, *, stride=1, padding=0):
    (_, H, W, _), (_, KH, KW, _), P, s = x.shape, w.shape, padding, stride
    x = np.pad(x, ((0, 0), (P, P), (P, P), (0, 0)))
    dx, dw, (_, OH, OW, _) = np.zeros(x.shape), np.zeros(w.shape), dz.shape
    for p, q in np.ndindex(KH, KW):
        pixels = np.s_[:, p : p + s * OH : s, q : q + s * OW : s]
        dw[:, p, q] = np.einsum("nabf,nabc->fc", dz, x[pixels])
        dx[pixels] += dz @ w[:, p, q]
    return dx[:, P : P + H, P : P + W].copy(), dw, dz.sum(axis=(0, 1, 2))


def update(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient


def test_a_right_layer_learns_the_kernel():
    verdict = check.learns(convlab.forward, squared_error, backward, update)
    assert verdict.ok
    lines = verdict.message.split("\n")
    losses = [float(line.split("= ")[1]) for line in lines if "L =" in line]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 1e6
    hidden = lines.index("The hidden kernel:")
    assert lines[hidden + 1 :][:2] == lines[-2:]


def test_a_wrong_part_comes_first():
    def scaled(dz, x, w, *, stride=1, padding=0):
        dx, dw, db = backward(dz, x, w, stride=stride, padding=padding)
        return dx, dw / len(x), db

    verdict = check.learns(convlab.forward, squared_error, scaled, update)
    assert not verdict.ok
    assert verdict.finding == "known mistake"
    assert verdict.mistake == check.backward(scaled).mistake
    assert verdict.message.startswith("Your backward comes first: In dw: ")
    verdict = check.learns(convlab.forward, lambda z, target: (0.0, z), scaled, update)
    assert verdict.message.startswith("Your squared_error comes first: ")


def test_the_forward_pass_may_be_convlab_s_and_no_wrong_one():
    def without_bias(x, w, b=None, *, stride=1, padding=0):
        return forward(x, w, None, stride=stride, padding=padding)

    verdict = check.learns(without_bias, squared_error, backward, update)
    assert verdict.message.startswith("Your forward comes first: ")
    assert verdict.mistake == "forward-bias-forgotten"
