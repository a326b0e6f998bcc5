"""Explain one entry of a result: its sum, with the numbers filled in."""

from typing import NamedTuple

import numpy as np

from convlab._style import format_number
from convlab.geometry import output_shape, zero_pad

__all__ = ["explain_entry"]

MOST = 12  # terms shown as numbers


class Factor(NamedTuple):
    """An entry of an array, as a factor in a product."""

    name: str
    array: np.ndarray
    at: tuple[int, ...]


def explain_entry(task, call, entry, index):
    """Say how one entry is computed, as an equation or in a sentence.

    Parameters
    ----------
    task : str
        Name of the function: that of the call, or of one gradient of ``backward``.
    call : Probe
        The call that it comes from.
    entry : str
        What the entry is called, "z[0, 0, 0, 0]".
    index : tuple of int
        Its index.

    Returns
    -------
    str
        Such as "z[0, 0, 0, 0] = b[0] + x[0, 0, 0, 0] w[0, 0, 0, 0] + ... = 1 + 1·1 +
        ...", or an empty string where there is nothing to say.
    """
    given, keywords = call.arguments, call.keywords
    if describe := SENTENCES.get(task):
        return describe(given, keywords, index)
    if task not in TERMS:
        return ""
    terms = TERMS[task](given, keywords, index)
    if not terms:
        return "No window reads this pixel."
    is_padded = keywords.get("padding") and any(
        factor.name == "x" for term in terms for factor in term
    )
    of_padded = "\nHere x is the padded image." if is_padded else ""
    return f"{entry} = {_write_sum(terms)}{of_padded}"


def _write_sum(terms):
    """Write a sum of products twice, in symbols and in numbers."""
    symbols = [" ".join(f"{name}{list(at)}" for name, _, at in term) for term in terms]
    numbers = [
        "·".join(_write_number(array[at], among=len(terms)) for _, array, at in term)
        for term in terms
    ]
    rest = len(terms) - MOST
    tail = [f"... ({rest} more terms)"] if rest > 0 else []
    total = sum(np.prod([array[at] for _, array, at in term]) for term in terms)
    shown = " + ".join(numbers[:MOST] + tail)
    value = "" if shown == _write_number(total) else f" = {_write_number(total)}"
    return f"{' + '.join(symbols[:3] + ['...'] * (len(terms) > 3))}\n= {shown}{value}"


def _write_number(value, *, among=1):
    """Write a number, in parentheses where its sign would meet another sign."""
    text = format_number(value, digits=6)
    return f"({text})" if among > 1 and value < 0 else text


def _forward(given, keywords, index):
    n, i, j, f = index
    x, w, s = _pad(given, keywords), given["w"], keywords.get("stride", 1)
    _, KH, KW, C = w.shape
    products = [
        (Factor("x", x, (n, s * i + p, s * j + q, c)), Factor("w", w, (f, p, q, c)))
        for p, q, c in np.ndindex(KH, KW, C)
    ]
    b = given.get("b")
    return products if b is None else [(Factor("b", b, (f,)),), *products]


def _dw(given, keywords, index):
    f, p, q, c = index
    x, dz, s = _pad(given, keywords), given["dz"], keywords["stride"]
    B, OH, OW, _ = dz.shape
    return [
        (Factor("dz", dz, (n, i, j, f)), Factor("x", x, (n, s * i + p, s * j + q, c)))
        for n, i, j in np.ndindex(B, OH, OW)
    ]


def _db(given, _, index):
    dz = given["dz"]
    return [(Factor("dz", dz, (*unit, *index)),) for unit in np.ndindex(dz.shape[:3])]


def _dx(given, keywords, index):
    n, i, j, c = index
    dz, w, s, P = given["dz"], given["w"], keywords["stride"], keywords["padding"]
    _, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    return [
        (Factor("dz", dz, (n, a, b, f)), Factor("w", w, (f, p, q, c)))
        for a, b, p, q, f in np.ndindex(OH, OW, KH, KW, F)
        if (s * a + p, s * b + q) == (i + P, j + P)
    ]


def _im2col(given, keywords, index):
    n, k, m = index
    (p, q, c), (row, column) = _row_and_corner(given, keywords, (k, m))
    return [(Factor("x", given["x"], (n, row + p, column + q, c)),)]


def _col2im(given, keywords, index):
    n, i, j, c = index
    cols, terms = given["cols"], []
    for k, m in np.ndindex(cols.shape[1:]):
        (p, q, channel), (row, column) = _row_and_corner(given, keywords, (k, m))
        if (row + p, column + q, channel) == (i, j, c):
            terms.append((Factor("cols", cols, (n, k, m)),))
    return terms


def _channels_first(given, _, index):
    n, c, i, j = index
    return [(Factor("x", given["x"], (n, i, j, c)),)]


TERMS = {
    "forward": _forward,
    "dw": _dw,
    "db": _db,
    "dx": _dx,
    "im2col": _im2col,
    "col2im": _col2im,
    "channels_first": _channels_first,
}


def _im2col_indices(given, keywords, index):
    (p, q, c), (row, column) = _row_and_corner(given, keywords, index)
    _, W, C = given["image_shape"]
    offset, corner = (p * W + q) * C + c, (row * W + column) * C
    return (
        f"It belongs to kernel element (p, q, c) = {(p, q, c)}, whose offset is "
        f"{offset}, in the window whose corner is pixel {(row, column)} at address "
        f"{corner}."
    )


def _error(given, _, index):
    dx, z = (_write_number(given[name][index]) for name in ("dx", "z"))
    return f"There, dx is {dx} and z is {z}."


def _update(given, _, index):
    parameter, gradient = (
        _write_number(given[name][index]) for name in ("parameter", "gradient")
    )
    return (
        f"There, the parameter is {parameter} and the gradient {gradient}; "
        f"the learning rate is {_write_number(given['learning_rate'])}."
    )


SENTENCES = {
    "im2col_indices": _im2col_indices,
    "error": _error,
    "update": _update,
}


def _pad(given, keywords):
    P = keywords.get("padding", 0)
    return zero_pad(given["x"], ((P, P), (P, P)))


def _row_and_corner(given, keywords, index):
    """Return (p, q, c) of a row of the table and the corner of a column's window."""
    H, W, C = given.get("image_shape") or given["x"].shape[1:]
    (KH, KW), s = given["kernel_size"], keywords["stride"]
    windows = output_shape((H, W), (KH, KW), (s, s))
    k, m = index
    i, j = (int(number) for number in np.unravel_index(m, windows))
    return tuple(int(n) for n in np.unravel_index(k, (KH, KW, C))), (s * i, s * j)
