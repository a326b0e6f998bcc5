"""Mistakes in the step of gradient descent."""

import numpy as np

from convlab.exercises.case import ONE_KERNEL
from convlab.exercises.mistakes.mistake import mistake


@mistake(
    "update",
    "The step went uphill: the gradient was added.",
    equation="central-difference",
    hint="The gradient points uphill, where L grows. Where should the step go?",
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
    "It returned the step, not the parameter after the step.",
    equation="central-difference",
    hint="Where does the step start from?",
)
def step_alone(parameter, gradient, learning_rate):
    return -learning_rate * gradient


@mistake(
    "update",
    "The parameter was multiplied by the learning rate as well.",
    equation="central-difference",
    hint="What does the learning rate multiply?",
)
def rate_on_the_parameter(parameter, gradient, learning_rate):
    return learning_rate * (parameter - gradient)


@mistake(
    "update",
    "The learning rate multiplies the parameter, not the gradient.",
    equation="central-difference",
    hint="What does the learning rate multiply?",
)
def rate_on_the_wrong_term(parameter, gradient, learning_rate):
    return learning_rate * parameter - gradient


@mistake(
    "update",
    "The gradient was divided by the learning rate.",
    equation="central-difference",
    hint="Which step is longer: the one with a learning rate of 0.1, or of 0.01?",
)
def divided_by_rate(parameter, gradient, learning_rate):
    return parameter - gradient / learning_rate


@mistake(
    "update",
    "The learning rate is always 0.01, whatever was given.",
    equation="central-difference",
    hint="Where does your function use `learning_rate`?",
)
def rate_fixed(parameter, gradient, learning_rate):
    return parameter - 0.01 * gradient


@mistake(
    "update",
    "The parameter and the gradient were swapped.",
    equation="central-difference",
    hint="Where does the step start from? And in which order do the arguments come?",
)
def arguments_exchanged(parameter, gradient, learning_rate):
    return gradient - learning_rate * parameter


@mistake(
    "update",
    "The step was multiplied by the parameter as well.",
    equation="central-difference",
    hint="Where does the step lead if the parameter is 0?",
)
def step_times_parameter(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient * parameter


@mistake(
    "update",
    "The gradient was left out: the learning rate alone was subtracted from every "
    "parameter.",
    equation="central-difference",
    hint="Which two factors are multiplied to give the step?",
)
def gradient_forgotten(parameter, gradient, learning_rate):
    return parameter - learning_rate


@mistake(
    "update",
    "The step was divided by the length of the gradient's first axis.",
    equation="central-difference",
    hides_when=[ONE_KERNEL],
    hint="Does the gradient have an axis of images, over which one could average?",
)
def gradient_divided(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient / len(gradient)


@mistake(
    "update",
    "The mean of the gradient was used for all of it: every parameter took the "
    "same step.",
    equation="central-difference",
    hint="Each parameter has an entry of the gradient to itself. Which one?",
)
def gradient_averaged(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient.mean()


@mistake(
    "update",
    "The gradient was divided by its length: all steps are of the same length.",
    equation="central-difference",
    hint="The steeper the slope, the longer the step. Does your step grow with it?",
)
def gradient_normalised(parameter, gradient, learning_rate):
    return parameter - learning_rate * gradient / np.linalg.norm(gradient)


@mistake(
    "update",
    "Only the sign of the gradient was used, not its size.",
    equation="central-difference",
    hint="The steeper the slope, the longer the step. Does your step grow with it?",
)
def sign_of_gradient(parameter, gradient, learning_rate):
    return parameter - learning_rate * np.sign(gradient)
