"""What the scenes of learning send to the browser, checked without one."""

import base64
import json
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from traitlets import TraitError

from convlab import digits, forward, samples
from convlab.explorers import DescentExplorer, DigitExplorer
from convlab.explorers.learning.digit_explorer import round_network
from convlab.explorers.learning.halves import encode_halves
from convlab.layers import SGD, Conv2D, Dense, Flatten, MaxPool2D, Sequential

LIMIT = 30_000  # characters of the state of a scene
SOME = np.random.default_rng(0).random((12, 8, 8, 1))
LABELS = np.arange(12) % 10
DIGITS = (SOME, LABELS, SOME, LABELS)
ONE_PIXEL = np.ones((1, 1, 1, 1))


class KernelAlone(Conv2D):
    """A layer of one kernel whose bias stays 0."""

    parameter_names = ("w",)


def descend(explorer, steps, **how):
    """Return the kernel and the loss after so many steps of SGD, by convlab."""
    target = forward(explorer.x, np.reshape(explorer.kernel, (1, 3, 3, 1)))
    layer = KernelAlone(np.reshape(explorer.start, (1, 3, 3, 1)))
    optimizer = SGD(layer, **how)
    for _ in range(steps):
        layer.backward((layer.forward(explorer.x) - target) / target.size)
        optimizer.step()
    loss = np.mean((layer.forward(explorer.x) - target) ** 2) / 2
    return layer.w[0, :, :, 0], loss


def ending_in(units, *layers):
    """Return a network of these layers, and ten scores of so many units."""
    return Sequential(*layers, Flatten(), Dense(np.ones((10, units))))


@pytest.fixture(scope="module")
def untrained():
    return digits.build_network(np.random.default_rng(0))


def state(explorer):
    traits = explorer.get_state()
    return {name: value for name, value in traits.items() if name[0] != "_"}


class TestDescent:
    def test_what_the_chapter_says_of_it(self):
        explorer = DescentExplorer()
        goal = np.array(samples.KERNELS["vertical edges"])
        assert_array_equal(explorer.kernel, goal)
        _, first = descend(explorer, 0, learning_rate=3)
        _, loss = descend(explorer, 20, learning_rate=3)
        assert loss < first / 50
        w, _ = descend(explorer, 200, learning_rate=3)
        assert np.abs(w - goal).max() == pytest.approx(0.1, abs=0.005)
        w, _ = descend(explorer, 100, learning_rate=1.5, momentum=0.9)
        assert np.abs(w - goal).max() < 0.01
        assert descend(explorer, 200, learning_rate=4.75)[1] < first
        assert descend(explorer, 200, learning_rate=5)[1] > first

    def test_without_subtracting_the_mean_its_steps_grow_without_bound(self):
        explorer = DescentExplorer()
        explorer.x = samples.photograph().mean(axis=3, keepdims=True) / 255
        losses = [descend(explorer, n, learning_rate=3)[1] for n in (0, 5, 10, 15)]
        assert all(later > 10 * loss for loss, later in pairwise(losses))

    def test_half_precision_is_read_back(self):
        explorer = DescentExplorer()
        halves = np.frombuffer(base64.b64decode(explorer.picture), "<f2")
        assert_array_equal(halves, explorer.x.ravel())
        assert abs(explorer.x.mean()) < 1e-4
        assert encode_halves(explorer.x) == explorer.picture

    def test_its_state_is_small_and_plain(self):
        assert len(json.dumps(state(DescentExplorer(step=3)))) < LIMIT

    def test_it_takes_a_picture_and_a_kernel(self):
        x, w = SOME[:1], np.arange(6.0).reshape(1, 2, 3, 1)
        explorer = DescentExplorer(x, w, momentum=0.5)
        assert np.shape(explorer.start) == (2, 3)
        assert (explorer.H, explorer.W) == (8, 8)

    def test_its_repr_is_the_same_on_every_run(self):
        expected = "DescentExplorer(learning_rate=3.0, momentum=0.0, step=7)"
        assert repr(DescentExplorer(SOME[:1], step=7)) == expected

    @pytest.mark.parametrize(
        ("error", "words", "given"),
        [
            (ValueError, r"x must have shape \(1, rows", {"x": SOME}),
            (ValueError, "at most 96", {"x": np.ones((1, 97, 4, 1))}),
            (ValueError, "at most 5", {"w": np.ones((1, 6, 1, 1))}),
            (ValueError, "x must hold numbers", {"x": SOME[:1] * 1e9}),
            (TypeError, "no argument 'rate'", {"rate": 1}),
            (TraitError, "learning_rate must be above 0", {"learning_rate": 0}),
            (TraitError, "momentum must be", {"momentum": 1}),
            (TraitError, "start must hold finite numbers", {"start": [[1.0]]}),
            (ValueError, "step", {"step": 201}),
        ],
    )
    def test_it_refuses(self, error, words, given):
        with pytest.raises(error, match=words):
            DescentExplorer(**{"x": SOME[:1]} | given)


