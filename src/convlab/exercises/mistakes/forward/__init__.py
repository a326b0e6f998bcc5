"""Mistakes of the forward pass."""

from convlab.exercises.mistakes.forward import (
    arrays,
    bias,
    kernels,
    padding,
    stride,
    sums,
)

__all__ = ["MODULES"]

MODULES = kernels, bias, stride, padding, sums, arrays
