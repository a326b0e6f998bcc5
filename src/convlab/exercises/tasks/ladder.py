"""Layers from one pixel upwards, each with one thing more than the one it stands on.

A function that is right on a rung's bases and wrong on the rung goes wrong because of
what is new there. The numbers of a smaller layer are a corner of those of a larger one,
and the corner of all of them is the book's running example.
"""

from dataclasses import dataclass

import numpy as np

from convlab import samples
from convlab.exercises.case import Case
from convlab.exercises.tasks.task import (
    Probe,
    in_fortran_order,
    non_contiguous,
    read_only,
)

__all__ = [
    "LADDER",
    "MEDIUM",
    "RICH",
    "Rung",
    "climb",
    "find",
    "in_other_layouts",
    "varied",
]

LAYOUTS = {
    "the arrays cannot be written to": read_only,
    "the arrays do not lie in one piece in memory": non_contiguous,
    "the arrays lie in memory column by column": in_fortran_order,
}
BY_HAND = dict(zip(("x", "w", "b", "dz"), samples.by_hand(), strict=True))


@dataclass(frozen=True, eq=False)
class Rung:
    """A layer of the ladder.

    Attributes
    ----------
    case : Case
        The layer.
    change : str
        What is new in it, as the end of "It goes wrong as soon as".
    bases : tuple of str
        Names of the rungs from which it differs in one thing each.
    uses : frozenset of str
        The sizes and settings that were changed on the way to it.
    """

    case: Case
    change: str
    bases: tuple[str, ...]
    uses: frozenset[str]


LADDER: dict[str, Rung] = {}


def _rung(name, change, *bases, **sizes):
    """Add a rung; `sizes` are those that differ from the last of its bases."""
    before = _sizes[bases[-1]] if bases else {}
    _sizes[name] = before | sizes
    uses = frozenset(sizes).union(*(LADDER[base].uses for base in bases))
    LADDER[name] = Rung(_layer(**_sizes[name]), change, bases, uses)


def _layer(**sizes):
    """Fill a layer with whole numbers, the running example in their corner."""
    case = Case.of_integers(**sizes)
    x, w, b, dz = (_corner(name, getattr(case, name)) for name in BY_HAND)
    return Case(x, w, b, dz, case.stride, case.padding)


def _corner(name, array):
    """Return the corner of this shape that all layers have in common."""
    shape = COMMON[name]
    if any(size > common for size, common in zip(array.shape, shape, strict=True)):
        raise ValueError(f"{name} has shape {array.shape}; at most {shape} is filled")
    return _filled[name][tuple(slice(size) for size in array.shape)].copy()


COMMON = {"x": (3, 9, 16, 2), "w": (3, 2, 3, 2), "b": (3,), "dz": (3, 9, 16, 3)}
_sizes: dict[str, dict] = {}
_filled = {}
for _seed, (_name, _shape) in enumerate(COMMON.items()):
    _rng = np.random.default_rng(_seed)
    _filled[_name] = _rng.integers(1, 10, _shape) * _rng.choice([-1.0, 1.0], _shape)
    _hand = BY_HAND[_name]
    _filled[_name][tuple(slice(size) for size in _hand.shape)] = _hand

ONE = {"B": 1, "C": 1, "F": 1, "stride": 1, "padding": 0}
_rung("pixel", "", H=1, W=1, KH=1, KW=1, **ONE)
LADDER["pixel"] = Rung(LADDER["pixel"].case, "", (), frozenset())
LADDER["negative"] = Rung(
    Case(*(-getattr(LADDER["pixel"].case, name) for name in BY_HAND)),
    "there are negative numbers",
    ("pixel",),
    frozenset(),
)
_rung("pixels", "there is more than one window of one pixel each", "pixel", H=2, W=2)
_rung("kernel", "the kernel has more than one element", "pixel", H=2, W=2, KH=2, KW=2)
_rung("row", "there is more than one window in a row", "kernel", W=3)
_rung("column", "there is more than one row of windows", "kernel", H=3)
_rung("windows", "there are several windows, in rows and columns", "column", "row", H=3)
_rung("oblong image", "the image is not square", "windows", W=4)
_rung("by hand", "the kernel is not square", "oblong image", KW=3)
_rung("large", "the image is larger than 3 by 4 pixels", "by hand", H=8, W=15)
SINGLE = {
    "images": ("there is more than one image", {"B": 2}),
    "channels": ("there is more than one channel", {"C": 2}),
    "kernels": ("there is more than one kernel", {"F": 3}),
    "padding": ("there is padding", {"padding": 1}),
}
for _name, (_change, _more) in SINGLE.items():
    _rung(_name, _change, "by hand", **_more)
