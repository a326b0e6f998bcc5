"""What the chapter on speed says in passing, and computes in no cell of its own."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import signal

from convlab import fast, forward
from convlab.fast import toom_cook
from convlab.fast._engine.matmul import SMALL
from convlab.viz import load_benchmark

CHAPTER = Path(__file__).parent.parent / "book" / "fast.ipynb"
CELLS = nbformat.read(CHAPTER, as_version=4).cells


@pytest.fixture(scope="module")
def layers():
    """Return the two layers that the chapter writes, as a reader has them."""
    names = ["fast-01", "fast-matrices", "fast-winograd-layer", "fast-fft-layer"]
    sources = {cell.id: cell.source for cell in CELLS}
    given = {"w_row": np.ones(3), "x_row": np.ones(4)}
    source = "\n".join(sources[name] for name in names)
    exec(source.replace("viz.use_svg()", ""), given)  # it would start a notebook
    return given["winograd_layer"], given["fft_layer"]


def images(seed, *shape):
    return np.random.default_rng(seed).integers(-9, 10, shape)


@pytest.mark.parametrize(
    ("B", "OH", "OW", "C", "F"), [(1, 2, 2, 1, 1), (3, 8, 4, 5, 2)]
)
def test_both_layers_of_the_chapter_are_right_for_any_even_size(
    layers, B, OH, OW, C, F
):
    x, w = images(0, B, OH + 2, OW + 2, C), images(1, F, 3, 3, C)
    for layer in layers:
        assert_allclose(layer(x, w), forward(x, w), rtol=0, atol=1e-9)


def test_the_layers_have_as_many_lines_as_their_headings_say():
    sources = {cell.id: cell.source for cell in CELLS}
    text = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
    assert "A Winograd layer in eight lines" in text
    assert "An FFT layer in seven lines" in text
    assert len(sources["fast-winograd-layer"].splitlines()) == 8
    assert len(sources["fast-fft-layer"].splitlines()) == 7


def test_scipy_correlates_as_the_layer_and_convolves_with_the_kernel_rotated():
    x, w = images(0, 5, 7), images(1, 3, 2)
    z = forward(x[None, :, :, None], w[None, :, :, None])[0, :, :, 0]
    assert_array_equal(signal.correlate2d(x, w, mode="valid"), z)
    assert_array_equal(signal.convolve2d(x, w[::-1, ::-1], mode="valid"), z)
    assert not np.array_equal(signal.convolve2d(x, w, mode="valid"), z)


def test_two_factors_in_half_precision_make_a_product_exact_in_single():
    given = np.random.default_rng(0).standard_normal((2, 9999)).astype(np.float16)
    exact = given[0].astype(float) * given[1].astype(float)
    assert_array_equal((given[0].astype(np.float32) * given[1]), exact)
    assert (np.finfo(np.float16).nmant, np.finfo(np.float32).nmant) == (10, 23)
    assert int(np.finfo(np.float16).max) == 65_504


def test_our_tiles_and_those_of_papers_differ_in_one_sign():
    ours = toom_cook.tile(2, 3, 1)
    assert_array_equal(ours.B[:3], [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0]])
    assert_array_equal(ours.B[3], np.negative([0, 1, 0, -1]))
    assert_array_equal(ours.A.T, [[1, 1, 1, 0], [0, 1, -1, 1]])


def test_points_of_the_largest_tile_are_pairs_of_inverses():
    _, *pairs = toom_cook.POINTS[6]
    root = 2**0.5
    assert_allclose(sorted(pairs), [-root, -1 / root, 1 / root, root])
    assert_allclose(np.abs(toom_cook.tile(4, 3, 1).A).max(), 2 * root)


def test_tiles_lose_less_than_a_decimal_digit_and_classic_points_more():
    losses = load_benchmark("precision")
    assert losses["ours"]["2"] < 1.5 * losses["direct"]
    assert losses["ours"]["4"] < 10 * losses["direct"] < losses["classic"]["4"]
    assert losses["classic"]["4"] < losses["classic"]["6"]


def test_counts_of_small_images_with_many_kernels():
    assert round(4 * 36 * 512 * 512 / 1e6) == 38
    assert SMALL // (576 // 2 * 64) == 2 * (SMALL // (576 * 64))


def test_lowering_moves_half_as_many_bytes_as_im2col():
    methods = load_benchmark("methods")["methods"]
    moved = {
        name: methods[name]["least_bytes"] + methods[name]["between_bytes"]
        for name in ("im2col", "mec")
    }
    assert_allclose(moved["mec"] / moved["im2col"], 0.5, atol=0.01)
    assert (methods["im2col"]["ms"], methods["mec"]["ms"]) == (50, 20)
    assert "scaled up" in methods["loops"]["note"]


def test_layers_that_lose_to_pytorch_are_those_named():
    one, two = (
        {
            name: row["backends"]["fast"]["both"]["ratio"]
            for name, row in run["rows"].items()
        }
        for run in load_benchmark("comparison")["runs"]
    )
    assert [name for name, (_, ratio, _) in one.items() if ratio >= 1] == ["K"]
    assert [name for name, (_, ratio, _) in two.items() if ratio >= 1] == [*"DGHIK"]
    low, ratio, high = two["D"]
    assert low < 1 < ratio == 1.02 < high


def test_a_number_far_from_the_others_takes_digits_only_with_tiles():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 14, 14, 64)).astype(np.float32)
    w = rng.standard_normal((64, 3, 3, 64)).astype(np.float32)
    x[0, 2, 2, 0] = 1e8
    exact = forward(x.astype(float), w.astype(float))
    beside = (0, 3, 3)  # in the tile of the pixel, which its window does not reach
    by_tiles, direct = (
        np.abs(z[beside] - exact[beside]).max()
        for z in (fast.forward(x, w), forward(x, w))
    )
    assert by_tiles > 1e3 * direct
