"""Mistakes with dilation, groups, the transposed layer and tiles: what is said of them.

Each sentence is proved by the wrong function, and each mistake hides where it says, in
layers as those chapters have them.
"""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from convlab import equations
from convlab.exercises import case as conditions
from convlab.exercises import mistakes
from convlab.exercises.case import Case
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks import TASKS, Probe
from convlab.fast import toom_cook

CHAPTERS = "general", "fast"
OURS = [t.name for t in TASKS.values() if t.exercise.rsplit("-", 1)[0] in CHAPTERS]
MISTAKES = {m.name: m for task in OURS for m in mistakes.of(task)}
by_name = pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
A, B, G, _ = toom_cook.tile(2, 3, 1)


def right(task):
    return TASKS[task].right


# Where they hide: for each task a layer in which no condition holds, the sizes with
# which one does, and the call.
TRANSPOSED = {"B": 2, "H": 8, "W": 11, "C": 3, "F": 4, "KH": 3, "KW": 4}
TRANSPOSED |= {"stride": 2, "padding": 1}
ONE_WINDOW = {"H": 3, "W": 4, "padding": 0}
WITH_GAPS = TRANSPOSED | {"W": 13, "stride": 3, "dilation": 2}
TILES = {"B": 2, "H": 7, "W": 9, "C": 3, "F": 4, "KH": 3, "KW": 3}
LOWERED = TRANSPOSED | {"padding": 0, "W": 12}
IRREGULAR = {
    "count_windows": {"H": 19, "KH": 3, "stride": 2, "padding": 1, "dilation": 3}
    | {"W": 30},
    "dilated_forward": {"H": 12, "W": 15, "stride": 2, "dilation": 3},
    "grouped_forward": {"H": 4, "W": 5, "C": 6, "F": 4, "groups": 2},
    "transposed_forward": TRANSPOSED,
    "transposed_dsmall": TRANSPOSED,
    "transposed_dw": WITH_GAPS,
    "multiplications": TILES,
    "lowered": LOWERED,
    "forward_from_lowered": LOWERED,
    "tile_products": TILES,
    "kernels_to_points": TILES,
    "forward_by_tiles": TILES,
}
DILATED = "count_windows", "dilated_forward"
STRIDED = "transposed_forward", "transposed_dsmall"
DW = ["transposed_dw"]
LOW = "lowered", "forward_from_lowered"
HOLDS = [
    (conditions.UNDILATED, DILATED, {"dilation": 1}),
    (conditions.DILATION_IS_STRIDE, DILATED, {"stride": 3, "H": 10}),
    (conditions.ONE_BY_ONE, DILATED, {"KH": 1, "KW": 1}),
    (conditions.EXACT_FIT, DILATED, {"H": 4, "W": 7, "KH": 2, "padding": 0}),
    (conditions.STRIDE_1, DILATED, {"stride": 1}),
    (conditions.NO_PADDING, ["count_windows"], {"padding": 0, "H": 20}),
    (conditions.ONE_GROUP, ["grouped_forward"], {"groups": 1}),
    (conditions.ONE_KERNEL_EACH, ["grouped_forward"], {"F": 2}),
    (conditions.ONE_CHANNEL_EACH, ["grouped_forward"], {"C": 2}),
    (conditions.STRIDE_1, STRIDED, {"stride": 1}),
    (conditions.EXACT_FIT, STRIDED, ONE_WINDOW),
    (conditions.ONE_BY_ONE, STRIDED, {"KH": 1, "KW": 1, "W": 10}),
    (conditions.NO_OVERLAP, STRIDED, {"stride": 4, "W": 13}),
    (conditions.NO_PADDING, STRIDED, {"padding": 0}),
    (conditions.PADDING, STRIDED, {"padding": 2, "W": 13}),
    (conditions.NO_LEFTOVER, STRIDED, {"H": 9, "W": 12}),
    (conditions.ONE_IMAGE, STRIDED, {"B": 1}),
    (conditions.STRIDE_1, DW, {"stride": 1}),
    (conditions.EXACT_FIT, DW, {"H": 5, "W": 7, "padding": 0}),
    (conditions.UNDILATED, DW, {"dilation": 1}),
    (conditions.DILATION_IS_STRIDE, DW, {"stride": 2}),
    (conditions.ONE_BY_ONE, DW, {"KH": 1, "KW": 1}),
    (conditions.FEW_LEFT_OVER, DW, {"H": 9, "W": 12}),
    (conditions.STRIDE_1, LOW, {"stride": 1}),
    (conditions.EXACT_FIT, LOW, ONE_WINDOW),
    (conditions.ONE_BY_ONE, LOW, {"KH": 1, "KW": 1}),
    (conditions.ONE_CHANNEL, LOW, {"C": 1}),
    (conditions.ONE_KERNEL, LOW, {"F": 1}),
    (conditions.EVEN_OUTPUT, ["forward_by_tiles"], {"H": 8, "W": 10}),
    (conditions.ONE_TILE, ["forward_by_tiles"], {"H": 4, "W": 4}),
    (conditions.ONE_TILE_WIDE, ["forward_by_tiles"], {"W": 4}),
    (conditions.ONE_IMAGE, ["forward_by_tiles"], {"B": 1}),
    (conditions.ONE_CHANNEL, ["forward_by_tiles", "kernels_to_points"], {"C": 1}),
    (conditions.ONE_KERNEL, ["forward_by_tiles", "kernels_to_points"], {"F": 1}),
]


