"""The chapter's dictionary of convolution and cross-correlation, tried with SciPy."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.signal import convolve2d, correlate2d

from convlab import forward

CHAPTER = Path(__file__).parent.parent / "book" / "forward.ipynb"
CELLS = {cell.id: cell for cell in nbformat.read(CHAPTER, as_version=4).cells}
TEXT = CELLS["dictionary"].source
CALLS = re.findall(r"`(\w+2d\([^`]+, word\))`", TEXT)
PADDING = dict(re.findall(r'^\| `"(\w+)"` \| .+ \| `(.+)` \|$', TEXT, re.M))
ODD = [(1, 1), (3, 3), (5, 3), (1, 7)]
EVEN = [(2, 3), (4, 3), (6, 1)]


def rot180(w):
    return np.rot90(w, 2)


def numbers(*shape):
    return np.random.default_rng(0).integers(-9, 10, shape).astype(float)


def compute(word, KH, KW):
    """Return our z, and the same by both of SciPy's calls, as the chapter has them."""
    x, w = numbers(6, 7), numbers(KH, KW)
    names = globals() | {"x": x, "w": w, "KH": KH, "KW": KW, "word": word}
    padding, *theirs = (eval(text, names) for text in [PADDING[word], *CALLS])
    z = forward(x[None, :, :, None], w[None, :, :, None], padding=padding)
    return z[0, :, :, 0], *theirs


def test_the_dictionary_has_three_words_and_two_calls():
    assert list(PADDING) == ["valid", "full", "same"]
    assert [call.split("(")[0] for call in CALLS] == ["correlate2d", "convolve2d"]


@pytest.mark.parametrize("size", ODD + EVEN)
@pytest.mark.parametrize("word", ["valid", "full", "same"])
def test_a_word_means_the_padding_beside_it(word, size):
    z, correlation, convolution = compute(word, *size)
    assert_array_equal(correlation, z)
    if word == "same" and size in EVEN:  # the trap: shifted by one
        assert_array_equal(convolution[1:], z[:-1])
        assert not np.array_equal(convolution, z)
    else:
        assert_array_equal(convolution, z)


def test_for_a_single_one_the_results_are_rotated():
    delta, w = np.zeros((3, 5)), numbers(2, 3)
    delta[1, 2] = 1
    ours = forward(delta[None, :, :, None], w[None, :, :, None])[0, :, :, 0]
    assert_array_equal(convolve2d(delta, w, "valid"), w)
    assert_array_equal(ours, rot180(w))
    assert_array_equal(ours, correlate2d(delta, w, "valid"))
