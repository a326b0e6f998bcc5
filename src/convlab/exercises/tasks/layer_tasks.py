"""Tasks around the whole layer: loss, backward pass, activation, step, and a class."""

import numpy as np

import convlab
from convlab.exercises.tasks.backward_tasks import HELPERS, given_dz, of_gradients
from convlab.exercises.tasks.drawing import draw_array, draw_layers
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, RICH, climb, find, varied
from convlab.exercises.tasks.task import Probe, register


def _squared_error(z, target):
    dz = z - target
    return float(np.sum(dz**2)) / 2, dz


def _loss(z, target, change="", *bases):
    arguments = {"z": np.array(z), "target": np.array(target)}
    return Probe("squared_error", arguments, {}, change, bases)


def _of_layer(name, change, base):
    """Compare what would be z of a layer with targets of that shape."""
    dz = LADDER[name].case.dz
    target = np.random.default_rng(3).integers(-9, 10, dz.shape) + 0.0
    return _loss(dz, target, change, base)


_over = _loss([[[[4.0]]]], [[[[1.0]]]])
_units = _of_layer("by hand", "there is more than one unit", _over)
_kernels = _of_layer("kernels", "there is more than one kernel", _units)
_images = _of_layer("images", "there is more than one image", _units)
register(
    "squared_error",
    "layer-1",
    _squared_error,
    (
        _over,
        _loss([[[[1.0]]]], [[[[4.0]]]], "z is smaller than the target", _over),
        _loss([[[[4.0]]]], [[[[4.0]]]], "z equals the target", _over),
        _units,
        _kernels,
        _images,
        *(_loss(case.dz, case.dz[::-1, ::-1] - 1) for case in RICH[:3]),
    ),
    varied(_images, integers=["target"]),
    returns="loss",
    axes="L, dz",
    draw=lambda rng: [_loss(*draw_array(rng, 2, B, 3, 4, 2)) for B in (1, 2, 3)],
    about="The loss L, a number, and the gradient dz (B, OH, OW, F), as a tuple.",
)
register(
    "backward",
    "layer-2",
    convlab.backward,
    *of_gradients("backward"),
    returns="gradients",
    axes="dx, dw, db",
    may_call=HELPERS | {"col2im"},
    draw=draw_layers("backward", given_dz),
    about="The gradients dx (B, H, W, C), dw (F, KH, KW, C) and db (F,), as a tuple: "
    "equations :eq:`dx`, :eq:`dw` and :eq:`db`.",
)


def _error(case, change="", *bases):
    signs = np.random.default_rng(2).choice([-1.0, 1.0], case.x.shape)
    arguments = {"dx": case.x, "z": np.abs(case.x[::-1]) * signs}
    return Probe("error", arguments, {}, change, bases)


def _draw_errors(rng):
    for B in (1, 2, 3):
        dx, z = draw_array(rng, 2, B, 4, 5, 2)
        yield Probe(
            "error", {"dx": dx, "z": z + 0.5}
        )  # no z is 0, where ReLU has a kink


def _unit(dx, z, change, *bases):
    arguments = {
        name: np.full((1, 1, 1, 1), value) for name, value in (("dx", dx), ("z", z))
    }
    return Probe("error", arguments, {}, change, bases)


_passes = _unit(2.0, 3.0, "")
_errors = (
    _passes,
    _unit(2.0, -3.0, "z is negative", _passes),
    _unit(-2.0, 3.0, "dx is negative", _passes),
    _error(LADDER["by hand"].case),
    *(_error(case) for case in RICH[:2]),
)
register(
    "error",
    "layer-3",
    lambda dx, z: dx * (z > 0),
    _errors,
    varied(_errors[3], integers=["z"]),
    axes="B, H, W, C",
    result="dz",
    draw=_draw_errors,
    about="The gradient by the input of ReLU, max(z, 0), of the shape of z: equation "
    ":eq:`error`.",
)


def _update(parameter, gradient, learning_rate, change="", *bases):
    arguments = {
        "parameter": np.array(parameter),
        "gradient": np.array(gradient),
        "learning_rate": learning_rate,
    }
    return Probe("update", arguments, {}, change, bases)


