"""One layer after the other, and on the way back in the opposite order."""

from convlab.layers.layer import Layer, each_once, naming

__all__ = ["Sequential"]


class Sequential(Layer):
    """A network in which each layer takes what the one before it hands on.

    The chain rule, one factor a layer: what `backward` of one layer hands back is the
    gradient of what the layer before it handed on.

    Parameters
    ----------
    *layers : Layer
        In the order of the way forward. Of another Sequential its layers are taken.

    Attributes
    ----------
    layers : list
        The layers, counted from 0 in what is said against them.

    Raises
    ------
    TypeError
        If a layer has no forward or no backward.
    ValueError
        If there is no layer or one is there twice, and as the layers do: the message
        begins with the number of the layer.

    References
    ----------
    LeCun, "A theoretical framework for back-propagation" (1988).

    Examples
    --------
    >>> from convlab.layers import Dense, ReLU
    >>> network = Sequential(Dense([[1, -1], [2, 0]]), ReLU(), Dense([[1, 1]]))
    >>> network.forward([[3, 5]]), network.backward([[1]])
    (array([[6.]]), array([[2., 0.]]))
    """

    def __init__(self, *layers):
        self.layers = each_once(layers)
        if not self.layers:
            raise ValueError("Sequential must hold at least one layer; got none")

    def __repr__(self):
        return f"Sequential({', '.join(map(repr, self.layers))})"

    def forward(self, x):
        """Return what the last layer hands on."""
        for k, layer in enumerate(self.layers):
            with naming(f"layer {k}"):
                x = layer.forward(x)
        return x

    def backward(self, dz):
        """Return the gradient of what the first layer took."""
        for k, layer in reversed(list(enumerate(self.layers))):
            with naming(f"layer {k}"):
                dz = layer.backward(dz)
        return dz
