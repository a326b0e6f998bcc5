"""A published col2im, right where its test looks."""

import numpy as np

import convlab
from convlab import samples
from convlab.exercises import settings
from convlab.exercises.bugs.bug import bug


def test_of_overwriting(col2im):
    """Compare all entries, for a 2 by 2 kernel that moves by 2."""
    cols = samples.counting(1, 4, 4)
    given = cols, (4, 4, 1), (2, 2)
    right = convlab.col2im(*given, stride=2)
    return bool(np.array_equal(col2im(*given, stride=2), right))


@bug(
    "col2im",
    test_of_overwriting,
    "In more than one library, `+=` with an array of addresses takes the place of "
    "`np.add.at`.",
    settings.NO_OVERLAP,
    settings.EXACT_FIT,
    settings.ONE_BY_ONE,
)
def overwriting(cols, image_shape, kernel_size, *, stride=1):
    H, W, C = image_shape
    addresses = convlab.im2col_indices(image_shape, kernel_size, stride=stride)
    x = np.zeros((len(cols), H * W * C))
    x[:, addresses] += cols
    return x.reshape(len(cols), H, W, C)
