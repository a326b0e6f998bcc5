"""Each numbered equation has one test here, named after its label."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

import scipy_oracle
from convlab import equations, samples
from convlab import geometry as layout
from convlab.fast import toom_cook as tiles


def test_address():
    x = samples.counting(2, 3, 4, 5)
    for n, i, j, c in np.ndindex(x.shape):
        assert equations.address(n, i, j, c, (3, 4, 5)) == x[n, i, j, c]


def test_activation():
    z = samples.batch().dz
    assert_array_equal(equations.activation(z, lambda v: max(v, 0)), np.maximum(z, 0))
    assert_array_equal(equations.activation(z, np.tanh), np.tanh(z))


def test_forward(geometry):
    x, w, b, _ = geometry.integers()
    z = equations.forward(x, w, b, **geometry.settings)
    assert_array_equal(z, scipy_oracle.forward(x, w, b, *geometry.for_scipy))


ALONG_AN_AXIS = [
    {"stride": stride, "padding": padding, "dilation": dilation}
    for stride in (1, 2, 3, 5)
    for padding in ((0, 0), (1, 1), (0, 3))
    for dilation in (1, 2, 4)
]


def windows(size, kernel, *, stride, padding, dilation):
    """List the pixels of every window along an axis, as rows of an array."""
    pixels = np.arange(size + sum(padding))
    starts = pixels[::stride, None] + dilation * np.arange(kernel)
    return starts[starts[:, -1] < len(pixels)]


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
def test_output_size(kernel):
    for settings in ALONG_AN_AXIS:
        for size in range(equations.extent(kernel, dilation=settings["dilation"]), 15):
            given = equations.output_size(size, kernel, **settings)
            assert given == len(windows(size, kernel, **settings))


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
def test_extent(kernel):
    assert equations.extent(kernel) == kernel
    for dilation in (1, 2, 5):
        spread = np.zeros(50)
        spread[3 : 3 + dilation * kernel : dilation] = 1
        first, *_, last = 3, *np.flatnonzero(spread)
        assert equations.extent(kernel, dilation=dilation) == last - first + 1


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
def test_leftover(kernel):
    for settings in ALONG_AN_AXIS:
        for size in range(equations.extent(kernel, dilation=settings["dilation"]), 15):
            last = windows(size, kernel, **settings)[-1, -1]
            behind = size + sum(settings["padding"]) - 1 - last
            assert equations.leftover(size, kernel, **settings) == behind
    assert equations.leftover(8, 3) == 0


@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
def test_transposed_size(kernel):
    for settings in ALONG_AN_AXIS:
        for size in range(equations.extent(kernel, dilation=settings["dilation"]), 15):
            count = len(windows(size, kernel, **settings))
            left = equations.leftover(size, kernel, **settings)
            given = equations.transposed_size(count, kernel, **settings, leftover=left)
            assert given == size


@pytest.mark.parametrize(("F", "C", "groups"), [(3, 2, 1), (6, 4, 2), (3, 6, 3)])
def test_first_channel(F, C, groups):
    kernels, channels = np.split(np.arange(F), groups), np.split(np.arange(C), groups)
    for group, (first, *_) in zip(kernels, channels, strict=True):
        for f in group:
            assert equations.first_channel(f, F, C, groups=groups) == first


def test_general(geometry):
    x, w, b, _ = geometry.integers()
    z = equations.general(x, w, b, **geometry.settings)
    assert_array_equal(z, equations.forward(x, w, b, **geometry.settings))


def test_receptive_field(geometry):
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)[..., :1]
    w = np.ones_like(w)[:1, ..., :1]
    z = equations.forward(x, w, **geometry.steps)
    for i, j in np.ndindex(z.shape[1:3]):
        pixels = equations.receptive_field(i, j, w.shape[1:3], **geometry.steps)
        dz = np.zeros_like(z)
        dz[0, i, j, 0] = 1
        read = np.argwhere(equations.dx(dz, x, w, **geometry.steps)[0, :, :, 0])
        assert pixels == [tuple(pixel) for pixel in read]


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_same(kernel, stride, dilation):
    length = equations.extent(kernel, dilation=dilation)
    for size in range(1, 12):
        before, after = equations.same(size, kernel, stride=stride, dilation=dilation)
        wanted = -(-size // stride)
        padded = size + before + after
        assert (padded - length) // stride + 1 == wanted
        assert after - before in (0, 1)
        fewer = padded - 1 < length or (padded - 1 - length) // stride + 1 < wanted
        assert fewer or before + after == 0


def test_offset():
    image = samples.counting(1, 4, 5, 3)
    for p, q, c in np.ndindex(2, 3, 3):
        assert equations.offset(p, q, c, (4, 5, 3)) == image[0, p, q, c]
        given = equations.offset(p, q, c, (4, 5, 3), dilation=(3, 2))
        assert given == image[0, 3 * p, 2 * q, c]


def test_corner():
    image = samples.counting(1, 7, 8, 3)
    for i, j in np.ndindex(3, 2):
        given = equations.corner(i, j, (7, 8, 3), stride=(2, 3))
        assert given == image[0, 2 * i, 3 * j, 0]


def test_im2col(geometry):
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)
    (sh, sw), (dh, dw), (KH, KW) = (
        geometry.strides,
        geometry.dilations,
        geometry.kernel_size,
    )
    cols = equations.im2col(x, (KH, KW), **geometry.steps)
    extents = dh * (KH - 1) + 1, dw * (KW - 1) + 1
    views = np.lib.stride_tricks.sliding_window_view(x, extents, axis=(1, 2))
    views = views[:, ::sh, ::sw, :, ::dh, ::dw].transpose(0, 4, 5, 3, 1, 2)
    assert_array_equal(cols, views.reshape(cols.shape))


def test_forward_matmul():
    x, w, b, _ = samples.batch()
    W_mat, X_col = w.reshape(3, 12), equations.im2col(x, (2, 3))
    Z = equations.forward_matmul(W_mat, X_col, b)
    z = equations.forward(x, w, b)
    assert_array_equal(Z, z.reshape(2, 4, 3).transpose(0, 2, 1))


def test_dz_dw():
    x, w, _, dz = samples.batch()
    derivative = equations.dz_dw(x, w)
    for p, q, c in np.ndindex(w.shape[1:]):
        moved = w.copy()
        moved[:, p, q, c] += 1
        change = equations.forward(x, moved) - equations.forward(x, w)
        expected = np.broadcast_to(derivative[..., p, q, c, None], dz.shape)
        assert_array_equal(change, expected)


def test_chain_rule(geometry):
    x, w, _, dz = geometry.integers()
    derivative = equations.dz_dw(x, w, **geometry.settings)
    dw = equations.chain_rule(dz, derivative, groups=geometry.groups)
    every = np.einsum("nabf,nabpqc->fpqc", dz, derivative)
    assert_array_equal(dw, own_channels(every, dw))
    assert_array_equal(dw, equations.dw(dz, x, w, **geometry.settings))


def own_channels(every, dw):
    """Slice the channels that each kernel reads out of all C."""
    groups = every.shape[-1] // dw.shape[-1]
    rows = np.split(every, groups)
    blocks = [np.split(row, groups, axis=-1)[g] for g, row in enumerate(rows)]
    return np.concatenate(blocks)


def test_dw(geometry):
    x, w, _, dz = geometry.integers()
    dw = equations.dw(dz, x, w, **geometry.settings)
    assert_array_equal(dw, scipy_oracle.dw(dz, x, w, *geometry.for_scipy))


def test_dw_matmul():
    x, w, _, dz = samples.batch()
    dZ = dz.reshape(2, 4, 3).transpose(0, 2, 1)
    dW_mat = equations.dw_matmul(dZ, equations.im2col(x, (2, 3)))
    assert_array_equal(dW_mat.reshape(w.shape), equations.dw(dz, x, w))


def test_db(geometry):
    _, _, b, dz = geometry.integers()
    db = equations.db(dz)
    assert db.shape == b.shape
    for f in range(geometry.F):
        assert db[f] == dz[..., f].sum()


def test_dx(geometry):
    x, w, _, dz = geometry.integers()
    dx = equations.dx(dz, x, w, **geometry.settings)
    assert_array_equal(dx, scipy_oracle.dx(dz, x, w, *geometry.for_scipy))


def test_dx_scatter(geometry):
    x, w, _, dz = geometry.integers()
    dx = equations.dx_scatter(dz, x, w, **geometry.settings)
    assert_array_equal(dx, equations.dx(dz, x, w, **geometry.settings))


def test_dx_gather(geometry):
    x, w, _, dz = geometry.integers()
    dx = equations.dx_gather(dz, x, w, **geometry.settings)
    assert_array_equal(dx, equations.dx(dz, x, w, **geometry.settings))


def test_dx_matmul():
    x, w, _, dz = samples.batch()
    dZ = dz.reshape(2, 4, 3).transpose(0, 2, 1)
    dX_col = equations.dx_matmul(w.reshape(3, 12), dZ)
    dx = equations.col2im(dX_col, x.shape[1:], (2, 3))
    assert_array_equal(dx, equations.dx(dz, x, w))


def test_col2im(geometry):
    """The transpose of im2col: the same 0s and 1s, with rows and columns swapped."""
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)
    settings = {"kernel_size": w.shape[1:3], **geometry.steps}
    cols = equations.im2col(x, **settings)
    cols = np.random.default_rng(1).integers(-9, 10, cols.shape).astype(float)
    image = equations.col2im(cols, x.shape[1:], **settings)
    assert np.sum(equations.im2col(x, **settings) * cols) == np.sum(x * image)


def test_error():
    dx = samples.batch().x
    z = dx[::-1] / 4
    given = equations.error(dx, z, lambda v: 1 - np.tanh(v) ** 2)
    assert_array_equal(given, (1 - np.tanh(z) ** 2) * dx)


def test_adjoint(geometry):
    x, w, _, dz = geometry.integers()
    dz_z, dx_x, dw_w = equations.adjoint(dz, x, w, **geometry.settings)
    assert dz_z == dx_x == dw_w
    assert dz_z == np.sum(dz * equations.forward(x, w, **geometry.settings))


def test_central_difference():
    x = np.array([1.0, 2.0])
    slope = equations.central_difference(lambda x: x[0] ** 3 + x[1], x, (0,))
    assert slope == pytest.approx(3, rel=1e-8)
    assert equations.central_difference(lambda x: 7 * x[1], x, (1,), h=1) == 7
    assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("multiplications", [10, 100, 1000])
def test_roofline(multiplications):
    seconds = equations.roofline(multiplications, 30, peak=50, bandwidth=15)
    assert seconds == {10: 2, 100: 2, 1000: 20}[multiplications]


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_lowered(stride):
    x = samples.counting(2, 3, 8, 2)
    L = equations.lowered(x, 3, stride=stride)
    views = np.lib.stride_tricks.sliding_window_view(x, 3, axis=2)[:, :, ::stride]
    assert_array_equal(L, views.transpose(0, 2, 1, 4, 3).reshape(L.shape))
    rows = np.lib.stride_tricks.sliding_window_view(L, 2, axis=2)
    windows = rows.transpose(0, 4, 3, 2, 1).reshape(
        2, 12, -1
    )  # rows of L, side by side
    assert_array_equal(windows, equations.im2col(x, (2, 3), stride=(1, stride)))


def test_winograd_1d():
    """Both are linear in x and in w, so testing unit vectors is enough."""
    for r, q in np.ndindex(4, 3):
        x, w = np.eye(4)[r], np.eye(3)[q]
        assert_array_equal(equations.winograd_1d(x, w), np.correlate(x, w))


@pytest.mark.parametrize(
    ("pixels", "kernel", "points"),
    [(4, 3, (0, 1, -1)), (5, 2, (0, 1, -2, 5)), (6, 3, (0, 1, -1, 2, -2))],
)
def test_toom_cook(pixels, kernel, points):
    rng = np.random.default_rng(pixels)
    x, w = rng.integers(-9, 10, pixels), rng.integers(-9, 10, kernel)
    assert_array_equal(equations.toom_cook(x, w, points), np.correlate(x, w))
    A, B, G, _ = tiles.tile(pixels - kernel + 1, kernel, 1)
    assert_allclose(A.T @ ((G @ w) * (B @ x)), np.correlate(x, w), 0, 1e-12)
    as_long_as_x = equations.toom_cook(w, w, points[: kernel - 1])
    assert_array_equal(as_long_as_x, [w @ w])


def test_winograd():
    for i, j, p, q in np.ndindex(4, 4, 3, 3):
        x, w = np.zeros((4, 4)), np.zeros((3, 3))
        x[i, j] = w[p, q] = 1
        z = equations.forward(x[None, :, :, None], w[None, :, :, None])
        assert_array_equal(equations.winograd(x, w), z[0, :, :, 0])


def test_winograd_backward():
    for j, r, q in np.ndindex(2, 4, 3):
        dz, x, w = np.eye(2)[j], np.eye(4)[r], np.eye(3)[q]
        as_images = dz.reshape(1, 1, 2, 1), x.reshape(1, 1, 4, 1), w.reshape(1, 1, 3, 1)
        dx, dw = equations.winograd_backward(dz, x, w)
        assert_array_equal(dx, equations.dx(*as_images).ravel())
        assert_array_equal(dw, equations.dw(*as_images).ravel())


@pytest.mark.parametrize(("pixels", "kernel"), [(1, 1), (4, 3), (5, 5), (7, 2)])
def test_spectrum(pixels, kernel):
    rng = np.random.default_rng(pixels)
    x, w = rng.integers(-9, 10, pixels), rng.integers(-9, 10, kernel)
    z = np.correlate(np.concatenate([x, x[: kernel - 1]]), w)
    Z = equations.spectrum(x, w)
    assert_allclose(Z, np.fft.fft(z), 0, 1e-12 * pixels * 99)


@pytest.mark.parametrize("patch", [3, 4, 6, 9, 20])
def test_overlap_save(patch):
    """One patch fewer would not cover all windows."""
    x, w = np.arange(13.0) % 5, np.array([1.0, -2, 3])
    z, inside = np.correlate(x, w), patch - 2
    patches = equations.overlap_save(len(z), 3, patch)
    starts = range(0, patches * inside, inside)
    given = [np.correlate(np.append(x, np.zeros(patch))[s:][:patch], w) for s in starts]
    assert_array_equal(np.concatenate(given)[: len(z)], z)
    assert (patches - 1) * inside < len(z)


def test_dense():
    rng = np.random.default_rng(0)
    shapes = (2, 3, 4, 5), (6, 3, 4, 5), 6
    x, w, b = (rng.integers(-9, 10, shape).astype(float) for shape in shapes)
    z = scipy_oracle.forward(x, w, b, (1, 1), ((0, 0), (0, 0)), (1, 1))
    rows = x.reshape(2, -1), w.reshape(6, -1)
    assert_array_equal(equations.dense(*rows, b), z[:, 0, 0])
    assert_array_equal(equations.dense(*rows), z[:, 0, 0] - b)


POOLED = [((2, 3), (1, 1)), ((2, 2), (2, 2)), ((3, 2), (2, 3)), ((1, 1), (1, 2))]


@pytest.mark.parametrize(("size", "stride"), POOLED)
def test_max_pool(size, stride):
    x = np.random.default_rng(0).integers(-9, 10, (2, 6, 7, 3)).astype(float)
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))
    largest = windows[:, :: stride[0], :: stride[1]].max(axis=(4, 5))
    assert_array_equal(equations.max_pool(x, size, stride=stride), largest)


@pytest.mark.parametrize(("size", "stride"), POOLED)
def test_max_pool_gradient(size, stride):
    """All pixels differ by 1 or more, so a step of 0.5 moves no maximum."""
    rng = np.random.default_rng(0)
    x = rng.permutation(2 * 6 * 7 * 3).reshape(2, 6, 7, 3).astype(float)
    dz = rng.integers(-9, 10, equations.max_pool(x, size, stride=stride).shape)
    dx = np.zeros_like(x)
    for unit in np.ndindex(x.shape):
        moved = x.copy()
        moved[unit] += 0.5
        change = equations.max_pool(moved, size, stride=stride)
        change -= equations.max_pool(x, size, stride=stride)
        dx[unit] = np.sum(dz * change) / 0.5
    assert_array_equal(equations.max_pool_gradient(dz, x, size, stride=stride), dx)
    equal, one = np.ones((1, *size, 1)), np.full((1, 1, 1, 1), 3.0)
    first = equations.max_pool_gradient(one, equal, size).ravel()
    assert_array_equal(first, [3] + [0] * (first.size - 1))


SCORES = np.array([[2.0, -1, 0.5], [-300, 800, 799]])


def test_softmax():
    assert_allclose(equations.softmax(SCORES), special.softmax(SCORES, 1), 1e-14)


def test_cross_entropy():
    p, labels = equations.softmax(SCORES), [2, 1]
    log_p = special.log_softmax(SCORES, 1)
    assert_allclose(equations.cross_entropy(p, labels), -np.mean(log_p[[0, 1], labels]))


def test_score_gradient():
    z, labels, h = np.array([[2.0, -1, 0.5], [1, 3, 2]]), [2, 1], 1e-5
    dz = np.zeros_like(z)
    for n, k in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[n, k] = h
        above, below = (
            equations.cross_entropy(equations.softmax(z + sign * step), labels)
            for sign in (1, -1)
        )
        dz[n, k] = (above - below) / (2 * h)
    given = equations.score_gradient(equations.softmax(z), labels)
    assert_allclose(given, dz, 0, 1e-10)


def test_momentum():
    """After three steps with the same gradient, velocity is dw (1 + mu + mu^2)."""
    w, v, dw = np.array([1.0, -2]), np.zeros(2), np.array([4.0, 0.5])
    for _ in range(3):
        w, v = equations.momentum(w, v, dw, learning_rate=0.25, mu=0.5)
    assert_array_equal(v, dw * 1.75)
    assert_array_equal(w, [1, -2] - 0.25 * dw * (1 + 1.5 + 1.75))
