"""Tasks of the chapter on im2col."""

import numpy as np

import convlab
from convlab.exercises.tasks.drawing import draw_layers
from convlab.exercises.tasks.ladder import climb, find, varied
from convlab.exercises.tasks.task import register

WITHOUT = "F", "padding"  # a matrix has no kernels, and its image is padded already
TWO_BY_TWO = "there is more than one image and there is more than one channel"


def _indices(case):
    arguments = {"image_shape": case.image_shape, "kernel_size": case.kernel_size}
    return arguments, {"stride": case.stride}


_probes = climb("im2col_indices", _indices, without=[*WITHOUT, "B"])
register(
    "im2col_indices",
    "im2col-1",
    convlab.im2col_indices,
    _probes,
    [varied(find(_probes, "there is more than one channel"))[-1]],
    returns="addresses",
    axes="KH*KW*C, OH*OW",
    result="table",
    may_call=frozenset({"output_size"}),
    draw=draw_layers("im2col_indices", _indices),
    about="The table (KH KW C, OH OW) of addresses: equation :eq:`im2col`.",
)


def _im2col(case):
    return {"x": case.x, "kernel_size": case.kernel_size}, {"stride": case.stride}


_probes = climb("im2col", _im2col, without=WITHOUT)
register(
    "im2col",
    "im2col-2",
    convlab.im2col,
    _probes,
    varied(find(_probes, TWO_BY_TWO), integers=["x"]),
    axes="B, KH*KW*C, OH*OW",
    result="cols",
    may_keep_integers=True,
    may_call=frozenset({"im2col_indices", "output_size"}),
    draw=draw_layers("im2col", _im2col),
    about="The columns (B, KH KW C, OH OW): equation :eq:`im2col`.",
)


def _padded_indices(image_shape, kernel_size, *, stride=1, padding=0):
    sides = padding, padding
    places = np.arange(np.prod(image_shape)).reshape(image_shape)
    places = np.pad(places, (sides, sides, (0, 0)), constant_values=-1)
    return places.ravel()[
        convlab.im2col_indices(places.shape, kernel_size, stride=stride)
    ]


def _padded(case):
    return _indices(case)[0], case.keywords


_probes = climb("padded_indices", _padded, without=["F", "B"])
register(
    "padded_indices",
    "im2col-4",
    _padded_indices,
    _probes,
    [varied(find(_probes, "there is more than one channel"))[-1]],
    returns="addresses",
    axes="KH*KW*C, OH*OW",
    result="table",
    may_call=frozenset({"im2col", "im2col_indices", "output_size"}),
    draw=draw_layers("padded_indices", _padded),
    about="The table (KH KW C, OH OW) of addresses in an image that was not padded, "
    "with -1 for every zero of the padding: equation :eq:`im2col`.",
)
