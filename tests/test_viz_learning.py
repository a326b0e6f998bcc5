"""Figures of the chapter on learning: what they show, and their errors."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import viz
from convlab.layers import History
from svg import svg

HISTORY = History([2.0, 0.5, 0.1], [0.5, 0.9, 1.0], [0.4, 0.8, 0.95])
COUNTS = np.array([[5, 0, 1], [0, 7, 0], [2, 0, 30]])
MAPS = {"a": np.array([[0.0, 3]]), "b": np.array([[-1.0], [2]])}
FIGURES = {
    "learning": lambda: viz.show_learning(HISTORY),
    "confusion": lambda: viz.show_confusion(COUNTS),
    "maps": lambda: viz.show_maps(MAPS),
    "signed": lambda: viz.show_maps(MAPS, columns=1, signed=True),
    "evidence": lambda: viz.show_evidence([[0, 1]], {"a": [[1, -2]], "b": [[0, 4]]}),
}


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_returned_fits_a_phone_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert show().get_figwidth() <= 3.9
    assert svg(show()) == svg(show())


def test_a_history_is_drawn_as_losses_and_error_rates():
    above, below = viz.show_learning(HISTORY).axes
    (line,) = above.lines
    assert_array_equal(line.get_xydata(), [[1, 2.0], [2, 0.5], [3, 0.1]])
    assert above.get_yscale() == "log"
    curves = {line.get_label(): line.get_ydata() for line in below.lines}
    assert_allclose(curves["train"], [50, 10, 0], atol=1e-12)
    assert_allclose(curves["validation"], [60, 20, 5])


def test_mistakes_are_marked():
    texts = viz.show_confusion(COUNTS).findobj(Text)
    bold = sorted(text.get_text() for text in texts if text.get_weight() == "bold")
    assert bold == ["1", "2", "called", "is"]
    shown = [text.get_text() for text in viz.show_confusion(COUNTS).axes[0].texts]
    assert shown == ["5", "1", "7", "2", "30"]  # zeros are left blank


@pytest.mark.parametrize(("signed", "limits"), [(False, (-1, 3)), (True, (-3, 3))])
def test_maps_share_one_scale(signed, limits):
    figure = viz.show_maps(MAPS, signed=signed)
    for axes, (name, a) in zip(figure.axes, MAPS.items(), strict=True):
        (image,) = axes.images
        assert_array_equal(image.get_array(), a)
        assert image.get_clim() == limits
        assert axes.get_title() == name


def test_signed_maps_are_white_at_0_and_blue_above():
    (image,) = viz.show_maps({"a": [[-2, 0, 2]]}, signed=True).axes[0].images
    orange, white, blue = image.to_rgba(image.get_array())[0, :, :3]
    assert white.min() > 0.95
    assert blue[2] > blue[1] > blue[0]
    assert orange[0] > orange[1] > orange[2]


def test_a_map_of_zeros_is_white():
    (image,) = viz.show_maps({"a": np.zeros((2, 2))}, signed=True).axes[0].images
    assert image.to_rgba(image.get_array())[..., :3].min() > 0.95


def test_a_minus_says_without_colour_what_is_negative():
    a = [[-8.0, -0.5], [0, 8]]  # the second is too small for one
    (axes,) = viz.show_maps({"a": a}, signed=True).axes
    (minuses,) = axes.patches
    assert_array_equal(np.mean(minuses.get_path().vertices, axis=0), [0, 0])
    (axes,) = viz.show_maps({"a": np.abs(a)}, signed=True).axes
    assert not axes.patches


def test_evidence_lies_over_the_ink_with_the_area_of_its_gradient():
    gradients = {"a": [[4.0, 0.0], [0.0, -1.0]], "b": [[0.0, 0.0], [-8.0, 0.0]]}
    one, other = viz.show_evidence([[1.0, 0], [0, 0.5]], gradients).axes
    for axes in (one, other):
        assert_array_equal(axes.images[0].get_array(), [[1, 0], [0, 0.5]])
    blue, orange, *minus = one.patches
    assert areas(blue) == pytest.approx([0.81 * 4 / 8])
    assert areas(orange) == pytest.approx([0.81 * 1 / 8])
    assert blue.get_facecolor()[2] > blue.get_facecolor()[0]
    assert orange.get_facecolor()[0] > orange.get_facecolor()[2]
    assert_allclose(blue.get_path().vertices[:4].mean(axis=0), [0, 0], atol=1e-12)
    assert_allclose(orange.get_path().vertices[:4].mean(axis=0), [1, 1], atol=1e-12)
    assert not minus
    square, minus = other.patches
    assert areas(square) == pytest.approx([0.81])
    assert_allclose(minus.get_path().vertices.mean(axis=0), [0, 1], atol=1e-12)


def areas(patch):
    """Return the area of each square of a path."""
    corners = patch.get_path().vertices.reshape(-1, 5, 2)
    return np.prod(np.ptp(corners, axis=1), axis=1)


def test_maps_stand_in_rows_of_so_many_columns():
    maps = {str(k): np.ones((2, 2)) for k in range(7)}
    grid = viz.show_maps(maps, columns=3).axes[0].get_subplotspec().get_gridspec()
    assert (grid.nrows, grid.ncols) == (3, 3)


@pytest.mark.parametrize(
    ("words", "history", "error"),
    [
        (
            "history must be (losses, train, validation); got [1]",
            [1],
            TypeError,
        ),
        (
            "train must have shape (epochs) = (2,); got (1,)",
            ([1, 2], [1], [1, 2]),
            ValueError,
        ),
        ("losses must have 1 axes (epochs); got shape ()", (1, [1], [1]), ValueError),
    ],
)
def test_learning_refuses(words, history, error):
    assert_raises(words, viz.show_learning, history, error=error)


def test_evidence_refuses():
    words = "map 'a' must have shape (H, W) = (1, 2); got (2, 1)"
    assert_raises(words, viz.show_evidence, [[0, 1]], {"a": [[1], [2]]})
    words = "maps must hold at least one map; got none"
    assert_raises(words, viz.show_evidence, [[0, 1]], {})


def test_confusion_refuses():
    words = "counts must be square, (K, K); got shape (2, 3)"
    assert_raises(words, viz.show_confusion, np.ones((2, 3)))


@pytest.mark.parametrize(
    ("words", "maps", "error"),
    [
        ("maps must be a dict from name to array; got [1]", [1], TypeError),
        ("maps must hold at least one map; got none", {}, ValueError),
        ("map 'a' must have 2 axes (H, W); got shape (2,)", {"a": [1, 2]}, ValueError),
        (
            "map 'a' must be finite; got nan at map 'a'[0, 0], in shape (1, 1)",
            {"a": [[np.nan]]},
            FloatingPointError,
        ),
    ],
)
def test_maps_refuse(words, maps, error):
    assert_raises(words, viz.show_maps, maps, error=error)
    assert_raises(
        "columns must be at least 1 and at most 12; got 0",
        viz.show_maps,
        MAPS,
        columns=0,
    )
