"""Stored benchmark results are complete: each layer and method, machine and date."""

import re
from statistics import mean

import numpy as np
import pytest

from convlab._spec import check_layer
from convlab.fast import methods
from convlab.fast._engine.phases import plain_layers
from convlab.viz import load_benchmark

NAMES = ["comparison", "comparison_avx2", "learning", "methods", "precision"]
LAYERS = set("ABCDEFGHIJK")
METHODS = [
    "loops",
    "im2col",
    "runs",
    "mec",
    "winograd_rows",
    "winograd",
    "fft",
    "torch",
    "fast",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_names_its_machine_and_its_date(name):
    machine = load_benchmark(name)["machine"]
    assert machine["cpu"]
    assert machine["numpy"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", machine["date"])


@pytest.mark.parametrize("name", ["speed", "../palette", "", None, ["methods"]])
def test_an_unknown_name_is_told_what_there_is(name):
    words = "name must be one of comparison, comparison_avx2, learning, "
    with pytest.raises(ValueError, match=words):
        load_benchmark(name)


@pytest.mark.parametrize("name", NAMES[:2])
def test_every_layer_was_run_by_both_sides_on_one_thread_and_on_two(name):
    runs = load_benchmark(name)["runs"]
    assert [run["threads"] for run in runs] == [1, 2]
    for run in runs:
        assert set(run["rows"]) == LAYERS
        for row in run["rows"].values():
            assert {"fast", "torch contiguous"} <= set(row["backends"])
            low, middle, high = row["backends"]["fast"]["both"]["ratio"]
            assert 0 < low <= middle <= high


@pytest.mark.parametrize(("stored", "packing"), [(NAMES[0], False), (NAMES[1], True)])
def test_every_layer_is_stored_with_the_method_that_fast_chooses(
    stored, packing, monkeypatch
):
    monkeypatch.setattr(methods, "packs", lambda: packing)
    for run in load_benchmark(stored)["runs"]:
        for name, row in run["rows"].items():
            B, H, W, C, F, K, stride, padding = re.findall(r"\w+", row["sizes"])
            x = np.empty((int(B), int(H), int(W), int(C)), np.float32)
            w = np.empty((int(F), int(K), int(K), int(C)), np.float32)
            padding = int(padding) if padding.isdigit() else padding
            checked = check_layer(x, w, stride=int(stride), padding=padding)
            ((layer, *_),) = plain_layers(*checked)
            assert methods.guess(layer).__name__.endswith(f".{row['method']}"), name


def test_every_method_has_its_time_and_what_it_did():
    methods = load_benchmark("methods")["methods"]
    assert list(methods) == METHODS
    for method in methods.values():
        assert method["ms"] > 0
        assert method["error"] < 2e-5
        assert isinstance(method["multiplications"], int)


def test_tiles_make_the_multiplications_that_counting_gives():
    methods = load_benchmark("methods")["methods"]
    direct = 8 * 56 * 56 * 64 * 3 * 3 * 64
    assert methods["im2col"]["multiplications"] == direct
    assert methods["winograd_rows"]["multiplications"] == direct * 6 // (4 * 3)
    assert methods["winograd"]["multiplications"] == direct * 36 // (16 * 9)


def test_loops_take_six_minutes_and_im2col_a_twentieth_of_a_second():
    """As the chapter on im2col says."""
    methods = load_benchmark("methods")["methods"]
    assert methods["loops"]["ms"] == pytest.approx(6 * 60_000, rel=0.08)
    assert methods["loops"]["ms"] > 7000 * methods["im2col"]["ms"]
    assert methods["im2col"]["ms"] == pytest.approx(50, abs=5)
    assert "scaled up" in methods["loops"]["note"]


def test_limits_of_the_machine_are_known():
    limits = load_benchmark("methods")["limits"]
    assert limits["cache_gbs"] > limits["memory_gbs"] > 0
    assert limits["peak_gflops"] > 0
    assert limits["python_loop_ns"] > 1


def test_precision_is_known_for_every_tile_and_within_the_bound():
    losses = load_benchmark("precision")
    assert list(losses["ours"]) == ["1", "2", "3", "4"]
    assert list(losses["classic"]) == ["4", "6"]
    assert max(losses["ours"].values()) < losses["bound"] == 2e-5


def test_a_network_is_known_to_learn_and_to_agree_with_pytorch():
    learning = load_benchmark("learning")
    assert {"loss", "dx", "0 dw", "6 db"} <= set(learning["apart"])
    assert all(apart < 1e-6 for apart in learning["apart"].values())
    assert learning["apart on"]["torch"]
    for way in ("shifted", "not shifted", "first layer left"):
        assert len(learning[way]) == len(learning["seeds"]) == 12
        assert mean(learning[way]) >= 0.98


def test_what_the_chapter_says_of_its_choices():
    """The learning rate and the shift are chosen on validation digits."""
    learning = load_benchmark("learning")
    rates = {float(rate): found for rate, found in learning["rates"].items()}
    means = {rate: mean(found) for rate, found in rates.items()}
    assert means[0.005] < means[0.01] < means[0.02] < means[0.05]
    assert abs(means[0.05] - means[0.1]) < 0.001
    assert all(0.78 <= found < 0.81 for found in rates[0.2])
    pairs = [*zip(learning["shifted"], learning["not shifted"], strict=True)]
    assert sum(one > other for one, other in pairs) == 10
    assert all(one >= other for one, other in pairs)
    shifted, plain = mean(learning["shifted"]), mean(learning["not shifted"])
    assert shifted - plain == pytest.approx(0.0065, abs=0.0003)
    assert abs(mean(learning["first layer left"]) - shifted) < 0.001


def test_what_is_loaded_may_be_changed():
    load_benchmark("precision")["ours"].clear()
    assert load_benchmark("precision")["ours"]