class TestDigit:
    def test_it_counts_what_the_rounded_network_reads(self, untrained):
        explorer = DigitExplorer(untrained, DIGITS)
        called = explorer.network.forward(SOME).argmax(axis=1)
        right = int(np.sum(called == LABELS))
        assert explorer.counts == {"learned": 12, "tested": 12, "right": right}

    def test_examples_are_the_first_and_those_read_wrong(self, untrained):
        data = digits.load()
        explorer = DigitExplorer(untrained, data)
        numbers = explorer.examples["numbers"]
        assert numbers[:20] == list(range(20))
        called = explorer.network.forward(data.x_test[numbers]).argmax(axis=1)
        assert (called[20:] != data.labels_test[numbers[20:]]).all()
        assert explorer.examples["labels"] == data.labels_test[numbers].tolist()

    def test_the_network_is_left_alone(self, untrained):
        before = untrained.layers[0].w.copy()
        rounded = round_network(untrained)
        assert_array_equal(untrained.layers[0].w, before)
        assert np.abs(rounded.layers[0].w - before).max() < 1e-3

    def test_its_state_is_plain_and_its_drawing_an_image(self, untrained):
        explorer = DigitExplorer(untrained, DIGITS, drawing=[0.5] * 64)
        assert explorer.x.shape == (1, 8, 8, 1)
        assert len(json.dumps(state(explorer))) < LIMIT + 2**14

    @pytest.mark.parametrize(
        ("error", "words", "network"),
        [
            (TypeError, "network must be a Sequential", Dense(np.ones((10, 64)))),
            (ValueError, "got MaxPool2D", ending_in(49, MaxPool2D(2, stride=1))),
            (ValueError, "got Conv2D", ending_in(16, Conv2D(ONE_PIXEL, stride=2))),
            (ValueError, "got Conv2D", ending_in(64, Conv2D(ONE_PIXEL, groups=1))),
            (ValueError, "scores", Sequential(Flatten(), Dense(np.ones((9, 64))))),
            (
                ValueError,
                "layer 0: w must hold",
                ending_in(64, Conv2D(1e6 * ONE_PIXEL)),
            ),
        ],
    )
    def test_it_refuses(self, error, words, network):
        with pytest.raises(error, match=words):
            DigitExplorer(network, DIGITS)

    @pytest.mark.parametrize(
        ("error", "words", "given"),
        [
            (TraitError, "evidence", {"evidence": "11"}),
            (TraitError, "drawing", {"drawing": [0.5]}),
            (TypeError, "no argument 'step'", {"step": 1}),
        ],
    )
    def test_it_refuses_a_state(self, untrained, error, words, given):
        with pytest.raises(error, match=words):
            DigitExplorer(untrained, DIGITS, **given)
