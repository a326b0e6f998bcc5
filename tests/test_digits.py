"""The network reads digits: how well, the same each time, and what it refuses."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import convlab
from assert_raises import assert_raises
from convlab import digits, fast
from convlab.layers import SGD, Dense, Flatten, ReLU, Sequential, SoftmaxCrossEntropy
from convlab.training import accuracy, train, train_epoch


def test_a_fifth_of_every_digit_is_held_back():
    data = digits.load()
    assert data.x.shape == (1437, 8, 8, 1)
    assert data.x_unseen.shape == (360, 8, 8, 1)
    assert (data.x.min(), data.x.max()) == (0, 1)
    seen, unseen = np.bincount(data.labels), np.bincount(data.labels_unseen)
    assert len(seen) == len(unseen) == 10
    assert np.abs(unseen / (seen + unseen) - 0.2).max() < 0.01


def test_no_image_is_both_seen_and_unseen():
    data = digits.load(seed=3)
    seen = {x.tobytes() for x in data.x}
    assert not any(x.tobytes() in seen for x in data.x_unseen)
    assert not np.array_equal(data.labels, digits.load(seed=4).labels)


def test_it_reads_985_of_a_thousand_digits_that_it_has_not_seen():
    pair = {"forward": fast.forward, "backward": fast.backward}
    learned = [digits.learn(seed=seed, **pair) for seed in range(3)]
    assert np.mean([curves.unseen[-1] for _, _, curves in learned]) >= 0.985
    network, data, curves = learned[0]
    assert accuracy(network, data.x_unseen, data.labels_unseen) == curves.unseen[-1]


def test_it_learns_the_same_each_time():
    one, other = (digits.learn(seed=7, epochs=2) for _ in range(2))
    assert one.curves == other.curves
    assert_array_equal(one.network.layers[2].w, other.network.layers[2].w)
    assert digits.learn(seed=8, epochs=2).curves != one.curves


def test_your_pair_is_the_one_that_learns():
    calls = []

    def forward(x, w, b=None, *, padding=0):
        calls.append("forward")
        return convlab.forward(x, w, b, padding=padding)

    def backward(dz, x, w, *, padding=0):
        calls.append("backward")
        return convlab.backward(dz, x, w, padding=padding)

    yours = digits.learn(epochs=1, forward=forward, backward=backward)
    assert yours.curves == digits.learn(epochs=1).curves
    assert calls.count("backward") == 2 * 45  # convolutions, and batches in a pass


def test_a_nudge_moves_by_one_pixel_at_most():
    x = np.arange(1.0, 40 * 3 * 4 + 1).reshape(40, 3, 4, 1)
    moved = digits.nudge(x, np.random.default_rng(0))
    seen = set()
    for before, after in zip(x[..., 0], moved[..., 0], strict=True):
        wide = np.pad(before, ((0, 0), (1, 1)))
        places = [k for k in range(3) if np.array_equal(after, wide[:, k : k + 4])]
        assert len(places) == 1
        seen.update(places)
    assert seen == {0, 1, 2}


def test_progress_is_told_of_every_pass():
    passes = []

    def watched(epochs):
        for epoch in epochs:
            passes.append(epoch)
            yield epoch

    curves = digits.learn(epochs=3, progress=watched).curves
    assert passes == [0, 1, 2]
    assert [len(curve) for curve in curves] == [3, 3, 3]


def test_a_pass_shows_every_example_once():
    shown, rng = [], np.random.default_rng(0)
    x = np.arange(7.0).reshape(7, 1, 1, 1)

    def watched(x, rng):
        shown.append(x.ravel().tolist())
        return x

    network = Sequential(Flatten(), Dense(np.zeros((2, 1))))
    descent = SGD(network.layers, rate=1e-9)
    loss, labels = SoftmaxCrossEntropy(), np.zeros(7, int)
    how = {"rng": rng, "size": 3, "change": watched}
    mean = train_epoch(network, loss, descent, x, labels, **how)
    assert [len(some) for some in shown] == [3, 3, 1]
    assert sorted(number for some in shown for number in some) == list(range(7))
    assert mean == pytest.approx(np.log(2))
    assert accuracy(network, x, [0] * 6 + [1]) == 6 / 7


def test_numbers_that_run_away_leave_the_weights():
    data = digits.load()
    network = digits.build_network(np.random.default_rng(0))
    network.layers[0].w *= 1e200
    network.layers[2].w *= 1e200
    before = [network.layers[k].w.copy() for k in (0, 2, 6)]
    how = {"rng": np.random.default_rng(0), "epochs": 1}
    descent = SGD(network.layers, rate=1)
    with (
        np.errstate(all="ignore"),
        pytest.raises(
            FloatingPointError, match=r"^layer 2: Conv2D\(.*: z must be finite; got"
        ),
    ):
        train(network, SoftmaxCrossEntropy(), descent, data, **how)
    for k, w in zip((0, 2, 6), before, strict=True):
        assert_array_equal(network.layers[k].w, w)


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        ({"labels": 50}, ValueError, "got 9 at labels[50], in shape (100,)"),
        ({"x": 50}, FloatingPointError, "got nan at x[50, 0, 0, 0], in shape (100,"),
        ({"labels_unseen": 3}, ValueError, "got 9 at labels[3], in shape (100,)"),
        ({"x_unseen": 3}, FloatingPointError, "got nan at x[3, 0, 0, 0], in shape"),
    ],
)
def test_one_bad_example_is_found_before_any_weight_changes(spoil, error, words):
    rng = np.random.default_rng(0)
    x, labels = rng.standard_normal((100, 2, 2, 1)), rng.integers(3, size=100)
    data = {"x": x, "labels": labels, "x_unseen": x.copy()}
    data |= {"labels_unseen": labels.copy()}
    for name, n in spoil.items():
        data[name][n] = 9 if "labels" in name else np.nan
    network = Sequential(Flatten(), Dense(np.zeros((3, 4))))
    descent, loss = SGD(network.layers, rate=0.1), SoftmaxCrossEntropy()
    with pytest.raises(error, match=re.escape(words)):
        train(network, loss, descent, tuple(data.values()), epochs=1, rng=rng)
    assert_array_equal(network.layers[1].w, 0)


@pytest.mark.parametrize(
    ("words", "settings", "error"),
    [
        ("seed must be a whole number; got 0.5 (float)", {"seed": 0.5}, TypeError),
        (
            "epochs must be at least 1 and at most 2147483647; got 0",
            {"epochs": 0},
            ValueError,
        ),
        ("forward must be a function; got 3", {"forward": 3}, TypeError),
    ],
)
def test_it_refuses(words, settings, error):
    assert_raises(words, digits.learn, error=error, **settings)


def test_a_pass_refuses():
    network, rng = Sequential(Flatten()), np.random.default_rng(0)
    given = network, SoftmaxCrossEntropy(), SGD([], rate=1)
    x = np.ones((3, 1, 2, 1))
    words = "labels must have shape (B,) = (3,), one for each row of scores (3, 2); "
    words += "got (2,)"
    assert_raises(words, train_epoch, *given, x, [0, 1], rng=rng)
    words = "rng must be a numpy.random.Generator; got 0"
    assert_raises(words, train_epoch, *given, x, [0, 1, 1], rng=0, error=TypeError)
    assert_raises(words, digits.nudge, x, 0, error=TypeError)
    words = "data must be (x, labels, x_unseen, labels_unseen); got a list"
    assert_raises(words, train, *given, [x, x], epochs=1, rng=rng, error=TypeError)
    words = "scores must have 2 axes (B, F); got shape (3, 1, 2, 1)"
    assert_raises(words, accuracy, Sequential(ReLU()), x, [0, 0, 0])
    words = "x must hold at least one image; got shape (0, 1, 2, 1)"
    assert_raises(words, train_epoch, *given, x[:0], [], rng=rng)
    words = (
        "labels must be from 0 to 1, the columns of scores (3, 2); got 2 at labels[1], "
        "in shape (3,)"
    )
    assert_raises(words, accuracy, network, x, [0, 2, 1])
