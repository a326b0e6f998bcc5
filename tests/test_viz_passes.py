"""The figure of both passes: the shade of each cell matches its number."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from numpy.testing import assert_allclose

from assert_raises import assert_raises
from convlab import backward, forward, viz
from convlab._style import PALETTE
from svg import svg

X = np.array([[1.0, 2, 0, 1], [0, 1, 3, 2], [2, 0, 1, 1]])
W = np.array([[1.0, 0, -1], [2, 1, 0]])
ROLES_SHOWN = ["x", "z", "dx", "dz"]


def cells(figure, name):
    """Return the shade of every cell of an array, in reading order."""
    patches = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    return [
        p.get_facecolor()[3]
        for p in patches
        if p.get_fill() and p.get_facecolor()[:3] == to_rgba(PALETTE[name])[:3]
    ]


def corner_of(figure, name):
    """Return the corner of the first cell of an array."""
    patches = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    colour = to_rgba(PALETTE[name])[:3]
    first = next(p for p in patches if p.get_fill() and p.get_facecolor()[:3] == colour)
    return first.get_xy()


def test_cells_are_as_strong_as_their_numbers():
    layer = X[None, :, :, None], W[None, :, :, None]
    z = forward(*layer)
    dz = np.maximum(z, 0)
    arrays = {"x": X, "z": z, "dz": dz, "dx": backward(dz, *layer).dx}
    figure = viz.show_passes(X, W)
    for name, a in arrays.items():
        strength = np.abs(np.ravel(a)) / np.abs(a).max()
        assert_allclose(cells(figure, name), 0.04 + 0.86 * strength)


def test_the_window_of_the_largest_unit_is_outlined_on_both_sides():
    outlined = [p for p in viz.show_passes(X, W).axes[0].patches if not p.get_fill()]
    sizes = [(p.get_width(), p.get_height()) for p in outlined]
    assert sizes == [(3, 2), (1, 1), (3, 2), (1, 1)]
    x, z, dx, dz = outlined
    z_of_x = forward(X[None, :, :, None], W[None, :, :, None])[0, :, :, 0]
    i, j = np.unravel_index(z_of_x.argmax(), z_of_x.shape)
    first = {name: corner_of(viz.show_passes(X, W), name) for name in ROLES_SHOWN}
    for name, patch in zip(ROLES_SHOWN, (x, z, dx, dz), strict=True):
        left, top = first[name]
        assert (patch.get_x() - left, patch.get_y() - top) == pytest.approx((j, i))


def test_the_same_numbers_give_the_same_bytes():
    assert svg(viz.show_passes(X, W)) == svg(viz.show_passes(X, W))


def test_an_image_of_zeros_can_be_drawn():
    assert set(cells(viz.show_passes(0 * X, W), "x")) == {0.04}


@pytest.mark.parametrize(
    ("x", "w", "words"),
    [
        (X[None], W, "x must have 2 axes (H, W); got shape (1, 3, 4)"),
        (
            X,
            np.ones((4, 2)),
            "the kernel (4 rows) is larger than the image (3 rows) "
            "with its padding (0, 0)",
        ),
        (X, "w", "w must be an array of real numbers; got 'w'"),
    ],
)
def test_what_does_not_fit_is_refused(x, w, words):
    assert_raises(words, viz.show_passes, x, w, error=(TypeError, ValueError))


def test_numbers_that_are_none_are_refused():
    with pytest.raises(FloatingPointError, match="x"):
        viz.show_passes(X * np.nan, W)


def test_numbers_that_run_over_are_refused():
    with pytest.raises(FloatingPointError, match="L"):
        viz.show_passes([[1e160, 0], [0, 1]], [[1.0]])
