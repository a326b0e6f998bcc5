"""Mistakes in the training of a small network, from the images to the new kernels."""

import numpy as np

from convlab import backward, equations, forward
from convlab.exercises.mistakes.mistake import mistake


def _slope(z, _):
    return z > 0


def _down(w, dw, learning_rate):
    return w - learning_rate * dw


def _train(
    given,
    *,
    factor=1,
    slope=_slope,
    step=_down,
    step_u=None,
    new_u=False,
    pooled=equations.max_pool_gradient,
):
    """Take all steps of `train`; each keyword replaces one part of them.

    Parameters
    ----------
    given : tuple
        The arguments of `train`.
    factor : number
        Of the gradient by the scores.
    slope : callable
        Takes z and the gradient that arrives, and returns the ReLU's slope.
    step, step_u : callable
        Takes a parameter, its gradient and the learning rate, and returns the new one;
        `step` is for both, unless `step_u` is given.
    new_u : bool
        Whether the gradient goes back through the weights after their step.
    pooled : callable
        The gradient of the max pooling.
    """
    x, labels, w, u, learning_rate, steps = given
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = equations.max_pool(a, 2, stride=2)
        rows = m.reshape(len(x), -1)
        p = equations.softmax(rows @ u.T)
        ds = factor * equations.score_gradient(p, labels)
        old, u = u, (step_u or step)(u, ds.T @ rows, learning_rate)
        dm = (ds @ (u if new_u else old)).reshape(m.shape)
        da = pooled(dm, a, 2, stride=2)
        dw = backward(da * slope(z, da), x, w).dw
        w = step(w, dw, learning_rate)
    return w


DIVIDED = "How often does the number of images divide, and where?"
STOPPED = (
    "Where z is negative, a stays 0 when z moves a little. What is the slope there?"
)


@mistake(
    "train",
    "The gradient went back through the new weights of the dense layer. It needs those "
    "of the forward pass, from before the step.",
    equation="dense",
    hint="When does u change: before its last use, or after it?",
)
def through_new_weights(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, learning_rate, steps), new_u=True)


@mistake(
    "train",
    "The slope of the ReLU is missing: the gradient passes everywhere.",
    equation="error",
    hint=STOPPED,
)
def slope_forgotten(x, labels, w, u, learning_rate, steps):
    given = x, labels, w, u, learning_rate, steps
    return _train(given, slope=lambda z, da: 1)


@mistake(
    "train",
    "Negative gradients were stopped as well. What counts is the sign of z alone.",
    equation="error",
    hint=STOPPED,
)
def stopped_by_its_own_sign(x, labels, w, u, learning_rate, steps):
    given = x, labels, w, u, learning_rate, steps
    return _train(given, slope=lambda z, da: (z > 0) & (da > 0))


@mistake(
    "train",
    "Back through the ReLU, the gradient itself was rectified, and z was ignored.",
    equation="error",
    hint=STOPPED,
)
def gradient_rectified(x, labels, w, u, learning_rate, steps):
    given = x, labels, w, u, learning_rate, steps
    return _train(given, slope=lambda z, da: da > 0)


@mistake(
    "train",
    "The weights u never changed. From the second step on, the kernels depend on how "
    "they have changed.",
    equation="momentum",
    hint="Which parameters does the network have, and which of them takes a step?",
)
def dense_layer_never_learns(x, labels, w, u, learning_rate, steps):
    given = x, labels, w, u, learning_rate, steps
    return _train(given, step_u=lambda u, du, rate: u)


@mistake(
    "train",
    "The gradient was not divided by the number of images: the losses were added up.",
    equation="score-gradient",
    hint=DIVIDED,
)
def loss_not_averaged(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, learning_rate, steps), factor=len(x))


@mistake(
    "train",
    "The gradient was divided by the number of images twice.",
    equation="score-gradient",
    hint=DIVIDED,
)
def loss_averaged_twice(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, learning_rate, steps), factor=1 / len(x))


@mistake(
    "train",
    "The steps lead uphill: the sign is wrong.",
    equation="momentum",
    hint="The gradient points uphill, where L grows.",
)
def uphill(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, -learning_rate, steps))


@mistake(
    "train",
    "The gradients add up from step to step: earlier ones are followed once more.",
    equation="momentum",
    hint="When does a gradient begin at 0?",
)
def gradients_pile_up(x, labels, w, u, learning_rate, steps):
    total: dict[str, float] = {}

    def step(parameter, gradient, learning_rate):
        shape = parameter.shape
        total[shape] = total.get(shape, 0) + gradient
        return parameter - learning_rate * total[shape]

    return _train((x, labels, w, u, learning_rate, steps), step=step)


@mistake(
    "train",
    "Only one step was taken.",
    equation="momentum",
    hint="When does the function return?",
)
def one_step_only(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, learning_rate, 1))


@mistake(
    "train",
    "All steps follow the gradient of the first one.",
    equation="momentum",
    hint="After a step the network answers differently. Where does your loop begin?",
)
def first_gradient_again(x, labels, w, u, learning_rate, steps):
    return _train((x, labels, w, u, steps * learning_rate, 1))


@mistake(
    "train",
    "Back through the max pooling, all pixels of a window got the gradient.",
    equation="max-pool-gradient",
    hint="Does the pooled image change if a pixel moves that is not the largest?",
)
def all_pixels_of_a_window(x, labels, w, u, learning_rate, steps):
    def spread(dm, a, size, *, stride):
        da = np.zeros(a.shape)
        OH, OW = dm.shape[1:3]
        da[:, : 2 * OH, : 2 * OW] = dm.repeat(2, axis=1).repeat(2, axis=2)
        return da

    return _train((x, labels, w, u, learning_rate, steps), pooled=spread)
