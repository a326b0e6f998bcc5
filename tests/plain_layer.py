"""The one plain layer that a layer without dilation and groups is."""

from convlab._spec import check_layer
from convlab.fast._engine.phases import plain_layers

__all__ = ["plain_layer"]


def plain_layer(x, w, stride, padding):
    x, w, spec = check_layer(x, w, stride, padding)
    layer, *_ = next(plain_layers(x, w, spec))
    return layer
