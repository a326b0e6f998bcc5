"""The single plain layer of a layer without dilation and groups."""

from convlab._spec import check_layer
from convlab.fast._engine.phases import plain_layers

__all__ = ["plain_layer"]


def plain_layer(x, w, stride, padding):
    x, w, spec = check_layer(x, w, stride, padding)
    layer, *_ = next(plain_layers(x, w, spec))
    return layer