_rung("padding 2", "the padding is 2", "padding", padding=2)
_rung(
    "padding 3", "the padding is larger than the kernel is high", "padding 2", padding=3
)
_rung("stride 2", "the stride is 2", "large", stride=2)
_rung("stride 3", "the stride is 3", "large", stride=3)
_rung("left over", "rows and columns are left over", "stride 2", H=9, W=16)
PAIRS = [
    ("images", "channels"),
    ("images", "kernels"),
    ("channels", "kernels"),
    ("images", "padding"),
    ("channels", "padding"),
]
for _one, _other in PAIRS:
    (_did, _), (_does, _more) = SINGLE[_one], SINGLE[_other]
    _rung(f"{_one}, {_other}", f"{_did} and {_does}", _other, _one, **_more)
_rung(
    "stride 2, padding",
    "the stride is 2 and there is padding",
    "padding",
    "stride 2",
    padding=1,
)
_rung(
    "stride 2, images",
    "the stride is 2 and there is more than one image",
    "images",
    "stride 2",
    B=2,
)
_rung(
    "stride 2, channels",
    "the stride is 2 and there is more than one channel",
    "channels",
    "stride 2",
    C=2,
)
MEDIUM = "images, channels, kernels"
_rung(
    MEDIUM,
    "there is more than one image, channel and kernel",
    "images, kernels",
    "channels, kernels",
    "images, channels",
    F=3,
)

# Everything at once: together these tell every known mistake from every other.
RICH = (
    Case.of_integers(B=2, H=7, W=10, C=3, F=4, KH=2, KW=3, stride=2),
    Case.of_integers(B=3, H=4, W=5, C=2, F=2, KH=3, KW=3, padding=1),
    Case.of_integers(B=2, H=5, W=6, C=3, F=4, KH=3, KW=2, stride=3, padding=2),
    Case.of_integers(B=3, H=6, W=5, C=2, F=2, KH=2, KW=3),
    Case.of_integers(B=2, H=7, W=11, C=4, F=3, KH=3, KW=3, stride=2),
)
ENOUGH = 4  # of these


def climb(task, arguments, *, without=()):
    """Return the probes of a task: every rung that it can stand on, then the rich ones.

    Parameters
    ----------
    task : str
        Name of the function.
    arguments : callable
        Takes a `Case` and returns (arguments, keywords) of the call.
    without : iterable of str
        Sizes and settings that the task does not have, such as "padding".

    Returns
    -------
    tuple of Probe
    """
    made: dict[str, Probe] = {}
    for name, rung in LADDER.items():
        if rung.uses & set(without):
            continue
        bases = tuple(made[base] for base in rung.bases)
        given, keywords = arguments(rung.case)
        made[name] = Probe(task, given, keywords, rung.change, bases)
    rich = [case for case in RICH if not case.padding] if "padding" in without else RICH
    return (*made.values(), *(Probe(task, *arguments(case)) for case in rich[:ENOUGH]))


def varied(base, *, integers=()):
    """Return a probe's variants: other numbers, dtypes and layouts, and no keywords.

    Parameters
    ----------
    base : Probe
        A call with stride 1 and no padding.
    integers : iterable of str
        Arguments that may be arrays of integers.

    Returns
    -------
    list of Probe
    """

    def arrays(change):
        return {
            name: change(value) if isinstance(value, np.ndarray) else value
            for name, value in base.arguments.items()
        }

    def variant(words, arguments=base.arguments, keywords=base.keywords):
        return Probe(base.task, arguments, keywords, words, (base,))

    whole = {name: base.arguments[name].astype(np.int64) for name in integers}
    variants = [
        variant("the arrays hold fractions", arrays(lambda a: a / 7)),
        variant("the arrays are of float32", arrays(lambda a: a.astype(np.float32))),
        *in_other_layouts(base),
    ]
    if whole:
        words = f"{' and '.join(whole)} {'is' if len(whole) == 1 else 'are'} of int64"
        variants.append(variant(words, base.arguments | whole))
    if base.keywords:
        verb = "is" if len(base.keywords) == 1 else "are"
        words = f"{' and '.join(base.keywords)} {verb} left out"
        variants.append(variant(words, keywords={}))
    return variants


def in_other_layouts(base):
    """Return a probe's variants with the same numbers, laid out otherwise in memory."""
    return [
        Probe(base.task, base.arguments, base.keywords, change, (base,), layout)
        for change, layout in LAYOUTS.items()
    ]


def find(probes, change):
    """Return the probe whose change is described in these words."""
    return next(probe for probe in probes if probe.change == change)
