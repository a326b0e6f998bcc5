"""The figure of the layer's matrix products: edges are as long as what they count."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from convlab import samples, viz
from convlab._style import PALETTE
from convlab.viz.chart import WIDTH
from svg import svg

X, W, _, DZ = samples.batch()
PRODUCTS = [  # the rows and columns of each matrix, by the names in the chapter
    ("Z", "z", (3, 4)),
    ("W_mat", "w", (3, 12)),
    ("X_col", "cols", (12, 4)),
    ("dW_mat", "dw", (3, 12)),
    ("dZ", "dz", (3, 4)),
    ("X_col$^T$", "cols", (4, 12)),
    ("dX_col", "cols", (12, 4)),
    ("W_mat$^T$", "w", (12, 3)),
    ("dZ", "dz", (3, 4)),
    ("dX_col", "cols", (12, 4)),
    ("dx", "dx", (3, 4)),
]
CHANNELS = 2  # of dx, drawn one behind the other


@pytest.fixture
def axes():
    return viz.show_backward_matrices(DZ, X, W).axes[0]


def test_each_matrix_is_drawn_to_scale_in_the_colour_of_its_array(axes):
    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    scale = boxes[0].get_height() / 3
    drawn = [*PRODUCTS, *PRODUCTS[-1:] * (CHANNELS - 1)]
    for (_, role, shape), box in zip(drawn, boxes, strict=True):
        sides = np.array([box.get_height(), box.get_width()]) / scale
        assert sides == pytest.approx(shape)
        assert box.get_edgecolor() == to_rgba(PALETTE[role])


def test_names_and_lengths_stand_beside_their_matrix(axes):
    texts = [text.get_text() for text in axes.texts]
    names = [name for name, _, _ in PRODUCTS]
    assert [text for text in texts if text in names] == names
    lengths = [text.split() for text in texts if " " in text]
    counts = [int(count) for _, count in lengths]
    shown = [n for _, _, shape in PRODUCTS for n in reversed(shape)]
    assert counts == [*shown, CHANNELS]
    known = {"f": 3, "k": 12, "m": 4, "i": 3, "j": 4, "c": CHANNELS}
    assert all(known[letter] == int(count) for letter, count in lengths)


def test_what_is_multiplied_meets_at_one_letter(axes):
    letters = [text.get_text()[0] for text in axes.texts if " " in text.get_text()]
    columns, rows = letters[::2], letters[1::2]
    for left, right in [(1, 2), (4, 5), (7, 8)]:
        assert columns[left] == rows[right]


def test_col2im_leads_from_the_columns_to_the_image(axes):
    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    columns, image = boxes[-CHANNELS - 1], boxes[-1]
    (verb,) = [text for text in axes.texts if text.get_text() == "col2im"]
    across, down = verb.get_position()
    assert columns.get_x() + columns.get_width() < across < image.get_x()
    assert columns.get_y() < down < columns.get_y() + columns.get_height()


def test_no_text_touches_another_matrix(axes):
    figure = axes.figure
    figure.canvas.draw()
    boxes = [patch.get_window_extent() for patch in axes.patches]
    for text in axes.texts:
        place = text.get_window_extent()
        assert not any(place.overlaps(box) for box in boxes), text.get_text()
    places = [text.get_window_extent() for text in axes.texts]
    for k, place in enumerate(places):
        assert not any(place.overlaps(other) for other in places[k + 1 :])


def test_a_phone_shows_it_whole_and_it_repeats_to_the_byte():
    figure, again = (viz.show_backward_matrices(DZ, X, W) for _ in range(2))
    assert figure.get_figwidth() <= WIDTH
    assert svg(figure) == svg(again)
