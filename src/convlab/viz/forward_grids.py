"""Grids of the forward pass: arrays, windows, and the units they become."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from convlab._spec import ConvSpec, check_bias, check_layer
from convlab._style import format_number
from convlab._validate import (
    Padding,
    Pair,
    check_array,
    check_index,
    check_nonempty,
    check_pair,
    check_sizes,
)
from convlab.conv import forward
from convlab.equations import receptive_field
from convlab.equations.sizes import first_channels
from convlab.geometry import output_shape, padding_widths, zero_pad
from convlab.im2col import col2im
from convlab.viz.grid import Grid, Sign, draw, with_sign

AXES = {
    **dict.fromkeys(("x", "dx"), "B H W C"),
    **dict.fromkeys(("w", "dw"), "F KH KW C"),
    **dict.fromkeys(("z", "dz"), "B OH OW F"),
}

__all__ = [
    "show_coverage",
    "show_forward",
    "show_layer",
    "show_memory",
    "show_tensor",
]


def show_tensor(name: str, a: ArrayLike, unit: Sequence[int] | None = None) -> Figure:
    """Draw a batch, with an image on each line and a grid for each channel.

    Parameters
    ----------
    name : str
        One of x, w, z, dz, dx and dw, which gives the colour.
    a : array (B, H, W, C), (F, KH, KW, C) or (B, OH, OW, F)
        What to draw.
    unit : (int, int, int, int), optional
        Index of the entry to mark.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If there is no such name, if a is empty or does not have four axes, or if the
        unit lies outside it.
    """
    if name not in list(AXES):
        raise ValueError(f"name must be one of {', '.join(AXES)}; got {name!r}")
    a = check_array(name, a, AXES[name])
    check_nonempty(name, a)
    if unit is not None:
        unit = check_index("unit", unit, a.shape, AXES[name])
    return draw(
        *(
            [
                Grid(f"{name}[{n}, :, :, {c}]", name, a[n, :, :, c], _mark(unit, n, c))
                for c in range(a.shape[3])
            ]
            for n in range(len(a))
        )
    )


def show_memory(x: ArrayLike, unit: Sequence[int] | None = None) -> Figure:
    """Draw a batch in the order of memory, one row of pixels after the other.

    Parameters
    ----------
    x : array (B, H, W, C)
        What to draw.
    unit : (int, int, int, int), optional
        (n, i, j, c) of the entry to mark.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If x does not have four axes.
    """
    x = check_array("x", x, "B H W C")
    check_nonempty("x", x)
    B, H, W, C = x.shape
    rows = [f"n={n} i={i}" for n, i in np.ndindex(B, H)]
    columns = [f"{j},{c}" for j, c in np.ndindex(W, C)]
    marked = set()
    if unit is not None:
        n, i, j, c = check_index("unit", unit, x.shape, "n i j c")
        marked = {(n * H + i, j * C + c)}
    memory = x.reshape(B * H, W * C)
    grid = Grid(
        "x in memory, columns j,c", "x", memory, marked, rows=rows, columns=columns
    )
    return draw([grid])


def show_forward(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None,
    unit: Sequence[int],
    *,
    neighbour: Sequence[int] | None = None,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> Figure:
    """Draw the window of one unit of z, its kernel, and the unit it becomes.

    Parameters
    ----------
    x, w, b, stride, padding, dilation, groups
        As in `convlab.forward`.
    unit : (int, int, int, int)
        (n, i, j, f) of the unit of z.
    neighbour : (int, int), optional
        (i, j) of a second unit in the same channel of z, which gets a dashed frame, and
        its window too.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each channel that the kernel reads, with the sum of its products if
        there are several, and then one that adds these sums and the bias up. Zeros of
        the padding are hatched, and a bias of 0 is left out.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`.
    """
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    z, b = forward(x, w, b, **spec.keywords), check_bias(b, w)
    n, i, j, f = check_index("unit", unit, z.shape, "n i j f")
    if neighbour is not None:
        neighbour = check_index("neighbour", neighbour, z.shape[1:3], "i j")
    return draw(*_lines(x, w, b, z, spec, n, f, unit=(i, j), neighbour=neighbour))


def show_layer(
    x: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    units: Sequence[Sequence[int]] = (),
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
    groups: int = 1,
) -> Figure:
    """Draw a whole layer: which image and which kernel make which channel of z.

    Parameters
    ----------
    x, w, b, stride, padding, dilation, groups
        As in `convlab.forward`.
    units : list of (int, int, int, int)
        (n, i, j, f) of units of z to mark, with their windows: one at most for an image
        and a kernel.

    Returns
    -------
    matplotlib.figure.Figure
        For each image and each kernel, a line for each channel that the kernel reads;
        zeros of the padding are hatched.

    Raises
    ------
    TypeError, ValueError
        As `convlab.forward`, and if two units are of one image and one kernel.
    """
    x, w, spec = check_layer(x, w, stride, padding, dilation, groups)
    z, b = forward(x, w, b, **spec.keywords), check_bias(b, w)
    check_nonempty("z", z)
    places = [check_index("unit", unit, z.shape, "n i j f") for unit in units]
    marked = {(n, f): (i, j) for n, i, j, f in places}
    if len(marked) < len(places):
        raise ValueError(f"units must be of different maps of z; got {units}")
    lines = [
        _lines(x, w, b, z, spec, n, f, unit=marked.get((n, f)))
        for n, f in np.ndindex(len(z), len(w))
    ]
    return draw(*(line for of_pair in lines for line in of_pair))


def show_coverage(
    image_size: Sequence[int],
    kernel_size: Pair,
    *,
    stride: Pair = 1,
    padding: Padding = "valid",
    dilation: Pair = 1,
) -> Figure:
    """Draw how many windows read each pixel: the more, the darker; white means none.

    Parameters
    ----------
    image_size : (int, int)
        H, W in pixels, without padding.
    kernel_size, stride, padding, dilation
        As in `convlab.pad`.

    Returns
    -------
    matplotlib.figure.Figure
        The padded image; what is padding is hatched.

    Raises
    ------
    TypeError, ValueError
        If the arguments do not fit together.
    """
    H, W = check_sizes("image_size", image_size, "HW")
    KH, KW = kernel_size = check_pair("kernel_size", kernel_size, 1)
    stride = check_pair("stride", stride, 1)
    dilation = check_pair("dilation", dilation, 1)
    widths = padding_widths((H, W), kernel_size, stride, padding, dilation)
    OH, OW = output_shape((H, W), kernel_size, stride, widths, dilation)
    padded = H + sum(widths[0]), W + sum(widths[1])
    ones = np.ones((1, KH * KW, OH * OW))
    settings = {"stride": stride, "dilation": dilation}
    windows = col2im(ones, (*padded, 1), kernel_size, **settings)[0, :, :, 0]
    shades = np.where(windows, 0.08 + 0.4 * windows / max(windows.max(), 1), 0)
    name, zeros = "windows that read each pixel", _zeros((H, W), widths)
    return draw([Grid(name, "x", windows, muted=zeros, shades=shades)])


def _mark(unit: Sequence[int] | None, n: int, c: int) -> set:
    return {unit[1:3]} if unit is not None and (unit[0], unit[3]) == (n, c) else set()


def _zeros(image_size: Sequence[int], widths: Sequence[Sequence[int]]) -> set:
    """List the cells of the padding in the padded image."""
    (H, W), ((top, bottom), (left, right)) = image_size, widths
    rows, columns = range(top, top + H), range(left, left + W)
    padded = np.ndindex(top + H + bottom, left + W + right)
    return {(i, j) for i, j in padded if i not in rows or j not in columns}


def _lines(
    x: NDArray,
    w: NDArray,
    b: NDArray,
    z: NDArray,
    spec: ConvSpec,
    n: int,
    f: int,
    unit: Sequence[int] | None = None,
    neighbour: Sequence[int] | None = None,
) -> list[list[Grid | Sign]]:
    """List the grids of one image and one kernel.

    The window of the unit is marked, and that of its neighbour framed.
    """
    _, KH, KW, C = w.shape
    field, units = _window_of(unit, (KH, KW), spec)
    framed_field, framed_units = _window_of(neighbour, (KH, KW), spec)
    kernel = set(np.ndindex(KH, KW)) if unit is not None else set()
    zeros = _zeros(x.shape[1:3], spec.padding)
    first = first_channels(x, w, spec.groups)[f]
    image = zero_pad(x, spec.padding)[n, :, :, first : first + C]
    lines: list[list[Grid | Sign]] = [
        [
            Grid(
                f"x[{n}, :, :, {first + c}]",
                "x",
                image[:, :, c],
                set(field),
                zeros,
                framed=set(framed_field),
            ),
            Sign("*"),
            Grid(f"w[{f}, :, :, {c}]", "w", w[f, :, :, c], kernel),
        ]
        for c in range(C)
    ]
    end: list[Grid | Sign] = [
        Grid(f"z[{n}, :, :, {f}]", "z", z[n, :, :, f], units, framed=framed_units)
    ]
    bias = [with_sign(b[f])] if b[f] else []
    if C == 1 or not field:
        for line in lines[1:]:
            line.insert(0, Sign("+"))
        lines[-1] += [Sign(" ".join([*bias, "="])), *end]
        return lines
    window = np.array([image[pixel] for pixel in field])  # a row for each pixel
    sums = np.sum(window * w[f].reshape(-1, C), axis=0)
    for line, total in zip(lines, sums, strict=True):
        line.append(Sign(f"= {format_number(total)}"))
    terms = [format_number(sums[0]), *map(with_sign, sums[1:]), *bias]
    return [*lines, [Sign(" ".join([*terms, "="])), *end]]


def _window_of(
    unit: Sequence[int] | None, kernel_size: tuple[int, int], spec: ConvSpec
) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
    """List the pixels of a unit's window, and the place of the unit in z."""
    if unit is None:
        return [], set()
    i, j = unit
    steps = {"stride": spec.stride, "dilation": spec.dilation}
    return receptive_field(i, j, kernel_size, **steps), {(i, j)}
