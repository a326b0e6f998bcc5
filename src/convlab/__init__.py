"""A convolutional layer, forward and backward, in NumPy alone."""

from convlab import equations, fast, gradcheck, layers, samples
from convlab.conv import Gradients, backward, forward
from convlab.geometry import output_size, pad
from convlab.im2col import col2im, im2col, im2col_indices

__all__ = [
    "Gradients",
    "backward",
    "col2im",
    "equations",
    "fast",
    "forward",
    "gradcheck",
    "im2col",
    "im2col_indices",
    "layers",
    "output_size",
    "pad",
    "samples",
]
