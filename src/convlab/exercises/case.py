"""A layer with its sizes filled in: what a probe is made of."""

from dataclasses import dataclass

import numpy as np

from convlab.geometry import output_shape, padding_widths

__all__ = ["Case"]


@dataclass(frozen=True, eq=False)
class Case:
    """The arrays of a layer, its stride and its padding.

    Attributes
    ----------
    x, w, b, dz : array
        (B, H, W, C), (F, KH, KW, C), (F,) and (B, OH, OW, F).
    stride, padding : int
        In pixels, alike on both axes and on all sides.
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray
    dz: np.ndarray
    stride: int = 1
    padding: int = 0

    @classmethod
    def of_integers(
        cls, *, B=2, H=7, W=8, C=3, F=4, KH=2, KW=3, stride=1, padding=0, seed=0
    ):
        """Fill arrays of these sizes with whole numbers, none of them 0."""
        OH, OW = _windows((H, W), (KH, KW), stride, padding)
        shapes = (B, H, W, C), (F, KH, KW, C), (F,), (B, OH, OW, F)
        rng = np.random.default_rng(seed)
        numbers = (_integers(rng, shape) for shape in shapes)
        return cls(*numbers, stride=stride, padding=padding)

    @property
    def settings(self):
        """The keywords of the layer's functions."""
        return {"stride": self.stride, "padding": self.padding}

    @property
    def image_shape(self):
        """H, W, C of one image, not padded."""
        return self.x.shape[1:]

    @property
    def kernel_size(self):
        """KH and KW."""
        return self.w.shape[1:3]

    @property
    def padded_size(self):
        """Rows and columns of the image with its padding."""
        H, W, _ = self.image_shape
        return H + 2 * self.padding, W + 2 * self.padding

    @property
    def cols(self):
        """Columns (B, KH*KW*C, OH*OW) that fit the image without padding."""
        (H, W, C), (KH, KW) = self.image_shape, self.kernel_size
        OH, OW = _windows((H, W), (KH, KW), self.stride, 0)
        shape = len(self.x), KH * KW * C, OH * OW
        return _integers(np.random.default_rng(1), shape)


def _windows(image_size, kernel_size, stride, padding):
    strides = stride, stride
    widths = padding_widths(image_size, kernel_size, strides, padding)
    return output_shape(image_size, kernel_size, strides, widths)


def _integers(rng, shape):
    return rng.integers(1, 10, shape) * rng.choice([-1.0, 1.0], shape)
