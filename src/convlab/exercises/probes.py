"""The calls that a check makes: few, small, and made of whole numbers.

Together they tell every known mistake from every other. The first is the book's
running example, so that what goes wrong there can be followed by hand.
"""

import numpy as np

from convlab import samples
from convlab.exercises.case import Case
from convlab.exercises.probe import Probe

__all__ = ["CASES", "probes"]

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


def probes(task):
    """List the calls that check a task.

    Parameters
    ----------
    task : str
        Name of the function, such as "forward".

    Returns
    -------
    list of Probe
        The easiest first.
    """
    return [Probe(task, *call) for call in CALLS[task]()]


def _forward():
    for case in CASES:
        yield {"x": case.x, "w": case.w, "b": case.b}, case.settings
    note = "b is left out, so it is None"
    yield {"x": CASES[0].x, "w": CASES[0].w}, {}, note


def _gradient():
    for case in CASES:
        yield {"dz": case.dz, "x": case.x, "w": case.w}, case.settings


def _im2col():
    for case in WITHOUT_PADDING:
        yield {"x": case.x, "kernel_size": case.kernel_size}, {"stride": case.stride}


def _im2col_indices():
    for case in WITHOUT_PADDING:
        sizes = {"image_shape": case.image_shape, "kernel_size": case.kernel_size}
        yield sizes, {"stride": case.stride}


def _col2im():
    for case in WITHOUT_PADDING:
        sizes = {"image_shape": case.image_shape, "kernel_size": case.kernel_size}
        yield {"cols": case.cols, **sizes}, {"stride": case.stride}


def _output_size():
    sizes = [(3, 2, 1, 0), (5, 3, 1, 1), (6, 3, 2, 0), (9, 4, 3, 2), (8, 1, 2, 0)]
    for size, kernel, stride, padding in sizes:
        settings = {"stride": stride, "padding": padding}
        yield {"size": size, "kernel": kernel}, settings


def _receptive_field():
    for i, j, kernel_size, stride in [(0, 1, (2, 3), 1), (2, 1, (3, 2), 2)]:
        unit = {"i": i, "j": j, "kernel_size": kernel_size}
        yield unit, {"stride": stride}


def _address():
    for unit in [(0, 1, 2, 0), (1, 2, 3, 1), (3, 0, 1, 2)]:
        image_shape = {"image_shape": (3, 4, 1) if unit[0] == 0 else (4, 5, 3)}
        yield dict(zip("nijc", unit, strict=True)) | image_shape, {}


def _unit():
    for address, image_shape in [(6, (3, 4, 1)), (106, (4, 5, 3)), (191, (4, 5, 3))]:
        yield {"address": address, "image_shape": image_shape}, {}


def _channels_first():
    for case in CASES[1:3]:
        yield {"x": case.x}, {}


def _error():
    for case in CASES[1:3]:
        signs = np.random.default_rng(2).choice([-1.0, 1.0], case.x.shape)
        yield {"dx": case.x, "z": np.abs(case.x[::-1]) * signs}, {}


def _update():
    parameter, gradient = CASES[0].w, np.arange(1.0, 7.0).reshape(1, 2, 3, 1)
    yield {"parameter": parameter, "gradient": gradient, "rate": 2.0}, {}
    yield {"parameter": CASES[1].b, "gradient": CASES[2].b.repeat(2), "rate": 0.5}, {}


CALLS = {
    "address": _address,
    "unit": _unit,
    "channels_first": _channels_first,
    "output_size": _output_size,
    "receptive_field": _receptive_field,
    "forward": _forward,
    "im2col_indices": _im2col_indices,
    "im2col": _im2col,
    "col2im": _col2im,
    "db": _gradient,
    "dw": _gradient,
    "dx": _gradient,
    "backward": _gradient,
    "error": _error,
    "update": _update,
}
