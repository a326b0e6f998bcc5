"""Figures of the chapter on learning: what they show, and their errors."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import layers, viz
from convlab._style import NEGATIVE
from convlab.layers import History
from svg import svg
from test_book import PAGES

HISTORY = History([2.0, 0.5, 0.1], [0.5, 0.9, 1.0], [0.4, 0.8, 0.95])
COUNTS = np.array([[5, 0, 1], [0, 7, 0], [2, 0, 30]])
PATHS = {"plain": [[-10, 2], [-9, -1.6]], "momentum": [[-10, 2], [-8, 0.5]]}
LATER = "0.32", "3.26", "0.17"  # L with momentum after 15 and 30 steps, and without
MAPS = {"a": np.array([[0.0, 3]]), "b": np.array([[-1.0], [2]])}
CHAIN = layers.Sequential(
    layers.Conv2D(np.ones((2, 3, 3, 1))), layers.ReLU(), layers.Flatten()
)
FIGURES = {
    "chain": lambda: viz.show_chain(CHAIN, np.ones((1, 4, 5, 1)), "xzxz"),
    "learning": lambda: viz.show_learning(HISTORY),
    "confusion": lambda: viz.show_confusion(COUNTS),
    "maps": lambda: viz.show_maps(MAPS),
    "signed": lambda: viz.show_maps(MAPS, columns=1, signed=True),
    "valley": lambda: viz.show_valley(PATHS, [1, 20]),
    "evidence": lambda: viz.show_evidence([[0, 1]], {"a": [[1, -2]], "b": [[0, 4]]}),
}


@pytest.mark.parametrize("show", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_returned_fits_a_phone_and_repeats_to_the_byte(show):
    assert isinstance(show(), Figure)
    assert show().get_figwidth() <= 3.9
    assert svg(show()) == svg(show())


def test_a_chain_has_its_layers_and_the_arrays_between_them_from_the_bottom_up():
    (axes,) = viz.show_chain(CHAIN, np.ones((1, 4, 5, 1)), "xzxz", ask=0).axes
    rows = {}
    for text in axes.texts:
        if text.get_text():  # an arrow has none
            rows.setdefault(text.get_position()[1], []).append(text.get_text())
    assert [rows[height] for height in sorted(rows)] == [
        ["x", "dx", "4 \N{MULTIPLICATION SIGN} 5 \N{MULTIPLICATION SIGN} 1"],
        ["0  Conv2D", "dw, db"],
        ["z", "dz", "?"],
        ["1  ReLU"],
        ["x", "dx", "2 \N{MULTIPLICATION SIGN} 3 \N{MULTIPLICATION SIGN} 2"],
        ["2  Flatten"],
        ["z", "dz", "12"],
        ["loss L"],
    ]


def test_results_go_up_a_chain_and_gradients_come_down():
    (axes,) = viz.show_chain(CHAIN, np.ones((1, 4, 5, 1)), "xzxz").axes
    arrows = [text for text in axes.texts if not text.get_text()]
    ups = [arrow.xy[1] > arrow.xyann[1] for arrow in arrows]
    assert ups == [True, False] * 4


def test_a_history_is_drawn_as_losses_and_error_rates():
    above, below = viz.show_learning(HISTORY).axes
    (line,) = above.lines
    assert_array_equal(line.get_xydata(), [[1, 2.0], [2, 0.5], [3, 0.1]])
    assert above.get_yscale() == "log"
    curves = {line.get_label(): line.get_ydata() for line in below.lines}
    assert_allclose(curves["training digits"], [50, 10, 0], atol=1e-12)
    assert_allclose(curves["validation digits"], [60, 20, 5])


def test_the_first_epochs_do_not_press_the_late_error_rates_flat():
    falling = [0.2, 0.7, 0.9, 0.96, 0.97, 0.98, 0.99]
    history = History([1.0] * 7, falling, [accuracy - 0.01 for accuracy in falling])
    above, below = viz.show_learning(history).axes
    assert [line.get_xdata()[0] for line in below.lines] == [4, 4]
    assert below.get_xlim() == above.get_xlim()
    lowest, highest = below.get_ylim()
    assert lowest < 1
    assert 5 < highest < 6  # no line is cut off


def test_a_valley_is_drawn_as_paths_and_level_lines():
    figure = viz.show_valley(PATHS, [1, 20])
    for axes, (name, path) in zip(figure.axes, PATHS.items(), strict=True):
        assert axes.get_title() == name
        assert_array_equal(axes.lines[1].get_xydata(), path)
        levels = axes.patches[0].get_path().vertices.reshape(5, -1, 2)
        L = (levels**2) @ [1, 20]
        assert_allclose(L, np.broadcast_to(L[:, :1], L.shape))
        assert axes.get_aspect() == 1


@pytest.mark.parametrize(("momentum", "share"), [(0, 0.8), (0.5, 0.71), (0.9, 0.95)])
def test_the_swing_shrinks_as_the_chapter_says(momentum, share):
    """At eta lambda = 1.8; the swing grows from eta lambda = 2 (1 + momentum) on."""

    def factor(curved):  # the largest eigenvalue of a step, on (v, w), with eta = 1
        step = [[momentum, curved], [-momentum, 1 - curved]]
        return np.abs(np.linalg.eigvals(step)).max()

    assert factor(1.8) == pytest.approx(share, abs=0.005)
    limit = 2 * (1 + momentum)
    assert factor(limit - 0.01) < 1 < factor(limit + 0.01)
    assert str(share) in PAGES["learning.ipynb"]


def test_the_loss_in_the_valley_falls_as_the_chapter_says():
    def descend(momentum, steps):
        w, v = np.array([-10.0, 2.0]), 0
        for _ in range(steps):
            v = momentum * v + np.array([1, 20]) * w
            w = w - 0.09 * v
        return f"{np.array([1, 20]) @ w**2 / 2:.2f}"

    assert descend(0, 0) == "90.00"
    assert (descend(0.9, 15), descend(0.9, 30), descend(0, 30)) == LATER
    chapter = PAGES["learning.ipynb"]
    assert "start at $L = 90$" in chapter
    assert all(L in chapter for L in LATER)


def test_mistakes_are_marked():
    texts = viz.show_confusion(COUNTS).findobj(Text)
    bold = sorted(text.get_text() for text in texts if text.get_weight() == "bold")
    assert bold == ["1", "2", "what it is", "what the network called it"]
    *_, wrong = viz.show_confusion(COUNTS).axes[0].patches
    assert to_hex(wrong.get_facecolor()) == NEGATIVE
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


def test_numbers_are_written_into_their_pixels_in_place_of_the_minuses():
    a = [[-1.09, -0.04], [1.97, 2]]
    (axes,) = viz.show_maps({"a": a}, signed=True, numbers=True).axes
    minus = "\N{MINUS SIGN}"
    assert [text.get_text() for text in axes.texts] == [
        f"{minus}1.1",
        "0.0",
        "2.0",
        "2",
    ]
    assert [text.get_color() for text in axes.texts[2:]] == ["white", "white"]
    assert not axes.patches


def test_evidence_is_drawn_next_to_the_image_on_one_scale():
    gradients = {"a": [[4.0, 0.0], [0.0, -1.5]], "b": [[0.0, 0.0], [-8.0, 0.0]]}
    image, one, other, scale = viz.show_evidence([[1.0, 0], [0, 0.5]], gradients).axes
    assert_array_equal(image.images[0].get_array(), [[1, 0], [0, 0.5]])
    for axes, name in (one, "a"), (other, "b"):
        (shown,) = axes.images
        assert axes.get_title() == name
        assert_array_equal(shown.get_array(), gradients[name])
        assert shown.get_clim() == scale.get_xlim() == (-8, 8)


def test_evidence_carries_the_outline_of_the_ink_and_a_minus():
    gradients = {"a": [[4.0, 0.0], [0.0, -1.5]], "b": [[0.0, 0.0], [-0.4, 0.0]]}
    _, one, other, _ = viz.show_evidence([[1.0, 0.5], [0, 0.2]], gradients).axes
    around = {(0, -0.5), (1, -0.5), (0, 0.5), (1, 0.5), (-0.5, 0), (1.5, 0)}
    assert middles(one.patches[0]) == middles(one.patches[1]) == around
    assert middles(one.patches[2]) == {(1, 1)}
    assert len(other.patches) == 2  # -0.4 is too small for a minus


def test_rings_mark_the_extremes_of_the_last_gradient():
    gradients = {"a": [[4.0, 0.0], [0.0, -1.5]], "b": [[0.0, 3.0], [-2.0, 0.0]]}
    _, one, other, _ = viz.show_evidence([[1.0, 0.5], [0, 0.2]], gradients).axes
    rings = {tuple(line.get_xydata()[0].tolist()) for line in other.lines}
    assert rings == {(1, 0), (0, 1)}
    assert not one.lines


def middles(patch):
    """Return the middle of each line of a path."""
    ends = patch.get_path().vertices.reshape(-1, 2, 2)
    return {tuple(middle) for middle in ends.mean(axis=1).tolist()}


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
    words = "gradient 'a' must have shape (H, W) = (1, 2); got (2, 1)"
    assert_raises(words, viz.show_evidence, [[0, 1]], {"a": [[1], [2]]})
    words = "gradients must hold at least one gradient; got none"
    assert_raises(words, viz.show_evidence, [[0, 1]], {})
    words = "gradients must be a dict from name to array; got [1]"
    assert_raises(words, viz.show_evidence, [[0, 1]], [1], error=TypeError)


def test_a_chain_refuses():
    words = "names must have 4 entries; got 3"
    assert_raises(words, viz.show_chain, CHAIN, np.ones((1, 4, 5, 1)), "xzx")
    words = "names must be x or z; got ['q']"
    assert_raises(words, viz.show_chain, CHAIN, np.ones((1, 4, 5, 1)), "xqzx")


def test_a_valley_refuses():
    words = "curvatures must have shape (D) = (2,); got (3,)"
    assert_raises(words, viz.show_valley, PATHS, [1, 2, 3])
    words = "curvatures must be positive; got [-1. 20.]"
    assert_raises(words, viz.show_valley, PATHS, [-1, 20])
    words = "paths must hold at least one path; got none"
    assert_raises(words, viz.show_valley, {}, [1, 2])
    words = "paths must be a dict from name to array; got [1]"
    assert_raises(words, viz.show_valley, [1], [1, 2], error=TypeError)


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
