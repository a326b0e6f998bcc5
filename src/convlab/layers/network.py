"""Chain layers into one network, and check all its gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convlab._validate import check_array, check_callable
from convlab.gradcheck import numerical_gradient, relative_error
from convlab.layers._base import (
    Layer,
    TwoPasses,
    flatten_layers,
    list_parameters,
    prefix_errors,
)

__all__ = ["Sequential", "check_gradients"]


class Sequential(Layer):
    """A network that feeds the output of each layer to the next.

    Backpropagation is the chain rule, one factor per layer: the gradient that one
    layer's `backward` returns goes to `backward` of the layer before it.

    Parameters
    ----------
    *layers : Layer
        In the order of the forward pass. An inner Sequential is unpacked.

    Attributes
    ----------
    layers : list
        The layers. Error messages count them from 0.

    Raises
    ------
    TypeError
        If a layer has no forward or no backward.
    ValueError
        If there are no layers, or a layer appears twice; also if a layer raises one,
        and then the message begins with the number of that layer.

    References
    ----------
    LeCun, "A theoretical framework for back-propagation" (1988).

    Examples
    --------
    >>> from convlab.layers import Dense, ReLU
    >>> network = Sequential(Dense([[1, -1], [2, 0]]), ReLU(), Dense([[1, 1]]))
    >>> network.forward([[3, 5]]), network.backward([[1]])
    (array([[6.]]), array([[2., 0.]]))
    >>> list(network.parameters), network.parameters["2 w"]
    (['0 w', '0 b', '2 w', '2 b'], array([[1., 1.]]))
    """

    def __init__(self, *layers: TwoPasses) -> None:
        self.layers = flatten_layers(layers)
        if not self.layers:
            raise ValueError("Sequential must hold at least one layer; got none")

    def __repr__(self) -> str:
        return f"Sequential({', '.join(map(repr, self.layers))})"

    @property
    def parameters(self) -> dict[str, NDArray]:
        """The current parameters of all layers: dict of str to array.

        A key is the number of the layer and the name of the parameter, such as "0 w".
        A step of `SGD` makes new arrays, so read this again afterwards.
        """
        named = list_parameters(self.layers)
        return {f"{k} {name}": getattr(layer, name) for k, layer, name in named}

    def forward(self, x: Any) -> NDArray:
        """Run the layers in order, and return the output of the last."""
        for k, layer in enumerate(self.layers):
            with prefix_errors(f"layer {k}"):
                x = layer.forward(x)
        return x

    def backward(self, dz: Any) -> NDArray:
        """Run backward from the last layer to the first; return dL/dx of the input."""
        for k, layer in reversed(list(enumerate(self.layers))):
            with prefix_errors(f"layer {k}"):
                dz = layer.backward(dz)
        return dz


def check_gradients(
    network: TwoPasses,
    x: ArrayLike,
    dz: ArrayLike,
    loss: Callable[[NDArray], float] | None = None,
    *,
    h: float = 1e-5,
) -> dict[str, float]:
    """Compare `backward` with central differences (equation :eq:`central-difference`).

    Parameters
    ----------
    network : Layer
        One layer, or a Sequential.
    x : array
        The input, in float64. Keep away from kinks: if a step of h takes a ReLU across
        zero, or changes which pixel of a window is the largest, even a correct
        gradient fails the check.
    dz : array
        dL/dz, shaped like the network's output. Choose irregular values: ones hide
        mistakes.
    loss : callable, optional
        Takes the network's output and returns L; the inner product with dz if left out.
    h : float
        How far to nudge an entry up and down.

    Returns
    -------
    dict of str to float
        For "dx" and for every parameter, with the number of its layer as in "0 dw":
        the largest difference, divided by the largest numerical entry.

    Raises
    ------
    TypeError, ValueError
        If the network rejects x or dz.

    References
    ----------
    Stanford CS231n, "Gradient checks".

    Examples
    --------
    >>> from convlab.layers import Dense
    >>> errors = check_gradients(Dense([[1, 2], [3, 4]]), [[5, 6]], [[7, -8]])
    >>> list(errors), max(errors.values()) < 1e-9
    (['dx', '0 dw', '0 db'], True)
    """
    x = check_array("x", x, "...").astype(np.float64)
    loss = check_callable("loss", loss or (lambda z: np.sum(np.multiply(dz, z))))
    network.forward(x)
    analytic = {"dx": network.backward(dz)}
    numerical = {"dx": numerical_gradient(lambda x: loss(network.forward(x)), x, h=h)}
    for k, layer, name in list_parameters(getattr(network, "layers", [network])):
        analytic[f"{k} d{name}"] = getattr(layer, f"d{name}")
        numerical[f"{k} d{name}"] = _move_parameter(network, layer, name, x, loss, h)
    return {name: relative_error(analytic[name], numerical[name]) for name in analytic}


def _move_parameter(
    network: TwoPasses,
    layer: TwoPasses,
    name: str,
    x: NDArray,
    loss: Callable[[NDArray], float],
    h: float,
) -> NDArray:
    """Take the numerical gradient of one parameter, then restore the parameter."""
    parameter = getattr(layer, name)

    def moved_loss(moved):
        setattr(layer, name, moved)
        return loss(network.forward(x))

    try:
        return numerical_gradient(moved_loss, parameter, h=h)
    finally:
        setattr(layer, name, parameter)
