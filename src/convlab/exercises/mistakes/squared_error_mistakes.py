"""Mistakes in the squared error and in its gradient."""

import numpy as np

from convlab.exercises.case import ONE_IMAGE
from convlab.exercises.mistakes.mistake import mistake

HALF = "L has the factor 1/2. What is the derivative of d squared, and what is left of "
HALF += "the 2?"


@mistake(
    "squared_error",
    "The factor 1/2 is missing in L.",
    equation="chain-rule",
    hint=HALF,
)
def half_forgotten(z, target):
    dz = z - target
    return np.sum(dz**2), dz


@mistake(
    "squared_error",
    "The factor 1/2 is missing, and so L and dz are both twice as large as they should "
    "be.",
    equation="chain-rule",
    hint=HALF,
)
def half_forgotten_in_both(z, target):
    dz = z - target
    return np.sum(dz**2), 2 * dz


@mistake(
    "squared_error",
    "dz is twice as large as it should be: the 2 from differentiating the square "
    "cancels the 1/2.",
    equation="chain-rule",
    hint=HALF,
)
def gradient_doubled(z, target):
    dz = z - target
    return np.sum(dz**2) / 2, 2 * dz


@mistake(
    "squared_error",
    "dz is half as large as it should be: the 2 from differentiating the square "
    "cancels the 1/2.",
    equation="chain-rule",
    hint=HALF,
)
def gradient_halved(z, target):
    dz = z - target
    return np.sum(dz**2) / 2, dz / 2


@mistake(
    "squared_error",
    "dz has the wrong sign: it is target - z.",
    equation="chain-rule",
    hint="Does L grow or shrink when a unit that is larger than its target grows?",
)
def sign_changed(z, target):
    dz = z - target
    return np.sum(dz**2) / 2, -dz


MEAN = "This L is a sum over all units. What does a mean divide by?"


@mistake(
    "squared_error",
    "L and dz were divided by the number of units.",
    equation="chain-rule",
    hint=MEAN,
)
def averaged(z, target):
    dz = z - target
    return np.mean(dz**2) / 2, dz / dz.size


@mistake(
    "squared_error",
    "L was divided by the number of units.",
    equation="chain-rule",
    hint=MEAN,
)
def loss_averaged(z, target):
    dz = z - target
    return np.mean(dz**2) / 2, dz


@mistake(
    "squared_error",
    "L is the mean of the squares, not half of their sum.",
    equation="chain-rule",
    hint=MEAN,
)
def mean_of_squares(z, target):
    dz = z - target
    return np.mean(dz**2), dz


@mistake(
    "squared_error",
    "L is the mean of the squares and dz the gradient of that; half of the sum was "
    "asked for.",
    equation="chain-rule",
    hint=MEAN,
)
def mean_of_squares_in_both(z, target):
    dz = z - target
    return np.mean(dz**2), 2 * dz / dz.size


@mistake(
    "squared_error",
    "L and dz were divided by the number of images.",
    equation="chain-rule",
    hides_when=[ONE_IMAGE],
    hint=MEAN,
)
def averaged_over_batch(z, target):
    dz = z - target
    return np.sum(dz**2) / 2 / len(z), dz / len(z)


@mistake(
    "squared_error",
    "L was divided by the number of images.",
    equation="chain-rule",
    hides_when=[ONE_IMAGE],
    hint=MEAN,
)
def loss_averaged_over_batch(z, target):
    dz = z - target
    return np.sum(dz**2) / 2 / len(z), dz


@mistake(
    "squared_error",
    "L is an array: the squares were not added up.",
    equation="chain-rule",
    hint="How many numbers is L?",
)
def not_added_up(z, target):
    dz = z - target
    return dz**2 / 2, dz


@mistake(
    "squared_error",
    "The differences were added up first, and then squared.",
    equation="chain-rule",
    hint="Let one unit be 1 too large and another 1 too small. Is L then 0?",
)
def squared_after_adding(z, target):
    dz = z - target
    return np.sum(dz) ** 2 / 2, dz


@mistake(
    "squared_error",
    "The two were returned in the order dz, L.",
    equation="chain-rule",
    hint="The task asks for the pair (L, dz).",
)
def gradient_first(z, target):
    dz = z - target
    return dz, np.sum(dz**2) / 2
