"""Gradient descent with momentum: the only place where a weight changes."""

import numpy as np

from convlab._validate import (
    check_finite,
    check_number,
    check_positive,
    check_same_shape,
)
from convlab.layers.layer import each_once, naming

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
        If layers is no list of layers, or holds one twice, or rate or momentum is no
        number that is allowed.

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
        self.rate = check_positive("rate", rate)
        self.momentum = check_number("momentum", momentum)
        if not 0 <= self.momentum < 1:
            raise ValueError(
                f"momentum must be at least 0 and below 1; got {self.momentum}"
            )
        layers = each_once(layers)
        named = [(layer, getattr(layer, "parameters", ())) for layer in layers]
        self.learned = [(layer, name) for layer, names in named for name in names]
        self.speeds = [np.zeros_like(getattr(*each)) for each in self.learned]

    def step(self):
        """Move every parameter once, or none of them.

        All gradients are looked at before the first parameter changes.

        Raises
        ------
        FloatingPointError
            If a gradient holds NaN or infinity, or a parameter would after the step.
        ValueError
            If a gradient is missing, or has another shape than its parameter.
        """
        pairs = zip(self.learned, self.speeds, strict=True)
        moved = [self._move(*learned, v) for learned, v in pairs]
        for (layer, name), (w, _) in zip(self.learned, moved, strict=True):
            setattr(layer, name, w)
        self.speeds = [v for _, v in moved]

    def _move(self, layer, name, v):
        """Return a parameter and its speed after the step."""
        w, dw = getattr(layer, name), getattr(layer, f"d{name}", None)
        if dw is None:
            raise ValueError(f"{layer} has no d{name} yet: call backward before step")
        for what, a in (f"d{name}", np.asarray(dw)), (f"the speed of {name}", v):
            with naming(layer):
                check_same_shape(what, a, name, w)
                check_finite(what, a)
        with np.errstate(over="ignore", invalid="ignore"), naming(layer):
            v = (self.momentum * v + dw).astype(w.dtype)
            w = w - self.rate * v
            check_finite(f"{name} after the step", w)
        return w, v
