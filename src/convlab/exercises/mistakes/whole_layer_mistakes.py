"""Mistakes around the layer: what backward returns, and the activation."""

import numpy as np

import convlab
from convlab.exercises.case import ALL_POSITIVE, POSITIVE
from convlab.exercises.mistakes.mistake import mistake

ORDER = "The order is that of the arguments of `forward`: x, w, b."


@mistake(
    "backward",
    "The gradients were returned in the order dw, dx, db.",
    equation="adjoint",
    hint=ORDER,
)
def dw_before_dx(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return dw, dx, db


@mistake(
    "backward",
    "The gradients were returned in the order dw, db, dx.",
    equation="adjoint",
    hint=ORDER,
)
def dx_at_the_end(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return dw, db, dx


@mistake(
    "backward",
    "The gradients were returned in the order dx, db, dw.",
    equation="adjoint",
    hint=ORDER,
)
def db_before_dw(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return dx, db, dw


@mistake(
    "backward",
    "The gradients were returned in the order db, dw, dx.",
    equation="adjoint",
    hint=ORDER,
)
def db_at_the_beginning(dz, x, w, *, stride=1, padding=0):
    dx, dw, db = convlab.backward(dz, x, w, stride=stride, padding=padding)
    return db, dw, dx


MASK = "How much does max(z, 0) change when z is -3 and grows a little? And when it "
MASK += "is 3?"
SLOPE = "What is the slope of max(z, 0) at z = 3?"


@mistake(
    "error",
    "The slope of the activation was left out: dx was passed on as it came.",
    equation="error",
    hides_when=[ALL_POSITIVE],
    hint=MASK,
)
def slope_forgotten(dx, z):
    return dx.copy()


@mistake(
    "error",
    "ReLU was applied to the gradient. It is z that decides what passes.",
    equation="error",
    hides_when=[ALL_POSITIVE],
    hint=MASK + " Does the sign of dx matter?",
)
def gradient_rectified(dx, z):
    return np.maximum(dx, 0)


@mistake(
    "error",
    "The gradient passes where z is negative, and is stopped where z is positive.",
    equation="error",
    hint=MASK,
)
def mask_inverted(dx, z):
    return dx * (z < 0)


@mistake(
    "error",
    "dx was multiplied by the activation, not by its slope.",
    equation="error",
    hint="The chain rule multiplies by a derivative. " + SLOPE,
)
def activation_for_slope(dx, z):
    return dx * np.maximum(z, 0)


@mistake(
    "error",
    "The slope was returned by itself, without dx.",
    equation="error",
    hint="The chain rule multiplies two factors. Which one is missing?",
)
def dx_forgotten(dx, z):
    return (z > 0).astype(float)


@mistake(
    "error",
    "dx was multiplied by z, not by the slope at z.",
    equation="error",
    hint=SLOPE,
)
def z_for_slope(dx, z):
    return dx * z


@mistake(
    "error",
    "It returned the activation, max(z, 0), without dx.",
    equation="error",
    hint="The chain rule multiplies what arrives by a slope. What arrives here? "
    + SLOPE,
)
def activation_alone(dx, z):
    return np.maximum(z, 0)


@mistake(
    "error",
    "dx and z were swapped: z passes where dx is positive.",
    equation="error",
    hint=MASK + " Which of the two has to be asked for its sign?",
)
def arguments_exchanged(dx, z):
    return z * (dx > 0)


@mistake(
    "error",
    "Where z is negative, -dx was passed on: z was asked for its sign, which is -1 "
    "there, and not for the slope.",
    equation="error",
    hides_when=[POSITIVE],
    hint=MASK,
)
def sign_for_slope(dx, z):
    return dx * np.sign(z)


@mistake(
    "error",
    "Where z is negative, a hundredth of dx was passed on, as by the leaky ReLU.",
    equation="error",
    hides_when=[POSITIVE],
    hint=MASK,
)
def slope_of_leaky_relu(dx, z):
    return dx * np.where(z > 0, 1, 0.01)


@mistake(
    "error",
    "dx was multiplied by the slope of the sigmoid, not by that of max(z, 0).",
    equation="error",
    hint="Which activation does this layer have? " + SLOPE,
)
def slope_of_sigmoid(dx, z):
    sigma = 1 / (1 + np.exp(-z))
    return dx * sigma * (1 - sigma)


@mistake(
    "error",
    "It returned only what passes, in one row. What is stopped is 0, and keeps its "
    "place.",
    equation="error",
    hint="A gradient has the shape of what it belongs to. What does `dx[z > 0]` keep, "
    "and what does `dx * (z > 0)`?",
)
def stopped_left_out(dx, z):
    return dx[z > 0]
