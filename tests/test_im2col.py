"""The address table, im2col and col2im."""

import numpy as np
from numpy.testing import assert_array_equal

from convlab import col2im, equations, im2col, im2col_indices, pad, samples


def padded(geometry, seed=0):
    x, w, _, _ = geometry.integers(seed)
    return pad(x, w.shape[1:3], padding=geometry.widths), w.shape[1:3]


def test_addresses_are_the_columns_of_a_counting_image(geometry):
    x, kernel_size = padded(geometry)
    table = im2col_indices(x.shape[1:], kernel_size, **geometry.steps)
    counting = samples.counting(1, *x.shape[1:])
    expected = equations.im2col(counting, kernel_size, **geometry.steps)
    assert_array_equal(table, expected[0])
    assert table.dtype.kind == "i"


def test_the_case_to_check_by_hand():
    table = im2col_indices((30, 30, 3), 3)
    assert table.shape == (27, 784)
    assert table[:, 0].tolist() == [*range(9), *range(90, 99), *range(180, 189)]
    assert table[0, :28].tolist() == list(range(0, 82, 3))
    assert table[0, 28:56].tolist() == list(range(90, 172, 3))


def test_im2col_is_the_literal_matrix(geometry):
    x, kernel_size = padded(geometry)
    cols = im2col(x, kernel_size, **geometry.steps)
    assert_array_equal(cols, equations.im2col(x, kernel_size, **geometry.steps))


def test_col2im_is_the_literal_sum(geometry):
    x, kernel_size = padded(geometry)
    cols = im2col(x, kernel_size, **geometry.steps)
    cols = np.random.default_rng(1).integers(-9, 10, cols.shape).astype(float)
    where = x.shape[1:], kernel_size
    image = col2im(cols, *where, **geometry.steps)
    assert_array_equal(image, equations.col2im(cols, *where, **geometry.steps))


def test_col2im_is_the_transpose_of_im2col(geometry):
    x, kernel_size = padded(geometry, seed=2)
    cols = im2col(x, kernel_size, **geometry.steps)
    q = np.random.default_rng(3).integers(-9, 10, cols.shape).astype(float)
    image = col2im(q, x.shape[1:], kernel_size, **geometry.steps)
    assert np.sum(cols * q) == np.sum(x * image)


def test_results_are_new_arrays():
    x = samples.batch().x
    cols = im2col(x, 1)
    assert not np.shares_memory(cols, x)
    assert not np.shares_memory(col2im(cols, (3, 4, 2), 1), cols)


def test_float32_stays_float32():
    x = samples.batch().x.astype(np.float32)
    cols = im2col(x, 2)
    assert cols.dtype == np.float32
    assert col2im(cols, (3, 4, 2), 2).dtype == np.float32
