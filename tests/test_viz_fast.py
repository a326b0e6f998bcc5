"""Figures of the fast layer show the stored results, and fit on a phone."""

import re

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.testing import assert_array_equal

from assert_raises import assert_raises
from convlab import viz
from convlab.fast.methods import METHODS as CANDIDATES
from convlab.viz import benchmark_charts, load_benchmark, roofline
from convlab.viz.benchmark_charts import (
    CHOSEN,
    METHODS,
    describe_layer,
    find_ratios,
    format_duration,
)
from svg import svg

CHARTS = {
    "methods": viz.show_methods,
    "roofline": viz.show_roofline,
    "precision": viz.show_precision,
    "comparison": viz.show_comparison,
}


def texts(figure):
    drawn = [text for text in figure.findobj(Text) if text.get_text().strip()]
    return [text for text in drawn if text.get_visible()]


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize("show", CHARTS.values(), ids=CHARTS)
def test_a_figure_is_returned_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert svg(show()) == svg(show())


@pytest.mark.parametrize("show", CHARTS.values(), ids=CHARTS)
def test_a_figure_fits_a_phone_and_any_page(show):
    figure = show()
    assert figure.get_figwidth() <= 3.9
    assert figure.get_facecolor() == (0, 0, 0, 0)
    assert all(axes.get_facecolor()[3] == 0 for axes in figure.axes)


@pytest.mark.parametrize("show", CHARTS.values(), ids=CHARTS)
def test_words_are_large_enough_inside_the_figure_and_apart(show):
    figure = show()
    figure.draw_without_rendering()
    boxes = [
        (text.get_text(), Text.get_window_extent(text))  # without its leader line
        for text in texts(figure)
    ]
    assert min(text.get_size() for text in texts(figure)) >= 8
    width, height = figure.bbox.size
    for k, (word, box) in enumerate(boxes):
        assert min(*box.p0, width - box.x1, height - box.y1) >= -1, word
        over = [other for other, its in boxes[:k] if box.overlaps(its)]
        assert not over, word


def test_every_method_has_a_dot_and_its_time_the_slowest_first():
    (axes,) = viz.show_methods().axes
    methods = load_benchmark("methods")["methods"]
    times = {METHODS[name]: method["ms"] for name, method in methods.items()}
    slowest_first = sorted(times.values(), reverse=True)
    assert [dot.get_xdata()[0] for dot in axes.lines] == slowest_first
    assert [times[name] for name in labels(axes.yaxis)] == slowest_first
    written = [text.get_text() for text in axes.texts]
    assert written == [format_duration(ms) for ms in slowest_first]
    ticks = axes.get_xticks()
    assert_array_equal(ticks[1:], 10 * ticks[:-1])
    assert axes.yaxis_inverted()
    assert axes.get_xscale() == "log"


def test_durations_are_written_in_their_unit():
    given = [format_duration(ms) for ms in (0.5, 999, 1000, 59_000, 60_000)]
    assert given == ["0.5 ms", "999 ms", "1 s", "59 s", "1 min"]


ONE = {"multiplications": 4_000_000, "least_bytes": 1_000_000, "between_bytes": None}
LIMITS = {"peak_gflops": 80, "small_products_gflops": 100, "memory_gbs": 10}


def test_a_method_lies_between_all_of_its_bytes_and_the_least():
    two = ONE | {"between_bytes": 3_000_000}
    methods = {"torch": ONE | {"ms": 2}, "fast": two | {"ms": 1}}
    spans = roofline.find_spans({"methods": methods})
    assert spans == {"torch": (0, 4, 2), "fast": (1, 4, 4)}


def test_the_roof_is_the_product_of_bytes_and_intensity_up_to_the_peak():
    roof = roofline.find_roof(LIMITS, (0.1, 100), 2)
    assert roof == [(0.2, 2), (5, 50), (100, 50)]


LEFT_OUT = {"loops", "runs", "winograd"}


def test_roofline_draws_a_line_for_each_method_with_its_name_and_its_time():
    (axes,) = viz.show_roofline().axes
    results = load_benchmark("methods")
    names = {text.get_text(): text.xy for text in axes.texts if text.get_text()}
    ends = [line.get_xydata() for line in axes.lines if line.get_marker() == "|"]
    drawn = {tuple(line[-1]): line for line in ends}
    spans = roofline.find_spans(results)
    assert len(names) == len(drawn) == len(spans) - len(LEFT_OUT)
    for name in set(spans) - LEFT_OUT:
        time = format_duration(results["methods"][name]["ms"])
        least, most, billions = spans[name]
        assert names[f"{METHODS[name]}, {time}"] == (most, billions)
        left = least or most
        assert_array_equal(drawn[most, billions][0], (left, billions))
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_roofline_leaves_the_line_of_pytorch_open_to_the_left():
    (axes,) = viz.show_roofline().axes
    torch = load_benchmark("methods")["methods"]["torch"]
    assert torch["between_bytes"] is None
    bound = torch["multiplications"] / torch["least_bytes"]
    (arrow,) = [text for text in axes.texts if not text.get_text()]
    assert arrow.xy[0] == bound / roofline.REACH
    assert arrow.xyann == (bound, arrow.xy[1])


