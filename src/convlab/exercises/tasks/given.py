"""Functions that a learner's function is given: losses, and backward passes to test."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import convlab

__all__ = ["FLAWS", "FORWARD", "LOSSES", "Given", "named", "with_flaws"]


@dataclass(frozen=True, repr=False)
class Given:
    """A function as an argument.

    Attributes
    ----------
    words : str
        How a verdict writes it in a call.
    function : callable
        What it computes.
    """

    words: str
    function: Callable

    def __call__(self, *arguments, **keywords):
        """Call the function."""
        return self.function(*arguments, **keywords)

    def __repr__(self):
        return self.words


_rng = np.random.default_rng(0)
_w, _dz = _rng.integers(-5, 6, (2, 2, 3, 1)), _rng.integers(-5, 6, (1, 2, 2, 2))
LOSSES = {
    "straight": Given("lambda x: np.sum(2 * x)", lambda x: np.sum(2 * x)),
    "numbered": Given(
        "lambda x: np.arange(x.size) @ x.ravel()",
        lambda x: np.arange(x.size) @ x.ravel(),
    ),
    "curved": Given("lambda x: np.sum(x**3)", lambda x: np.sum(x**3)),
    "mixed": Given("lambda x: np.sum(x) ** 2", lambda x: np.sum(x) ** 2),
    "layer": Given(
        "lambda x: np.sum(dz * forward(x, w))",
        lambda x: np.sum(_dz * convlab.forward(x, _w)),
    ),
}


FORWARD = Given("forward", convlab.forward)


# The passes are not convlab's own: a check must see who calls convlab.backward.
def _slices(dz, w, stride):
    """Yield (p, q) and the pixels that meet this weight, one for each window."""
    _, OH, OW, _ = dz.shape
    for p, q in np.ndindex(w.shape[1:3]):
        yield p, q, np.s_[:, p : p + stride * OH : stride, q : q + stride * OW : stride]


def _dx(dz, x, w, stride, padding):
    (B, H, W, C), P = x.shape, padding
    dx = np.zeros((B, H + 2 * P, W + 2 * P, C))
    for p, q, pixels in _slices(dz, w, stride):
        dx[pixels] += dz @ w[:, p, q]
    return dx[:, P : P + H, P : P + W].copy()


def _dw(dz, x, w, stride, before, after):
    dw, sides = np.zeros(w.shape), (before, after)
    x = np.pad(x, ((0, 0), sides, sides, (0, 0)))
    for p, q, pixels in _slices(dz, w, stride):
        dw[:, p, q] = np.einsum("nabf,nabc->fc", dz, x[pixels])
    return dw


def _gradients(dz, x, w, *, stride=1, padding=0):
    sizes = zip(x.shape[1:3], w.shape[1:3], strict=True)
    windows = [(size + 2 * padding - K) // stride + 1 for size, K in sizes]
    expected = (len(x), *windows, len(w))
    if dz.shape != expected:
        raise ValueError(f"dz must have shape (B, OH, OW, F) = {expected}: {dz.shape}")
    return {
        "dx": _dx(dz, x, w, stride, padding),
        "dw": _dw(dz, x, w, stride, padding, padding),
        "db": dz.sum(axis=(0, 1, 2)) + 0.0,
    }


def _with_nan(dx, *_):
    dx[0, 0, 0, 0] = np.nan
    return dx


def _cut(dz):
    """Set dz to 0 beyond as many rows and columns as the fewer of the two are."""
    least, cut = min(dz.shape[1:3]), np.zeros_like(dz)
    cut[:, :least, :least] = dz[:, :least, :least]
    return cut


# What is wrong with which gradient, and how it becomes so.
FLAWS: dict[str, dict[str, Callable]] = {
    "whose dx is 0 everywhere": {"dx": lambda dx, *_: 0 * dx},
    "whose dw runs backwards": {"dw": lambda dw, *_: dw[:, ::-1, ::-1].copy()},
    "whose dx and db have the wrong sign": {
        "dx": lambda dx, *_: -dx,
        "db": lambda db, *_: -db,
    },
    "with three gradients that are twice as large as they should be": {
        "dx": lambda dx, *_: 2 * dx,
        "dw": lambda dw, *_: 2 * dw,
        "db": lambda db, *_: 2 * db,
    },
    "whose dw is divided by the number of images": {
        "dw": lambda dw, dz, x, w, s, P: dw / len(x)
    },
    "whose dx is the same in all channels, the mean of what each should be": {
        "dx": lambda dx, *_: dx.mean(axis=3, keepdims=True) + 0 * dx
    },
    "whose db is, for each kernel, the sum over all kernels": {
        "db": lambda db, *_: np.full_like(db, db.sum())
    },
    "whose dw leaves out dz": {
        "dw": lambda dw, dz, x, w, s, P: _dw(np.ones_like(dz), x, w, s, P, P)
    },
    "whose dx takes the stride for 1": {
        "dx": lambda dx, dz, x, w, s, P: _dx(dz, x, w, 1, P)
    },
    "whose dw takes all zeros of the padding to be below and on the right": {
        "dw": lambda dw, dz, x, w, s, P: _dw(dz, x, w, s, 0, 2 * P)
    },
    "whose dx is cropped with [:, P:-P, P:-P]": {
        "dx": lambda dx, dz, x, w, s, P: dx if P else dx[:, :0, :0]
    },
    "whose dx ends with the last window, short of the rows left over": {
        "dx": lambda dx, dz, x, w, s, P: dx[:, : s * (dz.shape[1] - 1) + w.shape[1] - P]
    },
    "whose dw takes z to be square": {
        "dw": lambda dw, dz, x, w, s, P: _dw(_cut(dz), x, w, s, P, P)
    },
    "whose dx has no negative entries": {"dx": lambda dx, *_: abs(dx)},
    "whose dx is a thousandth too large": {"dx": lambda dx, *_: 1.001 * dx},
    "whose dx holds a NaN": {"dx": _with_nan},
    "whose db has the shape (1, 1, 1, F)": {
        "db": lambda db, *_: db.reshape(1, 1, 1, -1)
    },
    "whose dw has the shape (1, F, KH, KW, C)": {"dw": lambda dw, *_: dw[None]},
}
KIND, RIGHT = "a backward pass ", "a backward pass without a mistake"


def with_flaws(*flaws):
    """Return a backward pass that has all these flaws, as a `Given`.

    Parameters
    ----------
    *flaws : str
        Of `FLAWS`, each of other gradients.
    """

    def backward(dz, x, w, *, stride=1, padding=0):
        given = *map(np.asarray, (dz, x, w)), stride, padding
        found = _gradients(*given[:3], stride=stride, padding=padding)
        for flaw in flaws:
            for name, change in FLAWS[flaw].items():
                found[name] = change(found[name], *given)
        return tuple(found.values())

    return Given(KIND + "; ".join(flaws) if flaws else RIGHT, backward)


def named(words):
    """Return the `Given` that a verdict writes in these words."""
    known = {given.words: given for given in (FORWARD, *LOSSES.values(), with_flaws())}
    return known.get(words) or with_flaws(*words.removeprefix(KIND).split("; "))
