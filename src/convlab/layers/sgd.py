"""Gradient descent with momentum: the only place where a weight changes."""

import numpy as np

from convlab import arguments

__all__ = ["SGD"]


class SGD:
    """Step downhill, and keep some of the speed of the steps before.

    Equation :eq:`momentum`: v' = momentum v + dL/dw, w' = w - rate v'.

    Parameters
    ----------
    layers : list of Layer
        Those that learn, such as `network.layers`.
    rate : float
        Length of a step, for a gradient of 1.
    momentum : float
        The part of the speed that is kept, at least 0 and below 1.

    Attributes
    ----------
    rate, momentum : float
        May be changed between steps.

    Raises
    ------
    TypeError, ValueError
        If layers is no list of layers, or rate or momentum no number of the allowed
        ones.

    References
    ----------
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating
    errors" (1986); Sutskever, Martens, Dahl and Hinton, "On the importance of
    initialization and momentum in deep learning" (2013).

    Examples
    --------
    >>> from convlab.layers import Dense
    >>> layer = Dense([[1.0]])
    >>> descent = SGD([layer], rate=0.5, momentum=0.5)
    >>> layer.dw, layer.db = np.ones((1, 1)), np.zeros(1)
    >>> descent.step(); layer.w.item()
    0.5
    >>> descent.step(); layer.w.item()
    -0.25
    """

    def __init__(self, layers, *, rate, momentum=0.0):
        if not isinstance(layers, (list, tuple)):
            hint = "; try its .layers" if hasattr(layers, "layers") else ""
            raise TypeError(f"layers must be a list of layers; got {layers!r}{hint}")
        self.rate = arguments.positive("rate", rate)
        self.momentum = arguments.number("momentum", momentum)
        if not 0 <= self.momentum < 1:
            raise ValueError(
                f"momentum must be at least 0 and below 1; got {self.momentum}"
            )
        named = [(layer, getattr(layer, "parameters", ())) for layer in layers]
        self.learned = [(layer, name) for layer, names in named for name in names]
        self.speeds = [np.zeros_like(getattr(*each)) for each in self.learned]

    def step(self):
        """Move every parameter once; its gradient must be finite and of its shape.

        All gradients are looked at before the first parameter changes.

        Raises
        ------
        FloatingPointError
            If a gradient holds NaN or infinity.
        ValueError
            If a gradient is missing, or has another shape than its parameter.
        """
        gradients = [_gradient(*each) for each in self.learned]
        for k, (layer, name) in enumerate(self.learned):
            self.speeds[k] = self.momentum * self.speeds[k] + gradients[k]
            setattr(layer, name, getattr(layer, name) - self.rate * self.speeds[k])


def _gradient(layer, name):
    parameter, gradient = getattr(layer, name), getattr(layer, f"d{name}", None)
    if gradient is None:
        raise ValueError(f"{layer} has no d{name} yet: call backward before step")
    if np.shape(gradient) != parameter.shape:
        raise ValueError(
            f"{layer}: d{name} must have the shape of {name}, {parameter.shape}; "
            f"got {np.shape(gradient)}"
        )
    if not np.isfinite(gradient).all():
        raise FloatingPointError(
            f"{layer}: d{name} {parameter.shape} is not finite, so no weight was "
            "changed; try a smaller rate"
        )
    return gradient
