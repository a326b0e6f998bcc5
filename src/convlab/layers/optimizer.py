"""Initial weights, and SGD: the only code that changes a parameter."""

import numpy as np
from numpy.typing import NDArray

from convlab._validate import (
    check_finite,
    check_generator,
    check_number,
    check_positive,
    check_same_shape,
    check_sizes,
)
from convlab.layers._base import (
    TwoPasses,
    flatten_layers,
    is_layer,
    list_parameters,
    prefix_errors,
)

__all__ = ["SGD", "he_normal"]


def he_normal(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray:
    """Draw weights of variance 2 / K, where K is the number of weights per unit.

    With this variance, units followed by a ReLU stay about the same size from layer to
    layer, however many weights a layer has. Also known as He or Kaiming initialization.

    Parameters
    ----------
    shape : tuple of int
        (F, KH, KW, C // groups) or (F, K): the first axis counts the units.
    rng : numpy.random.Generator
        Draws the weights from a normal distribution.

    Returns
    -------
    array
        Weights of that shape, in float64.

    Raises
    ------
    TypeError, ValueError
        If shape is not a tuple of two or four whole numbers, or rng not a Generator.

    References
    ----------
    He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015).

    Examples
    --------
    >>> w = he_normal((64, 3, 3, 8), np.random.default_rng(0))
    >>> w.shape, round(w.var() * 3 * 3 * 8, 1)
    ((64, 3, 3, 8), np.float64(2.0))
    """
    axes = "F KH KW C" if np.size(shape) == 4 else "F K"
    shape = check_sizes("shape", shape, axes.split())
    check_generator(rng)
    return np.sqrt(2 / np.prod(shape[1:])) * rng.standard_normal(shape)


class SGD:
    """Stochastic gradient descent: step downhill, with momentum.

    Equation :eq:`momentum`: v' = momentum v + dL/dw, w' = w - learning_rate v'.

    Parameters
    ----------
    layers : Sequential, Layer, or list of Layer
        What to train: a network, one layer, or some layers of a network, such as
        `network.layers[1:]`.
    learning_rate : float
        Step size: how far a gradient of 1 moves a weight.
    momentum : float
        The fraction of its velocity that a weight keeps, at least 0 and below 1.

    Attributes
    ----------
    learning_rate, momentum : float
        You may change them between steps.
    velocities : list of array
        One for each parameter, in the order of `network.parameters`.

    Raises
    ------
    TypeError, ValueError
        If layers is none of these or holds a layer twice, or if learning_rate or
        momentum is not a number in its range.

    References
    ----------
    Rumelhart, Hinton and Williams, "Learning representations by back-propagating
    errors" (1986); Sutskever, Martens, Dahl and Hinton, "On the importance of
    initialization and momentum in deep learning" (2013).

    Examples
    --------
    >>> from convlab.layers import Dense
    >>> layer = Dense([[1.0]])
    >>> optimizer = SGD(layer, learning_rate=0.5, momentum=0.5)
    >>> for _ in range(2):
    ...     z = layer.forward([[1.0]])
    ...     dx = layer.backward([[1.0]])
    ...     optimizer.step()
    ...     print(layer.w.item())
    0.5
    -0.25
    """

    def __init__(
        self,
        layers: TwoPasses | list[TwoPasses] | tuple[TwoPasses, ...],
        *,
        learning_rate: float,
        momentum: float = 0.0,
    ) -> None:
        if is_layer(layers):
            layers = [layers]
        if not isinstance(layers, (list, tuple)):
            raise TypeError(
                "layers must be a network, a layer or a list of layers; "
                f"got {layers!r:.80}"
            )
        self.learned = [
            (layer, name) for _, layer, name in list_parameters(flatten_layers(layers))
        ]
        self.velocities = [np.zeros_like(getattr(*each)) for each in self.learned]
        self.learning_rate = check_positive("learning_rate", learning_rate)
        self.momentum = check_number("momentum", momentum)
        if not 0 <= self.momentum < 1:
            raise ValueError(
                f"momentum must be at least 0 and below 1; got {self.momentum}"
            )

    def step(self) -> None:
        """Move every parameter once, or none of them.

        The step checks all gradients before it changes the first parameter. It also
        consumes them: it sets `dw` to None, so that no gradient counts twice.

        Raises
        ------
        FloatingPointError
            If a gradient holds NaN or infinity, or a parameter would after the step.
        ValueError
            If `backward` has not run since the last step, or the shape of a gradient
            differs from that of its parameter.
        """
        pairs = zip(self.learned, self.velocities, strict=True)
        moved = [self._move(layer, name, v) for (layer, name), v in pairs]
        for (layer, name), (w, _) in zip(self.learned, moved, strict=True):
            setattr(layer, name, w)
            setattr(layer, f"d{name}", None)
        self.velocities = [v for _, v in moved]

    def _move(self, layer: TwoPasses, name: str, v: NDArray) -> tuple[NDArray, NDArray]:
        """Return a parameter and its velocity after the step."""
        w, dw = getattr(layer, name), getattr(layer, f"d{name}", None)
        if dw is None:
            raise ValueError(f"{layer} has no d{name}: call backward before each step")
        for what, a in (f"d{name}", np.asarray(dw)), (f"the velocity of {name}", v):
            with prefix_errors(layer):
                check_same_shape(what, a, name, w)
                check_finite(what, a)
        with np.errstate(over="ignore", invalid="ignore"), prefix_errors(layer):
            v = (self.momentum * v + dw).astype(w.dtype)
            w = w - self.learning_rate * v
            check_finite(f"{name} after the step", w)
        return w, v
