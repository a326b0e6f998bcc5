"""Grids of a tile, the lowered matrix and a patch mark what convlab reads."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import forward, im2col, samples, viz
from drawn_grids import W3, X, lines_of_grids

PIXELS, WEIGHTS = np.array([1, 2, 0, 1, 3, 1, 0, 2, 1, 2]), np.array([3, 1, 2])


def block(rows, columns, *, top=0, left=0):
    return {(top + i, left + j) for i in range(rows) for j in range(columns)}


def test_tiles_mark_four_by_four_pixels_and_move_on_by_two():
    x, w = samples.counting(1, 4, 6, 1), samples.counting(1, 3, 3, 1)
    drawn = lines_of_grids(viz.show_tiles, x, w)
    for left, (pixels, kernel, units) in zip((0, 2), drawn, strict=True):
        assert_array_equal(pixels.values, x[0, :, :, 0])
        assert_array_equal(kernel.values, w[0, :, :, 0])
        assert_array_equal(units.values, forward(x, w)[0, :, :, 0])
        assert pixels.marked == block(4, 4, left=left)
        assert units.marked == block(2, 2, left=left)
        assert not kernel.marked


def test_tiles_show_one_channel_and_the_sums_over_it_alone():
    drawn = lines_of_grids(viz.show_tiles, X, W3)
    for left, (pixels, kernel, units) in zip((0, 2), drawn, strict=True):
        assert_array_equal(pixels.values, X[0, :, :, 0])
        assert_array_equal(kernel.values, W3[0, :, :, 0])
        z = forward(X[..., :1], W3[..., :1])
        assert_array_equal(units.values, z[0, :, :, 0])
        assert pixels.marked == block(3, 4, left=left)


def test_every_sth_pixel_meets_every_sth_weight_and_the_parts_add_up_to_z():
    (row,), *drawn, (z,) = lines_of_grids(viz.show_split_stride, PIXELS, WEIGHTS, 2)
    assert row.marked == {(0, i) for i in range(0, 10, 2)}
    assert_array_equal(z.values, [[PIXELS[i : i + 3] @ WEIGHTS for i in (0, 2, 4, 6)]])
    assert_array_equal(sum(units.values for *_, units in drawn), z.values)
    for r, (pixels, weights, units) in enumerate(drawn):
        assert_array_equal(pixels.values, [PIXELS[r::2]])
        assert_array_equal(weights.values, [WEIGHTS[r::2]])
        assert pixels.columns == [f"{i}" for i in range(r, 10, 2)]
        assert weights.columns == [f"{q}" for q in range(r, 3, 2)]
        taps = weights.values.size
        windows = [pixels.values[0, j : j + taps] for j in range(4)]
        assert_array_equal(units.values, [windows @ weights.values[0]])


@pytest.mark.parametrize(("pixels", "stride"), [(3, 3), (5, 2), (8, 3), (9, 1)])
def test_a_row_with_any_stride_is_the_sum_of_its_parts(pixels, stride):
    x = np.arange(pixels) ** 2
    _, *drawn, (z,) = lines_of_grids(viz.show_split_stride, x, WEIGHTS, stride)
    assert len(drawn) == stride
    assert_array_equal(sum(units.values for *_, units in drawn), z.values)
    assert_array_equal(z.values, [np.correlate(x, WEIGHTS)[::stride]])


def test_a_tile_along_rows_makes_two_rows_of_units():
    x, w = np.arange(20).reshape(4, 5) % 7, np.array([[1, 2], [3, -1], [0, 4]])
    pairs = lines_of_grids(viz.show_row_tile, x, w)
    (pixels, V), (kernel, U), (M, z) = pairs
    assert_array_equal(pixels.values, x)
    assert_array_equal(kernel.values, w)
    units = forward(x[None, ..., None], w[None, ..., None])
    assert_array_equal(z.values, units[0, ..., 0])
    assert V.marked == U.marked == block(1, 2, top=1)
    assert M.marked == {(1, 0)}
    assert_array_equal(V.values[1, :2] @ U.values[1], M.values[1, 0])
    powers = np.array([[1, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 1]])  # of the points
    assert V.rows == U.rows == M.rows == ["0", "1", "\N{MINUS SIGN}1", "\N{INFINITY}"]
    for row, at_point in zip(U.values, powers @ w, strict=True):  # up to a scale
        assert_allclose(np.outer(row, at_point), np.outer(at_point, row), atol=1e-12)


def test_lowered_marks_the_windows_of_a_row_in_columns_that_lie_together():
    drawn = lines_of_grids(viz.show_lowered, X, (2, 3))
    X_col = im2col(X[..., :1], (2, 3))[0].reshape(6, 5, 5)  # windows in 5 rows of 5
    for i, (pixels, X_low) in enumerate(drawn):
        assert_array_equal(pixels.values, X[0, :, :, 0])
        assert pixels.marked == block(2, 7, top=i)
        assert X_low.marked == block(5, 6, left=3 * i)
        assert_array_equal(X_low.values[:, 3 * i : 3 * i + 6].T, X_col[:, i])
    assert len(drawn) == 2
    assert X_low.values.shape == (5, 18)
    assert X_low.columns[:4] == ["0,0", "0,1", "0,2", "1,0"]


def test_patches_keep_the_units_whose_window_does_not_run_over_the_end():
    *drawn, (units,) = lines_of_grids(viz.show_patches, PIXELS, WEIGHTS, 6)
    z = [PIXELS[i : i + 3] @ WEIGHTS for i in range(8)]
    assert_array_equal(units.values, [z])
    for left, (pixels, ring) in zip((0, 4), drawn, strict=True):
        assert_array_equal(pixels.values, PIXELS[None])
        assert pixels.marked == block(1, 6, left=left)
        assert ring.marked == block(1, 4)
        assert ring.muted == block(1, 2, left=4)
        assert_array_equal(ring.values[0, :4], z[left : left + 4])


def test_a_ring_is_what_the_fourier_transform_of_a_patch_gives():
    *drawn, _ = lines_of_grids(viz.show_patches, PIXELS, WEIGHTS, 6)
    for left, (_, ring) in zip((0, 4), drawn, strict=True):
        spectrum = np.fft.fft(PIXELS[left : left + 6]) * np.fft.fft(WEIGHTS, 6).conj()
        assert_allclose(ring.values, [np.fft.ifft(spectrum).real], atol=1e-12)


@pytest.mark.parametrize(("pixels", "patches"), [(6, 1), (9, 1), (10, 2), (14, 3)])
def test_patches_that_would_run_over_the_end_of_x_are_left_out(pixels, patches):
    *drawn, _ = lines_of_grids(viz.show_patches, np.ones(pixels), WEIGHTS, 6)
    assert len(drawn) == patches


ONES = np.ones((1, 4, 5, 1))
EMPTY = np.ones((0, 4, 6, 1))
NO_IMAGE = "x must hold at least one image; got shape (0, 4, 6, 1)"


@pytest.mark.parametrize(
    ("words", "show", "arguments"),
    [
        (
            "z must have 2 rows and 4 columns at least; got 2 and 3",
            viz.show_tiles,
            (ONES, np.ones((1, 3, 3, 1))),
        ),
        (
            "z must have 2 rows and 4 columns at least; got 1 and 5",
            viz.show_tiles,
            (ONES, np.ones((1, 4, 1, 1))),
        ),
        (NO_IMAGE, viz.show_tiles, (EMPTY, np.ones((1, 3, 3, 1)))),
        (
            "x must hold a window of 11 pixels; got 10",
            viz.show_split_stride,
            (PIXELS, np.ones(11), 2),
        ),
        (
            "stride must be at least 1 and at most 3; got 4",
            viz.show_split_stride,
            (PIXELS, WEIGHTS, 4),
        ),
        (
            "x must have 4 rows; got 3",
            viz.show_row_tile,
            (np.ones((3, 4)), np.ones((3, 3))),
        ),
        (
            "w must have 3 rows; got 2",
            viz.show_row_tile,
            (np.ones((4, 4)), np.ones((2, 3))),
        ),
        (
            "x must have 3 columns at least; got 2",
            viz.show_row_tile,
            (np.ones((4, 2)), np.ones((3, 3))),
        ),
        (NO_IMAGE, viz.show_lowered, (EMPTY, 2)),
        ("x must have more than KH = 4 rows; got 4", viz.show_lowered, (ONES, 4)),
        (
            "the kernel (6 columns) is larger than the image (5 columns) "
            "with its padding (0, 0)",
            viz.show_lowered,
            (ONES, (2, 6)),
        ),
        (
            "size must be at least 3 and at most 2147483647; got 2",
            viz.show_patches,
            (PIXELS, WEIGHTS, 2),
        ),
        (
            "x must hold a patch of 11 pixels; got 10",
            viz.show_patches,
            (PIXELS, WEIGHTS, 11),
        ),
        (
            "x must have 1 axes (W); got shape (1, 10)",
            viz.show_patches,
            (PIXELS[None], WEIGHTS, 6),
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(words, show, arguments):
    assert_raises(words, show, *arguments)


@pytest.mark.parametrize("bad", [2.5, "6"])
def test_sizes_must_be_whole_numbers(bad):
    with pytest.raises(TypeError, match="size must be a whole number"):
        viz.show_patches(PIXELS, WEIGHTS, bad)
    with pytest.raises(TypeError, match="kernel_size"):
        viz.show_lowered(ONES, bad)