def integers(*shape):
    rng = np.random.default_rng(5)
    return rng.integers(1, 10, shape) * rng.choice([-1.0, 1.0], shape)


def call_on(case, task):
    """Ask for the task with the sizes and arrays of a layer."""
    (_, H, _, C), (F, KH, KW, _) = case.x.shape, case.w.shape
    settings = {name: getattr(case, name) for name in ("stride", "padding", "dilation")}
    settings |= {"groups": case.groups, "leftover": (H + 2 * case.padding - KH)}
    settings["leftover"] %= case.stride
    L = equations.lowered(case.x, KW, stride=case.stride) if task in LOW else None
    values = {
        **{"x": case.x, "w": case.w, "small": case.dz, "dlarge": case.x},
        **{"size": H, "kernel": KH, "kernel_width": KW, "m": 2},
        **{"z_shape": case.dz.shape, "w_shape": case.w.shape},
        **{"L": L, "U": integers(4, 4, F, C)},
    }
    if task == "tile_products":
        values |= {"x": integers(4), "w": integers(2)}
    first = TASKS[task].probes[0]
    return Probe(
        task,
        {name: values[name] for name in first.arguments},
        {name: settings[name] for name in first.keywords},
    )


def hides_in(mistake, case):
    call = call_on(case, mistake.task)
    result = record_call(mistake.function, call)
    expected = record_call(right(mistake.task), call)
    assert expected.error is None, expected
    return result.error is None and same(result.returned, expected.returned)


def examples(task):
    """Yield the irregular layer of a task, and one for each condition."""
    base = IRREGULAR[task]
    yield None, Case.of_integers(**base)
    for condition, tasks, sizes in HOLDS:
        if task in tasks:
            yield condition, Case.of_integers(**base | sizes)
    case = Case.of_integers(**base)
    symmetric = case.w + case.w[:, ::-1, ::-1]
    yield conditions.POINT_SYMMETRIC, replace(case, w=symmetric)


@by_name
def test_it_hides_where_it_says_and_nowhere_else(mistake):
    for condition, case in examples(mistake.task):
        words = condition.words if condition else "irregular"
        holding = [c.words for c in mistake.hides_when if c.holds(case)]
        hides = hides_in(mistake, case)
        assert hides or not holding, (words, holding)
        if TASKS[mistake.task].returns != "whole":  # a number can be right by chance
            assert hides == bool(holding), (words, holding)


@by_name
def test_each_of_its_conditions_is_tried(mistake):
    tried = [condition for condition, _ in examples(mistake.task)]
    assert set(mistake.hides_when) <= set(tried)


