"""The four shapes and their network; gradients.ipynb asserts how well it learns."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from assert_raises import assert_raises
from convlab import backward, toy_shapes
from convlab.toy_shapes import SHAPES, draw_images, train

pytestmark = pytest.mark.slow


def test_images_hold_the_shapes_they_say():
    x, kinds = draw_images(200, seed=3)
    assert x.shape == (200, 7, 7, 1)
    windows = np.lib.stride_tricks.sliding_window_view(x[..., 0], (3, 3), axis=(1, 2))
    patterns = SHAPES - SHAPES.mean(axis=(1, 2), keepdims=True)
    match = np.einsum("nijpq,kpq->nkij", windows, patterns).max(axis=(2, 3))
    assert np.mean(match.argmax(axis=1) == kinds) > 0.9
    assert set(kinds) == set(range(len(SHAPES)))


def test_images_are_the_same_for_the_same_seed():
    for ours, again in zip(draw_images(9, seed=1), draw_images(9, seed=1), strict=True):
        assert_array_equal(ours, again)
    assert not np.array_equal(draw_images(9, seed=1)[0], draw_images(9, seed=2)[0])


def test_every_layer_is_sent_through_the_backward_pass_it_was_given():
    seen = []

    def watched(dz, x, w, **settings):
        seen.append(w.shape)
        if len(seen) > 3:
            raise FloatingPointError  # as if it had diverged: one step is enough
        return backward(dz, x, w, **settings)

    assert train(watched) == 0
    assert seen[:3] == [(4, 3, 3, 12), (12, 3, 3, 8), (8, 3, 3, 1)]


def test_it_is_reproducible(monkeypatch):
    monkeypatch.setattr(toy_shapes, "STEPS", 100)
    assert train(seed=5) == train(seed=5)


@pytest.mark.parametrize(
    ("words", "settings", "error"),
    [
        ("backward must be a function; got 3", {"backward": 3}, TypeError),
        ("seed must be a whole number; got 0.5 (float)", {"seed": 0.5}, TypeError),
        ("learn must be at least 1 and at most 3; got 4", {"learn": 4}, ValueError),
    ],
)
def test_it_refuses(words, settings, error):
    assert_raises(words, train, error=error, **settings)


def test_images_refuse():
    words = "B must be at least 1 and at most 2147483647; got 0"
    assert_raises(words, draw_images, 0)
