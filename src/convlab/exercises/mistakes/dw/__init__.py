"""Mistakes of the gradient of the weights."""

from convlab.exercises.mistakes.dw import places, sums, units

__all__ = ["MODULES"]

MODULES = places, sums, units
