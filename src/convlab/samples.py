"""Small arrays to work through by hand, and a photograph to look at."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from convlab._validate import check_int, check_sizes

__all__ = ["KERNELS", "Sample", "batch", "by_hand", "counting", "photograph", "roomy"]

KERNELS = {
    "vertical edges": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "horizontal edges": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "blur": ((0.0625, 0.125, 0.0625), (0.125, 0.25, 0.125), (0.0625, 0.125, 0.0625)),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
}

# The pixels of the photograph, added up over squares of 4 by 4 and of 5 by 5. The sums
# give every size that the book shows. They are a tenth as many numbers as the pixels,
# which matters because a page that runs Python downloads them. The original is
# Matplotlib's sample grace_hopper.jpg, and tests/test_samples.py compares the two.
PHOTOGRAPH = Path(__file__).with_name("photograph.npz")
STORED_SIDES = 4, 5


class Sample(NamedTuple):
    """The arrays of a layer: images x, parameters w and b, upstream gradient dz."""

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray


def by_hand() -> Sample:
    """Return the book's running example: one image, one channel, one kernel.

    Returns
    -------
    Sample
        x (1, 3, 4, 1), w (1, 2, 3, 1), b (1,), dz (1, 2, 2, 1), all small integers.

    Examples
    --------
    >>> by_hand().w[0, :, :, 0]
    array([[ 1.,  0., -1.],
           [ 2.,  1.,  0.]])
    """
    x = [[1, 2, 0, 1], [0, 1, 3, 2], [2, 0, 1, 1]]
    w = [[1, 0, -1], [2, 1, 0]]
    dz = [[1, 2], [-1, 3]]
    return Sample(
        np.array(x, float).reshape(1, 3, 4, 1),
        np.array(w, float).reshape(1, 2, 3, 1),
        np.array([1.0]),
        np.array(dz, float).reshape(1, 2, 2, 1),
    )


def batch() -> Sample:
    """Return two images, two channels and three kernels: no axis has length 1.

    Returns
    -------
    Sample
        x (2, 3, 4, 2), w (3, 2, 3, 2), b (3,), dz (2, 2, 2, 3), all small integers.

    Examples
    --------
    >>> batch().x.shape
    (2, 3, 4, 2)
    """
    rng = np.random.default_rng(0)
    shapes = (2, 3, 4, 2), (3, 2, 3, 2), (3,), (2, 2, 2, 3)
    return Sample(*(rng.integers(-4, 5, shape).astype(float) for shape in shapes))


def roomy() -> Sample:
    """Return larger arrays to slice, with those of `by_hand` in their top-left corner.

    Returns
    -------
    Sample
        x (2, 6, 7, 4), w (4, 4, 4, 4), b (4,) and dz (2, 12, 13, 4), all small
        integers. Channels and kernels can be cut into two groups of two, and dz has
        room for a 1 by 1 kernel with padding 3.

    Examples
    --------
    >>> roomy().x[0, :3, :4, 0]
    array([[1., 2., 0., 1.],
           [0., 1., 3., 2.],
           [2., 0., 1., 1.]])
    """
    rng = np.random.default_rng(24)  # few zeros where explorers begin
    shapes = (2, 6, 7, 4), (4, 4, 4, 4), (4,), (2, 12, 13, 4)
    roomy = Sample(*(rng.integers(-3, 4, shape).astype(float) for shape in shapes))
    for large, small in zip(roomy, by_hand(), strict=True):
        large[tuple(slice(length) for length in small.shape)] = small
    return roomy


def counting(*shape: int) -> NDArray:
    """Return an array in which every entry is its own address: 0, 1, 2, ...

    Parameters
    ----------
    *shape : int
        Lengths of the axes.

    Returns
    -------
    array
        Array of that shape, in float64.

    Raises
    ------
    TypeError, ValueError
        If a length is not a whole number of at least 1.

    Examples
    --------
    >>> counting(2, 3)
    array([[0., 1., 2.],
           [3., 4., 5.]])
    """
    axes = [f"axis {k}" for k in range(len(shape))]
    shape = check_sizes("shape", shape, axes)
    return np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)


def photograph(*, reduce: int = 4) -> NDArray:
    """Load a portrait of Grace Hopper, made smaller.

    Parameters
    ----------
    reduce : int
        Shrink by this factor: one pixel is the mean of reduce by reduce pixels of the
        original. A multiple of 4 or 5, up to 64.

    Returns
    -------
    array (1, 600 // reduce, 512 // reduce, 3)
        Red, green and blue from 0 to 255, in float64.

    Raises
    ------
    TypeError, ValueError
        If reduce is not a whole number from 4 to 64, or not a multiple of 4 or 5.

    References
    ----------
    Photograph by James S. Davis, United States Navy, 1984; public domain.
    """
    reduce = check_int("reduce", reduce, 4, 64)
    side = next((side for side in STORED_SIDES if reduce % side == 0), None)
    if side is None:
        raise ValueError(f"reduce must be a multiple of 4 or 5; got {reduce}")
    with np.load(PHOTOGRAPH) as stored:
        sums = stored[f"sums_of_{side}_by_{side}"]
    k = reduce // side
    H, W = sums.shape[0] // k, sums.shape[1] // k
    squares = sums[: H * k, : W * k].reshape(H, k, W, k, 3)
    return squares.sum(axis=(1, 3))[None] / reduce**2
