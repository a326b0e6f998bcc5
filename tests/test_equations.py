"""Each numbered equation has one test here, named after its label."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import outside
from convlab import equations, samples
from convlab import geometry as layout


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
    assert_array_equal(z, outside.forward(x, w, b, geometry.strides, geometry.widths))


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4])
@pytest.mark.parametrize("padding", [(0, 0), (1, 1), (0, 3)])
def test_output_size(kernel, stride, padding):
    for size in range(kernel, 15):
        starts = np.arange(size + sum(padding))[::stride]
        fit = starts + kernel <= size + sum(padding)
        given = equations.output_size(size, kernel, stride=stride, padding=padding)
        assert given == np.count_nonzero(fit)


def test_receptive_field(geometry):
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)
    w = np.ones_like(w)
    settings = {"stride": geometry.stride}
    z = equations.forward(x, w, **settings)
    for i, j in np.ndindex(z.shape[1:3]):
        pixels = equations.receptive_field(i, j, w.shape[1:3], **settings)
        dz = np.zeros_like(z)
        dz[0, i, j, 0] = 1
        read = np.argwhere(equations.dx(dz, x, w, **settings)[0, :, :, 0])
        assert pixels == [tuple(pixel) for pixel in read]


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
def test_same(kernel, stride):
    for size in range(1, 12):
        before, after = equations.same(size, kernel, stride=stride)
        windows = -(-size // stride)
        padded = size + before + after
        assert (padded - kernel) // stride + 1 == windows
        assert after - before in (0, 1)
        fewer = padded - 1 < kernel or (padded - 1 - kernel) // stride + 1 < windows
        assert fewer or before + after == 0


def test_offset():
    image = samples.counting(1, 4, 5, 3)
    for p, q, c in np.ndindex(2, 3, 3):
        assert equations.offset(p, q, c, (4, 5, 3)) == image[0, p, q, c]


def test_corner():
    image = samples.counting(1, 7, 8, 3)
    for i, j in np.ndindex(3, 2):
        given = equations.corner(i, j, (7, 8, 3), stride=(2, 3))
        assert given == image[0, 2 * i, 3 * j, 0]


def test_im2col(geometry):
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)
    (sh, sw), (_, KH, KW, _) = geometry.strides, w.shape
    cols = equations.im2col(x, (KH, KW), stride=(sh, sw))
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(1, 2))
    windows = windows[:, ::sh, ::sw].transpose(0, 4, 5, 3, 1, 2)
    assert_array_equal(cols, windows.reshape(cols.shape))


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
    dw = equations.chain_rule(dz, derivative)
    assert_array_equal(dw, np.einsum("nabf,nabpqc->fpqc", dz, derivative))
    assert_array_equal(dw, equations.dw(dz, x, w, **geometry.settings))


def test_dw(geometry):
    x, w, _, dz = geometry.integers()
    dw = equations.dw(dz, x, w, **geometry.settings)
    assert_array_equal(dw, outside.dw(dz, x, w, geometry.strides, geometry.widths))


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
    assert_array_equal(dx, outside.dx(dz, x, w, geometry.strides, geometry.widths))


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
    """The transpose of im2col: the same 0s and 1s, rows and columns exchanged."""
    x, w, _, _ = geometry.integers()
    x = layout.pad(x, w.shape[1:3], padding=geometry.widths)
    settings = {"kernel_size": w.shape[1:3], "stride": geometry.stride}
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
