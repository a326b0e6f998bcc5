"""Bad input to any public function: an error that names it, never a wrong array."""

import numpy as np
import pytest

import convlab
from convlab import equations, gradcheck, samples

X, W, B_, DZ = samples.batch()
COLS = convlab.im2col(X, (2, 3))
PASSES_FORWARD = [convlab.forward, equations.forward]
PASSES_BACKWARD = [
    convlab.backward,
    equations.backward,
    equations.dw,
    equations.dx,
    equations.dx_scatter,
    equations.dx_gather,
    equations.adjoint,
]
MATRICES = [convlab.im2col, equations.im2col]
IMAGES = [convlab.col2im, equations.col2im]


def refuses(error, words, function, *arguments, **settings):
    with pytest.raises(error) as caught:
        function(*arguments, **settings)
    for word in words:
        assert word in str(caught.value)


BAD_SETTINGS = [
    (ValueError, ["stride", "at least 1", "0"], {"stride": 0}),
    (ValueError, ["stride (columns)", "-1"], {"stride": (1, -1)}),
    (ValueError, ["stride", "pair", "(1, 2, 3)"], {"stride": (1, 2, 3)}),
    (TypeError, ["stride", "whole number", "1.5"], {"stride": 1.5}),
    (TypeError, ["stride", "whole number", "True"], {"stride": True}),
    (TypeError, ["stride", "'2'"], {"stride": "2"}),
    (TypeError, ["stride", "None"], {"stride": None}),
    (ValueError, ["padding", "at least 0", "-1"], {"padding": -1}),
    (ValueError, ["padding", "bottom", "-2"], {"padding": ((0, -2), (0, 0))}),
    (ValueError, ["padding", '"same"', "'full'"], {"padding": "full"}),
    (ValueError, ["padding", "(1, 2, 3)"], {"padding": (1, 2, 3)}),
    (TypeError, ["padding", "0.5"], {"padding": 0.5}),
    (TypeError, ["padding", "None"], {"padding": None}),
    (TypeError, ["padding", "True"], {"padding": True}),
    (ValueError, ["padding", "(top, bottom)"], {"padding": ((1, 2), 3)}),
    (ValueError, ["padding", "(top, bottom)"], {"padding": (3, (1, 2))}),
]
BAD_ARRAYS = [
    (ValueError, ["x", "4 axes", "(3, 4, 2)", "x[None]"], X[0], W),
    (ValueError, ["x", "4 axes", "(2, 3, 4, 2, 1)"], X[..., None], W),
    (ValueError, ["w", "4 axes", "(2, 3, 2)"], X, W[0]),
    (ValueError, ["channels", "2 != 1"], X, W[..., :1]),
    (ValueError, ["channels-first"], X.transpose(0, 3, 1, 2), W),
    (ValueError, ["x", "empty along H"], X[:, :0], W),
    (ValueError, ["w", "empty along F"], X, W[:0]),
    (ValueError, ["kernel", "3 columns", "2 columns"], X[:, :, :2], W),
    (ValueError, ["kernel", "2 rows", "1 rows"], X[:, :1], W),
    (TypeError, ["x", "real numbers", "complex128"], X + 1j, W),
    (TypeError, ["x", "real numbers", "None"], None, W),
    (TypeError, ["w", "real numbers", "'kernel'"], X, "kernel"),
    (ValueError, ["x", "regular"], [[[[1], [2]], [[1]]]], W),
]


@pytest.mark.parametrize(("error", "words", "settings"), BAD_SETTINGS)
@pytest.mark.parametrize("function", PASSES_FORWARD)
def test_forward_refuses_settings(function, error, words, settings):
    refuses(error, words, function, X, W, B_, **settings)


@pytest.mark.parametrize(("error", "words", "settings"), BAD_SETTINGS)
@pytest.mark.parametrize("function", PASSES_BACKWARD)
def test_backward_refuses_settings(function, error, words, settings):
    refuses(error, words, function, DZ, X, W, **settings)


@pytest.mark.parametrize(("error", "words", "x", "w"), BAD_ARRAYS)
@pytest.mark.parametrize("function", [*PASSES_FORWARD, equations.dz_dw])
def test_forward_refuses_arrays(function, error, words, x, w):
    refuses(error, words, function, x, w)


@pytest.mark.parametrize(("error", "words", "x", "w"), BAD_ARRAYS)
@pytest.mark.parametrize("function", PASSES_BACKWARD)
def test_backward_refuses_arrays(function, error, words, x, w):
    refuses(error, words, function, DZ, x, w)


@pytest.mark.parametrize("function", PASSES_FORWARD)
@pytest.mark.parametrize("b", [[1.0], [1.0] * 4, np.ones((3, 1)), 1.0])
def test_forward_never_broadcasts_a_bias(function, b):
    refuses(ValueError, ["b"], function, X, W, b)


@pytest.mark.parametrize("function", PASSES_BACKWARD)
@pytest.mark.parametrize(
    "dz", [DZ[:1], DZ[:, :1], DZ[:, :, :1], DZ[..., :1], DZ[..., None], 1.0]
)
def test_backward_refuses_a_dz_that_does_not_fit(function, dz):
    refuses(ValueError, ["dz"], function, dz, X, W)


