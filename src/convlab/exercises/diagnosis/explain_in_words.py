"""Explain one entry of a result by the numbers behind it, where it is no plain sum."""

import numpy as np

from convlab._style import format_number
from convlab.exercises.tasks import PLAIN

__all__ = ["IN_WORDS"]


def _write(value):
    return format_number(value, digits=6)


def _numerical_gradient(given, _, index):
    x, h, loss = np.array(given["x"], float), given["h"], given["loss"]
    here, found = x[index], []
    for step in (h, -h):
        x[index] = here + step
        found.append(_write(loss(x)))
    above, below = found
    return (
        f"With x{list(index)} moved up by h the loss is {above}, and moved down "
        f"{below}. The difference is divided by 2h = {_write(2 * h)}."
    )


def _adjoint_gaps(given, keywords, index):
    keywords = {name: keywords[name] for name in PLAIN}
    dz, x, w, b = (given[name] for name in ("dz", "x", "w", "b"))
    name, array = list({"dx": x, "dw": w, "db": b}.items())[index[0]]
    gradient = given["backward"](dz, x, w, **keywords)[index[0]]
    of_b = given["forward"](np.zeros(x.shape), w, b, **keywords)
    z = of_b if name == "db" else given["forward"](x, w, **keywords)
    ours, theirs = (_write(np.sum(a * c)) for a, c in [(gradient, array), (dz, z)])
    which = "z for a black image" if name == "db" else "z without the bias"
    return f"<{name}, {name[1]}> is {ours}, and <dz, z> is {theirs}, with {which}."


def _softmax(given, _, index):
    z = given["z"][index[0]]
    scores = ", ".join(map(_write, z))
    return f"The scores of this example are {scores}."


def _score_gradient(given, _, index):
    n, _ = index
    label, B = given["labels"][n], len(given["z"])
    return (
        f"{_softmax(given, _, index)} Its right class is {label}, and there "
        f"{'is 1 example' if B == 1 else f'are {B} examples'}."
    )


def _max_pool(given, keywords, index):
    n, i, j, c = index
    (KH, KW), s = given["kernel_size"], keywords["stride"]
    window = given["x"][n, s * i : s * i + KH, s * j : s * j + KW, c]
    return f"The pixels of the window are {', '.join(map(_write, window.flat))}."


def _max_pool_gradient(given, keywords, index):
    n, i, j, c = index
    x, dz, s = given["x"], given["dz"], keywords["stride"]
    KH, KW = given["kernel_size"]
    won = []
    for a, b in np.ndindex(dz.shape[1:3]):
        window = x[n, s * a : s * a + KH, s * b : s * b + KW, c]
        p, q = divmod(int(window.argmax()), KW)
        if (s * a + p, s * b + q) == (i, j):
            won.append(f"window {(a, b)}, where dz is {_write(dz[n, a, b, c])}")
    if not won:
        return (
            "No window passes its gradient on to this pixel: in each it is smaller "
            "than another, or as large and not the first."
        )
    windows = "; ".join(won)
    return f"This pixel is the largest, or the first of the largest, in {windows}."


def _momentum(given, _, index):
    gradients = ", ".join(map(_write, given["gradients"][:, index[0]]))
    rate, mu = (_write(given[name]) for name in ("learning_rate", "mu"))
    return (
        f"There, w is {_write(given['w'][index])} at the start and its "
        f"gradients are {gradients}; the learning rate is {rate}, and mu is {mu}."
    )


IN_WORDS = {
    "numerical_gradient": _numerical_gradient,
    "adjoint_gaps": _adjoint_gaps,
    "softmax": _softmax,
    "score_gradient": _score_gradient,
    "max_pool": _max_pool,
    "max_pool_gradient": _max_pool_gradient,
    "momentum": _momentum,
}
