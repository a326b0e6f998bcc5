"""A reader's own layer learns a hidden kernel, or the reader hears what is wrong."""

import convlab
from convlab.exercises import check
from student_functions import right


def backward(dz, x, w, *, stride=1, padding=0):
    return convlab.backward(dz, x, w, stride=stride, padding=padding)


def update(parameter, gradient, rate):
    return parameter - rate * gradient


def test_a_right_layer_learns_the_kernel():
    verdict = check.learns(right, backward, update)
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

    verdict = check.learns(right, scaled, update)
    assert not verdict.ok
    assert verdict.finding == "known mistake"
    assert verdict.mistake == check.backward(scaled).mistake
    assert verdict.message.startswith("Your backward comes first: In dw: ")
