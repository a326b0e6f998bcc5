"""The network that reads digits: its accuracy, its repeatability and its errors."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import convlab
from assert_raises import assert_raises
from convlab import digits, fast
from convlab.layers import (
    SGD,
    Conv2D,
    Dense,
    Flatten,
    ReLU,
    Sequential,
    SoftmaxCrossEntropy,
    Tanh,
    accuracy,
    he_normal,
    train,
    train_epoch,
)
from convlab.viz import load_benchmark


def test_a_fifth_of_every_digit_is_held_back_twice():
    data = digits.load()
    assert data.x.shape == (1077, 8, 8, 1)
    assert data.x_val.shape == data.x_test.shape == (360, 8, 8, 1)
    assert (data.x.min(), data.x.max()) == (0, 1)
    counts = np.array([np.bincount(labels) for labels in data[1::2]])
    assert counts.shape == (3, 10)
    assert np.abs(counts[1:] / counts.sum(axis=0) - 0.2).max() < 0.01


def test_no_image_is_in_two_of_the_three_parts():
    data = digits.load(seed=3)
    train, validation, test = ({x.tobytes() for x in part} for part in data[::2])
    assert not train & validation
    assert not (train | validation) & test


def test_a_seed_draws_the_validation_digits_and_not_the_test_digits():
    one, other = digits.load(seed=3), digits.load(seed=4)
    assert not np.array_equal(one.labels_val, other.labels_val)
    assert_array_equal(one.x_test, other.x_test)
    assert_array_equal(one.labels_test, other.labels_test)


def test_training_never_looks_at_the_test_digits(monkeypatch):
    """Digits that are not numbers would stop the first layer that saw them."""
    data = digits.load()
    without = data._replace(x_test=np.full_like(data.x_test, np.nan))
    monkeypatch.setattr(digits, "load", lambda *, seed: without)
    digits.learn(epochs=1, forward=fast.forward, backward=fast.backward)


@pytest.mark.slow
def test_it_reads_97_of_a_hundred_validation_digits():
    """With a seed whose results the chapter does not show by themselves."""
    pair = {"forward": fast.forward, "backward": fast.backward}
    network, data, history = digits.learn(seed=1, **pair)
    assert history.validation[-1] >= 0.97
    assert accuracy(network, data.x_val, data.labels_val) == history.validation[-1]


def test_behind_a_relu_ties_are_between_zeros():
    network = Sequential(*digits.build_network(np.random.default_rng(0)).layers[:4])
    a = network.forward(digits.load().x[:200])
    windows = a.reshape(200, 4, 2, 4, 2, 32).swapaxes(2, 3).reshape(200, 4, 4, 4, 32)
    largest = windows.max(axis=3)
    tied = np.sum(windows == largest[:, :, :, None], axis=3) > 1
    assert tied.mean() > 0.1
    assert np.mean(largest[tied] == 0) > 0.999


def average_twice(dz, x, w, **settings):
    """Return the gradients, but dw and db divided by the batch once more."""
    dx, dw, db = fast.backward(dz, x, w, **settings)
    return dx, dw / len(x), db / len(x)


@pytest.mark.slow
def test_averaging_twice_hardly_shows():
    right = digits.learn(epochs=10, forward=fast.forward, backward=fast.backward)
    wrong = digits.learn(epochs=10, forward=fast.forward, backward=average_twice)
    assert right.history.validation[-1] > 0.98
    assert 0.955 < wrong.history.validation[-1] < 0.975


@pytest.mark.slow
def test_a_large_learning_rate_kills_every_unit_and_it_guesses():
    pair = {"forward": fast.forward, "backward": fast.backward}
    network, data, history = digits.learn(epochs=2, learning_rate=1, **pair)
    assert history.losses[-1] == pytest.approx(np.log(10), abs=0.15)
    assert not Sequential(*network.layers[:4]).forward(data.x).any()


@pytest.mark.slow
def test_with_a_rate_of_a_fifth_most_maps_die_and_it_reads_on():
    pair = {"forward": fast.forward, "backward": fast.backward}
    network, data, history = digits.learn(learning_rate=0.2, **pair)
    assert 0.6 < history.validation[-1] < 0.9
    for first in (1, 3):
        z = Sequential(*network.layers[:first]).forward(data.x)
        assert np.mean((z > 0).any(axis=(0, 1, 2))) < 0.25


def mean_accuracy(build, *, learning_rate, augment=None, frozen=0):
    """Train on three seeds as the chapter does, and return the mean on validation.

    The first layers may be frozen: they see every digit once, without ``augment``.
    """
    found = []
    for seed in range(3):
        data, rng = digits.load(seed=seed), np.random.default_rng(seed)
        layers = build(rng)
        x, labels, x_val, labels_val = data[:4]
        for layer in layers[:frozen]:
            x, x_val = layer.forward(x), layer.forward(x_val)
        network, parts = Sequential(*layers[frozen:]), (x, labels, x_val, labels_val)
        optimizer = SGD(network, learning_rate=learning_rate, momentum=0.9)
        how = {"epochs": 30, "rng": rng, "augment": augment}
        history = train(network, SoftmaxCrossEntropy(), optimizer, parts, **how)
        found.append(history.validation[-1])
    return np.mean(found)


def build_linear(rng):
    return Flatten(), Dense(he_normal((10, 64), rng))


def build_hidden(rng):
    first = Dense(he_normal((132, 64), rng))
    return Flatten(), first, ReLU(), Dense(he_normal((10, 132), rng))


def build_network(rng):
    return digits.build_network(rng).layers


def build_wide(rng):
    """Stack 512 dense units, as kernels of 8 by 8, and the scores."""
    first = Conv2D(he_normal((512, 8, 8, 1), rng))
    return first, ReLU(), Flatten(), Dense(he_normal((10, 512), rng))


def reads(percent):
    """Return an accuracy of the page, give or take a digit for each of three seeds."""
    return pytest.approx(percent / 100, abs=0.0033)


@pytest.mark.slow
def test_a_linear_classifier_reads_96_and_the_shift_costs_it_four_or_five():
    linear = mean_accuracy(build_linear, learning_rate=0.2)
    how = {"learning_rate": 0.2, "augment": digits.random_shift}
    assert linear == reads(96.1)
    assert 0.035 < linear - mean_accuracy(build_linear, **how) < 0.055


@pytest.mark.slow
def test_a_hidden_dense_layer_reads_97_3_and_without_the_shift_ours_98_0():
    for learning_rate in (0.05, 0.1, 0.2):
        assert mean_accuracy(build_hidden, learning_rate=learning_rate) == reads(97.3)
    plain = np.mean(load_benchmark("learning")["not shifted"][:3])
    assert 100 * plain - 97.3 == pytest.approx(0.7, abs=0.05)
    rng = np.random.default_rng(0)
    sizes = [
        sum(getattr(layer, name).size for layer in stack for name in layer.parameters)
        for stack in (build_hidden(rng), build_network(rng))
    ]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.01)


@pytest.mark.slow
def test_more_than_half_of_what_random_kernels_gain_random_dense_units_gain_too():
    kernels = mean_accuracy(build_network, learning_rate=0.05, frozen=5)
    units = mean_accuracy(build_wide, learning_rate=0.05, frozen=2)
    assert kernels == reads(97.5)
    assert units == reads(97.0)
    linear = mean_accuracy(build_linear, learning_rate=0.2)
    assert (units - linear) / (kernels - linear) > 0.5


@pytest.mark.slow
def test_the_bias_quiets_a_kernel_that_hardly_moves():
    start = digits.build_network(np.random.default_rng(0)).layers[0]
    end = digits.learn(epochs=5).network.layers[0]
    x = digits.load().x
    assert np.sum(start.w[1] > 0) == 1
    assert start.w[1].max() == pytest.approx(0.02, abs=0.005)
    assert end.b[1] == pytest.approx(-0.014, abs=0.002)  # and there it stays

    def positive(w, b):
        return np.mean(Conv2D(w[1:2], b[1:2], padding=1).forward(x) > 0)

    before = positive(start.w, start.b)
    assert positive(end.w, start.b) > 0.95 * before
    assert positive(start.w, end.b) < 0.05 * before


@pytest.mark.slow
def test_the_accuracy_does_not_see_a_wrong_tanh():
    class WrongTanh(Tanh):
        def backward(self, dx):
            return self._check_grad("dx", dx) * (1 - np.tanh(np.tanh(self.z)) ** 2)

    data = digits.load()
    for tanh in (Tanh, WrongTanh):
        rng = np.random.default_rng(0)
        network = digits.build_network(
            rng, forward=fast.forward, backward=fast.backward
        )
        network.layers[1], network.layers[3] = tanh(), tanh()
        optimizer = SGD(network, learning_rate=0.05, momentum=0.9)
        how = {"epochs": 5, "rng": rng}
        loss = SoftmaxCrossEntropy()
        history = train(network, loss, optimizer, data[:4], **how)
        assert 0.96 < history.validation[-1] < 0.99


@pytest.mark.slow
def test_it_learns_the_same_each_time():
    one, other = (digits.learn(seed=7, epochs=2) for _ in range(2))
    assert one.history == other.history
    assert_array_equal(one.network.layers[2].w, other.network.layers[2].w)
    assert digits.learn(seed=8, epochs=2).history != one.history


@pytest.mark.slow
def test_your_pair_is_the_one_that_learns():
    calls = []

    def forward(x, w, b=None, *, padding=0):
        calls.append("forward")
        return convlab.forward(x, w, b, padding=padding)

    def backward(dz, x, w, *, padding=0):
        calls.append("backward")
        return convlab.backward(dz, x, w, padding=padding)

    yours = digits.learn(epochs=1, forward=forward, backward=backward)
    assert yours.history == digits.learn(epochs=1).history
    assert calls.count("backward") == 2 * 34  # convolutions, times batches per epoch


def test_a_random_shift_moves_by_one_pixel_at_most():
    x = np.arange(1.0, 40 * 3 * 4 + 1).reshape(40, 3, 4, 1)
    moved = digits.random_shift(x, np.random.default_rng(0))
    seen = set()
    for before, after in zip(x[..., 0], moved[..., 0], strict=True):
        wide = np.pad(before, ((0, 0), (1, 1)))
        places = [k for k in range(3) if np.array_equal(after, wide[:, k : k + 4])]
        assert len(places) == 1
        seen.update(places)
    assert seen == {0, 1, 2}


@pytest.mark.slow
def test_progress_is_told_of_every_pass():
    passes = []

    def watched(epochs):
        for epoch in epochs:
            passes.append(epoch)
            yield epoch

    history = digits.learn(epochs=3, progress=watched).history
    assert passes == [0, 1, 2]
    assert [len(curve) for curve in history] == [3, 3, 3]


@pytest.mark.parametrize("batch_size", [1, 100, 1077, 5000])
@pytest.mark.slow
def test_a_pass_has_a_step_for_each_batch(batch_size):
    batches = []

    def watched(x, rng):
        batches.append(len(x))
        return x

    digits.learn(
        epochs=1,
        batch_size=batch_size,
        augment=watched,
        learning_rate=1e-3,
        forward=fast.forward,
        backward=fast.backward,
    )
    full, rest = divmod(1077, batch_size)
    assert batches == [batch_size] * full + [rest] * (rest > 0)


@pytest.mark.slow
def test_a_step_is_as_long_as_the_learning_rate_says():
    start = digits.build_network(np.random.default_rng(0)).parameters
    moved = []
    for learning_rate in (1e-3, 2e-3):
        how = {"learning_rate": learning_rate, "batch_size": 1077, "augment": None}
        end = digits.learn(epochs=1, **how).network.parameters
        moved.append(end["6 w"] - start["6 w"])
    assert np.abs(moved[0]).max() > 1e-6
    assert_allclose(moved[1], 2 * moved[0], 0, 1e-12)


def test_a_pass_shows_every_example_once():
    shown, rng = [], np.random.default_rng(0)
    x = np.arange(7.0).reshape(7, 1, 1, 1)

    def watched(x, rng):
        shown.append(x.ravel().tolist())
        return x

    network = Sequential(Flatten(), Dense(np.zeros((2, 1))))
    optimizer = SGD(network, learning_rate=1e-9)
    loss, labels = SoftmaxCrossEntropy(), np.zeros(7, int)
    how = {"rng": rng, "batch_size": 3, "augment": watched}
    mean = train_epoch(network, loss, optimizer, x, labels, **how)
    assert [len(batch) for batch in shown] == [3, 3, 1]
    assert sorted(number for batch in shown for number in batch) == list(range(7))
    assert mean == pytest.approx(np.log(2))
    assert accuracy(network, x, [0] * 6 + [1]) == 6 / 7


def test_numbers_that_run_away_leave_the_weights():
    data = digits.load()
    network = digits.build_network(np.random.default_rng(0))
    network.layers[0].w *= 1e200
    network.layers[2].w *= 1e200
    before = [network.layers[k].w.copy() for k in (0, 2, 6)]
    how = {"rng": np.random.default_rng(0), "epochs": 1}
    optimizer = SGD(network, learning_rate=1)
    with (
        np.errstate(all="ignore"),
        pytest.raises(
            FloatingPointError, match=r"^layer 2: Conv2D\(.*: z must be finite; got"
        ),
    ):
        train(network, SoftmaxCrossEntropy(), optimizer, data[:4], **how)
    for k, w in zip((0, 2, 6), before, strict=True):
        assert_array_equal(network.layers[k].w, w)


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        ({"labels": 50}, ValueError, "got 9 at labels[50], in shape (100,)"),
        ({"x": 50}, FloatingPointError, "got nan at x[50, 0, 0, 0], in shape (100,"),
        ({"labels_val": 3}, ValueError, "got 9 at labels[3], in shape (100,)"),
        ({"x_val": 3}, FloatingPointError, "got nan at x[3, 0, 0, 0], in shape"),
    ],
)
def test_one_bad_example_is_found_before_any_weight_changes(spoil, error, words):
    rng = np.random.default_rng(0)
    x, labels = rng.standard_normal((100, 2, 2, 1)), rng.integers(3, size=100)
    data = {"x": x, "labels": labels, "x_val": x.copy()}
    data |= {"labels_val": labels.copy()}
    for name, n in spoil.items():
        data[name][n] = 9 if "labels" in name else np.nan
    network = Sequential(Flatten(), Dense(np.zeros((3, 4))))
    optimizer, loss = SGD(network, learning_rate=0.1), SoftmaxCrossEntropy()
    with pytest.raises(error, match=re.escape(words)):
        train(network, loss, optimizer, tuple(data.values()), epochs=1, rng=rng)
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
        (
            "batch_size must be at least 1 and at most 2147483647; got 0",
            {"batch_size": 0},
            ValueError,
        ),
        ("forward must be a function; got 3", {"forward": 3}, TypeError),
    ],
)
def test_it_refuses(words, settings, error):
    assert_raises(words, digits.learn, error=error, **settings)


def test_a_pass_refuses():
    network, rng = Sequential(Flatten()), np.random.default_rng(0)
    given = network, SoftmaxCrossEntropy(), SGD([], learning_rate=1)
    x = np.ones((3, 1, 2, 1))
    words = "labels must have shape (B,) = (3,), one for each row of scores (3, 2); "
    words += "got (2,)"
    assert_raises(words, train_epoch, *given, x, [0, 1], rng=rng)
    words = "rng must be a numpy.random.Generator; got 0"
    assert_raises(words, train_epoch, *given, x, [0, 1, 1], rng=0, error=TypeError)
    assert_raises(words, digits.random_shift, x, 0, error=TypeError)
    words = "data must be (x, labels, x_val, labels_val); got a list"
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
