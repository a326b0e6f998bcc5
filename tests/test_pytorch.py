"""The same layer in PyTorch, if it is installed: `pip install -e ".[torch]"`."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_array_equal

from convlab import backward, forward
from random_geometries import geometries
from test_backward_chapter import LAYER, LAYERS

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


def to_torch(a):
    """Turn an array of the layer into a PyTorch tensor, NCHW, with gradients on."""
    a = np.ascontiguousarray(np.moveaxis(a, -1, 1) if a.ndim == 4 else a)
    return torch.from_numpy(a).requires_grad_()


def to_numpy(a):
    a = a.detach().numpy()
    return np.moveaxis(a, 1, -1) if a.ndim == 4 else a


def by_pytorch(x, w, b, dz, geometry):
    x, w, b = map(to_torch, (x, w, b))
    (top, bottom), (left, right) = geometry.widths
    z = torch.nn.functional.conv2d(
        torch.nn.functional.pad(x, (left, right, top, bottom)),
        w,
        b,
        stride=geometry.strides,
        dilation=geometry.dilations,
        groups=geometry.groups,
    )
    z.backward(to_torch(dz).detach())
    return [to_numpy(a) for a in (z, x.grad, w.grad, b.grad)]


def assert_pytorch_agrees(geometry, seed):
    x, w, b, dz = geometry.integers(seed)
    z, *gradients = by_pytorch(x, w, b, dz, geometry)
    assert_array_equal(forward(x, w, b, **geometry.settings), z)
    ours = backward(dz, x, w, **geometry.settings)
    for gradient, theirs in zip(ours, gradients, strict=True):
        assert_array_equal(gradient, theirs)


def test_pytorch_agrees(geometry):
    assert_pytorch_agrees(geometry, seed=0)


@given(geometries())
def test_pytorch_agrees_on_random_layers(geometry):
    assert_pytorch_agrees(geometry, seed=1)


@pytest.mark.parametrize(("images", "kernels", "stride", "padding"), LAYERS)
def test_pytorch_agrees_with_the_thirty_lines(images, kernels, stride, padding):
    rng = np.random.default_rng(0)
    shapes = images, kernels, kernels[:1]
    x, w, b = (rng.integers(-4, 5, shape).astype(float) for shape in shapes)
    x_torch, w_torch, b_torch = map(to_torch, (x, w, b))
    z_torch = torch.nn.functional.conv2d(
        x_torch, w_torch, b_torch, stride=stride, padding=padding
    )
    z = LAYER["conv_forward"](x, w, b, stride, padding)
    assert_array_equal(z, to_numpy(z_torch))
    z_torch.backward(to_torch(z + 1).detach())
    ours = LAYER["conv_backward"](z + 1, x, w, stride, padding)
    for gradient, theirs in zip(ours, (x_torch, w_torch, b_torch), strict=True):
        assert_array_equal(gradient, to_numpy(theirs.grad))
