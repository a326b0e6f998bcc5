"""Tasks of the chapter on testing gradients."""

import numpy as np

import convlab
from convlab import equations
from convlab.exercises.case import Case
from convlab.exercises.tasks.drawing import draw_array
from convlab.exercises.tasks.given import FLAWS, FORWARD, LOSSES, with_flaws
from convlab.exercises.tasks.ladder import (
    LADDER,
    MEDIUM,
    RICH,
    in_other_layouts,
    varied,
)
from convlab.exercises.tasks.task import Probe, register

HAND = LADDER["by hand"].case.x
SMALL, LARGE = np.full((1, 1, 1, 1), 5.0), RICH[0].x
BIG, TINY = np.full((1, 1, 1, 1), 512.0), 2.0**-17  # in float32, BIG + TINY is BIG
WHOLE, SINGLE = "x holds integers", "x is of float32"


def _central(loss, x, index, h, change="", *bases):
    arguments = {"loss": LOSSES[loss], "x": x, "index": index, "h": h}
    return Probe("central_difference", arguments, {}, change, bases)


def _draw_one(rng):
    """Draw calls of `central_difference`."""
    for loss in ("curved", "mixed", "curved", "numbered"):
        x = draw_array(rng, 2, *rng.integers(3, 6, 2), 2)
        index = tuple(int(rng.integers(size)) for size in x.shape)
        yield _central(loss, x, index, 2.0 ** -int(rng.integers(1, 5)))


def _draw_all(rng):
    """Draw calls of `numerical_gradient`."""
    for loss in ("curved", "mixed", "curved", "numbered"):
        x = draw_array(rng, 2, *rng.integers(3, 6, 2), 2)
        yield _numerical(loss, x, 2.0 ** -int(rng.integers(1, 5)))


_CORNER, _MIDDLE = (0, 0, 0, 0), (0, 1, 2, 0)
_first = _central("straight", SMALL, _CORNER, 1)
_half = _central("straight", SMALL, _CORNER, 0.25, "h is not 1", _first)
_curved = _central("curved", SMALL, _CORNER, 1, "the loss is curved", _first)
_more = _central("straight", HAND, _MIDDLE, 1, "x has more than one entry", _first)
_small = _central("straight", BIG, _CORNER, TINY, "h is less than 1e-5", _half)
_calls: tuple[Probe, ...] = (
    _first,
    _half,
    _curved,
    _more,
    _central(
        "numbered", HAND, _MIDDLE, 1, "each entry counts differently in the loss", _more
    ),
    _central("mixed", HAND, _MIDDLE, 1, "the loss multiplies entries", _more),
    _small,
    _central("curved", LARGE, (1, 3, 4, 2), 2),
    _central("mixed", LARGE, (0, 6, 0, 1), 0.25),
    _central("layer", HAND, _MIDDLE, 2),
)


register(
    "central_difference",
    "gradients-1",
    lambda loss, x, index, h: equations.central_difference(loss, x, index, h=h),
    _calls,
    [
        _central("straight", SMALL.astype(int), _CORNER, 0.25, WHOLE, _half),
        _central("straight", BIG.astype(np.float32), _CORNER, TINY, SINGLE, _small),
        *in_other_layouts(_more),
    ],
    returns="number",
    may_call=frozenset({"forward"}),
    draw=_draw_one,
    about="The central difference of a loss by one entry of x, a number: equation "
    ":eq:`central-difference`.",
)


def _numerical(loss, x, h, change="", *bases):
    arguments = {"loss": LOSSES[loss], "x": x, "h": h}
    return Probe("numerical_gradient", arguments, {}, change, bases)


