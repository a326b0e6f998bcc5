"""Mistakes of the gradient of the image: stamps that overlap."""

import numpy as np

import convlab
from convlab.exercises.mistakes.dx.shared import crop, stamp
from convlab.exercises.mistakes.mistake import mistake
from convlab.exercises.mistakes.windows import add_up
from convlab.exercises.settings import (
    EXACT_FIT,
    NO_OVERLAP,
    ONE_BY_ONE,
)

ADDS = "Through how many windows does a pixel change L? Each of them adds its part."


@mistake(
    "dx",
    "Where windows overlap, only the last window was kept: what it wrote replaced "
    "what was there.",
    equation="dx-scatter",
    hides=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS,
)
def overwritten_by_window(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    dx, stamps = convlab.pad(0 * x, 1, padding=padding), stamp(dz, w)
    for a, b in np.ndindex(dz.shape[1:3]):
        rows, columns = slice(stride * a, None), slice(stride * b, None)
        dx[:, rows, columns][:, :KH, :KW] = stamps[:, a, b]
    return crop(dx, padding)


@mistake(
    "dx",
    "Each stamp replaced what lay on its window, and was not added to it: only the "
    "last kernel and the last window are left.",
    equation="dx-scatter",
    hint="Is there a `=` where a `+=` should be?",
)
def overwritten_by_stamp(dz, x, w, *, stride=1, padding=0):
    _, KH, KW, _ = w.shape
    dx = convlab.pad(0 * x, 1, padding=padding)
    for n, a, b, f in np.ndindex(dz.shape):
        rows, columns = slice(stride * a, None), slice(stride * b, None)
        dx[n, rows, columns][:KH, :KW] = dz[n, a, b, f] * w[f]
    return crop(dx, padding)


@mistake(
    "dx",
    "Where windows overlap, only one copy was kept. `x[addresses] += cols` writes "
    "each address once, even if it stands there several times.",
    equation="col2im",
    hides=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS + " `np.add.at` is made for addresses that repeat.",
)
def overwritten_by_element(dz, x, w, *, stride=1, padding=0):
    (_, OH, OW, _), (_, KH, KW, _) = dz.shape, w.shape
    dx, stamps = convlab.pad(0 * x, 1, padding=padding), stamp(dz, w)
    for p, q in np.ndindex(KH, KW):
        window = dx[:, p : p + stride * OH : stride, q : q + stride * OW : stride]
        window[:] = stamps[:, :, :, p, q]
    return crop(dx, padding)


@mistake(
    "dx",
    "The stamps on a pixel were averaged; they are added up.",
    equation="dx-scatter",
    hides=[NO_OVERLAP, EXACT_FIT, ONE_BY_ONE],
    hint=ADDS,
)
def stamps_averaged(dz, x, w, *, stride=1, padding=0):
    size = tuple(length + 2 * padding for length in x.shape[1:3])
    stamps = stamp(dz, w)
    count = np.maximum(add_up(np.ones_like(stamps), size, stride), 1)
    return crop(add_up(stamps, size, stride) / count, padding)
