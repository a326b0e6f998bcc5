"""Compare the layer with the reference, with SciPy, and with itself."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import scipy_oracle
from convlab import Gradients, backward, equations, forward, samples
from convlab.gradcheck import check_adjoint, check_backward


def test_forward_is_the_literal_sum(geometry):
    x, w, b, _ = geometry.integers()
    z = forward(x, w, b, **geometry.settings)
    assert_array_equal(z, equations.forward(x, w, b, **geometry.settings))


def test_forward_is_what_scipy_computes(geometry):
    x, w, b, _ = geometry.integers(seed=1)
    z = forward(x, w, b, **geometry.settings)
    assert_array_equal(z, scipy_oracle.forward(x, w, b, *geometry.for_scipy))


def test_backward_is_the_literal_sum(geometry):
    x, w, _, dz = geometry.integers()
    given = backward(dz, x, w, **geometry.settings)
    expected = equations.backward(dz, x, w, **geometry.settings)
    for name in Gradients._fields:
        assert_array_equal(getattr(given, name), getattr(expected, name), name)


def test_backward_is_what_scipy_computes(geometry):
    x, w, _, dz = geometry.integers(seed=1)
    dx, dw, db = backward(dz, x, w, **geometry.settings)
    assert_array_equal(dx, scipy_oracle.dx(dz, x, w, *geometry.for_scipy))
    assert_array_equal(dw, scipy_oracle.dw(dz, x, w, *geometry.for_scipy))
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


def layer_matrices(x, w, dz):
    """Return W_mat, X_col and dZ of the layer, each with its own dtype."""
    dZ = dz.reshape(2, 4, 3).transpose(0, 2, 1)
    return w.reshape(3, 12), equations.im2col(x, (2, 3)), dZ


def derivative(x):
    return np.ones((2, 2, 2, 1, 1, 1), x.dtype)


def tile(a, height, width):
    return a.ravel()[: height * width].reshape(height, width)


# Which arrays take part in each result, and the function of x, w, b and dz.
EACH_EQUATION = {
    "lowered": ("x", lambda x, w, b, dz: equations.lowered(x, 2)),
    "max_pool": ("x", lambda x, w, b, dz: equations.max_pool(x, 2)),
    "max_pool_gradient": (
        "dz",
        lambda x, w, b, dz: equations.max_pool_gradient(dz, np.ones((2, 2, 2, 3)), 1),
    ),
    "dense": ("x w b", lambda x, w, b, dz: equations.dense(x[:, 0, 0], w[:, 0, 0], b)),
    "winograd": (
        "x w",
        lambda x, w, b, dz: equations.winograd(tile(x, 4, 4), tile(w, 3, 3)),
    ),
    "dx of winograd": (
        "w dz",
        lambda x, w, b, dz: equations.winograd_backward(
            dz.ravel()[:2], np.ones(4, "f8"), w.ravel()[:3]
        )[0],
    ),
    "dw of winograd": (
        "x dz",
        lambda x, w, b, dz: equations.winograd_backward(
            dz.ravel()[:2], x.ravel()[:4], np.ones(3, "f8")
        )[1],
    ),
    "momentum": (
        "dz",
        lambda x, w, b, dz: equations.momentum(dz, dz, dz, learning_rate=0.5, mu=0.5)[
            0
        ],
    ),
    "im2col": ("x", lambda x, w, b, dz: equations.im2col(x, 2)),
    "col2im": (
        "dz",
        lambda x, w, b, dz: equations.col2im(dz.reshape(2, 4, 3), (2, 4, 1), 2),
    ),
    "forward": ("x w b", lambda x, w, b, dz: equations.forward(x, w, b)),
    "general": ("x w b", lambda x, w, b, dz: equations.general(x, w, b)),
    "forward without bias": ("x w", lambda x, w, b, dz: equations.forward(x, w)),
    "dz_dw": ("x", lambda x, w, b, dz: equations.dz_dw(x, w)),
    "chain_rule": ("x dz", lambda x, w, b, dz: equations.chain_rule(dz, derivative(x))),
    "dw": ("x dz", lambda x, w, b, dz: equations.dw(dz, x, w)),
    "db": ("dz", lambda x, w, b, dz: equations.db(dz)),
    "dx": ("w dz", lambda x, w, b, dz: equations.dx(dz, x, w)),
    "dx_scatter": ("w dz", lambda x, w, b, dz: equations.dx_scatter(dz, x, w)),
    "dx_gather": ("w dz", lambda x, w, b, dz: equations.dx_gather(dz, x, w)),
    "forward_matmul": (
        "x w b",
        lambda x, w, b, dz: equations.forward_matmul(*layer_matrices(x, w, dz)[:2], b),
    ),
    "dw_matmul": (
        "x dz",
        lambda x, w, b, dz: equations.dw_matmul(*layer_matrices(x, w, dz)[:0:-1]),
    ),
    "dx_matmul": (
        "w dz",
        lambda x, w, b, dz: equations.dx_matmul(*layer_matrices(x, w, dz)[::2]),
    ),
    "error": ("x", lambda x, w, b, dz: equations.error(x, x, abs)),
    "activation": ("x", lambda x, w, b, dz: equations.activation(x, abs)),
    "the layer": ("x w b", lambda x, w, b, dz: forward(x, w, b)),
    "the layer without bias": ("x w", lambda x, w, b, dz: forward(x, w)),
    "its dx": ("w dz", lambda x, w, b, dz: backward(dz, x, w).dx),
    "its dw": ("x dz", lambda x, w, b, dz: backward(dz, x, w).dw),
    "its db": ("dz", lambda x, w, b, dz: backward(dz, x, w).db),
}


@pytest.mark.parametrize("wide", ["", "x", "w", "b", "dz", "x w b dz"])
@pytest.mark.parametrize(
    ("taking", "compute"), EACH_EQUATION.values(), ids=EACH_EQUATION
)
def test_the_result_is_of_the_widest_kind_that_takes_part(taking, compute, wide):
    given = {
        name: a.astype("f8" if name in wide.split() else "f4")
        for name, a in samples.batch()._asdict().items()
    }
    is_wide = set(taking.split()) & set(wide.split())
    assert compute(**given).dtype == (np.float64 if is_wide else np.float32)


def test_results_lie_in_memory_in_their_own_order(geometry):
    x, w, b, dz = geometry.integers()
    z = forward(x, w, b, **geometry.settings)
    for result in (z, *backward(dz, x, w, **geometry.settings)):
        assert result.flags.c_contiguous


def test_db_of_many_units_is_exact_enough_in_float32():
    dz = np.full((1, 1000, 1000, 3), 0.1, np.float32)
    x, w = np.zeros((1, 1000, 1000, 1), np.float32), np.zeros((3, 1, 1, 1), np.float32)
    assert_allclose(backward(dz, x, w).db, 1e6 * np.float64(dz[0, 0, 0]), rtol=1e-6)


def test_the_table_of_addresses_must_fit_into_max_bytes_too():
    """With one float32 image, the table takes twice the bytes of the matrix."""
    x, w = np.ones((1, 5, 6, 2), np.float32), np.ones((3, 2, 3, 2), np.float32)
    z = forward(x, w)
    matrix = w[0].nbytes * z[0, ..., 0].size
    for compute in (
        lambda max_bytes: forward(x, w, max_bytes=max_bytes),
        lambda max_bytes: backward(z, x, w, max_bytes=max_bytes),
    ):
        compute(2 * matrix)
        with pytest.raises(ValueError, match=f"the table .* = {2 * matrix} bytes"):
            compute(2 * matrix - 1)


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
    single = (a.astype("f4") for a in (x, w, b))
    assert forward(*single).dtype == np.float32


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


def test_nan_stays_with_the_pixels_that_a_kernel_reads():
    x, w = np.ones((1, 5, 5, 4)), np.ones((2, 3, 3, 2))
    x[0, 1, 1, 0] = np.nan
    x[0, 0, 0, 3] = np.inf
    settings = {"dilation": 2, "groups": 2}
    for compute in (forward, equations.forward):
        assert_array_equal(compute(x, w, **settings)[0, 0, 0], [18, np.inf])
    dz = np.ones((1, 1, 1, 2))
    for compute in (backward, equations.backward):
        dw = compute(dz, x, w, **settings).dw
        assert_array_equal(np.isinf(dw), w[..., :2] * [[[[0]]], [[[1]]]] * LAST_CORNER)
        assert not np.isnan(dw).any()


LAST_CORNER = np.zeros((3, 3, 2))
LAST_CORNER[0, 0, 1] = 1


def test_nan_in_one_unit_of_dz_reaches_the_pixels_of_its_window():
    x, w, _, dz = samples.batch()
    dz[0, 0, 0, 1] = np.nan
    for compute in (backward, equations.backward):
        dx, dw, db = compute(dz, x, w)
        assert np.isnan(dx[0, :2, :3]).all()
        assert np.isfinite(dx[1]).all()
        assert np.isfinite(dx[0, 2]).all()
        assert np.isfinite(dx[0, :, 3]).all()
        assert_array_equal(np.isnan(dw), np.isnan([[[[0]]], [[[np.nan]]], [[[0]]]] * w))
        assert_array_equal(np.isnan(db), [False, True, False])


@pytest.mark.parametrize("groups", [1, 2])
def test_an_empty_batch_of_a_widened_layer(groups):
    x, w = np.zeros((0, 6, 7, 4)), np.ones((2, 2, 3, 4 // groups))
    settings = {"dilation": 2, "groups": groups, "padding": 1, "stride": (2, 1)}
    for compute in (forward, equations.forward, equations.general):
        assert compute(x, w, **settings).shape == (0, 3, 5, 2)
    dz = np.zeros((0, 3, 5, 2))
    for compute in (backward, equations.backward):
        dx, dw, db = compute(dz, x, w, **settings)
        assert dx.shape == x.shape
        assert_array_equal(dw, np.zeros(w.shape))
        assert_array_equal(db, np.zeros(2))
