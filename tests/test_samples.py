"""The samples are what the chapters say they are."""

import matplotlib.cbook
import matplotlib.image
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab import forward, samples


def test_samples_fit_together():
    for sample in (samples.by_hand(), samples.batch()):
        z = forward(sample.x, sample.w, sample.b)
        assert sample.dz.shape == z.shape
        for a in sample:
            assert_array_equal(a, np.round(a))


def test_a_batch_is_the_same_every_time():
    for a, b in zip(samples.batch(), samples.batch(), strict=True):
        assert_array_equal(a, b)


def test_counting_holds_addresses():
    x = samples.counting(2, 3, 4)
    assert_array_equal(x.ravel(), np.arange(24))


@pytest.mark.parametrize("reduce", [4, 5, 8, 10, 28, 64])
def test_the_photograph_is_matplotlibs_averaged_over_squares(reduce):
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file:
        pixels = matplotlib.image.imread(file, format="jpg").astype(float)
    H, W = 600 // reduce, 512 // reduce
    squares = pixels[: H * reduce, : W * reduce].reshape(H, reduce, W, reduce, 3)
    x = samples.photograph(reduce=reduce)
    assert x.shape == (1, H, W, 3)
    assert_array_equal(x[0], squares.mean(axis=(1, 3)))


def test_kernels_do_what_their_names_say():
    ramp = np.tile(np.arange(5.0), (5, 1))[None, :, :, None]
    flat = np.full((1, 5, 5, 1), 100.0)

    def apply(name, x):
        return forward(x, np.array(samples.KERNELS[name])[None, :, :, None])

    right = apply("vertical edges", ramp)
    assert_array_equal(right, np.full_like(right, 8))
    assert_array_equal(apply("horizontal edges", ramp), np.zeros_like(right))
    down = apply("horizontal edges", ramp.transpose(0, 2, 1, 3))
    assert_array_equal(down, np.full_like(right, 8))
    for name, level in [("vertical edges", 0), ("blur", 100), ("sharpen", 100)]:
        assert_array_equal(apply(name, flat), np.full_like(right, level))
    dot = np.zeros((1, 3, 3, 1))
    dot[0, 1, 1] = 16
    assert apply("blur", dot).item() == 4
    assert apply("sharpen", dot).item() == 80
