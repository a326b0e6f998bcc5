"""The gradient checks pass right gradients and catch wrong ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from assert_raises import assert_raises
from convlab import Gradients, backward, equations, forward, samples
from convlab.gradcheck import check_adjoint, check_backward, numerical_gradient

SAMPLE = samples.batch()


def test_numerical_gradient_is_its_equation():
    x = SAMPLE.x

    def loss(x):
        return np.sum(np.sin(x) * SAMPLE.x)

    gradient = numerical_gradient(loss, x)
    for index in np.ndindex(x.shape):
        assert gradient[index] == equations.central_difference(loss, x, index)
    assert_allclose(gradient, np.cos(x) * x, atol=1e-8)


def test_numerical_gradient_leaves_x_alone():
    x = SAMPLE.x.copy()
    numerical_gradient(np.sum, x, h=1)
    assert_array_equal(x, SAMPLE.x)


def mistake(name, change):
    """Return a backward pass that changes the named gradient."""

    def wrong(dz, x, w, **settings):
        gradients = backward(dz, x, w, **settings)
        return gradients._replace(**{name: change(getattr(gradients, name))})

    return wrong


@pytest.mark.parametrize("name", Gradients._fields)
@pytest.mark.parametrize(
    "change",
    [lambda a: -a, lambda a: a[::-1], lambda a: 2 * a, np.zeros_like, lambda a: a + 1],
    ids=["sign", "order", "scale", "zeros", "offset"],
)
def test_check_backward_refuses_and_names_the_wrong_one(name, change):
    x, w, b, dz = SAMPLE
    errors = check_backward(forward, mistake(name, change), dz, x, w, b)
    for field, error in errors._asdict().items():
        assert (error > 0.01) if field == name else (error == 0)


def test_a_plain_tuple_of_gradients_will_do():
    x, w, b, dz = SAMPLE

    def plain(dz, x, w):
        return tuple(backward(dz, x, w))

    assert check_backward(forward, plain, dz, x, w, b) == (0, 0, 0)
    assert len(set(check_adjoint(forward, plain, dz, x, w))) == 1


def test_check_backward_does_not_let_nan_pass():
    x, w, b, dz = SAMPLE
    errors = check_backward(forward, mistake("dx", lambda a: a * np.nan), dz, x, w, b)
    assert not errors.dx <= 1e-6


def test_check_backward_calls_a_wrong_shape_infinitely_wrong():
    x, w, b, dz = SAMPLE
    errors = check_backward(forward, mistake("dx", lambda a: a[:, 1:]), dz, x, w, b)
    assert errors.dx == np.inf


def test_the_error_is_the_largest_difference_over_the_largest_entry():
    x, w, b, dz = SAMPLE
    dx = backward(dz, x, w).dx
    dx[0, 0, 0, 0] += 1
    errors = check_backward(forward, mistake("dx", lambda _: dx), dz, x, w, b)
    assert errors.dx == pytest.approx(1 / np.abs(backward(dz, x, w).dx).max())


def test_where_the_gradient_is_zero_only_zero_is_right():
    x, w, b, dz = SAMPLE
    zero = np.zeros_like(dz)
    assert check_backward(forward, backward, zero, x, w, b) == (0, 0, 0)
    wrong = mistake("dw", lambda a: a + 1e-9)
    assert check_backward(forward, wrong, zero, x, w, b).dw == np.inf
    nan = mistake("dw", lambda a: a * np.nan)
    assert np.isnan(check_backward(forward, nan, zero, x, w, b).dw)


def test_a_loss_may_change_what_it_is_given():
    def loss(x):
        x *= 2
        return x.sum()

    assert_array_equal(numerical_gradient(loss, np.ones(2), h=1), [2, 2])
    assert equations.central_difference(loss, np.ones(2), (0,), h=1) == 2


@pytest.mark.parametrize("h", [np.int8(100), np.uint8(200), np.float32(1)])
def test_a_step_of_any_kind_of_number(h):
    assert_allclose(numerical_gradient(lambda x: 3 * x[0], np.zeros(1), h=h), [3])


def test_float32_is_moved_in_float64():
    x = np.ones(1, np.float32)
    slope = equations.central_difference(lambda x: 3 * x[0], x, (0,), h=1e-9)
    assert slope == pytest.approx(3, rel=1e-5)
    assert numerical_gradient(np.sum, x).dtype == np.float64


@pytest.mark.parametrize("change", [lambda a: 2 * a, lambda a: a[:, ::-1]])
def test_check_adjoint_refuses(change):
    x, w, _, dz = SAMPLE
    products = check_adjoint(forward, mistake("dx", change), dz, x, w)
    assert products.dz_z == products.dw_w != products.dx_x
    products = check_adjoint(forward, mistake("dw", change), dz, x, w)
    assert products.dz_z == products.dx_x != products.dw_w


def test_check_backward_moves_every_entry_by_one_and_never_leaves_b_out():
    x, w, b, dz = SAMPLE
    moves = {"x": set(), "w": set(), "b": set()}

    def watched(*given):
        for name, a, original in zip("xwb", given, (x, w, b), strict=True):
            moves[name] |= set(np.abs(a - original).ravel())
        return forward(*given)

    assert check_backward(watched, backward, dz, x, w, b) == (0, 0, 0)
    assert all(moved == {0, 1} for moved in moves.values())


def test_an_empty_batch_has_no_error():
    x, w, b, dz = SAMPLE
    assert check_backward(forward, backward, dz[:0], x[:0], w, b) == (0, 0, 0)


def test_what_a_backward_pass_does_to_its_arguments_changes_no_check():
    def erasing(dz, x, w):
        gradients = backward(dz, x, w)
        for a in (dz, x, w):
            a[...] = 0
        return gradients

    x, w, b, dz = (a.copy() for a in SAMPLE)
    assert check_adjoint(forward, erasing, dz, x, w).dx_x == np.sum(dz * forward(x, w))
    assert check_backward(forward, erasing, dz, x, w, b) == (0, 0, 0)
    for a, kept in zip((x, w, b, dz), SAMPLE, strict=True):
        assert_array_equal(a, kept)


def test_what_a_forward_pass_does_to_its_arguments_changes_no_check():
    def erasing(x, w, b=None):
        z = forward(x, w, b)
        for a in (x, w):
            a[...] = 0
        return z

    x, w, b, dz = (a.copy() for a in SAMPLE)
    products = check_adjoint(erasing, backward, dz, x, w)
    assert products.dz_z == products.dx_x == products.dw_w != 0
    assert check_backward(erasing, backward, dz, x, w, b) == (0, 0, 0)


@pytest.mark.parametrize("check", [check_adjoint, check_backward])
def test_a_forward_pass_that_returns_no_units_is_named(check):
    x, w, b, dz = SAMPLE
    given = (dz, x, w, b)[: 3 if check is check_adjoint else 4]
    words = "what forward returns must be an array of real numbers; got None"
    assert_raises(words, check, lambda *_: None, backward, *given, error=TypeError)
    words = "dz (2, 2, 2, 3) and what forward returns (2, 3, 2, 2) must have the same "
    channels_first = "shape, (B, OH, OW, F)"

    def wrong(*arrays):
        return np.moveaxis(forward(*arrays), -1, 1)

    assert_raises(words + channels_first, check, wrong, backward, *given)
