"""The two layers of convlab: the fast one, and that of the chapter on im2col."""

import importlib

import convlab
from convolution.contestants import Contestant

__all__ = ["chapter", "fast"]


def fast(case):
    """Enter `convlab.fast`."""
    return _layer(importlib.import_module("convlab.fast"), case)


def chapter(case):
    """Enter `convlab.forward` and `convlab.backward`."""
    return _layer(convlab, case)


def _layer(module, case):
    x, w, b, dz, settings = case.x, case.w, case.b, case.dz, case.shape.settings
    return Contestant(
        forward=lambda: module.forward(x, w, b, **settings),
        backward=lambda: module.backward(dz, x, w, **settings),
    )
