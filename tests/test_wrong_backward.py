"""Backward passes with one mistake, and the layers on which it stays hidden."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from assert_raises import assert_raises
from convlab import Gradients, backward, samples
from convlab.exercises.case import Case
from convlab.exercises.wrong_backward import (
    GRADIENT_MISTAKES,
    backward_with,
    hidden_in,
)

CASE = Case.of_integers(B=2, H=7, W=11, C=3, F=4, KH=2, KW=4, stride=2, padding=1)
LAYER = CASE.dz, CASE.x, CASE.w


@pytest.mark.parametrize("name", GRADIENT_MISTAKES)
def test_only_the_gradient_of_the_mistake_is_wrong(name):
    task, hidden = name.split("-")[0], hidden_in(*LAYER, **CASE.keywords)
    right = backward(*LAYER, **CASE.keywords)
    try:
        given = backward_with(name)(*LAYER, **CASE.keywords)
    except (IndexError, ValueError):
        assert name not in hidden
        return
    for field in Gradients._fields:
        ours, expected = getattr(given, field), getattr(right, field)
        if field != task:
            assert_array_equal(ours, expected)
    wrong, expected = getattr(given, task), getattr(right, task)
    is_right = np.shape(wrong) == expected.shape and np.allclose(wrong, expected)
    assert (name in hidden) == is_right


def test_an_irregular_layer_hides_only_what_padding_hides():
    padded = ["dx-cropped-to-nothing"]
    assert hidden_in(*LAYER, **CASE.keywords) == padded


def test_square_images_and_kernels_hide_no_more():
    """Those that the chapter names, with the rest of its irregular layer."""
    case = Case.of_integers(B=2, H=8, W=8, C=3, F=4, KH=3, KW=3, stride=2, padding=1)
    hidden = hidden_in(case.dz, case.x, case.w, **case.keywords)
    assert hidden == ["dx-cropped-to-nothing"]


def test_a_regular_layer_hides_much():
    x, w, dz = np.ones((1, 3, 3, 1)), np.ones((1, 1, 1, 1)), np.ones((1, 3, 3, 1))
    assert len(hidden_in(dz, x, w)) > 30


def test_a_name_that_is_not_known_is_refused():
    known = ", ".join(GRADIENT_MISTAKES)
    assert_raises(
        f"name must be one of {known}; got 'dx-flipped'", backward_with, "dx-flipped"
    )


def test_a_layer_that_does_not_fit_is_refused():
    x, w, _, dz = samples.batch()
    with pytest.raises(ValueError, match="dz must have the shape of z"):
        hidden_in(dz[:1], x, w)


@pytest.mark.parametrize("factor", [1e-12, 1, 1e9])
@pytest.mark.parametrize("kind", [np.int64, np.float32, float])
def test_what_is_hidden_depends_neither_on_scale_nor_on_the_kind_of_number(
    factor, kind
):
    dz, x, w = (a.astype(kind) for a in LAYER)
    hidden = hidden_in(dz * factor, x.tolist(), w, **CASE.keywords)
    assert hidden == hidden_in(*LAYER, **CASE.keywords)


def test_settings_that_are_not_whole_numbers_are_refused():
    words = "stride must be a whole number; got (1, 2) (tuple)"
    assert_raises(words, hidden_in, *LAYER, stride=(1, 2), error=TypeError)
    words = "padding must be at least 0 and at most 2147483647; got -1"
    assert_raises(words, hidden_in, *LAYER, padding=-1)
