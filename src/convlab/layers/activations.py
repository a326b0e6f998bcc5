"""Activations: a function of each unit alone, and its slope on the way back."""

import numpy as np

from convlab.layers._base import Layer

__all__ = ["ReLU", "Tanh"]


class ReLU(Layer):
    """The rectified linear unit, x = max(z, 0).

    Equations :eq:`activation` and :eq:`error`: dz = sigma'(z) dx, where sigma'(z) is 1
    for a positive z and 0 for the others. Arrays may have any shape.

    References
    ----------
    Glorot, Bordes and Bengio, "Deep sparse rectifier neural networks" (2011).

    Examples
    --------
    >>> relu = ReLU()
    >>> relu.forward([[-1, 2]]), relu.backward([[5, 7]])
    (array([[0., 2.]]), array([[0., 7.]]))
    """

    def forward(self, z):
        """Return x, shaped like z."""
        self.z = self._check_input("z", z)
        return self._check_output("x", np.maximum(self.z, 0))

    def backward(self, dx):
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

    def forward(self, z):
        """Return x, shaped like z."""
        self.z = self._check_input("z", z)
        return self._check_output("x", np.tanh(self.z))

    def backward(self, dx):
        """Return dz, shaped like z."""
        return self._check_grad("dx", dx) * (1 - np.tanh(self.z) ** 2)
