"""Mistakes of the gradient of the image: what they share."""

import numpy as np

import convlab
from convlab.exercises.mistakes.windows import add_up

CROP = "The padding lay on both sides of x. Which rows and columns of the padded "
CROP += "gradient belong to pixels?"


def right(dz, x, w, stride, padding):
    return convlab.backward(dz, x, w, stride=stride, padding=padding).dx


def stamp(dz, w):
    """Return dz times the kernels, added up over f: (B, OH, OW, KH, KW, C)."""
    return np.einsum("nabf,fpqc->nabpqc", dz, w)


def padded(dz, x, w, stride, padding):
    """Return the gradient of the padded image."""
    _, H, W, _ = x.shape
    return add_up(stamp(dz, w), (H + 2 * padding, W + 2 * padding), stride)


def crop(dx, padding):
    _, H, W, _ = dx.shape
    return dx[:, padding : H - padding, padding : W - padding]
