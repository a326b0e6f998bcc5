"""Mistakes of the address table."""

from convlab.exercises.mistakes.im2col_indices import addresses, order, stride

__all__ = ["MODULES"]

MODULES = addresses, stride, order