def test_each_condition_holds_where_it_is_tried():
    for task in OURS:
        for condition, case in examples(task):
            assert condition is None or condition.holds(case), (task, condition.words)


# What is said of them. `f` is the wrong function, `g` the right one.
X = integers(2, 12, 15, 2)
W = integers(3, 2, 3, 2)
SPACED = {"stride": 2, "dilation": 3}
X6, W6 = integers(2, 3, 4, 6), integers(4, 2, 2, 3)
SMALL, KERNEL = integers(2, 3, 4, 4), integers(4, 3, 2, 2)
LARGE, DILATED_LARGE = integers(2, 7, 9, 2), integers(2, 9, 7, 2)
L = integers(2, 5, 8, 6)
LOW_W = integers(3, 2, 3, 2)
SHAPES = (2, 5, 7, 3), (3, 3, 2, 4), 2
TILE_X, TILE_W = integers(4), integers(2)
KERNELS = integers(3, 3, 3, 2)
IMAGE, U = integers(2, 7, 9, 2), integers(4, 4, 3, 2)
ONE_TILE, WIDE = integers(2, 4, 4, 2), integers(1, 4, 8, 2)
TWICE = np.array([1, 2, 2, 1])


def stencil(f, i, j, **settings):
    """Return the weights with which unit (i, j) reads each pixel of 12 by 15."""
    pixels = np.eye(12 * 15).reshape(-1, 12, 15, 1)
    kernel = np.array([[1.0, 2], [3, 4]]).reshape(1, 2, 2, 1)
    return f(pixels, kernel, **settings)[:, i, j, 0].reshape(12, 15)


def at(corner, gap):
    """Lay the kernel of `stencil` on an image of zeros."""
    image = np.zeros((12, 15))
    for p, q in product(range(2), repeat=2):
        image[corner[0] + gap * p, corner[1] + gap * q] = 1 + 2 * p + q
    return image


