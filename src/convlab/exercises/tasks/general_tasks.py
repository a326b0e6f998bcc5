"""Tasks of the chapter on dilation, groups and the transposed convolution."""

import numpy as np

import convlab
from convlab import equations
from convlab.exercises.case import Case
from convlab.exercises.tasks.backward_tasks import HELPERS
from convlab.exercises.tasks.drawing import draw_layers, draw_whole
from convlab.exercises.tasks.form import KERNEL, Form
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, RICH, climb, find, varied
from convlab.exercises.tasks.task import Probe, register

LARGE = LADDER["large"].change


def _rungs(task, arguments, without):
    """Return the ladder alone: the rich calls at its end have other settings here."""
    first, *others = climb(task, arguments, without=without)
    return (first, *(probe for probe in others if probe.change))


def _sizes(size, kernel, stride, padding, dilation, change="", bases=()):
    keywords = {"stride": stride, "padding": padding, "dilation": dilation}
    arguments = {"size": size, "kernel": kernel}
    return Probe("count_windows", arguments, keywords, change, bases)


def _draw_sizes(rng):
    """Draw calls in which everything counts: stride, padding and dilation."""
    return [
        _sizes(
            draw_whole(rng, 20, 40),
            draw_whole(rng, 2, 5),
            stride,
            padding=draw_whole(rng, 1, 3),
            dilation=draw_whole(rng, 2, 4),
        )
        for stride in (1, 2, 3, 4)
    ]


_seven = _sizes(7, 3, 1, 0, 1)
_strided = _sizes(7, 3, 2, 0, 1, "the stride is 2", (_seven,))
_padded = _sizes(7, 3, 1, 1, 1, "there is padding", (_seven,))
_dilated = _sizes(7, 3, 1, 0, 2, "the dilation is 2", (_seven,))
register(
    "count_windows",
    "general-1",
    convlab.output_size,
    (
        _seven,
        _strided,
        _padded,
        _dilated,
        _sizes(7, 1, 1, 0, 2, "the kernel has one weight", (_dilated,)),
        _sizes(7, 3, 2, 0, 2, "stride and dilation are 2", (_strided, _dilated)),
        _sizes(8, 3, 2, 0, 1, "a pixel is left over", (_strided,)),
        _sizes(7, 3, 1, 1, 2, "there is padding and dilation", (_padded, _dilated)),
        _sizes(9, 3, 3, 0, 2),
        _sizes(11, 4, 3, 2, 2),
        _sizes(10, 2, 2, 1, 4),
        _sizes(16, 4, 5, 0, 3),
    ),
    [
        Probe(
            "count_windows",
            _seven.arguments,
            {},
            "stride, padding and dilation are left out",
            (_seven,),
        )
    ],
    returns="whole",
    draw=_draw_sizes,
    about="The number of windows along one axis, with dilation: equations "
    ":eq:`output-size` and :eq:`extent`.",
)

# What tells the mistakes of a dilated layer from each other.
DILATED = (
    Case.of_integers(B=2, H=9, W=12, C=3, F=4, KH=2, KW=3, stride=2, dilation=3),
    Case.of_integers(B=3, H=8, W=7, C=2, F=2, KH=3, KW=2, dilation=2),
    Case.of_integers(B=2, H=12, W=11, C=3, F=2, KH=3, KW=3, stride=3, dilation=2),
    Case.of_integers(B=2, H=6, W=9, C=2, F=3, KH=2, KW=3, stride=2),
)


def _of_dilated(case):
    keywords = {"stride": case.stride, "dilation": case.dilation}
    return {"x": case.x, "w": case.w}, keywords


