"""The layer of one dimension that the wires show, checked without a browser."""

import json

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import backward, forward
from convlab.explorers import WiresExplorer
from convlab.explorers.wires_explorer import MOST


def layer(x, w, dz):
    """Return z, dx and dw of arrays with one axis, as an image of one row has them."""
    x, w, dz = (np.reshape(a, (1, 1, -1, 1)) for a in (x, w, dz))
    dx, dw, _ = backward(dz, x, w)
    return (a.ravel() for a in (forward(x, w), dx, dw))


def test_the_example_is_small_enough_to_work_by_hand():
    explorer = WiresExplorer()
    x, w, dz = (explorer.array(name) for name in ("x", "w", "dz"))
    z, dx, dw = layer(x, w, dz)
    assert_array_equal(z, [0, 4, -3])
    assert_array_equal(dx, [2, 3, -4, 1])
    assert_array_equal(dw, [5, -1])
    assert z @ dz == x @ dx == w @ dw == 11


def test_it_shows_all_of_the_arrays_it_is_given():
    explorer = WiresExplorer([1, 2, 3, 4, 5], w=np.array([1, 0, -1]), dz=(3, 2, 1))
    assert_array_equal(explorer.array("x"), [1, 2, 3, 4, 5])
    assert_array_equal(explorer.array("w"), [1, 0, -1])
    assert_array_equal(explorer.array("dz"), [3, 2, 1])
    assert (explorer.W, explorer.KW) == (5, 3)


def test_a_gradient_that_was_left_out_tells_the_units_apart():
    assert_array_equal(WiresExplorer(range(4), [1, 2]).array("dz"), [1, 2, 3])


def test_the_longest_rows_are_taken():
    explorer = WiresExplorer(np.ones(MOST["x"]), np.ones(MOST["w"]))
    for view, steps in {"z": 6, "dw": 3, "dx": 8}.items():
        explorer.view = view
        assert explorer.steps(explorer.sizes) == steps


def test_its_state_is_plain_data():
    state = WiresExplorer(np.float32([1, 2]), [1]).get_state()
    plain = {name: state[name] for name in ("arrays", "limits", "W", "view", "edits")}
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    ("error", "words", "given"),
    [
        (TypeError, "x must be an array of real numbers; got None", {"w": [1]}),
        (TypeError, "w must be an array of real numbers; got None", {"x": [1]}),
        (ValueError, r"x must have 1 axes \(W\); got shape \(1, 2\)", {"x": [[1, 2]]}),
        (ValueError, "x is empty along W", {"x": []}),
        (ValueError, "x may have at most 8 entries .*; got 9", {"x": range(9)}),
        (ValueError, "w may have at most 3 entries .*; got 4", {"w": range(4)}),
        (ValueError, "got 3 weights for 2 pixels", {"x": [1, 2], "w": [1, 2, 3]}),
        (ValueError, r"W - KW \+ 1 = 3 entries, .*; got 2", {"dz": [1, 2]}),
        (ValueError, "w must hold finite numbers", {"w": [np.nan]}),
        (ValueError, "dz must hold finite numbers", {"dz": [1, 2, np.inf]}),
        (ValueError, "view must be one of 'z', 'dw', 'dx'; got 'y'", {"view": "y"}),
        (ValueError, "step must be from 0 to 1; got 2", {"view": "dw", "step": 2}),
        (TypeError, "there is no argument .W.", {"W": 3}),
        (ValueError, "edits must name cells as in", {"edits": {"x:0,0,1,0": 1}}),
        (ValueError, r"x \(4,\), .*; got 'x:4'", {"edits": {"x:4": 1}}),
        (TypeError, "step must be a whole number", {"step": "1"}),
        (TypeError, "no argument 'stride_'", {"stride_": 1}),
    ],
)
def test_it_refuses(error, words, given):
    arrays = {"x": range(4), "w": [2, -1]}
    if error is TypeError:  # of which only one array may be given
        arrays = {}
    with pytest.raises(error, match=words):
        WiresExplorer(**(arrays | given))


def test_what_is_refused_later_changes_nothing():
    explorer = WiresExplorer(edits={"x:1": 5})
    for name, value in {"W": 3, "stride": 2, "step": 3, "edits": {"x:9": 1}}.items():
        before = getattr(explorer, name)
        with pytest.raises(ValueError, match=f"{name} must"):
            setattr(explorer, name, value)
        assert getattr(explorer, name) == before
    assert_array_equal(explorer.array("x"), [1, 5, 0, 3])


def test_the_step_follows_when_there_are_fewer():
    explorer = WiresExplorer(view="dx", step=3)
    explorer.view = "dw"
    assert explorer.step == 1
