"""Grids of im2col, its product and the transforms show what convlab computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import forward, im2col, samples, viz
from convlab._style import format_number
from convlab.fast import toom_cook
from drawn_grids import BIAS, PADDED, W3, Z, bold, grids, in_bold, lines, plain, words

BATCH = samples.batch()


def test_im2col_marks_the_window_and_its_column():
    marked = bold(viz.show_im2col(BATCH.x, (2, 3), 2))
    column = [plain(v) for v in im2col(BATCH.x, (2, 3))[0, :, 2]]
    assert marked[12:] == column
    assert sorted(marked[:12]) == sorted(column)


def test_product_marks_the_row_the_column_and_their_unit():
    marked = bold(viz.show_product(*BATCH[:3], row=1, column=2))
    row = [plain(v) for v in BATCH.w[1].ravel()]
    column = [plain(v) for v in im2col(BATCH.x, (2, 3))[0, :, 2]]
    assert marked == [*column, *row, plain(forward(*BATCH[:3])[0, 1, 0, 1])]


def test_product_has_each_entry_of_z_below_its_column_and_beside_its_row():
    figure = viz.show_product(*BATCH[:3], row=1, column=2)
    places = [text.get_position() for text in figure.axes[0].texts if in_bold(text)]
    column, row, (unit,) = places[:12], places[12:24], places[24:]
    assert [x for x, _ in column] == pytest.approx([unit[0]] * 12)
    assert [y for _, y in row] == pytest.approx([unit[1]] * 12)
    assert words(figure)[0] == "Z[1, 2]\n= -8 + 1\n= -7"


def test_product_labels_a_weight_and_its_pixel_alike():
    texts = words(viz.show_product(*BATCH[:3], row=1, column=2))
    assert "1,0,1  7" in texts  # a row of X_col
    assert texts[texts.index("1,0,1") - 1] == "7"  # a column of W_mat


def test_sum_marks_an_address_its_offset_and_its_corner():
    assert bold(viz.show_sum([0, 1, 4], [0, 2], (2, 1))) == ["4", "2", "6"]
    assert bold(viz.show_sum([0, 1, 4], [0, 2])) == []


def test_im2col_on_an_odd_geometry():
    drawn = grids(viz.show_im2col, PADDED, (2, 3), 5, stride=(2, 3))
    window = {(2 + p, 6 + q) for p in range(2) for q in range(3)}
    assert drawn["x[0, :, :, 0]"].marked == drawn["x[0, :, :, 1]"].marked == window
    matrix = drawn["X_col, rows p,q,c, columns i,j"]
    assert_array_equal(matrix.values, im2col(PADDED, (2, 3), stride=(2, 3))[0])
    assert matrix.marked == {(row, 5) for row in range(12)}
    assert (matrix.columns[5], matrix.rows[9]) == ("1,2", "1,1,1")


def test_product_on_an_odd_geometry():
    show = viz.show_product
    drawn = grids(show, PADDED, W3, BIAS, row=2, column=5, stride=(2, 3))
    assert_array_equal(drawn["Z"].values, Z[0].reshape(9, 3).T)
    assert drawn["Z"].marked == {(2, 5)}
    assert drawn["W_mat"].marked == {(2, k) for k in range(12)}
    assert drawn["X_col"].marked == {(k, 5) for k in range(12)}
    assert drawn["X_col"].cell_width == drawn["Z"].cell_width


@pytest.mark.parametrize(
    ("arguments", "names"),
    [((2, 3, 1), ["B", "G", "A"]), ((4, 3, 1), ["B", "G", "A"])],
)
def test_the_transforms_of_a_tile_are_drawn_as_they_are(arguments, names):
    given = toom_cook.tile(*arguments)
    (drawn,) = lines(viz.show_transforms, given)
    assert [grid.name for grid in drawn] == names
    for grid in drawn:
        assert_allclose(grid.values, getattr(given, grid.name), rtol=0, atol=1e-12)
        assert not any("e" in format_number(value) for value in grid.values.flat)


@pytest.mark.parametrize("bad", [None, 2, np.eye(2), (1, 2, 3, 4)])
def test_what_is_no_tile_is_refused(bad):
    message = f"tile must be a convlab.fast.toom_cook.Tile; got {bad!r}"
    assert_raises(message, viz.show_transforms, bad, error=TypeError)
