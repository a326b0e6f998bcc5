"""Arguments that are valid alone but disagree with each other: the whole message."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import convlab
from assert_raises import assert_raises
from convlab import equations, gradcheck, samples

X, W, B_, DZ = samples.batch()
PASSES_FORWARD = [
    convlab.forward,
    equations.forward,
    equations.general,
    equations.dz_dw,
]
PASSES_BACKWARD = [
    convlab.backward,
    equations.backward,
    equations.dw,
    equations.dx,
    equations.dx_scatter,
    equations.dx_gather,
    equations.adjoint,
]


FIRST = "x and w look channels-first: try .transpose(0, 2, 3, 1) on both"
DISAGREE = {
    "channels": (
        (2, 3, 4, 2),
        (3, 2, 3, 1),
        {},
        "x (2, 3, 4, 2) and w (3, 2, 3, 1) disagree on channels: 2 != 1",
    ),
    "x channels-first": (
        (2, 2, 3, 4),
        (3, 2, 3, 2),
        {},
        "x (2, 2, 3, 4) and w (3, 2, 3, 2) disagree on channels: 4 != 2; "
        "x looks channels-first: try x.transpose(0, 2, 3, 1)",
    ),
    "both channels-first": (
        (1, 3, 9, 9),
        (8, 3, 5, 5),
        {},
        f"x (1, 3, 9, 9) and w (8, 3, 5, 5) disagree on channels: 9 != 5; {FIRST}",
    ),
    "channels-first with groups": (
        (1, 4, 9, 9),
        (8, 2, 3, 3),
        {"groups": 2},
        f"groups must divide C = 9 and F = 8 of x (1, 4, 9, 9) and w (8, 2, 3, 3); "
        f"got 2; {FIRST}",
    ),
    "x channels-first with groups": (
        (1, 4, 9, 8),
        (6, 3, 3, 2),
        {"groups": 2},
        "x (1, 4, 9, 8) and w (6, 3, 3, 2) disagree on channels: with groups 2, w must "
        "have C // groups = 4; got 2; "
        "x looks channels-first: try x.transpose(0, 2, 3, 1)",
    ),
    "groups forgotten": (
        (1, 5, 5, 4),
        (6, 3, 3, 2),
        {},
        "x (1, 5, 5, 4) and w (6, 3, 3, 2) disagree on channels: 4 != 2; "
        "they would agree with groups=2",
    ),
    "groups do not divide C": (
        (1, 5, 5, 3),
        (4, 3, 3, 3),
        {"groups": 2},
        "groups must divide C = 3 and F = 4 of x (1, 5, 5, 3) and w (4, 3, 3, 3); "
        "got 2",
    ),
    "groups do not divide F": (
        (1, 5, 5, 4),
        (3, 3, 3, 2),
        {"groups": 2},
        "groups must divide C = 4 and F = 3 of x (1, 5, 5, 4) and w (3, 3, 3, 2); "
        "got 2",
    ),
    "kernels with all channels": (
        (1, 5, 5, 4),
        (6, 3, 3, 4),
        {"groups": 2},
        "x (1, 5, 5, 4) and w (6, 3, 3, 4) disagree on channels: with groups 2, w must "
        "have C // groups = 2; got 4",
    ),
    "too few rows": (
        (2, 1, 4, 2),
        (3, 2, 3, 2),
        {},
        "the kernel (2 rows) is larger than the image (1 rows) with its padding (0, 0)",
    ),
    "too few columns": (
        (2, 3, 4, 2),
        (3, 2, 9, 2),
        {"padding": ((0, 0), (1, 2))},
        "the kernel (9 columns) is larger than the image (4 columns) with its padding "
        "(1, 2)",
    ),
    "too few rows for the gaps": (
        (2, 3, 4, 2),
        (3, 2, 3, 2),
        {"dilation": (5, 1), "padding": (1, 0)},
        "the kernel (2 rows, with dilation 5 6) is larger than the image (3 rows) with "
        "its padding (1, 1)",
    ),
}
ARRAYS = [
    pytest.param(np.ones(x), np.ones(w), settings, words, id=name)
    for name, (x, w, settings, words) in DISAGREE.items()
]


@pytest.mark.parametrize(("x", "w", "settings", "words"), ARRAYS)
@pytest.mark.parametrize("function", PASSES_FORWARD)
def test_a_pass_forward_says_what_disagrees(function, x, w, settings, words):
    assert_raises(words, function, x, w, **settings)


@pytest.mark.parametrize(("x", "w", "settings", "words"), ARRAYS)
@pytest.mark.parametrize("function", PASSES_BACKWARD)
def test_a_pass_backward_says_what_disagrees(function, x, w, settings, words):
    assert_raises(words, function, DZ, x, w, **settings)


@pytest.mark.parametrize(
    "function", [convlab.forward, equations.forward, equations.general]
)
@pytest.mark.parametrize("length", [1, 2, 4])
def test_no_bias_is_ever_broadcast(function, length):
    words = f"b must have shape (F) = (3,); got ({length},)"
    assert_raises(words, function, X, W, np.ones(length))


WRONG_DZ = [DZ[:1], DZ[:, :1], DZ[:, :, :1], DZ[..., :1], np.repeat(DZ, 2, axis=1)]


@pytest.mark.parametrize("function", PASSES_BACKWARD)
@pytest.mark.parametrize("dz", WRONG_DZ, ids=lambda dz: str(dz.shape))
def test_dz_must_fit_on_all_four_axes(function, dz):
    words = (
        "dz must have the shape of z, (B, OH, OW, F) = (2, 2, 2, 3), for "
        "x (2, 3, 4, 2), w (3, 2, 3, 2), stride (1, 1), padding ((0, 0), (0, 0)), "
        f"dilation (1, 1) and groups 1; got {dz.shape}"
    )
    assert_raises(words, function, dz, X, W)


@pytest.mark.parametrize("dz", WRONG_DZ, ids=lambda dz: str(dz.shape))
def test_a_check_lets_no_dz_broadcast(dz):
    passes = convlab.forward, convlab.backward
    words = (
        f"dz {dz.shape} and what forward returns (2, 2, 2, 3) must have the same "
        "shape, (B, OH, OW, F)"
    )
    assert_raises(words, gradcheck.check_adjoint, *passes, dz, X, W)
    assert_raises(words, gradcheck.check_backward, *passes, dz, X, W, B_)


@pytest.mark.parametrize("function", [convlab.col2im, equations.col2im])
@pytest.mark.parametrize("shape", [(2, 11, 4), (2, 12, 3), (2, 4, 12)])
def test_columns_must_fit_the_image(function, shape):
    words = f"cols must have shape (B, KH*KW*C, OH*OW) = (2, 12, 4); got {shape}"
    assert_raises(words, function, np.ones(shape), (3, 4, 2), (2, 3))


@pytest.mark.parametrize("function", [convlab.col2im, equations.col2im])
def test_the_kernel_of_the_columns_must_fit_the_image(function):
    words = (
        "the kernel (2 rows, with dilation 3 4) is larger than the image (3 rows) "
        "with its padding (0, 0)"
    )
    assert_raises(
        words, function, np.ones((2, 12, 4)), (3, 4, 2), (2, 3), dilation=(3, 1)
    )


@pytest.mark.parametrize("function", [convlab.im2col, equations.im2col])
def test_the_kernel_must_fit_the_images(function):
    words = "the kernel (4 rows) is larger than the image (3 rows) with its padding "
    assert_raises(words + "(0, 0)", function, X, 4)


def test_the_kernel_must_fit_the_table():
    words = (
        "the kernel (2 columns, with dilation 4 5) is larger than the image "
        "(4 columns) with its padding (0, 0)"
    )
    assert_raises(words, convlab.im2col_indices, (3, 4, 2), 2, dilation=(1, 4))


@pytest.mark.parametrize(
    "function", [convlab.output_size, equations.output_size, equations.leftover]
)
def test_the_kernel_must_fit_along_an_axis(function):
    words = (
        "the kernel (4 pixels) is larger than the image (2 pixels) with its padding "
    )
    assert_raises(words + "(0, 1)", function, 2, 4, padding=(0, 1))
    gaps = (
        "the kernel (3 pixels, with dilation 2 5) is larger than the image (4 pixels)"
    )
    assert_raises(gaps + " with its padding (0, 0)", function, 4, 3, dilation=2)


def test_more_padding_than_image_is_refused():
    words = (
        "2 windows of 3 pixels, 1 apart, with 0 left over, are no more than the "
        "padding (2, 2)"
    )
    assert_raises(words, equations.transposed_size, 2, 3, padding=2)


def test_leftover_is_less_than_the_stride():
    words = "leftover must be at least 0 and at most 1; got 2"
    assert_raises(words, equations.transposed_size, 2, 3, stride=2, leftover=2)


def test_groups_that_do_not_divide_have_no_first_channel():
    words = "groups must divide F = 3 and C = 4; got 2"
    assert_raises(words, equations.first_channel, 0, 3, 4, groups=2)
    words = "groups must divide F = 4 and C = 3; got 2"
    assert_raises(words, equations.first_channel, 0, 4, 3, groups=2)
    assert_raises(
        words, equations.chain_rule, np.ones((1, 1, 1, 4)), DERIVATIVE, groups=2
    )


DERIVATIVE = np.ones((1, 1, 1, 1, 1, 3))


def test_matrices_must_have_shapes_that_fit():
    W_mat, X_col = np.ones((3, 5)), np.ones((2, 5, 4))
    dZ, b = np.ones((2, 3, 4)), np.ones(3)
    words = "X_col must have shape (B, K, OH*OW) = (2, 5, 4); got (2, 6, 4)"
    assert_raises(words, equations.forward_matmul, W_mat, np.ones((2, 6, 4)), b)
    words = "b must have shape (F) = (3,); got (2,)"
    assert_raises(words, equations.forward_matmul, W_mat, X_col, b[:2])
    words = "X_col must have shape (B, K, OH*OW) = (1, 5, 4); got (2, 5, 4)"
    assert_raises(words, equations.dw_matmul, dZ[:1], X_col)
    words = "X_col must have shape (B, K, OH*OW) = (2, 5, 3); got (2, 5, 4)"
    assert_raises(words, equations.dw_matmul, dZ[..., :3], X_col)
    words = "dZ must have shape (B, F, OH*OW) = (2, 2, 4); got (2, 3, 4)"
    assert_raises(words, equations.dx_matmul, W_mat[:2], dZ)


def test_derivatives_must_have_shapes_that_fit():
    words = "z must have shape (B, H, W, C) = (2, 3, 4, 2); got (2, 2, 2, 3)"
    assert_raises(words, equations.error, X, DZ, abs)
    for axis in range(3):
        shape = [2, 2, 2, 1, 1, 1]
        shape[axis] = 3
        words = (
            "dz_dw must have shape (B, OH, OW, KH, KW, C) = (2, 2, 2, 1, 1, 1); "
            f"got {tuple(shape)}"
        )
        assert_raises(words, equations.chain_rule, DZ, np.ones(shape))


def test_a_tile_takes_its_own_number_of_pixels_and_weights():
    words = "x must have shape (length) = (4,); got (5,)"
    assert_raises(words, equations.winograd_1d, np.ones(5), np.ones(3))
    assert_raises(
        words, equations.winograd_backward, np.ones(2), np.ones(5), np.ones(3)
    )
    words = "w must have shape (length) = (3,); got (2,)"
    assert_raises(words, equations.winograd_1d, np.ones(4), np.ones(2))
    assert_raises(
        words, equations.winograd_backward, np.ones(2), np.ones(4), np.ones(2)
    )
    words = "dz must have shape (length) = (2,); got (3,)"
    assert_raises(
        words, equations.winograd_backward, np.ones(3), np.ones(4), np.ones(3)
    )
    words = "x must have shape (H, W) = (4, 4); got (4, 5)"
    assert_raises(words, equations.winograd, np.ones((4, 5)), np.ones((3, 3)))
    words = "w must have shape (KH, KW) = (3, 3); got (3, 2)"
    assert_raises(words, equations.winograd, np.ones((4, 4)), np.ones((3, 2)))


def test_polynomials_need_points_that_differ_and_are_enough():
    x, w = np.ones(4), np.ones(3)
    words = "4 pixels take 3 points; got 2"
    assert_raises(words, equations.toom_cook, x, w, [0, 1])
    words = "points must differ; got [0.0, 1.0, 0.0]"
    assert_raises(words, equations.toom_cook, x, w, [0, 1, -0.0])
    words = "points must be finite; got [ 0.  1. inf]"
    assert_raises(words, equations.toom_cook, x, w, [0, 1, np.inf])


def test_a_kernel_is_no_larger_than_what_it_is_laid_on():
    words = "the kernel (5 weights) is larger than x (4 pixels)"
    assert_raises(words, equations.toom_cook, np.ones(4), np.ones(5), [0, 1, 2])
    assert_raises(words, equations.spectrum, np.ones(4), np.ones(5))
    words = "the kernel (5 columns) is larger than the image (4 columns) with its "
    assert_raises(words + "padding (0, 0)", equations.lowered, X, 5)
    words = "patch must be at least 3 and at most 2147483647; got 2"
    assert_raises(words, equations.overlap_save, 9, 3, 2)


@pytest.mark.parametrize(
    ("function", "where", "words"),
    [
        (
            equations.address,
            (0, 3, 0, 0, (3, 4, 2)),
            "unit (3, 0, 0) lies outside image_shape (3, 4, 2)",
        ),
        (
            equations.address,
            (0, 0, 4, 0, (3, 4, 2)),
            "unit (0, 4, 0) lies outside image_shape (3, 4, 2)",
        ),
        (
            equations.address,
            (0, 0, 0, 2, (3, 4, 2)),
            "unit (0, 0, 2) lies outside image_shape (3, 4, 2)",
        ),
        (
            equations.offset,
            (0, 0, 2, (3, 4, 2)),
            "pixel of the kernel element (row, column, c) must lie within shape "
            "(3, 4, 2); got (0, 0, 2)",
        ),
        (
            equations.corner,
            (3, 0, (3, 4, 2)),
            "corner of the window (row, column) must lie within shape (3, 4); "
            "got (3, 0)",
        ),
        (
            equations.first_channel,
            (3, 3, 2),
            "kernel (f) must lie within shape (3,); got (3,)",
        ),
        (
            equations.central_difference,
            (np.sum, X, (2, 0, 0, 0)),
            "index (axis 0, axis 1, axis 2, axis 3) must lie within shape "
            "(2, 3, 4, 2); got (2, 0, 0, 0)",
        ),
    ],
)
def test_what_lies_outside_is_named(function, where, words):
    assert_raises(words, function, *where)


BIG = np.broadcast_to(np.float32(0), (64, 226, 226, 64))
MATRIX = (
    "the matrix would take B * KH*KW*C * OH*OW * itemsize = 64 * 576 * 50176 * 4 = "
    "7398752256 bytes (6.89 GiB), more than max_bytes = 1073741824; take fewer images "
    "at a time, or allow it with max_bytes="
)


def test_a_matrix_over_a_gibibyte_is_refused_before_it_is_made():
    w = np.zeros((1, 3, 3, 64), np.float32)
    assert_raises(MATRIX, convlab.im2col, BIG, 3)
    assert_raises(MATRIX, convlab.forward, BIG, w)
    dz = np.broadcast_to(np.float32(0), (64, 224, 224, 1))
    assert_raises(MATRIX, convlab.backward, dz, BIG, w)


TABLE = (
    "the table would take KH*KW*C * OH*OW * itemsize = 12 * 4 * 8 = 384 bytes "
    "(0.00 GiB), more than max_bytes = 383; allow it with max_bytes="
)
COLUMNS = (
    "the matrix would take B * KH*KW*C * OH*OW * itemsize = 2 * 12 * 4 * 8 = 768 bytes "
    "(0.00 GiB), more than max_bytes = 767; take fewer images at a time, or allow it "
    "with max_bytes="
)


def test_what_may_be_taken_is_counted_to_the_byte():
    assert_raises(TABLE, convlab.im2col_indices, (3, 4, 2), (2, 3), max_bytes=383)
    convlab.im2col_indices((3, 4, 2), (2, 3), max_bytes=384)
    assert_raises(COLUMNS, convlab.im2col, X, (2, 3), max_bytes=767)
    convlab.im2col(X, (2, 3), max_bytes=768)
    single = X[:1].astype("f4")  # makes the matrix half as large as its table
    assert_raises(TABLE, convlab.im2col, single, (2, 3), max_bytes=383)
    assert_raises(COLUMNS, convlab.forward, X, W, max_bytes=767)
    convlab.forward(X, W, max_bytes=768)
    assert_raises(COLUMNS, convlab.backward, DZ, X, W, max_bytes=767)
    convlab.backward(DZ, X, W, max_bytes=768)


def test_groups_are_counted_with_the_channels_of_all():
    x, w = np.ones((2, 3, 4, 4)), np.ones((6, 2, 3, 2))
    words = (
        "the matrix would take B * KH*KW*C * OH*OW * itemsize = 2 * 24 * 4 * 8 = 1536 "
        "bytes (0.00 GiB), more than max_bytes = 1535; take fewer images at a time, or "
        "allow it with max_bytes="
    )
    assert_raises(words, convlab.forward, x, w, groups=2, max_bytes=1535)
    convlab.forward(x, w, groups=2, max_bytes=1536)


def test_padded_images_count_too():
    pixel, dz = np.ones((1, 1, 1, 1)), np.ones((1, 3, 3, 1))
    settings = {"padding": 10**6, "stride": 10**6}
    words = (
        "the padded images would take B * H * W * C * itemsize = 1 * 2000001 * 2000001 "
        "* 1 * 8 = 32000032000008 bytes (29802.35 GiB), more than max_bytes = "
        "1073741824; take fewer images at a time, or allow it with max_bytes="
    )
    assert_raises(words, convlab.forward, pixel, pixel, **settings)
    assert_raises(words, convlab.backward, dz, pixel, pixel, **settings)
    # Single precision takes half as much: 49 pixels against a table of 72 bytes.
    small = np.ones((1, 1, 1, 1), np.float32)
    settings = {"padding": 3, "stride": 3, "max_bytes": 196}
    convlab.forward(small, small, **settings)
    settings["max_bytes"] = 195
    words = (
        "the padded images would take B * H * W * C * itemsize = 1 * 7 * 7 * 1 * 4 = "
        "196 bytes (0.00 GiB), more than max_bytes = 195; take fewer images at a time, "
        "or allow it with max_bytes="
    )
    assert_raises(words, convlab.forward, small, small, **settings)


def test_an_image_must_have_addresses():
    L = 2**31 - 1
    words = f"image_shape ({L}, {L}, 3) is larger than any memory"
    assert_raises(words, convlab.im2col_indices, (L, L, 3), 1, stride=L)
    assert_raises(words, convlab.col2im, np.ones((1, 3, 1)), (L, L, 3), 1, stride=L)
    table = convlab.im2col_indices((L, L, 2), 1, stride=L)
    assert table.tolist() == [[0], [1]]
    largest = 153092023, 92737, 649657
    assert np.prod(largest, dtype=object) == 2**63 - 1
    assert len(convlab.im2col_indices(largest, 1, stride=L)) == largest[2]


def test_the_layers_of_a_network_say_what_does_not_fit():
    assert_raises(
        "w must have shape (F, K) = (2, 3); got (2, 2)",
        equations.dense,
        np.ones((4, 3)),
        np.ones((2, 2)),
    )
    assert_raises(
        "dz must have shape (B, OH, OW, C) = (2, 2, 3, 2); got (2, 2, 2, 3)",
        equations.max_pool_gradient,
        DZ,
        X,
        2,
    )
    assert_raises(
        "the kernel (5 columns) is larger than the image (4 columns) with its padding "
        "(0, 0)",
        equations.max_pool,
        X,
        (2, 5),
    )
    one = {"learning_rate": 0.5, "mu": 0.5}
    for name, shapes in {"v": (2, 3, 2), "dw": (2, 2, 3)}.items():
        arrays = [np.ones((2, size)) for size in shapes]
        words = f"{name} must have the shape of w, (2, 2); got (2, 3)"
        assert_raises(words, equations.momentum, *arrays, **one)


def test_a_probability_of_zero_is_an_infinite_surprise():
    assert equations.cross_entropy([[0.0, 1.0]], [0]) == np.inf
    assert equations.cross_entropy([[0.5, 0.5]], [0]) == np.log(2)
    words = "p must hold at least one example; got shape (0, 2)"
    assert_raises(words, equations.cross_entropy, np.ones((0, 2)), np.zeros(0, int))


def test_padding_that_is_no_same_needs_no_kernel():
    assert_array_equal(convlab.pad(X, padding="valid"), X)
    assert convlab.pad(X, padding=1).shape == (2, 5, 6, 2)