def test_dz_is_told_what_would_fit():
    words = ["(B, OH, OW, F) = (2, 2, 2, 3)", "(2, 3, 4, 2)", "stride (1, 1)"]
    refuses(ValueError, words, convlab.backward, DZ[:1], X, W)


@pytest.mark.parametrize("function", MATRICES)
def test_im2col_refuses(function):
    refuses(ValueError, ["x", "x[None]"], function, X[0], 2)
    refuses(ValueError, ["kernel", "4 rows"], function, X, 4)
    refuses(ValueError, ["kernel_size", "at least 1"], function, X, 0)
    refuses(TypeError, ["kernel_size", "2.0"], function, X, (2.0, 3))
    refuses(ValueError, ["stride"], function, X, 2, stride=(0, 1))


@pytest.mark.parametrize("function", IMAGES)
def test_col2im_refuses(function):
    refuses(
        ValueError, ["cols", "(2, 12, 4)"], function, COLS[:, :6], (3, 4, 2), (2, 3)
    )
    refuses(ValueError, ["cols"], function, COLS[0], (3, 4, 2), (2, 3))
    refuses(ValueError, ["image_shape", "(H, W, C)"], function, COLS, (3, 4), (2, 3))
    refuses(TypeError, ["image_shape", "7"], function, COLS, 7, (2, 3))
    refuses(ValueError, ["image_shape (C)"], function, COLS, (3, 4, 0), (2, 3))
    refuses(ValueError, ["kernel"], function, COLS, (1, 4, 2), (2, 3))


def test_im2col_indices_refuses():
    refuses(ValueError, ["image_shape"], convlab.im2col_indices, (3, 4), 2)
    refuses(TypeError, ["image_shape (H)"], convlab.im2col_indices, (3.0, 4, 2), 2)
    refuses(ValueError, ["kernel", "4 rows"], convlab.im2col_indices, (3, 4, 2), 4)


@pytest.mark.parametrize("function", [convlab.output_size, equations.output_size])
def test_output_size_refuses(function):
    refuses(ValueError, ["size", "at least 1"], function, 0, 1)
    refuses(ValueError, ["kernel (4 pixels)", "3 pixels"], function, 3, 4)
    refuses(TypeError, ["kernel", "1.5"], function, 3, 1.5)
    refuses(ValueError, ["stride"], function, 3, 1, stride=0)
    refuses(ValueError, ["padding (after)", "-1"], function, 3, 1, padding=(0, -1))
    refuses(TypeError, ["padding", "before, after"], function, 3, 1, padding="same")


def test_pad_refuses():
    refuses(ValueError, ["x", "4 axes"], convlab.pad, X[0], 2)
    refuses(ValueError, ["kernel_size"], convlab.pad, X, 0)
    refuses(ValueError, ["padding", "top"], convlab.pad, X, 2, padding=-1)


def test_small_equations_refuse():
    refuses(ValueError, ["outside"], equations.address, 0, 3, 0, 0, (3, 4, 2))
    refuses(ValueError, ["index (j)"], equations.address, 0, 0, -1, 0, (3, 4, 2))
    refuses(TypeError, ["sigma", "7"], equations.activation, DZ, 7)
    refuses(ValueError, ["unit"], equations.receptive_field, -1, 0, 2)
    refuses(ValueError, ["kernel"], equations.same, 3, 0)
    refuses(TypeError, ["kernel element (p)"], equations.offset, 0.5, 0, 0, (3, 4, 2))
    refuses(ValueError, ["window"], equations.corner, 0, -1, (3, 4, 2))
    refuses(ValueError, ["window"], equations.corner, 3, 0, (3, 4, 2))
    refuses(ValueError, ["kernel element"], equations.offset, 0, 0, 2, (3, 4, 2))
    refuses(ValueError, ["outside"], equations.address, 0, 0, 4, 0, (3, 4, 2))
    refuses(ValueError, ["outside"], equations.address, 0, 0, 0, 2, (3, 4, 2))
    refuses(ValueError, ["z", "(2, 3, 4, 2)"], equations.error, X, DZ, abs)
    refuses(
        ValueError, ["dz_dw"], equations.chain_rule, DZ, np.ones((1, 2, 2, 1, 1, 1))
    )
    refuses(ValueError, ["dz", "4 axes"], equations.db, DZ[0])


def test_products_refuse():
    W_mat, dZ = W.reshape(3, 12), DZ.reshape(2, 4, 3).transpose(0, 2, 1)
    refuses(ValueError, ["X_col"], equations.forward_matmul, W_mat[:, :6], COLS, B_)
    refuses(ValueError, ["b", "(3,)"], equations.forward_matmul, W_mat, COLS, B_[:2])
    refuses(ValueError, ["X_col"], equations.dw_matmul, dZ[:1], COLS)
    refuses(ValueError, ["dZ"], equations.dx_matmul, W_mat[:2], dZ)