_first = _numerical("straight", SMALL, 1)
_half = _numerical("straight", SMALL, 0.25, "h is not 1", _first)
_curved = _numerical("curved", SMALL, 1, "the loss is curved", _first)
_more = _numerical("straight", HAND, 1, "x has more than one entry", _first)
_both = _numerical(
    "curved", HAND, 1, "x has more than one entry in a curved loss", _curved, _more
)
_small = _numerical("straight", BIG, TINY, "h is less than 1e-5", _half)
_calls = (
    _first,
    _half,
    _curved,
    _more,
    _numerical("numbered", HAND, 1, "each entry counts differently in the loss", _more),
    _both,
    _numerical("mixed", HAND, 1, "the loss multiplies entries", _more),
    _numerical("straight", LARGE, 1, "there are several images and channels", _more),
    _small,
    _numerical("curved", RICH[1].x, 2),
    _numerical("mixed", RICH[1].x, 0.25),
    _numerical("layer", HAND, 2),
)
register(
    "numerical_gradient",
    "gradients-2",
    lambda loss, x, h: convlab.gradcheck.numerical_gradient(loss, x, h=h),
    _calls,
    [
        _numerical("straight", SMALL.astype(int), 0.25, WHOLE, _half),
        _numerical("straight", BIG.astype(np.float32), TINY, SINGLE, _small),
        *in_other_layouts(_both),
    ],
    axes="B, H, W, C",
    result="gradient",
    may_call=frozenset({"forward"}),
    draw=_draw_all,
    about="The central difference of a loss by every entry of x (B, H, W, C): "
    "equation :eq:`central-difference`.",
)


def _relative(actual, expected, change="", *bases):
    arguments = {"actual": np.array(actual), "expected": np.array(expected)}
    if change:
        change += f", with {_write(actual)} and {_write(expected)}"
    return Probe("relative_error", arguments, {}, change, bases)


def _write(array):
    return str(array).replace(".0", "")


def _draw_pairs(rng):
    """Draw calls of `relative_error`: two of the same shape, and two of others."""
    for size in rng.integers(5, 9, 3):
        shift = rng.integers(1, 9, (size, 2)) * rng.choice([-1, 1], (size, 2))
        shift[0, 0] = -10  # of all, farthest from 0
        expected = rng.integers(1, 10, (size, 2)) * rng.choice([-1.0, 1.0], (size, 2))
        yield _relative(expected + shift, expected)
    column = draw_array(rng, 7, 1) + 20
    yield _relative(column, column[:, 0])