def test_im2col_counts_the_table_that_it_reads_for_every_image():
    images, table = 8, 8 * 9 * 64 * 56 * 56  # addresses of 8 bytes
    padded, cols, z = 58 * 58 * 64, 9 * 64 * 56 * 56, 56 * 56 * 64
    arrays = 2 * 4 * images * (padded + cols + 2 * z)
    found = load_benchmark("methods")["methods"]["im2col"]["between_bytes"]
    assert found == arrays + (1 + images) * table


def test_precision_draws_both_curves_and_two_lines():
    figure = viz.show_precision()
    losses, (axes,) = load_benchmark("precision"), figure.axes
    ours, classic, *lines = axes.lines
    assert_array_equal(ours.get_ydata(), [losses["ours"][m] for m in "234"])
    assert_array_equal(ours.get_xdata(), [2, 3, 4])
    assert_array_equal(classic.get_xdata(), [4, 6])
    heights = [line.get_ydata()[0] for line in lines]
    assert heights == [losses[name] for name in ("direct", "fft")]
    assert axes.texts[0].get_text() == "direct sum 5e-7"
    assert axes.get_yscale() == "log"


def test_comparison_draws_the_median_of_every_layer_for_each_number_of_threads():
    (axes,) = viz.show_comparison().axes
    runs, (_, *curves) = load_benchmark("comparison")["runs"], axes.lines
    for run, curve in zip(runs, curves, strict=True):
        medians = [ratio for _, ratio, _ in find_ratios(run).values()]
        assert_array_equal(curve.get_xdata(), medians)
    assert [label.split()[0] for label in labels(axes.yaxis)] == [*"ABCDEFGHIJK"]
    for label, row in zip(labels(axes.yaxis), runs[0]["rows"].values(), strict=True):
        sizes, method = label.split("\n")
        assert sizes.endswith(describe_layer(row["sizes"]))
        assert method == CHOSEN[row["method"]]
    markers = {(curve.get_marker(), curve.get_markerfacecolor()) for curve in curves}
    assert len(markers) == len({marker for marker, _ in markers}) == len(runs)


def test_every_method_that_fast_may_choose_has_a_name():
    assert CHOSEN.keys() == {m.__name__.rpartition(".")[2] for m in CANDIDATES}


def test_comparison_colours_the_layers_that_lose_and_names_both_sides():
    (axes,) = viz.show_comparison().axes
    slower = {
        name
        for run in load_benchmark("comparison")["runs"]
        for name, (_, ratio, _) in find_ratios(run).items()
        if ratio >= 1
    }
    rows = axes.get_yticklabels()
    coloured = {row.get_text()[0] for row in rows if row.get_color() != "black"}
    assert coloured == slower == {*"EHIK"}
    sides = [text.get_text() for text in axes.texts]
    assert sides == ["NumPy faster", "PyTorch faster"]


@pytest.fixture
def stored(monkeypatch):
    """Return a function that stores a comparison at these numbers of threads."""
    results = load_benchmark("comparison")

    def store(*threads):
        runs = [results["runs"][0] | {"threads": count} for count in threads]
        stored = results | {"runs": runs}
        monkeypatch.setattr(benchmark_charts, "load_benchmark", lambda _: stored)

    return store


@pytest.mark.parametrize("threads", [(1,), (4,), (2, 3)])
def test_comparison_draws_whatever_numbers_of_threads_were_measured(stored, threads):
    stored(*threads)
    _, *curves = viz.show_comparison().axes[0].lines
    expected = [f"{count} thread{'s' if count > 1 else ''}" for count in threads]
    assert [curve.get_label() for curve in curves] == expected


def test_comparison_refuses_more_numbers_of_threads_than_it_has_places_for(stored):
    stored(1, 2, 3)
    words = "at most 2 numbers of threads can be drawn; measured were 1, 2, 3"
    assert_raises(words, viz.show_comparison)


@pytest.mark.parametrize("name", ["methods", "roofline", "comparison"])
def test_what_was_timed_names_the_machine_and_the_date(name):
    machine = load_benchmark(name if name == "comparison" else "methods")["machine"]
    written = "\n".join(text.get_text() for text in texts(CHARTS[name]()))
    assert f"{machine['cpu']}, {machine['date']}" in written.splitlines()


def test_comparison_names_both_programs_and_their_versions():
    machine = load_benchmark("comparison")["machine"]
    written = " ".join(text.get_text() for text in texts(viz.show_comparison()))
    for version in (f"PyTorch {machine['torch']}", f"NumPy {machine['numpy']}"):
        assert version in written
    assert machine["blas"] in written


def test_sizes_are_written_for_a_reader():
    given = describe_layer("8,56,56,128->128, 3, 2, same")
    assert re.sub("[^ -~]", "?", given) == "56 px, 128?128, 3?3, s=2"
