"""Find the letters for sizes: which axis is which, and what a length stands for."""

from math import prod

import numpy as np

from convlab.exercises.tasks import DEFAULTS, TASKS
from convlab.geometry import output_size

__all__ = [
    "WORDS",
    "letters_of",
    "name_axes",
    "name_length",
    "sizes_of",
    "value_of",
    "write_tuple",
]

WORDS = {
    "B": "the number of images",
    "F": "the number of kernels",
    "C": "the number of channels",
    "OH": "the number of rows of z",
    "OW": "the number of columns of z",
    "OH*OW": "the number of windows of an image",
    "B*OH*OW": "the number of windows of all images",
    "KH*KW": "the number of elements of a kernel",
    "KH*KW*C": "the number of weights of a kernel",
}
PADDED = "H + 2P", "W + 2P"
LETTERS = ("B", "OH", "OW", "H", "W", "C", "F", "KH", "KW")
LENGTHS = (
    *(*LETTERS, *PADDED),
    *("OH*OW", "H*W", "KH*KW", "KH*KW*C", "B*OH*OW", "H*W*C", "F*OH*OW", "F*KH*KW"),
    *("KW*C", "KH*C"),
    *("OH + 1", "OW + 1", "OH - 1", "OW - 1", "H + 1", "W + 1", "H - 1", "W - 1"),
)
ARRAYS = {
    "x": ("B", "H", "W", "C"),
    "w": ("F", "KH", "KW", "C"),
    "dz": ("B", "OH", "OW", "F"),
    "cols": ("B", "KH*KW*C", "OH*OW"),
    "dx": ("B", "H", "W", "C"),
    "target": ("B", "OH", "OW", "F"),
    "small": ("B", "OH", "OW", "F"),
    "dlarge": ("B", "H", "W", "C"),
    "L": ("B", "OW", "H", "KW*C"),
    "U": ("4", "4", "F", "C"),
}


def letters_of(task):
    """Return the names of the axes of a task's result; none if they are not fixed."""
    axes = TASKS[task].axes
    return axes.replace(",", " ").split() if "," in axes else []


def write_tuple(items):
    """Write names or numbers as a tuple: "(F,)", "(B, OH, OW, F)"."""
    return f"({', '.join(map(str, items))}{',' * (len(items) == 1)})"


def sizes_of(call):
    """Return the sizes of a call by their letters.

    Parameters
    ----------
    call : Probe
        Of any task.

    Returns
    -------
    dict
        Letters and products, such as "OH" and "KH*KW*C", each with a whole number.
    """
    found: dict[str, int] = {}
    for name, value in call.arguments.items():
        if np.ndim(value) == len(ARRAYS.get(name, ())):
            shape = dict(zip(ARRAYS.get(name, ()), np.shape(value), strict=True))
            found = shape | found  # with groups, C is that of x
    found |= dict(zip("HWC", call.arguments.get("image_shape", ()), strict=False))
    kernel_size = call.arguments.get("kernel_size", ())
    found |= dict(zip(("KH", "KW"), kernel_size, strict=False))
    if "kernel_width" in call.arguments:
        found["KW"] = call.arguments["kernel_width"]
    settings = DEFAULTS | call.keywords
    P, s, d = settings["padding"], settings["stride"], settings["dilation"]
    for size, kernel, windows in (("H", "KH", "OH"), ("W", "KW", "OW")):
        if size in found:
            found[f"{size} + 2P"] = padded = found[size] + 2 * P
            if kernel in found:
                K = found[kernel]
                found[windows] = output_size(padded, K, stride=s, dilation=d)
    return found


def value_of(length, sizes):
    """Return the value of a length such as "KH*KW*C" or "OH + 1", or None."""
    if length in sizes:
        return sizes[length]
    if length.endswith((" + 1", " - 1")):
        letter, more = length[:-4], 1 if length[-3] == "+" else -1
        return sizes[letter] + more if letter in sizes else None
    letters = length.split("*")
    if all(letter in sizes for letter in letters):
        return prod(sizes[letter] for letter in letters)
    return None


def name_length(pairs):
    """Find the letters for a length that was seen in several calls.

    Parameters
    ----------
    pairs : list of (Probe, int)
        Calls, and the length that was seen in each.

    Returns
    -------
    str or None
        The first of the lengths that has this value in every call; "1" if it is 1 in
        all of them. None if no length fits, if two letters do, or if there are too few
        calls to tell.
    """
    if len({value for _, value in pairs}) == 1:
        return "1" if pairs[0][1] == 1 and len(pairs) > FEW else None
    fits = [
        length
        for length in LENGTHS
        if all(value_of(length, sizes_of(call)) == value for call, value in pairs)
    ]
    is_clear = len([length for length in fits if length in LETTERS]) <= 1
    return fits[0] if fits and is_clear else None


FEW = 3


def name_axes(pairs):
    """Find the letters of every axis of a result; a list of str, or None.

    Parameters
    ----------
    pairs : list of (Probe, tuple of int)
        Calls, and the shape of the result of each.
    """
    if len({len(shape) for _, shape in pairs}) != 1:
        return None
    axes = range(len(pairs[0][1]))
    names = [name_length([(call, shape[k]) for call, shape in pairs]) for k in axes]
    return names if all(names) else None
