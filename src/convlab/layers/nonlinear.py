"""Nonlinear layers: ReLU, Tanh and MaxPool2D."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import ADDRESSABLE, GIB, Pair, check_int, check_pair
from convlab.geometry import output_shape
from convlab.im2col import col2im, im2col
from convlab.layers._base import Layer, prefix_errors

__all__ = ["MaxPool2D", "ReLU", "Tanh"]


class ReLU(Layer):
    """The rectified linear unit, x = max(z, 0).

    Equations :eq:`activation` and :eq:`error`: dz = sigma'(z) dx, where sigma'(z) is 1
    for positive z and 0 otherwise. Arrays may have any shape.

    References
    ----------
    Glorot, Bordes and Bengio, "Deep sparse rectifier neural networks" (2011).

    Examples
    --------
    >>> relu = ReLU()
    >>> relu.forward([[-1, 2]]), relu.backward([[5, 7]])
    (array([[0., 2.]]), array([[0., 7.]]))
    """

    def forward(self, z: ArrayLike) -> NDArray:
        """Return x, shaped like z."""
        self.z = self._check_input("z", z)
        return self._check_output("x", np.maximum(self.z, 0))

    def backward(self, dx: ArrayLike) -> NDArray:
        """Return dz, shaped like z."""
        return self._check_grad("dx", dx) * (self.z > 0)


class Tanh(Layer):
    """The hyperbolic tangent, x = tanh(z): smooth, between -1 and 1.

    Equations :eq:`activation` and :eq:`error`, where sigma'(z) is 1 - tanh(z)^2.
    Arrays may have any shape.

    References
    ----------
    LeCun, Bottou, Orr and Müller, "Efficient backprop" (1998), section 4.4.

    Examples
    --------
    >>> tanh = Tanh()
    >>> tanh.forward([[0, 1]]).round(2), tanh.backward([[5, 7]]).round(2)
    (array([[0.  , 0.76]]), array([[5.  , 2.94]]))
    """

    def forward(self, z: ArrayLike) -> NDArray:
        """Return x, shaped like z."""
        self.z = self._check_input("z", z)
        return self._check_output("x", np.tanh(self.z))

    def backward(self, dx: ArrayLike) -> NDArray:
        """Return dz, shaped like z."""
        return self._check_grad("dx", dx) * (1 - np.tanh(self.z) ** 2)


class MaxPool2D(Layer):
    """Return the largest pixel of every window, channel by channel.

    Equations :eq:`max-pool` and :eq:`max-pool-gradient`. Each window is a column of
    the im2col matrix. The backward pass puts dz where the largest entry was, and
    col2im adds up the contributions of overlapping windows. The first of equal pixels
    counts as the largest.

    Parameters
    ----------
    size : int or (int, int)
        KH, KW of a window in pixels.
    stride : int or (int, int), optional
        Pixels (down, right) from one window to the next; if left out, the size of the
        window.
    max_bytes : int
        Upper limit, in bytes, on the im2col matrix and on its table of addresses; 1 GiB
        by default.

    Raises
    ------
    TypeError, ValueError
        If an argument has the wrong type or value, or if images or gradients do not
        fit.

    References
    ----------
    Riesenhuber and Poggio, "Hierarchical models of object recognition in cortex"
    (1999).

    Examples
    --------
    >>> pool = MaxPool2D((1, 2))
    >>> pool.forward([[[[1], [5], [4], [3]]]]).ravel()
    array([5., 4.])
    >>> pool.backward([[[[10], [20]]]]).ravel()
    array([ 0., 10., 20.,  0.])
    """

    def __init__(
        self, size: Pair, stride: Pair | None = None, *, max_bytes: int = GIB
    ) -> None:
        self.size = check_pair("size", size, 1)
        self.stride = self.size
        if stride is not None:
            self.stride = check_pair("stride", stride, 1)
        self.max_bytes = check_int("max_bytes", max_bytes, 1, ADDRESSABLE)

    def __repr__(self) -> str:
        stride = "" if self.stride == self.size else f", stride={self.stride}"
        return f"MaxPool2D({self.size}{stride})"

    def forward(self, x: ArrayLike) -> NDArray:
        """Return z (B, OH, OW, C) for images x (B, H, W, C)."""
        x = self._check_input("x", x, "B H W C")
        (B, H, W, C), (KH, KW) = x.shape, self.size
        self.image_shape = H, W, C
        OH, OW = self._windows(x)
        with prefix_errors(self):
            how: dict[str, Any] = {"stride": self.stride, "max_bytes": self.max_bytes}
            cols = im2col(x, self.size, **how)
        cols = cols.reshape(B, KH * KW, C, OH * OW)
        self.largest = cols.argmax(axis=1, keepdims=True)
        z = np.take_along_axis(cols, self.largest, axis=1)
        return self._check_output(
            "z", z.reshape(B, C, OH, OW).transpose(0, 2, 3, 1).copy()
        )

    def backward(self, dz: ArrayLike) -> NDArray:
        """Return dx (B, H, W, C)."""
        dz = self._check_grad("dz", dz)
        (B, OH, OW, C), (KH, KW) = dz.shape, self.size
        dcols = np.zeros((B, KH * KW, C, OH * OW), dz.dtype)
        dz = dz.transpose(0, 3, 1, 2).reshape(B, 1, C, OH * OW)
        np.put_along_axis(dcols, self.largest, dz, axis=1)
        dcols = dcols.reshape(B, KH * KW * C, OH * OW)
        return col2im(dcols, self.image_shape, self.size, stride=self.stride)

    def _windows(self, x: NDArray) -> tuple[int, int]:
        try:
            return output_shape(x.shape[1:3], self.size, self.stride)
        except ValueError as error:
            raise ValueError(f"{self}: {error}; x has shape {x.shape}") from None