def _dilated_forward():
    """Return the calls of a layer with dilation: its numbers, and variants."""
    task = "dilated_forward"
    ladder = _rungs(task, _of_dilated, ["padding"])
    large, strided = find(ladder, LARGE), find(ladder, "the stride is 2")

    def dilated(dilation, change, *bases):
        keywords = bases[0].keywords | {"dilation": dilation}
        return Probe(task, bases[0].arguments, keywords, change, bases)

    two = dilated(2, "the dilation is 2", large)
    three = dilated(3, "the dilation is 3", large)
    both = dilated(3, "the stride is 2 and the dilation is 3", strided, three)
    rich = (Probe(task, *_of_dilated(case)) for case in DILATED)
    medium = find(ladder, LADDER[MEDIUM].change)
    return (*ladder, two, three, both, *rich), varied(medium, integers=["x"])


def _forward(x, w, **settings):
    return convlab.forward(x, w, **settings)


register(
    "dilated_forward",
    "general-2",
    _forward,
    *_dilated_forward(),
    axes="B, OH, OW, F",
    result="z",
    form=Form(loops_over=(KERNEL,)),
    may_call=HELPERS,
    draw=draw_layers("dilated_forward", _of_dilated, dilation=(2, 3)),
    about="The output z (B, OH, OW, F) of a layer with dilation, with loops over p "
    "and q but not over windows: equation :eq:`general` for one group.",
)

# What tells the mistakes of a layer with groups from each other.
GROUPED = (
    Case.of_integers(B=2, H=4, W=5, C=6, F=4, KH=2, KW=3, groups=2),
    Case.of_integers(B=3, H=5, W=4, C=4, F=6, KH=3, KW=2, groups=2),
    Case.of_integers(B=2, H=4, W=4, C=6, F=9, KH=2, KW=2, groups=3),
    Case.of_integers(B=2, H=4, W=3, C=3, F=6, KH=2, KW=2, groups=3),
)


def _of_grouped(case):
    return {"x": case.x, "w": case.w}, {"groups": case.groups}


def _grouped_forward():
    """Return the calls of a layer with groups: its numbers, and variants."""
    task = "grouped_forward"

    def grouped(change, *bases, **sizes):
        case = Case.of_integers(**{"B": 2, "H": 3, "W": 4} | sizes)
        arguments, keywords = _of_grouped(case)
        return Probe(task, arguments, keywords, change, bases)

    ladder = _rungs(task, _of_grouped, ["padding", "stride"])
    medium = find(ladder, LADDER[MEDIUM].change)
    four = grouped("there are four channels and four kernels", medium, C=4, F=4)
    two = grouped("there are two groups", four, C=4, F=4, groups=2)
    each = grouped("each channel is a group", four, C=4, F=4, groups=4)
    kernels = grouped("a group has more kernels than channels", two, C=4, F=6, groups=2)
    channels = grouped(
        "a group has more channels than kernels", two, C=6, F=4, groups=2
    )
    rich = (Probe(task, *_of_grouped(case)) for case in GROUPED)
    calls = (*ladder, four, two, each, kernels, channels, *rich)
    return calls, varied(medium, integers=["x"])


register(
    "grouped_forward",
    "general-3",
    _forward,
    *_grouped_forward(),
    axes="B, OH, OW, F",
    result="z",
    may_call=HELPERS,
    draw=draw_layers("grouped_forward", _of_grouped, C=6, F=12, groups=(2, 3)),
    about="The output z (B, OH, OW, F) of a layer with groups: equation :eq:`general`.",
)

# As the ladder's, but on both axes equally many pixels are left over.
TRANSPOSED = (
    *RICH[:2],
    Case.of_integers(B=2, H=7, W=6, C=3, F=4, KH=3, KW=2, stride=3, padding=2),
    *RICH[3:],
)


def _leftover(case):
    """Count the rows behind the last window, as many as there are columns."""
    H, KH = case.padded_size[0], case.kernel_size[0]
    return (H - KH) % case.stride


def _transposed_forward(small, w, *, stride=1, padding=0, leftover=0):
    """Return the larger image: the dx of a layer whose dz is `small`."""
    H, W = (
        equations.transposed_size(
            windows, kernel, stride=stride, padding=padding, leftover=leftover
        )
        for windows, kernel in zip(small.shape[1:3], w.shape[1:3], strict=True)
    )
    large = np.zeros((len(small), H, W, w.shape[3]), small.dtype)
    return convlab.backward(small, large, w, stride=stride, padding=padding).dx


