"""Mistakes of the gradient of the image."""

from convlab.exercises.mistakes.dx import (
    kernels,
    overwritten,
    padding,
    stride,
    sums,
    units,
)

__all__ = ["MODULES"]

MODULES = kernels, stride, padding, overwritten, sums, units
