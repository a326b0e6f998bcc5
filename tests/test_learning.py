"""A reader's own layer learns a hidden kernel, or the reader hears what is wrong."""

import os
import sys

import numpy as np
import pytest

import convlab
from convlab.exercises import check, hidden_kernel
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


def test_the_function_of_any_forward_exercise_will_do():
    def forward_by_slices(x, w, b=None, *, stride=1, padding=0):
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
        (B, H, W, _), (F, KH, KW, _), s = x.shape, w.shape, stride
        OH, OW = (H - KH) // s + 1, (W - KW) // s + 1
        z = np.zeros((B, OH, OW, F)) + (0 if b is None else b)
        for p, q in np.ndindex(KH, KW):
            z += x[:, p::s, q::s][:, :OH, :OW] @ w[:, p, q].T
        return z

    assert check.learns(forward_by_slices, squared_error, backward, update)

    def forward_by_matmul(x, w, b=None, *, stride=1, padding=0):
        return 2 * forward(x, w, b, stride=stride, padding=padding)

    verdict = check.learns(forward_by_matmul, squared_error, backward, update)
    assert verdict.message.startswith("Your forward_by_matmul comes first: ")


def test_a_function_of_another_family_is_named():
    verdict = check.learns(update, squared_error, backward, update)
    assert verdict.finding == "another exercise"
    assert "It was given `update`" in verdict.message
    verdict = check.learns(convlab.forward, squared_error, convlab.forward, update)
    assert verdict.message.startswith("Your backward comes first: ")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: [][0], "training stops.\nIndexError: list index out of range"),
        (lambda: exit(), "training stops.\nSystemExit"),
        pytest.param(
            lambda: os._exit(3),
            "training stops.\nPython itself ended",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="needs a fork"),
        ),
    ],
)
def test_what_stops_the_training_does_not_stop_the_notebook(act, words):
    """Functions may do in training what no call of their checks has made them do."""

    def update(parameter, gradient, learning_rate):
        if learning_rate == hidden_kernel.LEARNING_RATE:
            print("in training")
            act()
        return parameter - learning_rate * gradient

    verdict = check.learns(convlab.forward, squared_error, backward, update)
    assert verdict.finding == "exception"
    assert words in verdict.message
    assert "in training" in verdict.printed


@pytest.mark.slow
def test_a_training_without_an_end_is_ended():
    def update(parameter, gradient, learning_rate):
        while learning_rate == hidden_kernel.LEARNING_RATE:
            pass
        return parameter - learning_rate * gradient

    verdict = check.learns(convlab.forward, squared_error, backward, update)
    assert verdict.finding == "takes too long"
    assert "together they were still training after" in verdict.message
