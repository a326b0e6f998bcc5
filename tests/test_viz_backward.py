"""Grids of the backward pass add up to the gradients of convlab."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import backward, samples, viz
from drawn_grids import DZ, MINUS, ODD, POOLED, W3, X, bold, grids, words

HAND = samples.by_hand()


def test_weight_marks_every_use_and_its_gradient():
    marked = bold(viz.show_weight(HAND.dz, HAND.x, HAND.w, (0, 0, 1, 0)))
    assert marked == [*"2013", *"12", "-1", "3", "10"]


def test_pooling_marks_the_largest_of_each_window_and_what_it_gets():
    assert bold(viz.show_pooling(*POOLED, 2)) == [*"5768", "2", "-1", "3", "4"]


def test_pooling_hatches_dx_wherever_no_window_has_its_largest():
    dz, x = 0 * POOLED[0], POOLED[1][:, :3]  # row 2 is left over
    drawn = grids(viz.show_pooling, dz[:, :1], x, (2, 2))
    largest = {(0, 1), (1, 3)}
    assert drawn["x[0, :, :, 0]"].marked == largest
    dx = drawn["dx[0, :, :, 0]"]
    assert dx.marked == largest
    assert dx.muted == set(np.ndindex(3, 4)) - largest
    assert dx.framed == set(np.ndindex(2, 2))


def test_pooling_draws_channel_0_of_the_first_image():
    dz, x = X[:, :3, :3, :], -X[:, :, :6]
    drawn = grids(viz.show_pooling, dz, x, 2)
    alone = grids(viz.show_pooling, dz[:1, :, :, :1], x[:1, :, :, :1], 2)
    assert drawn.keys() == alone.keys()
    for name, grid in drawn.items():
        assert_array_equal(grid.values, alone[name].values)
        assert grid.marked == alone[name].marked


def test_each_reader_of_a_pixel_has_its_window_and_names_the_weight_on_it():
    figure = viz.show_readers(HAND.x, HAND.w, (1, 1))
    assert [text for text in words(figure) if text.startswith("w")] == [
        "window (0, 0): w[1, 1]",
        "window (0, 1): w[1, 0]",
        "window (1, 0): w[0, 1]",
        "window (1, 1): w[0, 0]",
    ]
    assert bold(figure) == [*"120013", *"201132", *"013201", *"132011"]


def test_with_a_stride_fewer_windows_read_a_pixel():
    shown = words(viz.show_readers(np.ones((1, 5, 5, 1)), HAND.w, (2, 2), stride=2))
    names = [text for text in shown if text.startswith("w")]
    assert names == ["window (1, 0): w[0, 2]", "window (1, 1): w[0, 0]"]


def test_a_pixel_that_no_window_reads_is_refused():
    with pytest.raises(
        ValueError, match=r"pixel must be read by a window; got \(2, 0\)"
    ):
        viz.show_readers(HAND.x, HAND.w, (2, 0), stride=2)


def test_scatter_shows_the_stamps_and_their_sum():
    texts = words(viz.show_scatter(HAND.dz, HAND.x, HAND.w))
    assert [t for t in texts if t.startswith("d")] == [
        "dz[0, 0, 0, 0] w",
        "dz[0, 0, 1, 0] w",
        "dz[0, 1, 0, 0] w",
        "dz[0, 1, 1, 0] w",
        "dx[0, :, :, 0]",
    ]
    assert " ".join(texts[-12:]) == "1 2 -1 -2 1 8 3 -3 -2 5 3 0"


def test_gather_marks_the_window_of_dz_and_the_pixel():
    marked = bold(viz.show_gather(HAND.dz, HAND.x, HAND.w, (1, 1)))
    assert marked[:6] == ["0", "1", "2", "0", "-1", "3"]
    assert marked[6:] == ["0", "1", "2", "-1", "0", "1", "8"]


def test_weight_on_an_odd_geometry_adds_up_what_it_shows():
    drawn = grids(viz.show_weight, DZ, X, W3, (2, 1, 0, 1), **ODD)
    x, dz, dw = drawn.values()
    assert x.marked == {(2 * a + 1, 3 * b) for a, b in np.ndindex(3, 3)}
    shown = sum(
        x.values[2 * a + 1, 3 * b] * dz.values[a, b] for a, b in np.ndindex(3, 3)
    )
    assert dw.marked == {(1, 0)}
    assert dw.values[1, 0] == shown
    assert_array_equal(dz.values, DZ[0, :, :, 2])


def test_scatter_on_an_odd_geometry_adds_up():
    w, dz = W3[:1], DZ[..., :1]
    drawn = grids(viz.show_scatter, dz, X, w, **ODD)
    *all_stamps, dx = drawn.values()
    assert len(all_stamps) == 9
    assert_array_equal(sum(stamp.values for stamp in all_stamps), dx.values)
    assert_array_equal(dx.values, backward(dz, X, w, **ODD).dx[0, :, :, 0])
    stamp = drawn["dz[0, 1, 1, 0] w"]
    inside = {(1 + p, 3 + q) for p in range(2) for q in range(3)}
    assert stamp.marked == inside
    assert stamp.muted == set(np.ndindex(6, 7)) - inside


def test_gather_on_an_odd_geometry_adds_up():
    w, dz = W3[:1], DZ[..., :1]
    around, kernel, dx = grids(viz.show_gather, dz, X, w, (3, 4), **ODD).values()
    assert_array_equal(kernel.values, w[0, ::-1, ::-1, 0])
    window = around.values[3:5, 4:7]
    assert around.marked == {(3 + p, 4 + q) for p in range(2) for q in range(3)}
    assert np.sum(window * kernel.values) == dx.values[3, 4]
    assert dx.marked == {(3, 4)}
    assert_array_equal(dx.values, backward(dz, X, w, **ODD).dx[0, :, :, 0])
    filled = {(int(i), int(j)) for i, j in np.argwhere(around.values)}
    assert around.muted == set(np.ndindex(around.values.shape)) - filled


def test_gather_tells_three_kinds_of_zeros_apart():
    x, w, dz = np.ones((1, 5, 6, 1)), np.ones((1, 3, 3, 1)), np.ones((1, 2, 2, 1))
    how = {"stride": 2, "padding": ((1, 0), (0, 0))}
    grid, *_ = grids(viz.show_gather, dz, x, w, (2, 2), **how).values()
    around, between, left_over = grid.kinds.values()
    cells = set(np.ndindex(grid.values.shape))
    assert around == {(i, j) for i, j in cells if i in (0, 5, 6) or j in (0, 1, 6, 7)}
    assert left_over == {(i, j) for i, j in cells - around if i == 4 or j == 5}
    assert between == {
        (i, j) for i, j in cells - around - left_over if i == 2 or j == 3
    }
    hatches = [{grid.hatches[cell] for cell in kind} for kind in grid.kinds.values()]
    assert len(set.union(*hatches)) == sum(map(len, hatches)) == 3


def test_stamps_lie_a_stride_apart_and_add_up():
    small, w = np.array([1.0, 2, -1]), np.array([2.0, 1, 3])
    (grid,) = grids(viz.show_stamps, small, w, stride=2).values()
    assert_array_equal(
        grid.values,
        [
            [2, 1, 3, 0, 0, 0, 0],
            [0, 0, 4, 2, 6, 0, 0],
            [0, 0, 0, 0, -2, -1, -3],
            [2, 1, 7, 2, 4, -1, -3],
        ],
    )
    stamped = {(k, 2 * k + q) for k in range(3) for q in range(3)}
    assert grid.muted == set(np.ndindex(3, 7)) - stamped
    assert grid.marked == {(3, 2), (3, 4)}
    assert grid.rows == ["1 times w", "2 times w", f"{MINUS}1 times w", "sum"]


def test_stamps_of_zero_are_stamps_and_gaps_are_none():
    (grid,) = grids(viz.show_stamps, [0, 5], [0, 3], stride=3).values()
    assert_array_equal(grid.values, [[0] * 5, [0, 0, 0, 0, 15], [0, 0, 0, 0, 15]])
    assert grid.muted == {(0, 2), (0, 3), (0, 4), (1, 0), (1, 1), (1, 2)}
    assert grid.marked == set()


def test_stamp_counts_are_darkest_where_most_stamps_fall():
    how = {"stride": (2, 1)}
    (grid,) = grids(viz.show_stamp_counts, (2, 3), (3, 2), **how).values()
    along_rows, along_columns = [1, 1, 2, 1, 1], [1, 2, 2, 1]
    assert_array_equal(grid.values, np.outer(along_rows, along_columns))
    order = np.argsort(grid.values, axis=None, kind="stable")
    assert np.all(np.diff(grid.shades.ravel()[order]) >= 0)
    assert len(np.unique(grid.shades)) == len(np.unique(grid.values)) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1]], [1]), "small"),
        (([1], [[1]]), "w"),
        (([], [1]), "small"),
        (([1], []), "w"),
    ],
)
def test_stamps_of_anything_but_rows_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        viz.show_stamps(*arguments)