_first = _update([5.0], [2.0], 1.0)
_steps = (
    _first,
    _update([5.0], [2.0], 2.0, "the learning rate is not 1", _first),
    _update([5.0], [-2.0], 1.0, "the gradient is negative", _first),
    _update([0.0], [2.0], 1.0, "the parameter is 0", _first),
    _update([5.0, -1.0], [2.0, 3.0], 1.0, "there is more than one parameter", _first),
    _update(LADDER["by hand"].case.w, np.arange(1.0, 7).reshape(1, 2, 3, 1), 2.0),
    _update(RICH[0].b, RICH[1].b.repeat(2), 0.5),
)
register(
    "update",
    "layer-4",
    lambda parameter, gradient, learning_rate: parameter - learning_rate * gradient,
    _steps,
    varied(_steps[5], integers=["parameter"]),
    axes="those of parameter",
    draw=lambda rng: [
        _update(*draw_array(rng, 2, 4, 2, 3, 2), 2.0**-k) for k in (1, 2, 3, 4)
    ],
    about="A parameter after one step of gradient descent, as a new array of its "
    "shape.",
)


RATE = 0.25  # the learning rate of the step that a layer takes


def drive(thing):
    """Return a learner's class `Layer` as a function that a check can call.

    What is no class comes back as it is, and a class without any of the methods as a
    function that nobody has written yet.
    """
    if not isinstance(thing, type):
        return thing
    is_begun = any(hasattr(thing, name) for name in ("forward", "backward", "step"))
    return Driven(thing) if is_begun else _unwritten


def _unwritten(x, dz, w, b=None, *, stride=1, padding=0): ...


class Driven:
    """A learner's class `Layer` as a function.

    Parameters
    ----------
    cls : type
        Has the methods ``__init__(w, b=None, *, stride=1, padding=0)``, ``forward(x)``,
        ``backward(dz)`` and ``step(learning_rate)``.
    """

    def __init__(self, cls):
        self.cls = cls
        forward = getattr(cls, "forward", None)
        self.__code__ = getattr(forward, "__code__", None)  # verdicts look for its file
        self.__doc__ = getattr(forward, "__doc__", None)

    def __call__(self, x, dz, w, b=None, **settings):
        """Make a pass, a step and a pass; return z, dx, and z after the step.

        Another layer works in between, and backward runs twice: layers share nothing,
        and a gradient replaces the one before.
        """
        layer = self.cls(w, b, **settings)
        other = self.cls(*(array for array in (w, b) if array is not None), **settings)
        z = layer.forward(x)
        other.forward(x + 1)
        layer.backward(dz)
        dx = layer.backward(dz)
        other.backward(dz + 1)
        layer.step(RATE)
        return z, dx, layer.forward(x)


def _pass_and_step(x, dz, w, b=None, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    dx, dw, db = convlab.backward(dz, x, w, **settings)
    after = w - RATE * dw, (0 if b is None else b) - RATE * db
    z = convlab.forward(x, w, b, **settings)
    return z, dx, convlab.forward(x, *after, **settings)


def _of_class(case):
    arguments = {name: getattr(case, name) for name in ("x", "dz", "w", "b")}
    return arguments, case.keywords


_ladder = climb("layer", _of_class)
_medium = find(_ladder, LADDER[MEDIUM].change)
_without = {"b": None}
register(
    "layer",
    "layer-6",
    _pass_and_step,
    (
        *_ladder,
        Probe(
            "layer",
            _medium.arguments | _without,
            _medium.keywords,
            "b is None",
            (_medium,),
        ),
        Probe("layer", _of_class(RICH[0])[0] | _without, RICH[0].keywords),
    ),
    varied(_medium, integers=["x"]),
    returns="pass",
    axes="z, dx, z after the step",
    may_call=HELPERS | {"col2im", "forward"},
    draw=draw_layers("layer", _of_class),
    adapt=drive,
    written="class Layer",
    about="A class with the methods forward(x), backward(dz) and step(learning_rate). "
    "Two layers work in turn; what is compared is z, dx, and z after a step.",
)
