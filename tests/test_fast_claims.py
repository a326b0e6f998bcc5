"""What the chapter on speed says in passing, and computes in no cell of its own."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import signal

from convlab import fast, forward
from convlab.fast import toom_cook
from convlab.viz import load_benchmark
from test_book import PAGES

CHAPTER = Path(__file__).parent.parent / "book" / "fast.ipynb"
CELLS = nbformat.read(CHAPTER, as_version=4).cells


@pytest.fixture(scope="module")
def layers():
    """Return the two layers that the chapter writes, as a reader has them."""
    names = ["fast-01", "fast-matrices", "fast-winograd-layer", "fast-fft-layer"]
    sources = {cell.id: cell.source for cell in CELLS}
    given = {"w_row": np.ones(3), "x_row": np.ones(4)}
    source = "\n".join(sources[name] for name in names)
    exec(source, given)
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


def test_without_the_conjugate_a_symmetric_kernel_is_right_at_the_end_of_the_ring():
    x, w = np.array([1, 2, 0, 1]), np.array([1, 2, 1])
    ring = np.fft.ifft(np.fft.fft(x) * np.fft.fft(w, 4)).real
    assert_allclose(ring, [3, 5, 5, 3], atol=1e-12)
    assert "(3, 5, 5, 3)" in PAGES["fast.ipynb"]
    assert_array_equal(np.correlate(x, w), [5, 3])


def test_tiles_in_half_precision_lose_twice_what_the_direct_sum_does():
    printed = next(cell for cell in CELLS if cell.id == "fast-half-errors")
    lost = [float(line.split()[-1]) for line in printed.outputs[0].text.splitlines()]
    assert lost == [8e-8, 1e-7, 4e-4, 6e-4, 3e-4]


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
    assert 5 < losses["ours"]["4"] / losses["direct"] < 6
    assert_allclose(losses["classic"]["4"] / losses["direct"], 20, atol=1)


def test_counts_of_small_images_with_many_kernels():
    assert f"{round(4 * 36 * 512 * 512 / 1e6)} million bytes" in PAGES["fast.ipynb"]


def test_the_layer_at_the_top_takes_a_quarter_of_the_multiplications():
    methods = load_benchmark("methods")["methods"]
    assert methods["fast"]["multiplications"] == 231_211_008
    assert 4 * 231_211_008 == methods["im2col"]["multiplications"] == 924_844_032
    assert methods["fast"]["ms"] < 9


def test_fewer_copies_and_fewer_multiplications_each_gain_more_than_twice():
    results = load_benchmark("methods")
    times = {name: way["ms"] for name, way in results["methods"].items()}
    assert times["im2col"] > 2 * times["mec"] > 4 * times["fast"]
    assert results["limits"]["small_products_gflops"] / 2 == 57
    assert results["limits"]["memory_gbs"] == 20.7


def test_nine_tenths_of_what_is_counted_for_tiles_are_temporary_arrays():
    tiles = load_benchmark("methods")["methods"]["fast"]
    least, between = tiles["least_bytes"], tiles["between_bytes"]
    assert_allclose(between / (least + between), 0.9, atol=0.01)


def test_literal_sums_multiply_two_and_a_half_million_times_a_second():
    loops = load_benchmark("methods")["methods"]["loops"]
    assert_allclose(loops["multiplications"] / loops["ms"] * 1000, 2.5e6, rtol=0.02)


def test_what_im2col_moves_besides_its_matrix_and_table_takes_two_milliseconds():
    results = load_benchmark("methods")
    way, matrix = results["methods"]["im2col"], 4 * 8 * 9 * 64 * 56 * 56
    moved = way["least_bytes"] + way["between_bytes"]
    rest = moved - 2 * matrix - (1 + 8) * matrix // 4
    assert_allclose(rest / results["limits"]["memory_gbs"] / 1e6, 2.5, atol=0.1)
    gather = (matrix + 8 * matrix // 4) / results["limits"]["memory_gbs"] / 1e6
    assert_allclose(gather, 8.4, atol=0.1)


def test_the_largest_entries_that_an_error_meets():
    for points, largest in [((0, 1, -1, 2, -2), 8), (toom_cook.POINTS[6], 8**0.5)]:
        A, _, _ = toom_cook.interpolate(points, 4, 3)
        assert_allclose(np.abs(A).max(), largest)


@pytest.mark.parametrize("captions", ["fast-05", "fast-13", "fast-70"])
def test_captions_name_the_machine_that_was_measured(captions):
    (cell,) = [cell for cell in CELLS if cell.id == captions]
    name = "comparison" if captions == "fast-70" else "methods"
    machine = load_benchmark(name)["machine"]
    assert machine["cpu"] in cell.metadata["mystnb"]["figure"]["caption"]


def test_bytes_explain_lowering_but_not_all_of_im2col():
    results = load_benchmark("methods")
    methods, limits = results["methods"], results["limits"]
    expected = {}
    for name in ("im2col", "mec"):
        moved = methods[name]["least_bytes"] + methods[name]["between_bytes"]
        multiply = methods[name]["multiplications"] / limits["small_products_gflops"]
        expected[name] = (2 * multiply + moved / limits["memory_gbs"]) / 1e6
    assert_allclose(expected["mec"], methods["mec"]["ms"], atol=0.5)
    assert_allclose(methods["im2col"]["ms"] - expected["im2col"], 20, atol=1)


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
