"""Properties that hold for every layer, tested on random ones.

All numbers are integers in float64, so every equality is exact.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import scipy_oracle
from convlab import backward, col2im, equations, forward, im2col, pad
from convlab.gradcheck import check_adjoint, check_backward
from random_geometries import geometries, pairs

SEEDS = st.integers(0, 2**32 - 1)


def assert_same_gradients(ours, expected):
    for name, gradient, other in zip(ours._fields, ours, expected, strict=True):
        assert_array_equal(gradient, other, name)


@given(geometries(), SEEDS)
def test_both_passes_are_the_literal_sums(geometry, seed):
    x, w, b, dz = geometry.integers(seed)
    settings = geometry.settings
    z = equations.forward(x, w, b, **settings)
    assert_array_equal(forward(x, w, b, **settings), z)
    expected = equations.backward(dz, x, w, **settings)
    assert_same_gradients(backward(dz, x, w, **settings), expected)


@given(geometries(), SEEDS)
def test_both_passes_are_what_scipy_computes(geometry, seed):
    x, w, b, dz = geometry.integers(seed)
    z = forward(x, w, b, **geometry.settings)
    assert_array_equal(z, scipy_oracle.forward(x, w, b, *geometry.for_scipy))
    dx, dw, db = backward(dz, x, w, **geometry.settings)
    assert_array_equal(dx, scipy_oracle.dx(dz, x, w, *geometry.for_scipy))
    assert_array_equal(dw, scipy_oracle.dw(dz, x, w, *geometry.for_scipy))
    assert_array_equal(db, dz.sum(axis=(0, 1, 2)))


@given(geometries(), SEEDS)
def test_the_adjoint_identity_is_exact(geometry, seed):
    x, w, _, dz = geometry.integers(seed)
    products = check_adjoint(forward, backward, dz, x, w, **geometry.settings)
    assert products.dz_z == products.dx_x == products.dw_w


@given(geometries(), SEEDS)
def test_gradients_are_differences_with_a_step_of_1(geometry, seed):
    small = geometry._replace(B=1, C=geometry.groups, F=geometry.groups)
    x, w, b, dz = small.integers(seed)
    errors = check_backward(forward, backward, dz, x, w, b, **small.settings)
    assert errors == (0, 0, 0)


@given(geometries(), SEEDS, st.integers(-3, 3))
def test_forward_is_linear_in_x_and_in_w(geometry, seed, factor):
    x, w, b, _ = geometry.integers(seed)
    other_x, other_w, *_ = geometry.integers(seed + 1)
    settings = geometry.settings
    z = forward(x, w, b, **settings)
    more = forward(x + factor * other_x, w, b, **settings)
    assert_array_equal(more - z, factor * forward(other_x, w, **settings))
    more = forward(x, w + factor * other_w, b, **settings)
    assert_array_equal(more - z, factor * forward(x, other_w, **settings))


@given(geometries(), SEEDS, st.integers(-3, 3))
def test_backward_is_linear_in_dz(geometry, seed, factor):
    x, w, _, dz = geometry.integers(seed)
    other = geometry.integers(seed + 1)[3]
    both = backward(dz + factor * other, x, w, **geometry.settings)
    one = backward(dz, x, w, **geometry.settings)
    two = backward(other, x, w, **geometry.settings)
    sums = [a + factor * b for a, b in zip(one, two, strict=True)]
    assert_same_gradients(both, sums)


@given(geometries(paddings=st.just("valid")), SEEDS)
def test_a_step_of_the_image_is_a_unit_of_z(geometry, seed):
    larger = geometry._replace(H=geometry.H + 3, W=geometry.W + 3)
    x, w, b, _ = larger.integers(seed)
    (sh, sw), settings = larger.strides, larger.settings
    z = forward(x, w, b, **settings)
    shifted = forward(x[:, sh:, sw:], w, b, **settings)
    rows, columns = shifted.shape[1:3]
    assert_array_equal(shifted, z[:, 1 : 1 + rows, 1 : 1 + columns])


@given(geometries(), SEEDS)
def test_a_batch_is_its_images(geometry, seed):
    x, w, b, dz = geometry._replace(B=3).integers(seed)
    settings = geometry.settings
    parts = [slice(0, 1), slice(1, 3)]
    z = np.concatenate([forward(x[part], w, b, **settings) for part in parts])
    assert_array_equal(forward(x, w, b, **settings), z)
    one, two = (backward(dz[part], x[part], w, **settings) for part in parts)
    expected = np.concatenate([one.dx, two.dx]), one.dw + two.dw, one.db + two.db
    assert_same_gradients(backward(dz, x, w, **settings), expected)


@given(geometries(), SEEDS)
def test_groups_are_separate_layers(geometry, seed):
    x, w, b, dz = geometry.integers(seed)
    settings, groups = geometry.settings, geometry.groups
    alone = settings | {"groups": 1}
    layers = list(
        zip(
            np.split(dz, groups, axis=3),
            np.split(x, groups, axis=3),
            np.split(w, groups),
            np.split(b, groups),
            strict=True,
        )
    )
    z = [forward(x, w, b, **alone) for _, x, w, b in layers]
    assert_array_equal(forward(x, w, b, **settings), np.concatenate(z, axis=3))
    gradients = [backward(dz, x, w, **alone) for dz, x, w, _ in layers]
    dx, dw, db = zip(*gradients, strict=True)
    expected = np.concatenate(dx, axis=3), np.concatenate(dw), np.concatenate(db)
    assert_same_gradients(backward(dz, x, w, **settings), expected)


@given(geometries(), SEEDS)
def test_a_stride_keeps_every_so_many_units_of_stride_1(geometry, seed):
    x, w, b, _ = geometry.integers(seed)
    (sh, sw), settings = geometry.strides, geometry.settings
    every = forward(x, w, b, **settings | {"stride": 1, "padding": geometry.widths})
    assert_array_equal(forward(x, w, b, **settings), every[:, ::sh, ::sw])


@given(geometries(paddings=st.just("valid"), strides=st.just(1)), SEEDS)
def test_dilation_is_a_plain_layer_on_every_so_many_pixels(geometry, seed):
    x, w, b, _ = geometry.integers(seed)
    (dh, dw), settings = geometry.dilations, geometry.settings
    z = forward(x, w, b, **settings)
    for i, j in np.ndindex(min(dh, z.shape[1]), min(dw, z.shape[2])):
        thinned = x[:, i::dh, j::dw]
        plain = forward(thinned, w, b, groups=geometry.groups)
        assert_array_equal(z[:, i::dh, j::dw], plain)


@given(geometries(), SEEDS)
def test_padding_is_zeros_put_there_before(geometry, seed):
    x, w, b, dz = geometry.integers(seed)
    settings, ((top, _), (left, _)) = geometry.settings, geometry.widths
    padded = pad(x, geometry.kernel_size, padding=geometry.widths)
    valid = settings | {"padding": "valid"}
    assert_array_equal(forward(x, w, b, **settings), forward(padded, w, b, **valid))
    dx, dw, db = backward(dz, padded, w, **valid)
    dx = dx[:, top : top + geometry.H, left : left + geometry.W]
    assert_same_gradients(backward(dz, x, w, **settings), (dx, dw, db))


@given(geometries(paddings=st.just("same"), dilations=pairs(2)), SEEDS)
def test_same_gives_a_unit_for_every_stride_of_pixels(geometry, seed):
    x, w, b, _ = geometry.integers(seed)
    (sh, sw), z = geometry.strides, forward(x, w, b, **geometry.settings)
    assert z.shape[1:3] == x[:, ::sh, ::sw].shape[1:3]


@given(geometries(paddings=st.just("valid")), SEEDS)
def test_col2im_is_the_transpose_of_im2col(geometry, seed):
    x, *_ = geometry.integers(seed)
    cols = im2col(x, geometry.kernel_size, **geometry.steps)
    q = np.random.default_rng(seed).integers(-9, 10, cols.shape).astype(float)
    image = col2im(q, x.shape[1:], geometry.kernel_size, **geometry.steps)
    assert np.sum(cols * q) == np.sum(x * image)
    expected = equations.im2col(x, geometry.kernel_size, **geometry.steps)
    assert_array_equal(cols, expected)


@given(geometries(), SEEDS)
def test_views_and_read_only_arrays_give_the_same_and_stay_as_they_are(geometry, seed):
    arrays = geometry.integers(seed)
    views = [np.repeat(a, 2, axis=-1)[..., ::2] for a in arrays]
    for view in views:
        view.flags.writeable = False
    settings, (x, w, b, dz) = geometry.settings, views
    results = forward(x, w, b, **settings), *backward(dz, x, w, **settings)
    x, w, b, dz = arrays
    expected = forward(x, w, b, **settings), *backward(dz, x, w, **settings)
    for result, other in zip(results, expected, strict=True):
        assert_array_equal(result, other)
        assert not any(np.shares_memory(result, view) for view in views)
    for view, array in zip(views, arrays, strict=True):
        assert_array_equal(view, array)
