"""What the chapter on the backward pass says, beyond its equations."""

from pathlib import Path

import nbformat
import numpy as np
import pytest
import scipy.signal
from numpy.testing import assert_array_equal

from convlab import backward, forward, samples
from convlab.equations import central_difference

CHAPTER = Path(__file__).parent.parent / "book" / "backward.ipynb"
CELLS = {cell.id: cell for cell in nbformat.read(CHAPTER, as_version=4).cells}


def run(*ids):
    """Run cells of the chapter by their ids, and return the names they define."""
    names = {"np": np, "samples": samples, "backward": backward, "forward": forward}
    for name, array in zip(("x", "w", "b", "dz"), samples.by_hand(), strict=True):
        names[name] = array
    for each in ids:
        exec(CELLS[each].source, names)
    return names


LAYER = run("whole-layer")
LAYERS = [  # images, kernels, stride and padding
    ((1, 3, 4, 1), (1, 2, 3, 1), 1, 0),
    ((2, 6, 7, 2), (3, 2, 3, 2), 2, 0),  # with rows and columns left over
    ((2, 5, 8, 3), (2, 3, 2, 3), 3, 2),
    ((3, 4, 4, 2), (4, 1, 1, 2), 2, 1),
    ((2, 5, 5, 1), (3, 5, 5, 1), 1, 4),
]


@pytest.mark.parametrize(("images", "kernels", "stride", "padding"), LAYERS)
def test_the_thirty_lines_are_the_layer(images, kernels, stride, padding):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.integers(-4, 5, shape).astype(float)
        for shape in (images, kernels, kernels[:1])
    )
    settings = {"stride": stride, "padding": padding}
    z = LAYER["conv_forward"](x, w, b, **settings)
    assert_array_equal(z, forward(x, w, b, **settings))
    dz = rng.integers(-4, 5, z.shape).astype(float)
    ours = LAYER["conv_backward"](dz, x, w, **settings)
    for gradient, theirs in zip(ours, backward(dz, x, w, **settings), strict=True):
        assert_array_equal(gradient, theirs)


def test_the_thirty_lines_need_numpy_alone():
    source = CELLS["whole-layer"].source
    assert len(source.splitlines()) <= 30
    assert source.startswith("import numpy as np\n")
    assert "import" not in source.removeprefix("import numpy as np\n")
    exec(source, {})


def test_what_scipy_calls_the_three_sums():
    x, w, b, dz = samples.by_hand()
    z = forward(x, w, b)[0, :, :, 0]
    dx, dw, _ = backward(dz, x, w)
    x, w, dz = x[0, :, :, 0], w[0, :, :, 0], dz[0, :, :, 0]
    assert_array_equal(scipy.signal.correlate2d(x, w, "valid") + b, z)
    assert_array_equal(scipy.signal.correlate2d(x, dz, "valid"), dw[0, :, :, 0])
    assert_array_equal(scipy.signal.convolve2d(dz, w, "full"), dx[0, :, :, 0])


@pytest.mark.parametrize("mode", ["reflect", "wrap"])
def test_a_copied_border_adds_up_its_copies(mode):
    names = run()
    source = CELLS["reflect"].source
    exec(source.replace('mode="reflect"', f'mode="{mode}"'), names)
    widths = ((0, 0), (1, 1), (1, 1), (0, 0))

    def loss(x):
        return np.sum(names["dz_wide"] * forward(np.pad(x, widths, mode), names["w"]))

    slopes = [
        central_difference(loss, names["x"], (0, *pixel, 0), h=1)
        for pixel in np.ndindex(3, 4)
    ]
    assert_array_equal(names["dx_reflect"], slopes)


def test_a_random_kernel_learns_to_find_edges():
    names = run("whole-layer", "learn-edges-target", "learn-edges-descent")
    apart = np.abs(names["w_learned"] - names["w_known"]).max()
    assert 0.2 < apart < 0.25
    assert names["losses"][20] < names["losses"][0] / 50


def test_with_the_smooth_backdrop_the_kernel_is_further_off():
    names = run("whole-layer", "learn-edges-target")
    whole = samples.photograph().mean(axis=3, keepdims=True) / 255
    whole -= whole.mean()
    flattest = {}
    for name, image in [("whole", whole), ("face", names["grey"])]:
        pixels = np.lib.stride_tricks.sliding_window_view(image[0, :, :, 0], (3, 3))
        pixels = pixels.reshape(-1, 9)
        flattest[name] = np.linalg.eigvalsh(pixels.T @ pixels / len(pixels))[0]
    assert flattest["whole"] < flattest["face"] / 1.9
    names["grey"] = whole
    names["edges"] = names["conv_forward"](whole, names["w_known"], 0)
    exec(CELLS["learn-edges-descent"].source, names)
    assert 0.3 < np.abs(names["w_learned"] - names["w_known"]).max() < 0.35


def test_with_the_mean_left_in_the_same_steps_lead_away():
    names = run("whole-layer", "learn-edges-target")
    names["grey"] = names["grey"] + 0.41  # about what was subtracted
    names["edges"] = names["conv_forward"](names["grey"], names["w_known"], 0)
    exec(CELLS["learn-edges-descent"].source, names)
    assert names["losses"][-1] > 1e6 * names["losses"][0]


def test_half_of_the_matrix_lies_outside_the_windows():
    x, w, _, dz = samples.by_hand()
    reads = [
        backward(one.reshape(dz.shape), x, np.ones_like(w)).dx.ravel()
        for one in np.eye(dz.size)
    ]
    assert np.shape(reads) == (4, 12)
    assert np.count_nonzero(reads) == 24
