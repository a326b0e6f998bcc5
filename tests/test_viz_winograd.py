"""The figure of Winograd's layer: its arrays, their shapes, and the way through."""

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from convlab import viz
from convlab._spec import check_layer
from convlab._style import PALETTE
from convlab.fast._engine.phases import plain_layers
from convlab.fast._engine.tiling import Tiling
from svg import svg

ROLES = {"x": "x", "V": "x", "w": "w", "U": "w", "M = V U": "z", "z": "z"}
LAYERS = [
    ((56, 56, 64), (64, 3, 3, 64)),
    ((10, 7, 32), (48, 3, 3, 32)),
    ((40, 40, 2), (5, 3, 3, 2)),
]


def draw(image, kernels):
    return viz.show_winograd(image[:2], image[2], kernels[0], kernels[1:3])


def told(figure):
    """Return the numbers below each name."""
    words = [text.get_text() for text in figure.axes[0].texts]
    return {
        name: [*map(int, re.findall(r"\d+", shape))]
        for name, shape in pairwise(words)
        if name in ROLES
    }


def sheets(figure, role):
    """Return left, top, width and height of every matrix in the colour of a role."""
    colour = to_rgba(PALETTE[role], 0.16)
    patches = [p for p in figure.axes[0].patches if p.get_facecolor() == colour]
    return [(*p.get_xy(), p.get_width(), p.get_height()) for p in patches]


@pytest.mark.parametrize(("image", "kernels"), LAYERS)
def test_the_shapes_are_those_of_the_library(image, kernels):
    x, w = np.zeros((1, *image), "f4"), np.zeros(kernels, "f4")
    x, w, spec = check_layer(x, w, 1, "same")
    (layer, *_), *others = plain_layers(x, w, spec)
    assert not others
    tiling = Tiling(layer, x.dtype)
    block = tiling.block(slice(0, 1))
    V = tiling.images_to_points(block)
    U = tiling.kernels_to_points(np.ascontiguousarray(w.transpose(3, 1, 2, 0)))
    shapes = told(draw(image, kernels))
    assert shapes["V"] == list(V.shape)
    assert shapes["U"] == list(U.shape)
    M = np.zeros(shapes["M = V U"], "f4")
    z = np.zeros((1, *shapes["z"]), "f4")
    tiling.points_to_z(M, np.ones(kernels[0], "f4"), z, block)
    assert z.all()  # filled with the bias
    assert shapes["x"] == list(image)
    assert shapes["w"] == list(kernels)
    assert shapes["z"] == [*image[:2], kernels[0]]


@pytest.mark.parametrize(("image", "kernels"), LAYERS)
def test_matrices_are_to_scale_and_meet_as_rows_and_columns_do(image, kernels):
    figure = draw(image, kernels)
    shapes = told(figure)
    V, U, M = (sheets(figure, role)[0] for role in "xwz")
    (_, tiles, C), (*_, F) = shapes["V"], shapes["U"]
    per_row = max(tiles, C, F) / 1.3  # inches
    for (*_, width, height), sides in (V, (C, tiles)), (U, (F, C)), (M, (F, tiles)):
        expected = [max(side / per_row, 0.08) for side in sides]
        assert [width, height] == pytest.approx(expected)
    assert V[1] == M[1]  # beside each other
    assert U[0] == M[0]  # and one above the other
    assert U[1] + U[3] < M[1]
    assert [len(sheets(figure, role)) for role in "xwz"] == [3, 3, 3]


def test_arrows_end_where_the_next_array_has_its_name():
    figure = draw(*LAYERS[0])
    texts = figure.axes[0].texts
    arrows = [text for text in texts if hasattr(text, "arrow_patch")]
    for name in ("V", "U", "M = V U", "z"):
        ((left, top),) = (t.get_position() for t in texts if t.get_text() == name)
        assert (left, pytest.approx(top, abs=0.15)) in [arrow.xy for arrow in arrows]
    assert [arrow.xy[1] >= arrow.xyann[1] for arrow in arrows] == [True] * 5


def test_one_arrow_leads_from_v_to_m():
    figure = draw(*LAYERS[0])
    V, M = (sheets(figure, role) for role in "xz")
    ((start, end),) = [
        (text.xyann, text.xy)
        for text in figure.axes[0].texts
        if hasattr(text, "arrow_patch") and text.xy[1] == text.xyann[1]
    ]
    assert start[0] == pytest.approx(max(left + width for left, _, width, _ in V))
    assert end[0] == pytest.approx(min(left for left, *_ in M))


def test_it_fits_a_phone_and_repeats_to_the_byte():
    figure = draw(*LAYERS[1])
    assert figure.get_figwidth() <= 3.9
    assert svg(figure) == svg(draw(*LAYERS[1]))


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        (r"image_size \(rows\) must be at least 1", (0, 2, 3, 3)),
        ("channels must be at least 1", (8, 0, 3, 3)),
        ("kernels must be at least 1", (8, 2, 0, 3)),
        (r"size \(rows\) must be at least 2", (8, 2, 3, 1)),
    ],
)
def test_sizes_that_are_too_small_are_refused(words, arguments):
    with pytest.raises(ValueError, match=words):
        viz.show_winograd(*arguments)
