"""Mistakes in a layer that is a class: what it keeps, and the step it takes."""

import convlab
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.tasks.layer_tasks import RATE


def work(arrays, settings, used=None, *, w_times=1, b_times=1, rate=RATE):
    """Make a pass, a step with these multiples of the gradients, and a pass.

    `used` are the dz and x that the gradients are computed from, dz and x if left out.
    """
    x, dz, w, b = arrays
    z = convlab.forward(x, w, b, **settings)
    dx = convlab.backward(dz, x, w, **settings).dx
    used_dz, used_x = used or (dz, x)
    _, dw, db = convlab.backward(used_dz, used_x, w, **settings)
    w = w - rate * w_times * dw
    b = (0 if b is None else b) - rate * b_times * db
    return z, dx, convlab.forward(x, w, b, **settings)


EACH = "Two layers of one network work in turn. Does each keep its own arrays, under "
EACH += "`self`?"
STEP = "Where does the next forward pass find its weights, and does `step` put the new "
STEP += "ones there?"


@mistake(
    "layer",
    "The gradients were computed with the images of another layer: those of the last "
    "forward pass of all.",
    equation="dw",
    hint=EACH,
)
def images_of_another_layer(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, (dz, x + 1))


@mistake(
    "layer",
    "The step was taken with the gradients of another layer: those of the last "
    "backward pass of all.",
    equation="dw",
    hint=EACH,
)
def gradients_of_another_layer(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, (dz + 1, x + 1))


@mistake(
    "layer",
    "The gradients of two backward passes were added up; each has to replace those "
    "before.",
    equation="dw",
    hint="Is there a `+=` where there should be an `=`?",
)
def gradients_added_up(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, w_times=2, b_times=2)


@mistake(
    "layer",
    "The step went uphill: the gradients were added.",
    equation="central-difference",
    hint="The gradient points uphill, where L grows. Where should the step go?",
)
def uphill(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, rate=-RATE)


@mistake(
    "layer",
    "The learning rate was left out.",
    equation="central-difference",
    hint="How long is the step?",
)
def rate_forgotten(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, rate=1)


@mistake(
    "layer",
    "The step left the bias as it was.",
    equation="db",
    hint="Which parameters does the layer have?",
)
def bias_kept(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, b_times=0)


@mistake(
    "layer",
    "The step left the weights as they were.",
    equation="dw",
    hint="Which parameters does the layer have?",
)
def weights_kept(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, w_times=0)


@mistake(
    "layer",
    "After the step the layer computes what it did before.",
    equation="central-difference",
    hint=STEP,
)
def no_step(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    return work((x, dz, w, b), settings, rate=0)