def _relative_error(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    largest = np.abs(actual - expected).max()
    scale = np.abs(expected).max()
    if scale == 0:
        return 0.0 if largest == 0 else np.inf
    return largest / scale


_first = _relative([4.0], [2.0])
_more = _relative([4.0, 3.0], [2.0, 4.0], "there is more than one entry", _first)
_same = _relative([2.0], [2.0], "the two are equal", _first)
_zero = _relative([0.0], [0.0], "both are 0 everywhere", _first)
_calls = (
    _first,
    _same,
    _relative([1.0], [2.0], "actual is too small", _first),
    _relative([-4.0], [-2.0], "the entries are negative", _first),
    _more,
    _relative([3.0, 4.0], [-1.0, 4.0], "the signs differ", _more),
    _relative([1.0, 4.0], [4.0, 3.0], "most is missing where it is too small", _more),
    _relative([[4.0, 3.0]], [[2.0, 4.0]], "there are two axes", _more),
    _relative([[2.0, 4.0]], [2.0, 4.0], "there is one axis more", _same),
    _relative([2.0], [2.0, 2.0], "an entry is missing", _same),
    _relative([[2.0], [2.0]], [2.0, 2.0]),
    _relative(RICH[0].w, RICH[0].w + (RICH[0].w > 8)),
    _relative(RICH[1].w, RICH[1].w[::-1]),
    _relative(-RICH[1].b - 12.5, RICH[1].b - 12.5),
)
register(
    "relative_error",
    "gradients-3",
    _relative_error,
    _calls,
    [
        _zero,
        _relative([3.0], [0.0], "expected is 0 everywhere and actual is not", _first),
        *in_other_layouts(_more),
        _relative([4, 3], [2, 4], "the arrays hold integers", _more),
        _relative([2.0, 2.0, 2.0], [2.0, 2.0], "there is an entry too many", _same),
    ],
    returns="number",
    draw=_draw_pairs,
    about="The error of a whole gradient against the expected one, a number.",
)


def _gaps(case, flaw="", change="", *bases):
    backward = with_flaws(*[flaw] if flaw else [])
    arguments = {"forward": FORWARD, "backward": backward}
    arguments |= {name: getattr(case, name) for name in ("dz", "x", "w", "b")}
    return Probe("adjoint_gaps", arguments, case.keywords, change, bases)


def _draw_layers(rng):
    """Draw calls of `adjoint_gaps`."""
    for flaw in ("whose dx and db have the wrong sign", "whose dw runs backwards") * 2:
        stride, padding, seed = (int(n) for n in rng.integers(1, 4, 3))
        H, W = rng.integers(6, 10, 2)
        sizes = {"H": H, "W": W, "stride": stride, "padding": padding - 1}
        yield _gaps(
            Case.of_integers(**sizes, seed=seed + int(rng.integers(9**9))), flaw
        )


def _adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    dx, dw, db = backward(dz, x, w, **settings)
    z, of_b = forward(x, w, **settings), forward(np.zeros_like(x), w, b, **settings)
    pairs = [(dx, x, z), (dw, w, z), (db, b, of_b)]
    return np.array([np.sum(d * a) - np.sum(dz * result) for d, a, result in pairs])


def _fit(name, change):
    return _gaps(LADDER[name].case, "", change, _first)


_hand = LADDER["by hand"].case
_first = _gaps(_hand)
_medium = _fit(MEDIUM, "there are several images, channels and kernels")
_calls = (
    _first,
    _gaps(_hand, "whose dx is 0 everywhere", "dx is wrong", _first),
    _gaps(_hand, "whose dw runs backwards", "dw is wrong", _first),
    _gaps(_hand, "whose dx and db have the wrong sign", "dx and db are wrong", _first),
    _fit("stride 2", "the stride is 2"),
    _fit("padding", "there is padding"),
    _medium,
    *(_gaps(case) for case in RICH[:2]),
    _gaps(RICH[0], "whose dx takes the stride for 1"),
    _gaps(RICH[1], "whose dw leaves out dz"),
    _gaps(RICH[1], "whose db is, for each kernel, the sum over all kernels"),
    _gaps(RICH[2], "whose dw is divided by the number of images"),
    _gaps(RICH[2], "whose dx has no negative entries"),
    _gaps(RICH[4], "whose dx and db have the wrong sign"),
)
register(
    "adjoint_gaps",
    "gradients-4",
    _adjoint_gaps,
    _calls,
    [v for v in varied(_medium, integers=["x"]) if "float32" not in v.change],
    axes="dx, dw, db",
    result="gaps",
    may_call=frozenset({"forward"}),
    draw=_draw_layers,
    about="How far the two inner products are apart, for dx, dw and db, as an array "
    "(3,): equation :eq:`adjoint`.",
)


def _wrong_gradients(backward):
    rng, wrong = np.random.default_rng(0), set()
    for padding in (0, 1):
        settings = {"stride": 2, "padding": padding}
        x, w = rng.integers(-9, 10, (2, 7, 10, 3)), rng.integers(-9, 10, (4, 2, 3, 3))
        b, z = np.array([5, -2, 3, 7]), convlab.forward(x, w, **settings)
        dz, of_b = rng.integers(-9, 10, z.shape), z * 0 + b
        uses = zip(backward(dz, x, w, **settings), (x, w, b), (z, z, of_b), strict=True)
        for k, (gradient, a, result) in enumerate(uses):
            fits = gradient.shape == a.shape
            if not fits or np.sum(gradient * a) != np.sum(dz * result):
                wrong.add(k)
    return len(wrong)


def _count(*flaws, change="", bases=()):
    backward = with_flaws(*flaws)
    return Probe("wrong_gradients", {"backward": backward}, {}, change, bases)


def _draw_flaws(rng):
    """Draw calls of `wrong_gradients`: each flaw of dx, with others of dw and db."""
    flaws: dict[str, list[str]] = {name: [] for name in ("dx", "dw", "db")}
    for flaw, changes in FLAWS.items():
        if len(changes) == 1:
            flaws[next(iter(changes))].append(flaw)
    for of_one in flaws.values():
        rng.shuffle(of_one)
    for k, flaw in enumerate(flaws["dx"]):
        dw, db = (flaws[name][k % len(flaws[name])] for name in ("dw", "db"))
        yield _count(*[flaw, dw, db][: 2 + k % 2])
    yield _count(*flaws["db"][:1], *flaws["dw"][:1])


_first = _count()
register(
    "wrong_gradients",
    "gradients-5",
    _wrong_gradients,
    (
        _first,
        *(
            _count(flaw, change=f"it is given a backward pass {flaw}", bases=(_first,))
            for flaw in FLAWS
        ),
    ),
    returns="whole",
    may_call=frozenset({"forward", "output_size", "pad", "batch", "by_hand", "roomy"}),
    draw=_draw_flaws,
    about="How many of a backward pass's three gradients are wrong, a whole number.",
)
