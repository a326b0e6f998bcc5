"""Mistakes of the gradient of the weights: what they share."""

import convlab


def right(dz, x, w, stride, padding):
    return convlab.backward(dz, x, w, stride=stride, padding=padding).dw
