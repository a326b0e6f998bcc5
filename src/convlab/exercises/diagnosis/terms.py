"""Where one entry of a result comes from: the terms of its sum, with their numbers."""

import numpy as np

from convlab.exercises.diagnosis.sums import write_number, write_sum
from convlab.geometry import output_shape, zero_pad

__all__ = ["origin"]


def origin(task, probe, index):
    """Say how one entry is made, as an equation with the numbers filled in.

    Parameters
    ----------
    task : str
        Name of the function.
    probe : Probe
        The call.
    index : tuple of int
        Of the entry.

    Returns
    -------
    str
        Such as "b[0] + x[0, 0, 0, 0] w[0, 0, 0, 0] + ... = 1 + 1·1 + ...", or an empty
        string where there is nothing to add up.
    """
    explain = ORIGINS.get(task)
    return explain(probe.arguments, probe.settings, index) if explain else ""


def _forward(given, settings, index):
    n, i, j, f = index
    x, w, s = *_padded_and_kernels(given, settings), settings.get("stride", 1)
    _, KH, KW, C = w.shape
    terms = [
        (("x", x, (n, s * i + p, s * j + q, c)), ("w", w, (f, p, q, c)))
        for p, q, c in np.ndindex(KH, KW, C)
    ]
    b = given.get("b")
    return write_sum(terms if b is None else [(("b", b, (f,)),), *terms], settings)


def _dw(given, settings, index):
    f, p, q, c = index
    x, _ = _padded_and_kernels(given, settings)
    dz, s = given["dz"], settings["stride"]
    B, OH, OW, _ = dz.shape
    terms = [
        (("dz", dz, (n, a, b, f)), ("x", x, (n, s * a + p, s * b + q, c)))
        for n, a, b in np.ndindex(B, OH, OW)
    ]
    return write_sum(terms, settings)


def _db(given, settings, index):
    dz = given["dz"]
    terms = [(("dz", dz, (*unit, *index)),) for unit in np.ndindex(dz.shape[:3])]
    return write_sum(terms, {})


def _dx(given, settings, index):
    n, i, j, c = index
    dz, w, s, P = given["dz"], given["w"], settings["stride"], settings["padding"]
    _, OH, OW, F = dz.shape
    _, KH, KW, _ = w.shape
    terms = [
        (("dz", dz, (n, a, b, f)), ("w", w, (f, p, q, c)))
        for a, b, p, q, f in np.ndindex(OH, OW, KH, KW, F)
        if (s * a + p, s * b + q) == (i + P, j + P)
    ]
    return write_sum(terms, {}) if terms else "No window reads this pixel."


def _im2col(given, settings, index):
    n, k, m = index
    (p, q, c), (row, column) = _row_and_corner(given, settings, (k, m))
    unit = n, row + p, column + q, c
    return write_sum([(("x", given["x"], unit),)], {})


def _im2col_indices(given, settings, index):
    (p, q, c), (row, column) = _row_and_corner(given, settings, index)
    _, W, C = given["image_shape"]
    offset, corner = (p * W + q) * C + c, (row * W + column) * C
    return (
        f"It belongs to kernel element (p, q, c) = {(p, q, c)}, whose offset is "
        f"{offset}, in the window whose corner is pixel {(row, column)} at address "
        f"{corner}."
    )


def _col2im(given, settings, index):
    n, i, j, c = index
    cols = given["cols"]
    terms = []
    for k, m in np.ndindex(cols.shape[1:]):
        (p, q, channel), (row, column) = _row_and_corner(given, settings, (k, m))
        if (row + p, column + q, channel) == (i, j, c):
            terms.append((("cols", cols, (n, k, m)),))
    return write_sum(terms, {}) if terms else "No window reads this pixel."


def _error(given, _, index):
    return f"There, dx is {write_number(given['dx'][index])} and z is " + (
        f"{write_number(given['z'][index])}."
    )


def _update(given, _, index):
    parameter, gradient = (given[name][index] for name in ("parameter", "gradient"))
    return (
        f"There, the parameter is {write_number(parameter)} and the gradient "
        f"{write_number(gradient)}; the rate is {write_number(given['rate'])}."
    )


def _channels_first(given, _, index):
    n, c, i, j = index
    return write_sum([(("x", given["x"], (n, i, j, c)),)], {})


ORIGINS = {
    "forward": _forward,
    "dw": _dw,
    "db": _db,
    "dx": _dx,
    "im2col": _im2col,
    "im2col_indices": _im2col_indices,
    "col2im": _col2im,
    "error": _error,
    "update": _update,
    "channels_first": _channels_first,
}


def _padded_and_kernels(given, settings):
    P = settings.get("padding", 0)
    return zero_pad(given["x"], ((P, P), (P, P))), given["w"]


def _row_and_corner(given, settings, index):
    """Return (p, q, c) of a row of the table and the corner of a column's window."""
    H, W, C = given.get("image_shape") or given["x"].shape[1:]
    (KH, KW), s = given["kernel_size"], settings["stride"]
    windows = output_shape((H, W), (KH, KW), (s, s))
    k, m = index
    i, j = (int(number) for number in np.unravel_index(m, windows))
    return tuple(int(n) for n in np.unravel_index(k, (KH, KW, C))), (s * i, s * j)
