"""Run every call on the page of conventions, if its library is installed."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from convlab import backward, col2im, forward, im2col, pad

PAGE = Path(__file__).parent.parent / "book" / "conventions.md"
FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)
FIRST, *SECTIONS = PAGE.read_text().split("\n## ")
BLOCKS = {
    section.split("\n")[0]: FENCE.findall(section)
    for section in SECTIONS
    if FENCE.search(section)
}
PACKAGES = {
    "PyTorch": "torch",
    "TensorFlow": "tensorflow",
    "Keras": "keras",
    "JAX": "jax",
    "ONNX": "onnx",
    "SciPy": "scipy",
}
LAYOUTS = {  # sections that NumPy runs, or SciPy, and that have tests of their own
    "Channels last or first: NHWC and NCHW",
    "MATLAB",
    "DeepLearning.AI",
}


def run(library):
    """Run the start of the page, then the blocks of a library; return all names."""
    names = {}
    for block in [*FENCE.findall(FIRST), *BLOCKS[library]]:
        exec(block, names)
    return names


def test_every_library_of_the_page_is_tried():
    assert set(BLOCKS) == set(PACKAGES) | LAYOUTS


@pytest.mark.parametrize("library", PACKAGES)
def test_the_call_on_the_page_gives_our_numbers(library):
    package = PACKAGES[library]
    if not find_spec(package) or (package == "keras" and not find_spec("tensorflow")):
        pytest.skip(f"{library} is not installed")
    names = run(library)
    theirs = np.asarray(names[f"z_{package}"])
    assert theirs.dtype == np.float64
    np.testing.assert_array_equal(theirs, names["z"])


def test_the_transposed_convolution_of_pytorch_is_our_dx():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    names = run("PyTorch")
    z, x, w, padding = (names[name] for name in ("z", "x", "w", "padding"))
    settings = {"stride": (2, 1), "dilation": (3, 2), "groups": 2}
    dx = backward(z, x, w, padding=padding, **settings).dx
    np.testing.assert_array_equal(names["dx_torch"].numpy(), dx)


def test_same_padding_with_a_stride_is_refused_by_pytorch_and_made_by_hand():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    names = run("PyTorch")
    settings = {"stride": 2, "dilation": (2, 1), "groups": 2}
    conv2d = names["functional"].conv2d
    with pytest.raises(RuntimeError, match="same"):
        conv2d(names["images"], names["kernels"], padding="same", **settings)
    assert (names["up"], names["down"]) == (0, 1)
    ours = forward(names["x"], names["w"], padding="same", **settings)
    np.testing.assert_array_equal(names["z_same"].numpy(), ours)


def test_unfold_and_fold_of_pytorch_are_im2col_and_col2im():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    names = run("PyTorch")
    how = {"stride": (2, 1), "dilation": (3, 2)}
    padded = pad(names["x"], (2, 3), padding=names["padding"], **how)
    cols = im2col(padded, (2, 3), **how)
    np.testing.assert_array_equal(names["cols"].numpy(), cols)
    folded = names["folded"].permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(folded, col2im(cols, (9, 12, 4), (2, 3), **how))


def test_a_layout_is_changed_both_ways():
    names = run("Channels last or first: NHWC and NCHW")
    x, w = names["x"], names["w"]
    assert names["x_nchw"][1, 3, 5, 7] == x[1, 5, 7, 3]
    assert names["w_oihw"][5, 1, 0, 2] == w[5, 0, 2, 1]
    assert names["w_hwio"][0, 2, 1, 5] == w[5, 0, 2, 1]
    np.testing.assert_array_equal(names["x_nhwc"], x)
    for back in ("w_from_oihw", "w_from_hwio"):
        np.testing.assert_array_equal(names[back], w)


def test_correlate2d_is_our_layer_and_convolve2d_its_way_back():
    pytest.importorskip("scipy", reason="SciPy is not installed")
    names = run("SciPy")
    x = names["picture"][np.newaxis, ..., np.newaxis]
    w = names["kernel"][np.newaxis, ..., np.newaxis]
    z = forward(x, w)
    dx, dw, _ = backward(z, x, w)
    for name, ours in [
        ("z_picture", z),
        ("z_rotated", z),
        ("dx_picture", dx),
        ("dw_picture", dw),
    ]:
        np.testing.assert_array_equal(names[name], ours[0, :, :, 0])


def test_convn_wants_the_channels_flipped_too():
    pytest.importorskip("scipy", reason="SciPy is not installed")
    names = run("MATLAB")
    z = forward(names["image"][np.newaxis], names["kernel"][np.newaxis])
    np.testing.assert_array_equal(names["z_convn"], z[0, :, :, 0])


def test_the_shapes_of_deeplearning_ai_hold_its_sums():
    names = run("DeepLearning.AI")
    A_prev = np.pad(names["x"], ((0, 0), (1, 1), (1, 1), (0, 0)))
    W, dZ = names["W"], names["dZ"]
    Z, dA, dW = np.zeros(dZ.shape), np.zeros(A_prev.shape), np.zeros(W.shape)
    for i, h, v, c in np.ndindex(dZ.shape):
        window = i, slice(2 * h, 2 * h + 3), slice(2 * v, 2 * v + 3)
        Z[i, h, v, c] = np.sum(A_prev[window] * W[..., c]) + names["b"][c]
        dA[window] += W[..., c] * dZ[i, h, v, c]
        dW[..., c] += A_prev[window] * dZ[i, h, v, c]
    np.testing.assert_array_equal(names["Z"], Z)
    np.testing.assert_array_equal(names["dA_prev"], dA[:, 1:-1, 1:-1])
    np.testing.assert_array_equal(names["dW"], dW)
    np.testing.assert_array_equal(names["db"], dZ.sum((0, 1, 2)).reshape(1, 1, 1, 6))
