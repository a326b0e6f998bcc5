"""The functions that a learner writes: the right one, and the calls that check it.

The calls are few and small, and use whole numbers. Together they tell every known
mistake from every other. The first call is the book's running example, so a reader
can follow by hand what goes wrong in it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

import convlab
from convlab import equations, samples
from convlab.exercises.case import Case

__all__ = ["CASES", "TASKS", "Probe", "Task"]


@dataclass(frozen=True, eq=False)
class Probe:
    """One call of a function that a learner wrote.

    Attributes
    ----------
    task : str
        Name of the function.
    arguments : dict
        The values of its positional arguments, by name.
    keywords : dict
        Its keyword arguments.
    note : str
        A remark on the call, or an empty string.
    """

    task: str
    arguments: dict
    keywords: dict = field(default_factory=dict)
    note: str = ""

    def __call__(self, function):
        """Call a function with copies of the arguments."""
        copies = [np.copy(a) if _is_array(a) else a for a in self.arguments.values()]
        return function(*copies, **self.keywords)

    def __str__(self):
        named = [
            name if _is_array(value) else repr(value)
            for name, value in self.arguments.items()
        ]
        named += [f"{name}={value}" for name, value in self.keywords.items()]
        shapes = [
            f"{name} {value.shape}"
            for name, value in self.arguments.items()
            if _is_array(value)
        ]
        with_shapes = f" with {', '.join(shapes)}" if shapes else ""
        note = f"; {self.note}" if self.note else ""
        return f"{self.task}({', '.join(named)}){with_shapes}{note}"


def _is_array(value):
    return isinstance(value, np.ndarray)


@dataclass(frozen=True)
class Task:
    """A function to write.

    Attributes
    ----------
    name : str
        Name of the function.
    right : callable
        A correct implementation.
    probes : tuple of Probe
        The calls that check it, the easiest first.
    returns : str
        "floats", "addresses", "whole", "indices", "pixels" or "gradients".
    axes : str
        Names of the sizes of its result.
    result : str
        What the result is called on the page.
    may_share : bool
        Whether the result may be a view of an argument.
    """

    name: str
    right: Callable
    probes: tuple[Probe, ...]
    returns: str
    axes: str = ""
    result: str = ""
    may_share: bool = False

    @property
    def signature(self):
        """How the function is called: "dx(dz, x, w, *, stride=1, padding=0)"."""
        first = self.probes[0]
        names = ["b=None" if name == "b" else name for name in first.arguments]
        keywords = [f"{name}={DEFAULTS[name]}" for name in first.keywords]
        names += ["*", *keywords] if keywords else []
        return f"{self.name}({', '.join(names)})"


DEFAULTS = {"stride": 1, "padding": 0}
TASKS: dict[str, Task] = {}


def _task(name, right, calls, returns, **more):
    """Register a task; a call is what a `Probe` takes after the name of the task."""
    probes = tuple(Probe(name, *call) for call in calls)
    TASKS[name] = Task(name, right, probes, returns, **more)


CASES = (
    Case(*samples.by_hand()),
    Case.of_integers(B=2, H=7, W=10, C=3, F=4, KH=2, KW=3, stride=2),
    Case.of_integers(B=3, H=4, W=5, C=2, F=2, KH=3, KW=3, padding=1),
    Case.of_integers(B=2, H=5, W=6, C=3, F=4, KH=3, KW=2, stride=3, padding=2),
)
WITHOUT_PADDING = (
    *CASES[:2],
    Case.of_integers(B=3, H=6, W=5, C=2, F=2, KH=2, KW=3),
    Case.of_integers(B=2, H=7, W=11, C=4, F=3, KH=3, KW=3, stride=2),
)


def _unit(address, image_shape):
    n, rest = divmod(address, np.prod(image_shape))
    return int(n), *(int(index) for index in np.unravel_index(rest, image_shape))


_task(
    "address",
    equations.address,
    [
        (dict(zip("nijc", unit, strict=True)) | {"image_shape": shape},)
        for unit, shape in [
            ((0, 1, 2, 0), (3, 4, 1)),
            ((1, 2, 3, 1), (4, 5, 3)),
            ((3, 0, 1, 2), (4, 5, 3)),
        ]
    ],
    "whole",
)
_task(
    "unit",
    _unit,
    [
        ({"address": address, "image_shape": shape},)
        for address, shape in [(6, (3, 4, 1)), (106, (4, 5, 3)), (191, (4, 5, 3))]
    ],
    "indices",
    axes="n, i, j, c",
)
_task(
    "channels_first",
    lambda x: np.moveaxis(x, -1, 1),
    [({"x": case.x},) for case in CASES[1:3]],
    "floats",
    axes="B, C, H, W",
    result="result",
    may_share=True,
)
_task(
    "output_size",
    convlab.output_size,
    [
        ({"size": size, "kernel": kernel}, {"stride": stride, "padding": padding})
        for size, kernel, stride, padding in [
            (3, 2, 1, 0),
            (5, 3, 1, 1),
            (6, 3, 2, 0),
            (9, 4, 3, 2),
            (8, 1, 2, 0),
        ]
    ],
    "whole",
)
_task(
    "receptive_field",
    equations.receptive_field,
    [
        ({"i": i, "j": j, "kernel_size": kernel_size}, {"stride": stride})
        for i, j, kernel_size, stride in [(0, 1, (2, 3), 1), (2, 1, (3, 2), 2)]
    ],
    "pixels",
)
_task(
    "forward",
    convlab.forward,
    [
        *(({"x": case.x, "w": case.w, "b": case.b}, case.keywords) for case in CASES),
        ({"x": CASES[0].x, "w": CASES[0].w}, {}, "b is left out, so it is None"),
    ],
    "floats",
    axes="B, OH, OW, F",
    result="z",
)
_task(
    "im2col_indices",
    convlab.im2col_indices,
    [
        (
            {"image_shape": case.image_shape, "kernel_size": case.kernel_size},
            {"stride": case.stride},
        )
        for case in WITHOUT_PADDING
    ],
    "addresses",
    axes="KH*KW*C, OH*OW",
    result="table",
)
_task(
    "im2col",
    convlab.im2col,
    [
        ({"x": case.x, "kernel_size": case.kernel_size}, {"stride": case.stride})
        for case in WITHOUT_PADDING
    ],
    "floats",
    axes="B, KH*KW*C, OH*OW",
    result="cols",
)
_task(
    "col2im",
    convlab.col2im,
    [
        (
            {
                "cols": case.cols,
                "image_shape": case.image_shape,
                "kernel_size": case.kernel_size,
            },
            {"stride": case.stride},
        )
        for case in WITHOUT_PADDING
    ],
    "floats",
    axes="B, H, W, C",
    result="x",
)


def _one_of(name):
    def gradient(dz, x, w, **keywords):
        return getattr(convlab.backward(dz, x, w, **keywords), name)

    return gradient


OF_GRADIENTS = [
    ({"dz": case.dz, "x": case.x, "w": case.w}, case.keywords) for case in CASES
]
for _name, _axes in {"db": "F,", "dw": "F, KH, KW, C", "dx": "B, H, W, C"}.items():
    _task(_name, _one_of(_name), OF_GRADIENTS, "floats", axes=_axes, result=_name)
_task("backward", convlab.backward, OF_GRADIENTS, "gradients", axes="dx, dw, db")
_task(
    "error",
    lambda dx, z: dx * (z > 0),
    [
        (
            {
                "dx": case.x,
                "z": np.abs(case.x[::-1])
                * np.random.default_rng(2).choice([-1.0, 1.0], case.x.shape),
            },
        )
        for case in CASES[1:3]
    ],
    "floats",
    axes="B, H, W, C",
    result="dz",
)
_task(
    "update",
    lambda parameter, gradient, learning_rate: parameter - learning_rate * gradient,
    [
        (
            {
                "parameter": CASES[0].w,
                "gradient": np.arange(1.0, 7.0).reshape(1, 2, 3, 1),
                "learning_rate": 2.0,
            },
        ),
        (
            {
                "parameter": CASES[1].b,
                "gradient": CASES[2].b.repeat(2),
                "learning_rate": 0.5,
            },
        ),
    ],
    "floats",
    axes="those of parameter",
    result="result",
)