def _transposed_dsmall(dlarge, small, w, *, stride=1, padding=0):
    return convlab.forward(dlarge, w, stride=stride, padding=padding)


def _transposed_dw(dlarge, small, w, **settings):
    return convlab.backward(small, dlarge, w, **settings).dw


def _of_transposed(task, arguments, integers):
    """Return the calls of one function of the transposed layer, and variants."""
    ladder = _rungs(task, arguments, [])
    rich = (Probe(task, *arguments(case)) for case in TRANSPOSED)
    medium = find(ladder, LADDER[MEDIUM].change)
    return (*ladder, *rich), varied(medium, integers=integers)


def _small(case):
    keywords = case.keywords | {"leftover": _leftover(case)}
    return {"small": case.dz, "w": case.w}, keywords


def _small_and_most(case):
    """Leave over as many rows and columns as can be."""
    given, keywords = _small(case)
    return given, keywords | {"leftover": case.stride - 1}


def _dlarge(case):
    return {"dlarge": case.x, "small": case.dz, "w": case.w}, case.keywords


# What tells the mistakes from each other if the stamps have gaps.
WITH_GAPS = (
    Case.of_integers(
        B=2, H=10, W=12, C=2, F=3, KH=2, KW=3, stride=3, padding=1, dilation=2
    ),
    Case.of_integers(B=2, H=9, W=11, C=3, F=2, KH=3, KW=2, stride=3, dilation=2),
    Case.of_integers(
        B=3, H=12, W=9, C=2, F=2, KH=2, KW=2, stride=2, padding=1, dilation=3
    ),
)


def _dlarge_with_gaps(case):
    given, keywords = _dlarge(case)
    return given, keywords | {"dilation": case.dilation}


def _of_dw():
    """Return the calls of dw, which has a dilation as well, and variants."""
    task, arguments = "transposed_dw", _dlarge_with_gaps

    def gaps(change, *bases, **settings):
        case = Case.of_integers(B=1, H=8, W=15, C=1, F=1, **settings)
        given, keywords = arguments(case)
        return Probe(task, given, keywords, change, bases)

    calls, variants = _of_transposed(task, arguments, ["dlarge"])
    large, strided = find(calls, LARGE), find(calls, "the stride is 2")
    two = gaps("the dilation is 2", large, dilation=2)
    both = gaps(
        "the stride is 2 and the dilation is 3", strided, two, stride=2, dilation=3
    )
    rich = (Probe(task, *arguments(case)) for case in WITH_GAPS)
    return (*calls, two, both, *rich), variants


register(
    "transposed_forward",
    "general-4",
    _transposed_forward,
    *_of_transposed("transposed_forward", _small, ["small"]),
    axes="B, H, W, C",
    result="large",
    may_call=HELPERS | {"col2im"},
    draw=draw_layers("transposed_forward", _small_and_most),
    about="The large image (B, H, W, C) of a transposed convolution: equations "
    ":eq:`dx-scatter` and :eq:`transposed-size`.",
)
register(
    "transposed_dsmall",
    "general-5",
    _transposed_dsmall,
    *_of_transposed("transposed_dsmall", _dlarge, ["dlarge", "small"]),
    axes="B, OH, OW, F",
    result="dsmall",
    may_call=HELPERS,
    draw=draw_layers("transposed_dsmall", _dlarge),
    about="The gradient (B, OH, OW, F) of the small image that a transposed "
    "convolution was given.",
)
register(
    "transposed_dw",
    "general-6",
    _transposed_dw,
    *_of_dw(),
    axes="F, KH, KW, C",
    result="dw",
    form=Form(loops_over=()),
    may_call=HELPERS,
    draw=draw_layers("transposed_dw", _dlarge_with_gaps, dilation=(1, 2), H=(9, 17)),
    about="The gradient (F, KH, KW, C) of the kernels of a transposed convolution, "
    "without a loop.",
)
