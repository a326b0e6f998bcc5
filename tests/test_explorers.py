"""What an explorer is given: plain data, checked here without a browser."""

import json
import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import im2col, im2col_indices, pad, samples
from convlab.explorers import Im2colExplorer
from convlab.roles import ROLES
from convlab.trace import trace_im2col

X = samples.batch().x


def test_trace_is_what_convlab_computes(geometry):
    x, w, _, _ = geometry.integers()
    kernel_size = w.shape[1:3]
    trace = trace_im2col(x, kernel_size, **geometry.settings)
    x = pad(x, kernel_size, **geometry.settings)
    stride = geometry.stride
    assert_array_equal(trace["x"], x[0])
    assert_array_equal(trace["cols"], im2col(x, kernel_size, stride=stride)[0])
    table = im2col_indices(x.shape[1:], kernel_size, stride=stride)
    assert_array_equal(trace["addresses"], table)


def test_trace_names_the_row_and_the_column_of_every_entry(geometry):
    x, w, _, _ = geometry.integers()
    (sh, sw), (_, _, KW, C) = geometry.strides, w.shape
    trace = trace_im2col(x, w.shape[1:3], **geometry.settings)
    for row, (p, q, c) in enumerate(trace["elements"]):
        for column, (i, j) in enumerate(trace["windows"]):
            entry = trace["x"][sh * i + p][sw * j + q][c]
            assert trace["cols"][row][column] == entry
            assert tuple(trace["pixels"][column][p * KW + q]) == (
                sh * i + p,
                sw * j + q,
            )
            assert row == (p * KW + q) * C + c


def test_trace_is_plain_data():
    trace = trace_im2col(X, (2, 3))
    assert_array_equal(json.loads(json.dumps(trace))["cols"], trace["cols"])


def test_explorer_takes_its_own_arrays():
    explorer = Im2colExplorer(X, kernel_size=(2, 3), stride=2, padding=1, step=1)
    expected = trace_im2col(X, (2, 3), stride=2, padding=1)
    assert explorer.trace == expected
    assert explorer.step == 1
    assert repr(explorer) == "Im2colExplorer(12 x 4 matrix, step 1)"


@pytest.mark.parametrize(
    ("error", "word", "arguments"),
    [
        (ValueError, r"x\[None\]", {"x": X[0]}),
        (ValueError, "at least one image", {"x": X[:0]}),
        (ValueError, "kernel", {"kernel_size": 9}),
        (ValueError, "at most 600", {"x": np.zeros((1, 40, 40, 1))}),
        (ValueError, "at most 600", {"x": np.zeros((1, 40, 40, 1)), "stride": 20}),
        (ValueError, "finite", {"x": np.full(X.shape, np.nan)}),
        (ValueError, "from 0 to 3", {"step": 4}),
        (ValueError, "step", {"step": -1}),
        (TypeError, "step", {"step": "1"}),
    ],
)
def test_explorer_refuses(error, word, arguments):
    with pytest.raises(error, match=word):
        Im2colExplorer(**{"x": X, "kernel_size": (2, 3), **arguments})


def test_a_step_out_of_range_is_refused_later_too():
    explorer = Im2colExplorer(X, (2, 3))
    with pytest.raises(ValueError, match="from 0 to 3"):
        explorer.step = 4
    assert explorer.step == 0


def test_colours_are_those_of_the_figures():
    css = Im2colExplorer(X, 2)._css
    light = css[: css.index("html[data-theme")]
    for role in ("x", "cols"):
        assert re.search(rf"--{role}: {ROLES[role]};", light)
