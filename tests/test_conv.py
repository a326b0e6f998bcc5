"""The layer against the referee, against SciPy, and against itself."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import outside
from convlab import Gradients, backward, equations, forward, samples
from convlab.gradcheck import check_adjoint, check_backward


def test_forward_is_the_literal_sum(geometry):
    x, w, b, _ = geometry.integers()
    z = forward(x, w, b, **geometry.settings)
    assert_array_equal(z, equations.forward(x, w, b, **geometry.settings))


def test_forward_is_what_scipy_computes(geometry):
    x, w, b, _ = geometry.integers(seed=1)
    z = forward(x, w, b, **geometry.settings)
    assert_array_equal(z, outside.forward(x, w, b, geometry.strides, geometry.widths))


def test_backward_is_the_literal_sum(geometry):
    x, w, _, dz = geometry.integers()
    given = backward(dz, x, w, **geometry.settings)
    expected = equations.backward(dz, x, w, **geometry.settings)
    for name in Gradients._fields:
        assert_array_equal(getattr(given, name), getattr(expected, name), name)


def test_backward_is_what_scipy_computes(geometry):
    x, w, _, dz = geometry.integers(seed=1)
    dx, dw, db = backward(dz, x, w, **geometry.settings)
    where = geometry.strides, geometry.widths
    assert_array_equal(dx, outside.dx(dz, x, w, *where))
    assert_array_equal(dw, outside.dw(dz, x, w, *where))
    assert_array_equal(db, dz.sum(axis=(0, 1, 2)))


def test_gradients_are_central_differences(geometry):
    rng = np.random.default_rng(2)
    x, w, b, dz = (rng.standard_normal(a.shape) for a in geometry.integers())
    errors = check_backward(forward, backward, dz, x, w, b, **geometry.settings)
    assert max(errors) < 1e-12


def test_adjoint_identity_is_exact(geometry):
    x, w, _, dz = geometry.integers(seed=3)
    products = check_adjoint(forward, backward, dz, x, w, **geometry.settings)
    assert products.dz_z == products.dx_x == products.dw_w


def test_by_hand():
    x, w, b, dz = samples.by_hand()
    assert_array_equal(forward(x, w, b)[0, :, :, 0], [[3, 7], [2, 1]])
    dx, dw, db = backward(dz, x, w)
    assert_array_equal(dx[0, :, :, 0], [[1, 2, -1, -2], [1, 8, 3, -3], [-2, 5, 3, 0]])
    assert_array_equal(dw[0, :, :, 0], [[8, 10, 5], [0, 10, 9]])
    assert_array_equal(db, [5])


@pytest.mark.parametrize(
    ("given", "returned"),
    [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.float16, np.float32),
        (np.int64, np.float64),
        (np.uint8, np.float64),
        (bool, np.float64),
        (">f4", np.float32),
    ],
)
def test_dtypes(given, returned):
    x, w, b, dz = (np.abs(a).astype(given) for a in samples.batch())
    assert forward(x, w, b).dtype == returned
    assert forward(x, w).dtype == returned
    assert equations.forward(x, w, b).dtype == returned
    for gradient in (*backward(dz, x, w), *equations.backward(dz, x, w)):
        assert gradient.dtype == returned


EACH_EQUATION = {
    "im2col": lambda x, w, b, dz: equations.im2col(x, 2),
    "col2im": lambda x, w, b, dz: equations.col2im(dz.reshape(2, 4, 3), (2, 4, 1), 2),
    "dz_dw": lambda x, w, b, dz: equations.dz_dw(x, w),
    "chain_rule": lambda x, w, b, dz: equations.chain_rule(
        dz, np.ones_like(dz)[..., None, None]
    ),
    "dw": lambda x, w, b, dz: equations.dw(dz, x, w),
    "db": lambda x, w, b, dz: equations.db(dz),
    "dx": lambda x, w, b, dz: equations.dx(dz, x, w),
    "dx_scatter": lambda x, w, b, dz: equations.dx_scatter(dz, x, w),
    "dx_gather": lambda x, w, b, dz: equations.dx_gather(dz, x, w),
    "forward_matmul": lambda x, w, b, dz: equations.forward_matmul(
        w[0, 0, :, :], dz[0], np.ones(3, x.dtype)
    ),
    "error": lambda x, w, b, dz: equations.error(x, x, abs),
    "activation": lambda x, w, b, dz: equations.activation(x, abs),
}


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("equation", EACH_EQUATION.values(), ids=EACH_EQUATION)
def test_each_equation_keeps_the_kind_of_number(equation, kind):
    assert equation(*(a.astype(kind) for a in samples.batch())).dtype == kind


def test_kinds_of_number_mix_to_the_wider_one():
    x, w, b, dz = samples.batch()
    narrow = x.astype("f4"), w.astype("f4"), b.astype("f4"), dz.astype("f4")
    for compute in (forward, equations.forward):
        assert compute(narrow[0], narrow[1], b).dtype == np.float64
        assert compute(narrow[0], w, narrow[2]).dtype == np.float64
    for compute in (equations.dx, equations.dx_scatter, equations.dx_gather):
        assert compute(narrow[3], narrow[0], w).dtype == np.float64


def test_results_lie_in_memory_in_their_own_order(geometry):
    x, w, b, dz = geometry.integers()
    z = forward(x, w, b, **geometry.settings)
    for result in (z, *backward(dz, x, w, **geometry.settings)):
        assert result.flags.c_contiguous


def test_db_of_many_units_is_exact_enough_in_float32():
    dz = np.full((1, 1000, 1000, 3), 0.1, np.float32)
    x, w = np.zeros((1, 1000, 1000, 1), np.float32), np.zeros((3, 1, 1, 1), np.float32)
    assert_allclose(backward(dz, x, w).db, 1e6 * np.float64(dz[0, 0, 0]), rtol=1e-6)


def test_small_integers_do_not_wrap_around():
    x = np.full((1, 3, 3, 1), 200, np.uint8)
    assert forward(x, np.ones((1, 3, 3, 1), np.uint8)) == 1800


def test_lists_are_arrays_too():
    assert forward([[[[1], [2]]]], [[[[3], [4]]]], [5]) == 16


@pytest.mark.parametrize("padding", ["valid", "same", 1])
def test_arguments_are_left_alone(padding):
    given = samples.batch()
    x, w, b, dz = (a.copy() for a in given)
    z = forward(x, w, b, padding=padding)
    dz = np.ones_like(z)
    results = (z, *backward(dz, x, w, padding=padding))
    for result in results:
        assert result.flags.owndata or result.base is not None
        for argument in (x, w, b, dz):
            assert not np.shares_memory(result, argument)
        result[...] = 99
    for kept, a in zip(given[:3], (x, w, b), strict=True):
        assert_array_equal(kept, a)
    assert_array_equal(dz, 1)


def test_views_and_read_only_arrays_give_the_same(geometry):
    x, w, b, dz = geometry.integers()
    views = [np.repeat(a, 2, axis=-1)[..., ::2] for a in (x, w, b, dz)]
    for view in views:
        view.flags.writeable = False
    z = forward(*views[:3], **geometry.settings)
    assert_array_equal(z, forward(x, w, b, **geometry.settings))
    given = backward(views[3], *views[:2], **geometry.settings)
    expected = backward(dz, x, w, **geometry.settings)
    for a, e in zip(given, expected, strict=True):
        assert_array_equal(a, e)


def test_an_empty_batch_has_zero_gradients():
    _, w, b, _ = samples.batch()
    x = np.zeros((0, 3, 4, 2))
    assert forward(x, w, b).shape == (0, 2, 2, 3)
    dx, dw, db = backward(np.zeros((0, 2, 2, 3)), x, w)
    assert dx.shape == x.shape
    assert_array_equal(dw, np.zeros(w.shape))
    assert_array_equal(db, np.zeros(3))


def test_nan_and_infinity_go_where_their_windows_are():
    x, w, b, _ = samples.batch()
    x[0, 0, 0, 0] = np.nan
    z = forward(x, w, b)
    assert np.isnan(z[0, 0, 0]).all()
    assert np.isfinite(z[1]).all()


def test_float32_is_close_to_float64():
    rng = np.random.default_rng(4)
    x, w = rng.standard_normal((2, 9, 8, 5)), rng.standard_normal((4, 3, 3, 5))
    z = forward(x, w, padding="same")
    single = forward(x.astype("f4"), w.astype("f4"), padding="same")
    assert_allclose(single, z, atol=1e-5)
