"""Mistakes around the layer: what backward returns, the activation, the step."""

import numpy as np

import convlab
from convlab.exercises.case import POSITIVE
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


MASK = "How much does max(z, 0) change when z is -3 and grows a little? And when it "
MASK += "is 3?"


@mistake(
    "error",
    "The slope of the activation was left out: dx was handed on as it came.",
    equation="error",
    hides_when=[POSITIVE],
    hint=MASK,
)
def slope_forgotten(dx, z):
    return dx.copy()


@mistake(
    "error",
    "ReLU was applied to the gradient. It is z that decides what passes.",
    equation="error",
    hides_when=[POSITIVE],
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
    "dx was multiplied by the activation, and not by its slope.",
    equation="error",
    hint="The chain rule multiplies by a derivative. What is the slope of max(z, 0) "
    "at z = 3?",
)
def activation_for_slope(dx, z):
    return dx * np.maximum(z, 0)


@mistake(
    "error",
    "The slope came back by itself, without dx.",
    equation="error",
    hint="The chain rule multiplies two factors. Which one is missing?",
)
def dx_forgotten(dx, z):
    return (z > 0).astype(float)


@mistake(
    "update",
    "The step went uphill: the gradient was added.",
    equation="central-difference",
    hint="The gradient points to where L grows. Where should the step go?",
)
def uphill(parameter, gradient, learning_rate):
    return parameter + learning_rate * gradient


@mistake(
    "update",
    "The learning rate was left out.",
    equation="central-difference",
    hint="How long is the step?",
)
def rate_forgotten(parameter, gradient, learning_rate):
    return parameter - gradient


@mistake(
    "update",
    "What came back is the step, and not the parameter after the step.",
    equation="central-difference",
    hint="From where does the step set out?",
)
def step_alone(parameter, gradient, learning_rate):
    return -learning_rate * gradient


@mistake(
    "update",
    "The parameter was made smaller by the learning rate as well.",
    equation="central-difference",
    hint="What does the learning rate multiply?",
)
def rate_on_the_parameter(parameter, gradient, learning_rate):
    return learning_rate * (parameter - gradient)
