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
