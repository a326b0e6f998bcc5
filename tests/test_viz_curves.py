"""Curves show the numbers that they are given."""

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from convlab import viz


def test_errors_are_drawn_over_their_steps_and_zero_at_the_bottom():
    figure = viz.show_errors([0.1, 1], {"curved": [1e-3, 1e-2], "straight": [1e-9, 0]})
    (axes,) = figure.axes
    curved, straight, *_ = axes.lines
    assert_array_equal(curved.get_xydata(), [[0.1, 1e-3], [1, 1e-2]])
    assert straight.get_ydata()[0] == 1e-9
    assert 0 < straight.get_ydata()[1] < 1e-16
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    colors = {text.get_text(): text.get_color() for text in axes.texts}
    assert colors["curved"] == curved.get_color()
    assert colors["straight"] == straight.get_color()


def test_slopes_of_the_two_errors_are_drawn_as_u_over_h_and_h_squared():
    figure = viz.show_errors([1e-9, 1e-4, 1], {"curved": [1e-5, 1e-8, 0.1]})
    _, rounding, truncation = figure.axes[0].lines
    h, error = rounding.get_data()
    assert_allclose(error, 2.0**-53 / h)
    h, error = truncation.get_data()
    assert_allclose(error, h**2)
    assert [text.get_text() for text in figure.axes[0].texts][1:] == ["u/h", "h²"]


def test_central_difference_at_the_kink_is_drawn_with_half_the_slope():
    (axes,) = viz.show_kink().axes
    loss, difference = (line.get_xydata() for line in axes.lines)
    assert_array_equal(loss, [[-1.5, 0], [0, 0], [1.5, 15]])
    assert_array_equal(difference, [[-1, 0], [1, 10]])
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["slope 0", "slope 10", "central difference"]


def test_cosines_have_a_chart_for_each_training_and_name_the_lowest_value():
    charts = {
        "not rotated": {"first": [0.5, -0.5], "second": [0.3, 0.3], "all": [0.9, 0.8]},
        "not spread": {"first": [0.4, 0.6], "second": [1, 1], "all": [0.7, 0.2]},
    }
    figure = viz.show_cosines([0, 50], charts)
    assert figure.get_figwidth() <= 3.9
    assert [axes.get_title(loc="left") for axes in figure.axes] == list(charts)
    for axes, curves in zip(figure.axes, charts.values(), strict=True):
        drawn = [line.get_ydata() for line in axes.lines[1:]]
        assert_array_equal(drawn, list(curves.values()))
        assert axes.get_ylim() == (-0.75, 1.04)
    lowest = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert lowest == [["\N{MINUS SIGN}0.5"], ["0.2"]]
    (legend,) = figure.legends
    names = ["first", "second", "all"]
    assert [text.get_text() for text in legend.get_texts()] == names


@pytest.mark.parametrize("lowest", [0.02, -0.34, -0.38, -0.5])
def test_the_name_of_the_lowest_cosine_stays_off_the_axis(lowest):
    figure = viz.show_cosines([0, 50, 100], {"one": {"first": [0.5, lowest, 0.5]}})
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (name,) = axes.texts
    assert name.get_window_extent().y0 > axes.bbox.y0 + 2
