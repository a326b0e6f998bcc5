"""Photographs show the numbers that they are given."""

import numpy as np
from numpy.testing import assert_array_equal

from convlab import viz


def test_photographs_are_clipped_and_grey_ones_run_from_black_to_white():
    figure = viz.show_photographs({"a": np.full((2, 2, 3), 300.0), "b": np.eye(2)})
    colour, grey = (axes.images[0] for axes in figure.axes)
    assert_array_equal(colour.get_array(), np.full((2, 2, 3), 248))
    assert grey.get_cmap()(0.0)[:3] == (0, 0, 0)
    assert [axes.get_title() for axes in figure.axes] == ["a", "b"]


def test_signed_photographs_share_one_scale_with_0_in_the_middle():
    images = {"a": np.eye(2), "b": 2 - 5 * np.eye(2), "c": np.eye(2)}
    figure = viz.show_photographs(images, signed=["a", "b"])
    limits = [axes.images[0].get_clim() for axes in figure.axes]
    assert limits == [(-3, 3), (-3, 3), (0, 1)]
