"""Explain one entry of a result: its sum, with the numbers filled in."""

from typing import NamedTuple

import numpy as np

from convlab._style import format_number
from convlab.equations import first_channel
from convlab.exercises.diagnosis.explain_in_words import IN_WORDS
from convlab.exercises.tasks import DEFAULTS, TASKS
from convlab.fast.toom_cook import tile
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
    given, keywords = call.arguments, DEFAULTS | call.keywords
    family = TASKS[task].family
    if describe := SENTENCES.get(family):
        return describe(given, keywords, index)
    if family not in TERMS:
        return ""
    terms = TERMS[family](given, keywords, index)
    if not terms:
        stamps = family == "transposed_forward"
        return f"No {'stamp falls on' if stamps else 'window reads'} this pixel."
    names = {factor.name for term in terms for factor in term}
    of_padded = [
        f"\nHere {name} is {words}."
        for name, words in PADDED.items()
        if keywords["padding"] and name in names
    ]
    return f"{entry} = {_write_sum(terms)}{''.join(of_padded)}"


PADDED = {"x": "the padded image", "dlarge": "padded"}


def _write_sum(terms):
    """Write a sum of products twice, in symbols and in numbers."""
    symbols = [" ".join(f"{name}{list(at)}" for name, _, at in term) for term in terms]
    numbers = [
        "·".join(
            _write_number(array[at], among=len(terms) * len(term))
            for _, array, at in term
        )
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
    products = _window_times_kernel(given, keywords, index, "x")
    b = given.get("b")
    return products if b is None else [(Factor("b", b, index[3:]),), *products]


def _window_times_kernel(given, keywords, index, name):
    """List the products of one window of the array of that name and one kernel."""
    n, i, j, f = index
    x, w = _pad(given[name], keywords), given["w"]
    s, d, groups = (keywords[key] for key in ("stride", "dilation", "groups"))
    (F, KH, KW, Cg), C = w.shape, x.shape[3]
    first = first_channel(f, F, C, groups=groups)
    return [
        (
            Factor(name, x, (n, s * i + d * p, s * j + d * q, first + c)),
            Factor("w", w, (f, p, q, c)),
        )
        for p, q, c in np.ndindex(KH, KW, Cg)
    ]


def _dw(given, keywords, index):
    return _units_times_pixels(given, keywords, index, "dz", "x")


def _units_times_pixels(given, keywords, index, units, pixels):
    """List the products of all units of a channel with the pixels a weight met."""
    f, p, q, c = index
    dz, x = given[units], _pad(given[pixels], keywords)
    s, d = keywords["stride"], keywords["dilation"]
    B, OH, OW, _ = dz.shape
    return [
        (
            Factor(units, dz, (n, i, j, f)),
            Factor(pixels, x, (n, s * i + d * p, s * j + d * q, c)),
        )
        for n, i, j in np.ndindex(B, OH, OW)
    ]


def _db(given, _, index):
    dz = given["dz"]
    return [(Factor("dz", dz, (*unit, *index)),) for unit in np.ndindex(dz.shape[:3])]


def _dx(given, keywords, index):
    return _stamps(given, keywords, index, "dz")


def _stamps(given, keywords, index, units):
    """List the products of a pixel's units with the weights that stamp them on it."""
    n, i, j, c = index
    dz, w, s, P = given[units], given["w"], keywords["stride"], keywords["padding"]
    _, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    return [
        (Factor(units, dz, (n, a, b, f)), Factor("w", w, (f, p, q, c)))
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


def _transposed_forward(given, keywords, index):
    return _stamps(given, keywords, index, "small")


def _transposed_dsmall(given, keywords, index):
    return _window_times_kernel(given, keywords, index, "dlarge")


def _transposed_dw(given, keywords, index):
    return _units_times_pixels(given, keywords, index, "small", "dlarge")


def _lowered(given, keywords, index):
    n, j, i, k = index
    x, s = given["x"], keywords["stride"]
    q, c = divmod(k, x.shape[3])
    return [(Factor("x", x, (n, i, s * j + q, c)),)]


def _forward_from_lowered(given, keywords, index):
    n, i, j, f = index
    L, w, s = given["L"], given["w"], keywords["stride"]
    _, KH, KW, C = w.shape
    return [
        (
            Factor("L", L, (n, j, s * i + p, q * C + c)),
            Factor("w", w, (f, p, q, c)),
        )
        for p, q, c in np.ndindex(KH, KW, C)
    ]


def _kernels_to_points(given, _, index):
    u, v, f, c = index
    G = tile(2, 3, 1).G
    return [
        (
            Factor("G", G, (u, p)),
            Factor("w", given["w"], (f, p, q, c)),
            Factor("G", G, (v, q)),
        )
        for p, q in np.ndindex(3, 3)
        if G[u, p] and G[v, q]
    ]


TERMS = {
    "forward": _forward,
    "dilated_forward": _forward,
    "grouped_forward": _forward,
    "transposed_forward": _transposed_forward,
    "transposed_dsmall": _transposed_dsmall,
    "transposed_dw": _transposed_dw,
    "lowered": _lowered,
    "forward_from_lowered": _forward_from_lowered,
    "kernels_to_points": _kernels_to_points,
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


def _padded_indices(given, keywords, index):
    P, (H, W, C) = keywords["padding"], given["image_shape"]
    padded = given | {"image_shape": (H + 2 * P, W + 2 * P, C)}
    (p, q, c), (row, column) = _row_and_corner(padded, keywords, index)
    i, j = row + p - P, column + q - P
    is_inside = 0 <= i < H and 0 <= j < W
    place = f"pixel {(i, j)} of the image" if is_inside else "the padding"
    return (
        f"It belongs to kernel element (p, q, c) = {(p, q, c)}, which lies on {place}."
    )


def _moved(given, _, index):
    address, shape = int(given["addresses"][index]), given["image_shape"]
    n, place = divmod(address, int(np.prod(shape)))
    unit = n, *(int(k) for k in np.unravel_index(place, shape))
    return f"Address {address} holds unit (n, i, j, c) = {unit}."


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


def _tile_products(_given, _keywords, index):
    (u,) = index
    return f"It belongs to the point {('0', '1', '-1', 'infinity')[u]}."


def _forward_by_tiles(_given, _keywords, index):
    _, i, j, _ = index
    (a, r), (b, t) = divmod(i, 2), divmod(j, 2)
    return (
        f"It is unit ({r}, {t}) of tile ({a}, {b}), which reads the rows from {2 * a} "
        f"and the columns from {2 * b} on, four of each."
    )


SENTENCES = {
    "tile_products": _tile_products,
    "forward_by_tiles": _forward_by_tiles,
    "im2col_indices": _im2col_indices,
    "padded_indices": _padded_indices,
    "moved": _moved,
    "error": _error,
    "update": _update,
    **IN_WORDS,
}


def _pad(images, keywords):
    P = keywords["padding"]
    return zero_pad(images, ((P, P), (P, P)))


def _row_and_corner(given, keywords, index):
    """Return (p, q, c) of a row of the table and the corner of a column's window."""
    H, W, C = given.get("image_shape") or given["x"].shape[1:]
    (KH, KW), s = given["kernel_size"], keywords["stride"]
    windows = output_shape((H, W), (KH, KW), (s, s))
    k, m = index
    i, j = (int(number) for number in np.unravel_index(m, windows))
    return tuple(int(n) for n in np.unravel_index(k, (KH, KW, C))), (s * i, s * j)
