"""Tasks of the chapter on the forward pass."""

import numpy as np

import convlab
from convlab import equations
from convlab.exercises.tasks.drawing import draw_layers, draw_whole
from convlab.exercises.tasks.form import KERNEL, Form
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, RICH, climb, find, varied
from convlab.exercises.tasks.task import Probe, register

_five = Probe("output_size", {"size": 5, "kernel": 3}, {"stride": 1, "padding": 0})


def _sizes(size, kernel, stride, padding, change="", bases=()):
    keywords = {"stride": stride, "padding": padding}
    return Probe(
        "output_size", {"size": size, "kernel": kernel}, keywords, change, bases
    )


def _draw_sizes(rng):
    return [
        _sizes(draw_whole(rng, 20, 99), draw_whole(rng, 2, 19), stride, padding)
        for stride, padding in ((2, 0), (3, 1), (1, 2), (4, 3), (5, 0))
    ]


_two = _sizes(5, 3, 2, 0, "the stride is 2", (_five,))
register(
    "output_size",
    "forward-1",
    convlab.output_size,
    (
        _five,
        _sizes(5, 5, 1, 0, "the kernel is as large as the image", (_five,)),
        _sizes(5, 1, 1, 0, "the kernel is one pixel large", (_five,)),
        _sizes(5, 3, 1, 1, "there is padding", (_five,)),
        _two,
        _sizes(6, 3, 2, 0, "a pixel is left over", (_two,)),
        _sizes(3, 2, 1, 0),
        _sizes(9, 4, 3, 2),
        _sizes(8, 1, 2, 0),
        _sizes(8, 3, 4, 0),
        _sizes(11, 4, 5, 1),
    ),
    [
        Probe(
            "output_size",
            _five.arguments,
            {},
            "stride and padding are left out",
            (_five,),
        )
    ],
    returns="whole",
    draw=_draw_sizes,
    about="The number of windows along one axis: equation :eq:`output-size`.",
)

_corner = Probe(
    "receptive_field", {"i": 0, "j": 0, "kernel_size": (1, 1)}, {"stride": 1}
)


def _field(i, j, kernel_size, stride, change="", bases=()):
    arguments = {"i": i, "j": j, "kernel_size": kernel_size}
    return Probe("receptive_field", arguments, {"stride": stride}, change, bases)


def _draw_fields(rng):
    for stride in (2, 3, 1, 4):
        i, j, KH = (
            draw_whole(rng, low, high) for low, high in ((1, 9), (1, 9), (2, 3))
        )
        yield _field(i, j, (KH, 4), stride)


_square = _field(0, 0, (2, 2), 1, "the kernel has more than one element", (_corner,))
_row = _field(1, 0, (2, 2), 1, "i is not 0", (_square,))
_column = _field(0, 2, (2, 2), 1, "j is not 0", (_square,))
_wide = _field(0, 0, (2, 2), 2, "the stride is 2", (_square,))
register(
    "receptive_field",
    "forward-2",
    equations.receptive_field,
    (
        _corner,
        _square,
        _field(0, 0, (2, 3), 1, "the kernel is not square", (_square,)),
        _row,
        _column,
        _wide,
        _field(1, 0, (2, 2), 2, "the stride is 2 and i is not 0", (_row, _wide)),
        _field(0, 2, (2, 2), 2, "the stride is 2 and j is not 0", (_column, _wide)),
        _field(0, 1, (2, 3), 1),
        _field(2, 1, (3, 2), 2),
        _field(1, 3, (2, 4), 3),
    ),
    [Probe("receptive_field", _square.arguments, {}, "stride is left out", (_square,))],
    returns="pixels",
    draw=_draw_fields,
    about="The pixels that unit (i, j) reads, as a list of pairs (row, column): "
    "equation :eq:`receptive-field`.",
)


def _layer(case):
    return {"x": case.x, "w": case.w, "b": case.b}, case.keywords


def _forward(task):
    """Return the calls of a forward pass, numbers and variants."""
    ladder = climb(task, _layer)
    hand = find(ladder, "the kernel is not square")
    medium = find(ladder, LADDER[MEDIUM].change)
    without = {name: hand.arguments[name] for name in ("x", "w")}
    words = "b is None", "b is None, and there are several kernels"
    no_bias = [
        Probe(task, without, {}, "b is left out, so that it is None", (hand,)),
        *(
            Probe(task, base.arguments | {"b": None}, base.keywords, change, (base,))
            for base, change in [(hand, words[0]), (medium, words[1])]
        ),
        *(
            Probe(task, {"x": case.x, "w": case.w, "b": None}, case.keywords)
            for case in (RICH[0], RICH[2])
        ),
    ]
    return (*ladder, *no_bias), varied(medium, integers=["x"])


for _name, _exercise, _form, _way in [
    ("forward", "forward-3", None, ": equation :eq:`forward`."),
    (
        "forward_by_slices",
        "forward-4",
        Form(loops_over=(KERNEL,)),
        ", with loops over p and q but not over windows: equation :eq:`forward`.",
    ),
    (
        "forward_by_matmul",
        "im2col-3",
        Form(loops_over=()),
        ", with one product of matrices for each image: equation :eq:`forward-matmul`.",
    ),
]:
    register(
        _name,
        _exercise,
        convlab.forward,
        *_forward(_name),
        axes="B, OH, OW, F",
        result="z",
        family="forward",
        form=_form,
        may_call=frozenset({"im2col", "im2col_indices", "pad", "output_size"}),
        draw=draw_layers(_name, _layer),
        about=f"The output z (B, OH, OW, F){_way}",
    )