def test_gradcheck_refuses():
    refuses(TypeError, ["loss", "3"], gradcheck.numerical_gradient, 3, X)
    refuses(ValueError, ["h", "0"], gradcheck.numerical_gradient, np.sum, X, h=0)
    refuses(TypeError, ["h", "'1'"], gradcheck.numerical_gradient, np.sum, X, h="1")
    call = equations.central_difference
    refuses(ValueError, ["index", "(2, 3, 4, 2)"], call, np.sum, X, (2, 0, 0, 0))
    refuses(ValueError, ["index"], call, np.sum, X, (0, 0))
    call = gradcheck.check_backward
    refuses(TypeError, ["forward"], call, None, convlab.backward, DZ, X, W, B_)
    refuses(TypeError, ["backward"], call, convlab.forward, None, DZ, X, W, B_)
    call = gradcheck.check_adjoint
    refuses(ValueError, ["dz"], call, convlab.forward, convlab.backward, DZ[:1], X, W)


def test_functions_that_return_no_number_are_named():
    for nothing in (lambda _: None, lambda _: "3", lambda _: np.ones(2)):
        error = ValueError if isinstance(nothing(0), np.ndarray) else TypeError
        refuses(error, ["sigma(z)"], equations.activation, DZ, nothing)
        refuses(error, ["sigma_prime(z)"], equations.error, X, X, nothing)
        refuses(error, ["loss(x)"], gradcheck.numerical_gradient, nothing, X)
        call = equations.central_difference
        refuses(error, ["loss(x)"], call, nothing, X, (0, 0, 0, 0))


@pytest.mark.parametrize("h", [True, np.inf, np.nan, -1, 1j, "1", None])
def test_a_step_must_be_a_positive_number(h):
    with pytest.raises((TypeError, ValueError), match="h must be"):
        gradcheck.numerical_gradient(np.sum, X, h=h)


def test_a_backward_pass_must_return_three_gradients_of_the_right_shape():
    def cut(dz, x, w):
        return convlab.backward(dz, x, w)._replace(dx=x[0])

    call = gradcheck.check_adjoint
    refuses(ValueError, ["dx", "(2, 3, 4, 2)"], call, convlab.forward, cut, DZ, X, W)
    for check, b in [(gradcheck.check_adjoint, ()), (gradcheck.check_backward, (B_,))]:
        for returned in (None, (X, W), (X, W, B_, B_)):
            arguments = (convlab.forward, lambda *_, r=returned: r, DZ, X, W, *b)
            refuses(TypeError, ["dx, dw and db"], check, *arguments)
    call = gradcheck.check_backward
    refuses(
        TypeError, ["b must"], call, convlab.forward, convlab.backward, DZ, X, W, None
    )


@pytest.mark.parametrize("axis", [1, 2, 3])
def test_only_the_batch_may_be_empty(axis):
    empty = [slice(None)] * 4
    empty[axis] = slice(0)
    refuses(ValueError, ["x is empty along " + "BHWC"[axis]], convlab.pad, X[*empty], 1)
    name = ["F", "KH", "KW", "C"][axis]
    refuses(ValueError, [f"w is empty along {name}"], convlab.forward, X, W[*empty])


def test_hints_are_given_where_they_help_and_only_there():
    with pytest.raises(ValueError, match="disagree") as caught:
        convlab.forward(X, W[..., :1])
    assert "channels-first" not in str(caught.value)
    with pytest.raises(ValueError, match="4 axes") as caught:
        convlab.forward(X[0, 0], W)
    assert "[None]" not in str(caught.value)
    first = np.ones((1, 3, 9, 9)), np.ones((8, 3, 5, 5))
    refuses(ValueError, ["x and w look channels-first"], convlab.forward, *first)


def test_numbers_too_large_for_an_array_are_refused():
    refuses(ValueError, ["stride", "at most"], convlab.forward, X, W, stride=10**30)
    refuses(ValueError, ["padding", "at most"], convlab.pad, X, 1, padding=10**30)
    refuses(ValueError, ["shape (axis 0)"], samples.counting, 10**30)


def test_what_is_no_plain_array_of_numbers_is_refused():
    masked = np.ma.masked_greater(X, 2)
    refuses(TypeError, ["x", "masked"], convlab.forward, masked, W)
    times = np.zeros(X.shape, "timedelta64[s]")
    refuses(TypeError, ["x", "timedelta64"], convlab.forward, times, W)


def test_settings_may_be_numpy_arrays_and_numbers():
    x, w = X, W[:, :2, :2]
    expected = convlab.forward(x, w, stride=(1, 2), padding=1)
    stride = np.array([1, 2])
    given = convlab.forward(x, w, stride=stride, padding=np.int8(1))
    np.testing.assert_array_equal(given, expected)
    cols = convlab.im2col_indices(np.array([3, 4, 2]), np.array([2, 2]))
    np.testing.assert_array_equal(cols, convlab.im2col_indices((3, 4, 2), 2))


def test_samples_refuse():
    refuses(ValueError, ["shape (axis 1)"], samples.counting, 2, 0)
    refuses(ValueError, ["reduce", "65"], samples.photograph, reduce=65)
    refuses(TypeError, ["reduce", "2.0"], samples.photograph, reduce=2.0)