def channels_read(f, C=6, F=4, groups=2):
    """List the channels that each kernel reads."""
    pixels = np.eye(C).reshape(C, 1, 1, C)
    z = f(pixels, np.ones((F, 1, 1, C // groups)), groups=groups)
    return [np.flatnonzero(z[:, 0, 0, f]).tolist() for f in range(F)]


def unit(shape, *index):
    array = np.zeros(shape)
    array[index] = 1
    return array


def corner_of_stamp(f):
    """Return the first pixel that unit (1, 2) stamps, with a stride of 2."""
    large = f(unit((1, 3, 4, 1), 0, 1, 2, 0), np.ones((1, 2, 2, 1)), stride=2)
    return np.argwhere(large[0, :, :, 0])[0].tolist()


def places_of_weights(f, stride, dilation):
    """List the pixels that the weights of 2 by 2 meet at unit (2, 3)."""
    small = unit((1, 3, 4, 1), 0, 2, 3, 0)
    H, W = (stride * last + dilation + 1 for last in (2, 3))
    met = {}
    for pixel in np.ndindex(H, W):
        dlarge, settings = unit((1, H, W, 1), 0, *pixel, 0), (stride, 0, dilation)
        named = dict(zip(("stride", "padding", "dilation"), settings, strict=True))
        dw = f(dlarge, small, np.ones((1, 2, 2, 1)), **named)
        met |= {tuple(at): pixel for at in np.argwhere(dw[0, :, :, 0]).tolist()}
    return [met[at] for at in sorted(met)]


def shifted(a, rows, columns):
    return np.pad(a, ((0, 0), (rows, 0), (columns, 0), (0, 0)))


def equal(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)


def signs(u):
    """Return U with the sign of one point changed along both axes."""
    change = np.where(np.arange(4) == u, -1, 1)
    return U * change[:, None, None, None] * change[:, None, None]


def with_matrices(a, b):
    """Compute one tile by other matrices than A and B."""
    V = np.einsum("ur,nrtc,vt->uvnc", b, ONE_TILE, b)
    return np.einsum("ui,uvnc,uvfc,vj->nijf", a, V, U, a)


def counted(KH=3, KW=2, tiles=12, points=None):
    """Multiply what the layer of SHAPES consists of."""
    return 2 * 3 * 4 * tiles * (points or (KH + 1) * (KW + 1))


CLAIMS = {
    "count-windows-dilation-forgotten": lambda f, g: (
        f(19, 3, dilation=3) == g(19, 3) != g(19, 3, dilation=3)
    ),
    "count-windows-last-gap-counted": lambda f, g: f(19, 3, dilation=3) == g(19, 9),
    "count-windows-first-weight-not-counted": lambda f, g: (
        f(19, 3, dilation=3) == g(19, 6) and g(19, 3, dilation=3) == g(19, 7)
    ),
    "count-windows-dilation-from-zero": lambda f, g: (
        f(19, 3, dilation=3) == g(19, 3 + 2 * 3)
    ),
    "dilated-forward-read-without-gaps": lambda f, g: (
        equal(stencil(f, 1, 2, **SPACED), at((2, 4), 1))
        and f(X, W, **SPACED).shape == g(X, W, **SPACED).shape
    ),
    "dilated-forward-stride-and-dilation-exchanged": lambda f, g: equal(
        stencil(f, 1, 2, stride=3, dilation=2), at((2, 4), 3)
    ),
    "dilated-forward-image-thinned-out": lambda f, g: (
        equal(stencil(f, 1, 1, **SPACED), at((6, 6), 3))
        and equal(stencil(g, 1, 1, **SPACED), at((2, 2), 3))
    ),
    "dilated-forward-gap-at-the-end": lambda f, g: equal(
        f(X, W, dilation=3), g(X, W, dilation=3)[:, : 12 - 6 + 1, : 15 - 9 + 1]
    ),
    "dilated-forward-weights-repeated": lambda f, g: equal(
        f(X, W, dilation=2), g(X, np.kron(W, np.ones((1, 2, 2, 1))))
    ),
    "dilated-forward-gaps-of-d": lambda f, g: equal(
        stencil(f, 1, 2, **SPACED), at((2, 4), 4)
    ),
    "grouped-forward-kernels-dealt-in-turn": lambda f, g: (
        channels_read(f) == [[0, 1, 2], [3, 4, 5]] * 2
    ),
    "grouped-forward-channels-dealt-in-turn": lambda f, g: (
        channels_read(f) == [[0, 2, 4]] * 2 + [[1, 3, 5]] * 2
    ),
    "grouped-forward-both-dealt-in-turn": lambda f, g: (
        channels_read(f) == [[0, 2, 4], [1, 3, 5]] * 2
    ),
    "grouped-forward-results-dealt-in-turn": lambda f, g: all(
        equal(
            f(X6, W6, groups=2)[..., k],
            g(X6, W6, groups=2)[..., k % 2 * 2 + k // 2],
        )
        for k in range(4)
    ),
    "grouped-forward-first-group-read-by-all": lambda f, g: (
        channels_read(f) == [[0, 1, 2]] * 4
    ),
    "grouped-forward-groups-added-up": lambda f, g: equal(
        f(X6, W6, groups=2),
        g(X6, W6, groups=2)[..., :2] + g(X6, W6, groups=2)[..., 2:],
    ),
    "grouped-forward-every-group-read": lambda f, g: equal(
        f(X6, W6, groups=2), g(X6, np.concatenate([W6, W6], axis=3))
    ),
    "transposed-forward-stamps-overwritten": lambda f, g: (
        f(np.ones((1, 3, 3, 1)), np.ones((1, 2, 2, 1))).max() == 1
        and g(np.ones((1, 3, 3, 1)), np.ones((1, 2, 2, 1))).max() == 4
        and corner_of_stamp(f) == [2, 4]
    ),
    "transposed-forward-kernel-rotated": lambda f, g: equal(
        f(SMALL, KERNEL, stride=2), g(SMALL, np.rot90(KERNEL, 2, (1, 2)), stride=2)
    ),
    "transposed-forward-stamps-one-apart": lambda f, g: (
        corner_of_stamp(f) == [1, 2] and corner_of_stamp(g) == [2, 4]
    ),
    "transposed-forward-leftover-before": lambda f, g: equal(
        f(SMALL, KERNEL, stride=3, leftover=2),
        shifted(g(SMALL, KERNEL, stride=3), 2, 2),
    ),
    "transposed-forward-padding-put-on": lambda f, g: equal(
        f(SMALL, KERNEL, padding=1)[:, 1:-1, 1:-1], g(SMALL, KERNEL)
    ),
    "transposed-forward-padding-cut-at-the-end": lambda f, g: equal(
        f(SMALL, KERNEL, padding=1), g(SMALL, KERNEL)[:, :-2, :-2]
    ),
    "transposed-forward-cropped-to-nothing": lambda f, g: (
        f(SMALL, KERNEL).size == 0
        and equal(f(SMALL, KERNEL, padding=1), g(SMALL, KERNEL, padding=1))
    ),
    "transposed-dsmall-padding-forgotten": lambda f, g: equal(
        f(LARGE, None, KERNEL, padding=1), g(LARGE, None, KERNEL)
    ),
    "transposed-dsmall-padding-cut-again": lambda f, g: equal(
        f(LARGE, None, KERNEL, padding=1), g(LARGE[:, 1:-1, 1:-1], None, KERNEL)
    ),
    "transposed-dsmall-padded-like-a-gather": lambda f, g: equal(
        f(LARGE, None, KERNEL),
        g(np.pad(LARGE, ((0, 0), (2, 2), (1, 1), (0, 0))), None, KERNEL),
    ),
    "transposed-dsmall-windows-met-rotated-kernels": lambda f, g: equal(
        f(LARGE, None, KERNEL), g(LARGE, None, np.rot90(KERNEL, 2, (1, 2)))
    ),
    "transposed-dsmall-windows-one-apart": lambda f, g: equal(
        f(LARGE, SMALL, KERNEL, stride=2), g(LARGE, None, KERNEL)[:, :3, :4]
    ),
    "transposed-dw-units-one-apart": lambda f, g: equal(
        f(LARGE, SMALL, KERNEL, stride=2), g(LARGE[:, :5, :5], SMALL, KERNEL)
    ),
    "transposed-dw-not-exchanged": lambda f, g: (
        places_of_weights(f, 3, 2) == [(4, 6), (4, 9), (7, 6), (7, 9)]
        and places_of_weights(g, 3, 2) == [(6, 9), (6, 11), (8, 9), (8, 11)]
    ),
    "transposed-dw-gaps-filled": lambda f, g: (
        f(DILATED_LARGE, SMALL, KERNEL, dilation=3).shape == (4, 7, 4, 2)
        and equal(
            f(DILATED_LARGE, SMALL, KERNEL, dilation=3)[:, ::3, ::3],
            g(DILATED_LARGE, SMALL, KERNEL, dilation=3),
        )
    ),
    "transposed-dw-leftover-not-cut": lambda f, g: (
        equal(
            f(shifted(LARGE, 1, 0), SMALL, KERNEL, stride=2)[:, :3, :2],
            g(shifted(LARGE, 1, 0), SMALL, KERNEL, stride=2),
        )
        and f(shifted(LARGE, 1, 0), SMALL, KERNEL, stride=2).shape == (4, 4, 3, 2)
    ),
    "multiplications-rounded-down": lambda f, g: f(*SHAPES) == counted(4, 3, 6, 12),
    "multiplications-direct-sum": lambda f, g: f(*SHAPES) == g(*SHAPES[:2], 1),
    "multiplications-points-of-one-axis": lambda f, g: f(*SHAPES) == counted(points=4),
    "multiplications-one-point-too-many": lambda f, g: (
        f(*SHAPES) == counted(points=5 * 4)
    ),
    "multiplications-tile-for-each-unit": lambda f, g: f(*SHAPES) == counted(tiles=35),
    "lowered-channels-before-columns": lambda f, g: all(
        f(X, 3)[0, 4, 5, 3 * c + q] == g(X, 3)[0, 4, 5, 2 * q + c]
        for q, c in np.ndindex(3, 2)
    ),
    "lowered-stride-forgotten": lambda f, g: equal(f(X, 3, stride=2), g(X, 3)[:, :7]),
    "lowered-stride-on-rows-as-well": lambda f, g: equal(
        f(X, 3, stride=2), g(X, 3, stride=2)[:, :, ::2]
    ),
    "lowered-reshaped": lambda f, g: equal(
        f(X, 3).ravel(), g(X, 3).swapaxes(1, 2).ravel()
    ),
    "lowered-stride-used-as-dilation": lambda f, g: equal(
        f(X, 3, stride=2)[0, 1, 5], X[0, 5, [1, 3, 5]].ravel()
    ),
    "forward-from-lowered-result-reshaped": lambda f, g: equal(
        f(L, LOW_W).ravel(), g(L, LOW_W).swapaxes(1, 2).ravel()
    ),
    "forward-from-lowered-rows-one-apart": lambda f, g: equal(
        f(L, LOW_W, stride=2), g(L, LOW_W)[:, :4]
    ),
    "forward-from-lowered-stride-on-columns-again": lambda f, g: equal(
        f(L, LOW_W, stride=2), g(L, LOW_W, stride=2)[:, :, ::2]
    ),
    "forward-from-lowered-weights-down-first": lambda f, g: equal(
        f(L, LOW_W), g(L, LOW_W.swapaxes(1, 2).reshape(LOW_W.shape))
    ),
    "forward-from-lowered-window-read-down-first": lambda f, g: equal(
        f(L, LOW_W)[0, 1, 2],
        LOW_W.reshape(3, -1) @ L[0, 2, 1:3].T.ravel(),
    ),
    "forward-from-lowered-weights-reshaped": lambda f, g: equal(
        f(L, LOW_W)[0, 1, 2], L[0, 2, 1:3].ravel() @ LOW_W.reshape(-1, 3)
    ),
    "tile-products-halves-forgotten": lambda f, g: equal(
        f(TILE_X, TILE_W), g(TILE_X, TILE_W) * [1, 2, 2, 1]
    ),
    "tile-products-halved-twice": lambda f, g: equal(
        f(TILE_X, TILE_W) * [1, 2, 2, 1], g(TILE_X, TILE_W)
    ),
    "tile-products-first-pixel-alone": lambda f, g: (
        f(TILE_X, TILE_W)[0] == TILE_X[0] * TILE_W[0]
    ),
    "tile-products-last-pixel-alone": lambda f, g: (
        f(TILE_X, TILE_W)[3] == TILE_X[3] * TILE_W[1]
    ),
    "tile-products-sign-of-minus-one": lambda f, g: equal(
        f(TILE_X, TILE_W), g(TILE_X, TILE_W) * [1, 1, -1, 1]
    ),
    "tile-products-pixels-as-coefficients": lambda f, g: equal(
        f(TILE_X, np.array([1.0, 0])),
        [*(np.polyval(TILE_X[::-1], t) for t in (0, 1, -1)), 0],
    ),
    "kernels-to-points-one-axis-only": lambda f, g: (
        f(KERNELS).shape == (4, 3, 3, 2)
        and equal(f(KERNELS)[:, 0], g(KERNELS)[:, 0])
    ),
    "kernels-to-points-halves-left-out": lambda f, g: equal(
        f(KERNELS), g(KERNELS) * np.outer(TWICE, TWICE)[:, :, None, None]
    ),
    "kernels-to-points-halves-along-one-axis": lambda f, g: equal(
        f(KERNELS), g(KERNELS) * TWICE[:, None, None]
    ),
    "kernels-to-points-minus-left-out": lambda f, g: (
        equal(f(KERNELS)[1], f(KERNELS)[2])
        and equal(f(KERNELS)[1, 1], g(KERNELS)[1, 1])
    ),
    "kernels-to-points-infinity-first": lambda f, g: equal(
        f(KERNELS), g(KERNELS)[[3, 0, 1, 2]][:, [3, 0, 1, 2]]
    ),
    "forward-by-tiles-tiles-not-interleaved": lambda f, g: equal(
        f(WIDE, U).ravel(), np.concatenate(np.split(g(WIDE, U), 3, axis=2)).ravel()
    ),
    "forward-by-tiles-tiles-four-apart": lambda f, g: equal(
        f(IMAGE, U)[:, :2, 2:4], g(IMAGE[:, :, 4:], U)[:, :2, :2]
    ),
    "forward-by-tiles-last-row-missing": lambda f, g: equal(
        f(IMAGE, U), g(IMAGE, U)[:, :-1, :-1]
    ),
    "forward-by-tiles-padded-before": lambda f, g: equal(
        f(IMAGE, U), g(shifted(IMAGE, 1, 1), U)[:, :5, :7]
    ),
    "forward-by-tiles-tiles-transposed": lambda f, g: equal(
        f(ONE_TILE, U), g(ONE_TILE.swapaxes(1, 2), U)
    ),
    "forward-by-tiles-b-transposed": lambda f, g: equal(
        f(ONE_TILE, U), with_matrices(A, B.T)
    ),
    "forward-by-tiles-minus-forgotten": lambda f, g: equal(
        f(ONE_TILE, U), with_matrices(abs(A), B)
    ),
    "forward-by-tiles-minus-one-reversed": lambda f, g: (
        equal(f(ONE_TILE, U), g(ONE_TILE, signs(2)))
        and equal(f(ONE_TILE, U), with_matrices(A * [[1], [1], [-1], [1]], B))
    ),
    "forward-by-tiles-infinity-reversed": lambda f, g: (
        equal(f(ONE_TILE, U), g(ONE_TILE, signs(3)))
        and equal(f(ONE_TILE, U), with_matrices(A * [[1], [1], [1], [-1]], B))
    ),
}  # fmt: skip


@by_name
def test_what_is_said_of_a_mistake_is_what_it_does(mistake):
    claim, correct = CLAIMS[mistake.name], right(mistake.task)
    assert claim(mistake.function, correct), mistake.did
    assert not claim(correct, correct), "a claim that the right function meets is none"


# Numbers in the hints, which must be true.
HINTS = {
    "three squares apart": lambda: equations.extent(2, dilation=3) == 4,
    "With a dilation of 1 the weights lie side by side": lambda: (
        equations.extent(2, dilation=1) == 2
    ),
    "C = 4, F = 6, G = 2": lambda: (
        [equations.first_channel(f, 6, 4, groups=2) for f in range(6)]
        == [0, 0, 0, 2, 2, 2]
    ),
    "Which rows of an image of 6 does a kernel of 3 with a stride of 2 not read": (
        lambda: equations.leftover(6, 3, stride=2) == 1
    ),
    "A tile has 2 rows of windows, and z 5": lambda: -(-5 // 2) == 3,
    "Put M into z_0": lambda: equal(
        right("tile_products")(TILE_X, TILE_W)[:3].sum(),
        TILE_X[:2] @ TILE_W,
    ),
    "Put M into z_1": lambda: equal(
        right("tile_products")(TILE_X, TILE_W) @ [0, 1, -1, 0], TILE_X[1:3] @ TILE_W
    ),
    "Put M into z_2": lambda: equal(
        right("tile_products")(TILE_X, TILE_W) @ [0, 1, 1, 1], TILE_X[2:] @ TILE_W
    ),
    "Which row of B is \\(1, 0, -1, 0\\)": lambda: B[0].tolist() == [1, 0, -1, 0],
    "Which row of G is \\(0, 0, 1\\)": lambda: G[3].tolist() == [0, 0, 1],
    "For one axis, z_1 = M_1 - M_2 \\+ M_3": lambda: A[:, 1].tolist() == [0, 1, -1, 1],
}


@pytest.mark.parametrize("words", HINTS)
def test_the_numbers_of_a_hint_are_right(words):
    assert any(re.search(words, mistake.hint) for mistake in MISTAKES.values())
    assert HINTS[words]()