def _readers(i, j, image_size, kernel_size, *, stride=1, padding=0):
    sizes = zip(image_size, kernel_size, strict=True)
    windows = [
        equations.output_size(size, kernel, stride=stride, padding=padding)
        for size, kernel in sizes
    ]
    pixel = i + padding, j + padding
    return [
        (a, b)
        for a, b in np.ndindex(*windows)
        if pixel in equations.receptive_field(a, b, kernel_size, stride=stride)
    ]


def _reading(i, j, image_size, kernel_size, change="", *bases, stride=1, padding=0):
    arguments = {"i": i, "j": j, "image_size": image_size, "kernel_size": kernel_size}
    keywords = {"stride": stride, "padding": padding}
    return Probe("readers", arguments, keywords, change, bases)


def _draw_pixels(rng):
    """Draw images, and of each a pixel, the first pixel and the last."""
    for stride, padding in ((2, 0), (3, 1), (1, 2), (2, 1)):
        H, W = draw_whole(rng, 6, 8), draw_whole(rng, 9, 11)
        kernel = draw_whole(rng, 2, 3), draw_whole(rng, 4, 5)
        pixel = draw_whole(rng, 1, H - 2), draw_whole(rng, 1, W - 2)
        for i, j in (pixel, (0, 0), (H - 1, W - 1)):
            yield _reading(i, j, (H, W), kernel, stride=stride, padding=padding)


_alone = _reading(0, 0, (1, 1), (1, 1))
_whole = _reading(0, 0, (2, 2), (2, 2), "the kernel has more than one element", _alone)
_more = _reading(0, 0, (4, 4), (2, 2), "there is more than one window", _whole)
_below = _reading(1, 0, (4, 4), (2, 2), "i is not 0", _more)
_beside = _reading(0, 1, (4, 4), (2, 2), "j is not 0", _more)
_inside = _reading(1, 1, (4, 4), (2, 2), "neither i nor j is 0", _below, _beside)
_at_the_end = _reading(0, 3, (4, 4), (2, 2), "the pixel is in the last column", _beside)
_padded = _reading(0, 0, (4, 4), (2, 2), "there is padding", _more, padding=1)
_steps = _reading(0, 0, (7, 7), (3, 3), "the image and the kernel are larger", _more)
_moving = _reading(0, 0, (7, 7), (3, 3), "the stride is 2", _steps, stride=2)
_in_two = _reading(
    2, 2, (7, 7), (3, 3), "the stride is 2 and i and j are not 0", _moving, stride=2
)
register(
    "readers",
    "forward-5",
    _readers,
    (
        _alone,
        _whole,
        _more,
        _below,
        _beside,
        _inside,
        _reading(3, 0, (4, 4), (2, 2), "the pixel is in the last row", _below),
        _at_the_end,
        _reading(0, 4, (4, 5), (2, 2), "the image is not square", _at_the_end),
        _reading(1, 1, (4, 4), (2, 3), "the kernel is not square", _inside),
        _padded,
        _reading(
            3,
            3,
            (4, 4),
            (2, 2),
            "there is padding and the pixel is in the last row and column",
            _padded,
            padding=1,
        ),
        _steps,
        _moving,
        _in_two,
        _reading(5, 5, (6, 6), (3, 3), "the pixel is left over", _in_two, stride=2),
        _reading(
            2,
            2,
            (7, 7),
            (2, 2),
            "the stride is larger than the kernel and the pixel between two windows",
            _in_two,
            stride=3,
        ),
        _reading(3, 6, (4, 7), (3, 2)),
        _reading(6, 3, (7, 4), (2, 3)),
        _reading(4, 6, (6, 8), (3, 3), stride=2),
        _reading(5, 6, (8, 9), (3, 3), stride=2),
        _reading(5, 6, (9, 10), (4, 4), stride=3, padding=1),
        _reading(3, 6, (4, 7), (3, 3), padding=1),
        _reading(5, 2, (6, 3), (3, 3), padding=1),
        _reading(5, 2, (8, 9), (2, 2), stride=3, padding=1),
        _reading(6, 5, (9, 8), (3, 3), stride=3, padding=1),
        _reading(2, 3, (5, 6), (2, 3), stride=2, padding=1),
        _reading(3, 1, (6, 9), (3, 2), padding=2),
        _reading(4, 5, (8, 9), (4, 3), stride=2, padding=3),
        _reading(0, 4, (7, 6), (5, 4), stride=3, padding=2),
    ),
    [
        Probe(
            "readers",
            _inside.arguments,
            {},
            "stride and padding are left out",
            (_inside,),
        )
    ],
    returns="pixels",
    may_call=frozenset({"output_size"}),
    draw=_draw_pixels,
    about="The units that read pixel (i, j) of the image, as a list of pairs (row, "
    "column): equation :eq:`receptive-field`, from the other side.",
)
