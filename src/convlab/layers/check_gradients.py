"""Hold every gradient of a layer or a network against central differences."""

import numpy as np

from convlab._validate import check_array, check_callable
from convlab.gradcheck import numerical_gradient, relative_error

__all__ = ["check_gradients"]


def check_gradients(network, x, dz, loss=None, *, h=1e-5):
    """Compare `backward` with central differences (equation :eq:`central-difference`).

    Parameters
    ----------
    network : Layer
        One layer, or a Sequential.
    x : array
        What goes in, in float64. Where a rectifier or a maximum changes sides within
        h, no gradient is right.
    dz : array
        dL/dz, for what the network hands on. Irregular values: ones hide mistakes.
    loss : callable, optional
        From what the network hands on to L; the inner product with dz when left out.
    h : float
        How far an entry moves each way.

    Returns
    -------
    dict of str to float
        For "dx", and for every parameter with the number of its layer, such as
        "0 dw": the largest difference over the largest numerical entry.

    Raises
    ------
    TypeError, ValueError
        As the network does.

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
    loss = check_callable("loss", loss or (lambda z: np.sum(dz * z)))
    network.forward(x)
    analytic = {"dx": network.backward(dz)}
    numerical = {"dx": numerical_gradient(lambda x: loss(network.forward(x)), x, h=h)}
    for k, layer in enumerate(getattr(network, "layers", [network])):
        for name in getattr(layer, "parameters", ()):
            analytic[f"{k} d{name}"] = getattr(layer, f"d{name}")
            numerical[f"{k} d{name}"] = _moved(network, layer, name, x, loss, h)
    return {name: relative_error(analytic[name], numerical[name]) for name in analytic}


def _moved(network, layer, name, x, loss, h):
    """Take the numerical gradient of one parameter, and put the parameter back."""
    parameter = getattr(layer, name)

    def moved_loss(moved):
        setattr(layer, name, moved)
        return loss(network.forward(x))

    try:
        return numerical_gradient(moved_loss, parameter, h=h)
    finally:
        setattr(layer, name, parameter)
