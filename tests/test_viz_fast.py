"""Figures of the fast layer show what is stored, and a phone can show them."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import measured, viz
from convlab.fast import toom_cook
from convlab.viz import ladder, race, roofline, tile
from convlab.viz.grid import number
from convlab.viz.labels import name_points
from svg import svg

COURSE = toom_cook.tile(2, 3, 1)
CHARTS = {
    "ladder": viz.show_ladder,
    "roofline": viz.show_roofline,
    "precision": viz.show_precision,
    "race": viz.show_race,
}
FIGURES = CHARTS | {"tile": lambda: viz.show_tile(COURSE)}


def texts(figure):
    drawn = [text for text in figure.findobj(Text) if text.get_text().strip()]
    return [text for text in drawn if text.get_visible()]


def labels(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_returned_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert svg(show()) == svg(show())


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_fits_a_phone_and_any_page(show):
    figure = show()
    assert figure.get_figwidth() <= 3.9
    assert figure.get_facecolor() == (0, 0, 0, 0)
    assert all(axes.get_facecolor()[3] == 0 for axes in figure.axes if axes.axison)


@pytest.mark.parametrize("show", CHARTS.values(), ids=CHARTS)
def test_words_are_large_enough_inside_the_figure_and_apart(show):
    figure = show()
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts(figure)]
    assert min(text.get_size() for text in texts(figure)) >= 8
    width, height = figure.bbox.size
    for k, (word, box) in enumerate(boxes):
        assert min(*box.p0, width - box.x1, height - box.y1) >= -1, word
        over = [other for other, its in boxes[:k] if box.overlaps(its)]
        assert not over, word


def test_ladder_has_a_bar_and_its_time_for_every_rung():
    (axes,) = viz.show_ladder().axes
    rungs = measured.load("ladder")["rungs"]
    times = [rung["ms"] for rung in rungs.values()]
    assert_array_equal([bar.get_width() for bar in axes.patches], times)
    assert labels(axes.yaxis) == [ladder.NAMES[name] for name in rungs]
    assert [t.get_text() for t in axes.texts] == [ladder.duration(ms) for ms in times]
    assert axes.yaxis_inverted()
    assert axes.get_xscale() == "log"


def test_durations_are_written_in_their_unit():
    given = [ladder.duration(ms) for ms in (0.5, 999, 1000, 59_000, 60_000)]
    assert given == ["0.5 ms", "999 ms", "1 s", "59 s", "1 min"]


ONE = {"multiplications": 4_000_000, "least_bytes": 1_000_000, "between_bytes": None}
LIMITS = {
    "peak_gflops": 80,
    "small_products_gflops": 100,
    "memory_gbs": 10,
    "cache_gbs": 100,
}


def test_a_rung_lies_at_its_intensity_and_its_rate():
    two = ONE | {"between_bytes": 3_000_000}
    rungs = {"torch": ONE | {"ms": 2}, "fast": two | {"ms": 1}}
    points = roofline.find_points({"rungs": rungs})
    assert points == {"torch": (4, 2), "fast": (1, 4)}


def test_the_roof_is_the_product_of_bytes_and_intensity_up_to_the_peak():
    products, memory, cache = roofline.find_roof(LIMITS, (0.1, 100), 2).values()
    assert products == [(0.1, 50), (100, 50)]
    assert memory == [(0.2, 2), (5, 50)]
    assert cache == [(0.1, 10), (0.5, 50)]


def test_roofline_names_every_rung():
    (axes,) = viz.show_roofline().axes
    written = [text.get_text() for text in axes.texts]
    rungs = [name for name in measured.load("ladder")["rungs"] if name != "winograd"]
    assert len(written) == len(rungs)
    for name in rungs:
        assert any(text.startswith(ladder.NAMES[name]) for text in written), name
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_names_of_points_that_lie_together_do_not_cover_each_other():
    axes = Figure().add_subplot(xscale="log", yscale="log", xlim=(1, 10), ylim=(1, 10))
    points = {"first": (3, 3), "second": (3.1, 3), "third": (3, 3.1)}
    name_points(axes, points, [[(1, 3), (10, 3)]])
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 3
    assert all(box.count_overlaps(boxes) == 1 for box in boxes)


def test_precision_draws_both_curves_and_the_bound():
    figure = viz.show_precision()
    losses, (axes,) = measured.load("precision"), figure.axes
    ours, classic, *lines = axes.lines
    assert_array_equal(ours.get_ydata(), [*losses["ours"].values()])
    assert_array_equal(ours.get_xdata(), [1, 2, 3, 4])
    assert_array_equal(classic.get_xdata(), [4, 6])
    heights = [line.get_ydata()[0] for line in lines]
    assert heights == [losses[name] for name in ("bound", "direct", "fft")]
    assert axes.texts[0].get_text() == "bound 2e-5"
    assert axes.get_yscale() == "log"


def test_race_draws_the_median_of_every_layer_for_each_number_of_threads():
    (axes,) = viz.show_race().axes
    runs, (_, *curves) = measured.load("conv")["runs"], axes.lines
    for run, curve in zip(runs, curves, strict=True):
        medians = [ratio for _, ratio, _ in race.find_ratios(run).values()]
        assert_array_equal(curve.get_xdata(), medians)
    assert [label.split()[0] for label in labels(axes.yaxis)] == [*"ABCDEFGHIJK"]
    markers = {(curve.get_marker(), curve.get_markerfacecolor()) for curve in curves}
    assert len(markers) == len({marker for marker, _ in markers}) == len(runs)


@pytest.mark.parametrize("name", ["ladder", "roofline", "race"])
def test_what_was_timed_names_the_machine_and_the_date(name):
    machine = measured.load("conv" if name == "race" else "ladder")["machine"]
    written = [text.get_text() for text in texts(CHARTS[name]())]
    assert f"{machine['cpu']}, {machine['date']}" in written


@pytest.mark.parametrize(
    ("arguments", "names"),
    [((2, 3, 1), ["B", "G", "A"]), ((4, 3, 1), ["B", "G", "A"])],
)
def test_a_tile_is_drawn_as_it_is(monkeypatch, arguments, names):
    monkeypatch.setattr(tile, "draw", lambda *lines: lines)
    given = toom_cook.tile(*arguments)
    grids = [grid for line in viz.show_tile(given) for grid in line]
    assert [grid.name for grid in grids] == names
    for grid in grids:
        assert_allclose(grid.values, getattr(given, grid.name), rtol=0, atol=1e-12)
        assert not any("e" in number(value) for value in grid.values.flat)


@pytest.mark.parametrize("bad", [None, 2, np.eye(2), (1, 2, 3, 4)])
def test_what_is_no_tile_is_refused(bad):
    message = f"tile must be a convlab.fast.toom_cook.Tile; got {bad!r}"
    assert_raises(message, viz.show_tile, bad, error=TypeError)


def test_sizes_are_written_for_a_reader():
    given = race.describe("8,56,56,128->128, 3, 2, same")
    assert re.sub("[^ -~]", "?", given) == "56 px, 128?128, 3?3, s=2"
