"""The arrays of one shape, the same for every contestant."""

from dataclasses import dataclass

import numpy as np

from convolution.shapes import Shape

__all__ = ["Case", "draw"]


@dataclass(frozen=True)
class Case:
    """A shape with its arrays in single precision, channels last."""

    shape: Shape
    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray


def draw(shape):
    """Draw images, kernels, bias and dz, so that z is about as large as x."""
    B, (OH, OW), F, K = shape.B, shape.windows, shape.F, shape.K
    channels, rng = shape.C // shape.groups, np.random.default_rng(0)

    def normal(*sizes):
        return rng.standard_normal(sizes, np.float32)

    x = normal(B, shape.H, shape.W, shape.C)
    w = normal(F, K, K, channels) / np.float32(np.sqrt(K * K * channels))
    return Case(shape, x, w, normal(F), normal(B, OH, OW, F))
