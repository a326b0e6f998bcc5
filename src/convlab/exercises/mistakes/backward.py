"""Mistakes of the three gradients as they are handed back."""

import convlab
from convlab.exercises.mistakes.mistake import mistake


@mistake(
    "backward",
    "The gradients came back in the order dw, dx, db.",
    equation="adjoint",
    hint="The order is that of the arguments of `forward`: x, w, b.",
)
def dw_before_dx(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return dw, dx, db


@mistake(
    "backward",
    "The gradients came back in the order dw, db, dx.",
    equation="adjoint",
    hint="The order is that of the arguments of `forward`: x, w, b.",
)
def dx_at_the_end(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return dw, db, dx
