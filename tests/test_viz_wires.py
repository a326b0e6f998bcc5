"""The figure of the six wires: every product of the layer is one line."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from convlab import viz
from convlab.viz.chart import WIDTH
from svg import svg

DZ, X, W = [1, 2, -1], [1, 2, 0, 3], [2, -1]
PRODUCTS = [  # the pixel and the unit of each wire, in the order of their numbers
    *[(0, 0), (1, 0)],
    *[(1, 1), (2, 1)],
    *[(2, 2), (3, 2)],
]


@pytest.fixture
def axes():
    return viz.show_wires(DZ, X, W).axes[0]


def test_every_number_is_written_in_its_place(axes):
    texts = [text.get_text().replace("\N{MINUS SIGN}", "-") for text in axes.texts]
    columns = ["x", "1 0", "2 1", "0 2", "3 3", "z", "0", "4", "-3"]
    columns += ["dz", "1 0", "2 1", "-1 2"]
    wires = [f"{k} {weight}" for k, weight in enumerate(W * 3, start=1)]
    assert texts == " ".join(columns + wires).split()


def test_a_wire_leads_from_its_pixel_to_its_unit_in_the_style_of_its_weight(axes):
    middles = [patch.get_center()[1] for patch in axes.patches]
    pixels, units = middles[:4], middles[4:7]
    assert middles[7:] == units  # of z and of dz, side by side
    ends = [tuple(line.get_ydata()) for line in axes.lines]
    assert_allclose(ends, [(pixels[i], units[a]) for i, a in PRODUCTS])
    styles = [line.get_linestyle() for line in axes.lines]
    assert styles == ["-", "--"] * 3


def test_no_number_touches_a_different_one():
    figure = viz.show_wires(DZ, X, W)
    figure.canvas.draw()
    places = [text.get_window_extent() for text in figure.axes[0].texts]
    for k, place in enumerate(places):
        assert not any(place.overlaps(other) for other in places[k + 1 :])


def test_a_phone_shows_it_whole_and_it_repeats_to_the_byte():
    figure, again = (viz.show_wires(DZ, X, W) for _ in range(2))
    assert figure.get_figwidth() <= WIDTH
    assert svg(figure) == svg(again)


@pytest.mark.parametrize(
    ("dz", "x", "w", "words"),
    [
        (DZ, [X], W, "(W); got shape (1, 4)"),
        (DZ, X, "w", "w must be an array of real numbers; got 'w'"),
        (DZ, X, [], "w is empty"),
        (DZ[1:], X, W, "dz must have OW = 3 entries; got 2"),
        (np.ones(1), X, np.ones(5), "the kernel (5 columns) is larger"),
    ],
)
def test_what_does_not_fit_is_refused(dz, x, w, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        viz.show_wires(dz, x, w)
    assert words in str(caught.value)
