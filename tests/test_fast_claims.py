"""What the chapter on speed says in passing, and computes in no cell of its own."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import signal

from convlab import equations, fast, forward
from convlab.fast import toom_cook
from convlab.viz import load_benchmark
from convlab.viz.roofline import find_spans
from test_book import PAGES

CHAPTER = Path(__file__).parent.parent / "book" / "fast.ipynb"
CELLS = nbformat.read(CHAPTER, as_version=4).cells
RESULTS = load_benchmark("methods")
METHODS, LIMITS = RESULTS["methods"], RESULTS["limits"]


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
    lines = printed.outputs[0].text.splitlines()
    lost = [[float(k) for k in re.findall(r"\de-\d\d", line)] for line in lines]
    assert lost == [[8e-8, 2e-4], [1e-7, 2e-4], [4e-4, 4e-4]]


def test_the_order_of_a_sum_decides_how_much_it_loses():
    terms = np.random.default_rng(0).standard_normal((500, 2304), np.float32)
    exact = terms.astype(float).sum(1)

    def lost(found):
        return np.linalg.norm(found - exact)

    one_by_one = np.cumsum(terms, axis=1)[:, -1]
    in_parts = np.cumsum(terms.reshape(500, 48, 48), axis=2)[..., -1].sum(1)
    assert lost(one_by_one) > 3 * lost(in_parts)


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
    assert f"{round(4 * 36 * 512 * 512 / 1e6)} million bytes" in PAGES["inside.ipynb"]


def test_the_layer_at_the_top_takes_a_quarter_of_the_multiplications():
    assert METHODS["fast"]["multiplications"] == 231_211_008
    assert 4 * 231_211_008 == METHODS["im2col"]["multiplications"] == 924_844_032
    assert METHODS["fast"]["ms"] < 9
    assert 5.5 < METHODS["im2col"]["ms"] / METHODS["fast"]["ms"] < 6.5


def test_fewer_copies_and_fewer_multiplications_each_gain_more_than_twice():
    times = {name: way["ms"] for name, way in METHODS.items()}
    assert times["im2col"] > 2 * times["mec"] > 4 * times["fast"]


def test_the_limits_that_the_chapter_computes_with_are_those_measured():
    assert LIMITS["small_products_gflops"] / 2 == 55
    assert LIMITS["memory_gbs"] == 21.3
    text = PAGES["fast.ipynb"]
    assert r"$R = 55 \cdot 10^9$" in text
    assert r"$\beta = 21.3 \cdot 10^9$" in text


def test_the_table_of_im2col_has_what_the_roof_demands_and_what_was_measured():
    (source,) = [cell.source for cell in CELLS if cell.id == "fast-11"]
    way, given = METHODS["im2col"], {"equations": equations}
    exec(source, given | {"count": way["multiplications"]}, given)
    kernels = 64 * 9 * 64 * 4  # "hardly count"
    assert (given["R"], given["beta"]) == (
        1e9 * LIMITS["small_products_gflops"] / 2,
        1e9 * LIMITS["memory_gbs"],
    )
    moved = given["moved"]
    assert sum(moved.values()) == way["least_bytes"] + way["between_bytes"] - kernels
    roof = {name: 1000 * of / given["beta"] for name, of in moved.items()}
    multiply = 1000 * way["multiplications"] / given["R"]
    roof["product"] = max(roof["product"], multiply)
    parts = RESULTS["parts"]
    product, rest = parts["product"], way["ms"] - parts["gather"] - parts["product"]
    rows = [
        f"| {name} | {least:.1f} | {took:.1f} | {took - least:.1f} |"
        for name, least, took in (
            ("gather", roof["gather"], parts["gather"]),
            ("product", roof["product"], product),
            ("the rest", roof["rest"], rest),
            ("together", sum(roof.values()), way["ms"]),
        )
    ]
    assert rows == [
        "| gather | 8.5 | 21.9 | 13.4 |",
        "| product | 16.8 | 24.0 | 7.2 |",
        "| the rest | 2.5 | 6.0 | 3.5 |",
        "| together | 27.8 | 51.9 | 24.1 |",
    ]
    assert "\n".join(rows) in PAGES["fast.ipynb"]
    assert 1 < parts["pad"] + parts["table"] < 1.5


def test_copying_runs_and_small_blocks_gain_what_the_chapter_says():
    parts = RESULTS["parts"]
    assert f"{parts['copy of runs']:.1f}" == "8.1"
    assert abs(parts["copy of runs, into used memory"] - 3.5) <= 0.05
    assert f"{parts['product, in small blocks']:.1f}" == "18.8"


def test_lowering_takes_little_more_than_its_multiplications():
    multiply = METHODS["mec"]["multiplications"] / LIMITS["small_products_gflops"]
    assert round(2 * multiply / 1e6) == 17
    assert round(METHODS["mec"]["ms"]) == 20


def test_the_words_of_the_roofline_are_its_numbers():
    (cell,) = [cell for cell in CELLS if cell.id == "fast-13"]
    words = cell.metadata["mystnb"]["image"]["alt"]
    names = {
        "Lowering": "mec",
        "tiles along rows": "winograd_rows",
        "convlab.fast": "fast",
        "im2col": "im2col",
        "the FFT": "fft",
    }
    spans = find_spans(RESULTS)
    for name, method in names.items():
        least, most, billions = (f"{value:.2g}" for value in spans[method])
        at = rf"{name} (lies )?at {billions}, from {least} to {most}\b"
        assert re.search(at, words), (name, at)
    assert f"an arrow points left from {spans['torch'].most:.2g} multi" in words


def test_layers_that_lose_to_pytorch_are_those_named():
    one, two, avx2, avx2_two = (
        {
            name: row["backends"]["fast"]["both"]["ratio"]
            for name, row in run["rows"].items()
        }
        for stored in ("comparison", "comparison_avx2")
        for run in load_benchmark(stored)["runs"]
    )
    assert [name for name, (_, ratio, _) in one.items() if ratio >= 1] == ["K"]
    assert [name for name, (_, ratio, _) in two.items() if ratio >= 1] == [*"EHIK"]
    low, ratio, high = two["E"]
    assert low < 1 < ratio == 1.03 < high
    assert [sum(r < 1 for _, r, _ in run.values()) for run in (avx2, avx2_two)] == [
        9,
        7,
    ]


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
