"""The forms that arguments may take, and the errors for those that misbehave."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import convlab
from assert_raises import assert_raises
from convlab import equations, gradcheck, samples
from convlab._validate import (
    check_finite,
    check_generator,
    check_labels,
    check_nonempty,
)

X, W, B_, DZ = samples.batch()


def test_settings_may_be_numpy_arrays_and_numbers():
    x, w = X, W[:, :2, :2]
    settings = {"stride": (1, 2), "padding": 1, "dilation": (2, 1)}
    expected = convlab.forward(x, w, **settings)
    as_arrays = {name: np.array(value) for name, value in settings.items()}
    assert_array_equal(convlab.forward(x, w, **as_arrays), expected)
    as_lists = {"stride": [1, 2], "padding": [[1, 1], [1, 1]], "dilation": [2, 1]}
    assert_array_equal(convlab.forward(x, w, **as_lists), expected)
    settings["padding"] = np.int8(1)
    assert_array_equal(convlab.forward(x, w, **settings, groups=np.uint8(1)), expected)
    cols = convlab.im2col_indices(np.array([3, 4, 2]), np.array([2, 2]))
    assert_array_equal(cols, convlab.im2col_indices((3, 4, 2), 2))


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64])
def test_groups_may_be_of_a_kind_too_small_for_the_kernels(kind):
    x, w = np.ones((1, 1, 1, 2)), np.ones((256, 1, 1, 1))
    assert convlab.forward(x, w, groups=kind(2)).shape == (1, 1, 1, 256)
    dz = np.ones((1, 1, 1, 256))
    assert convlab.backward(dz, x, w, groups=kind(2)).dx.ravel().tolist() == [128, 128]
    derivative = np.ones((1, 1, 1, 1, 1, 256))
    dw = equations.chain_rule(np.ones((1, 1, 1, 2)), derivative, groups=kind(2))
    assert dw.shape == (2, 1, 1, 128)


def test_only_a_missing_batch_is_hinted_at():
    with pytest.raises(
        ValueError, match=r"4 axes.*got shape \(3, 4, 2\); .* x\[None\]"
    ):
        convlab.forward(X[0], W)
    for x in (X[0, 0], X[None]):
        with pytest.raises(ValueError, match=r"4 axes.*got shape [^;]*$"):
            convlab.forward(x, W)
    with pytest.raises(ValueError, match=r"4 axes.*got shape [^;]*$"):
        convlab.forward(X, W[0])


@pytest.mark.parametrize("nothing", [lambda _: None, lambda _: "3", lambda _: 2j])
def test_functions_that_return_no_real_number_are_named(nothing):
    number = f"must be a real number; got {nothing(0)!r}"
    assert_raises(
        f"sigma(z) {number}", equations.activation, DZ, nothing, error=TypeError
    )
    assert_raises(
        f"sigma_prime(z) {number}", equations.error, X, X, nothing, error=TypeError
    )
    for estimate in (gradcheck.numerical_gradient, difference):
        assert_raises(f"loss(x) {number}", estimate, nothing, X, error=TypeError)


def difference(loss, x):
    return equations.central_difference(loss, x, (0, 0, 0, 0))


def test_functions_that_return_many_numbers_are_named():
    number = "must be one number; got shape (2,)"
    assert_raises(f"sigma(z) {number}", equations.activation, DZ, lambda _: np.ones(2))
    for estimate in (gradcheck.numerical_gradient, difference):
        assert_raises(f"loss(x) {number}", estimate, lambda _: np.ones(2), X)


def test_a_loss_is_asked_on_both_sides():
    def loss(x):
        return None if x[0] < 0 else 1.0

    for estimate in (gradcheck.numerical_gradient, low):
        with pytest.raises(TypeError, match=r"^loss\(x\) must be a real number; got"):
            estimate(loss, np.zeros(1))


def low(loss, x):
    return equations.central_difference(loss, x, (0,))


@pytest.mark.parametrize("returned", [None, (X, W), (X, W, B_, B_), {"dx": X}])
def test_a_backward_pass_must_return_three_gradients(returned):
    words = f"backward must return dx, dw and db; got {returned!r}"
    passes = convlab.forward, lambda *_: returned
    for check, b in [(gradcheck.check_adjoint, ()), (gradcheck.check_backward, (B_,))]:
        assert_raises(words, check, *passes, DZ, X, W, *b, error=TypeError)


@pytest.mark.parametrize(("name", "shape"), [("dx", X.shape), ("dw", W.shape)])
def test_a_backward_pass_must_return_the_right_shapes(name, shape):
    def cut(dz, x, w):
        gradients = convlab.backward(dz, x, w)
        return gradients._replace(**{name: getattr(gradients, name)[0]})

    words = f"backward must return {name} with shape {shape}; got {shape[1:]}"
    assert_raises(words, gradcheck.check_adjoint, convlab.forward, cut, DZ, X, W)


def test_three_gradients_may_come_as_a_list():
    def as_list(*arrays):
        return list(convlab.backward(*arrays))

    products = gradcheck.check_adjoint(convlab.forward, as_list, DZ, X, W)
    assert products.dz_z == products.dx_x == products.dw_w


def test_samples_refuse():
    with pytest.raises(ValueError, match=r"^shape \(axis 1\) must be at least 1"):
        samples.counting(2, 0)
    with pytest.raises(ValueError, match=r"^shape \(axis 0\) must be at .* at most"):
        samples.counting(10**30)
    words = "reduce must be at least 4 and at most 64; got 65"
    assert_raises(words, samples.photograph, reduce=65)
    words = "reduce must be a multiple of 4 or 5; got 6"
    assert_raises(words, samples.photograph, reduce=6)
    words = "reduce must be a whole number; got 2.0 (float)"
    assert_raises(words, samples.photograph, reduce=2.0, error=TypeError)


def test_a_batch_that_is_shown_holds_an_image():
    check_nonempty("x", X[:1])
    words = "x must hold at least one image; got shape (0, 3, 4, 2)"
    assert_raises(words, check_nonempty, "x", X[:0])


def test_numbers_that_are_not_finite_are_named_with_their_place():
    check_finite("x", X)
    bad = X.copy()
    bad[1, 0, 2, 1] = np.nan
    words = "x must be finite; got nan at x[1, 0, 2, 1], in shape (2, 3, 4, 2)"
    assert_raises(words, check_finite, "x", bad, error=FloatingPointError)


def test_chance_has_a_source():
    check_generator(np.random.default_rng(0))
    words = "rng must be a numpy.random.Generator; got 0"
    assert_raises(words, check_generator, 0, error=TypeError)


def test_labels_are_classes_of_the_scores():
    assert check_labels([1, 0], "scores", np.ones((2, 2))).tolist() == [1, 0]
    assert check_labels(np.uint8([1]), "scores", np.ones((1, 2))).tolist() == [1]
    words = (
        "scores must have 2 axes (B, F); got shape (2,); for a batch of one write "
        "scores[None]"
    )
    assert_raises(words, check_labels, [1, 0], "scores", np.ones(2))
