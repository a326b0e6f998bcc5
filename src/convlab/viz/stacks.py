"""Who reads whom in a stack of layers: along one axis, or among the channels."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convlab._style import NEUTRAL, PALETTE
from convlab._validate import check_int, check_sizes
from convlab.equations import extent, first_channel

__all__ = ["show_channels", "show_stack"]

PIXEL = 0.24  # inches
LABEL = 2.4  # pixels, for the name of a line
ROW = 2.4  # pixels from one line to the next
MARGIN = 0.9  # pixels around
DOT = 9  # points across a pixel or unit
WIDE = 2.0  # pixels from one channel to the next
DISC = 18  # points across a channel, with its number


def show_stack(layers: Sequence[tuple[int, int, int]]) -> Figure:
    """Draw what one unit of the last layer reads, directly and through the others.

    Parameters
    ----------
    layers : list of (int, int, int)
        Kernel size, stride and dilation of each layer along one axis, from the first
        layer to the last.

    Returns
    -------
    matplotlib.figure.Figure
        A line of pixels, and under it a line of units for each layer. Those that the
        single unit at the bottom depends on are filled, and joined to what they read.

    Raises
    ------
    TypeError, ValueError
        If there is no layer, or one is not three whole numbers from 1 up.

    References
    ----------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural
    networks" (2019).
    """
    parts = "kernel", "stride", "dilation"
    checked = [check_sizes("layer", layer, parts) for layer in layers]
    if not checked:
        raise ValueError("layers must hold at least one layer; got none")
    lines, joins = _walk_back(checked)
    names = ["x", *(f"layer {depth}" for depth in range(1, len(lines)))]
    figure, axes = _draw_joins(names, lines[0][-1][0], joins)
    for depth, line in enumerate(lines):
        role = "z" if depth else "x"
        for centre, read in line:
            face = PALETTE[role] if read else NEUTRAL["page"]
            edge = PALETTE[role] if read else NEUTRAL["rule"]
            style: dict[str, Any] = {"mfc": face, "mec": edge, "mew": 0.8}
            axes.plot(centre, ROW * depth, "o", ms=DOT, zorder=2, **style)
    return figure


def show_channels(C: int, layers: Sequence[tuple[int, int]]) -> Figure:
    """Draw which channels the kernels of each layer read.

    Parameters
    ----------
    C : int
        Channels of the image.
    layers : list of (int, int)
        Kernels and groups of each layer, from the first layer to the last.

    Returns
    -------
    matplotlib.figure.Figure
        A line of numbered channels for the image and one for the result of each layer,
        each channel joined to those that its kernel reads.

    Raises
    ------
    TypeError, ValueError
        If there is no layer, a number is not a whole one from 1 up, or the groups do
        not divide the kernels and the channels that they read.
    """
    sizes = [check_int("C", C, 1)]
    joins: list[tuple[int, int, int]] = []
    for depth, layer in enumerate(layers, 1):
        F, groups = check_sizes("layer", layer, ("kernels", "groups"))
        if F % groups or sizes[-1] % groups:
            sides = f"{F} kernels and {sizes[-1]} channels"
            raise ValueError(f"groups must divide {sides} of a layer; got {groups}")
        for f in range(F):
            first = first_channel(f, F, sizes[-1], groups=groups)
            reads = range(first, first + sizes[-1] // groups)
            joins.extend((depth, c, f) for c in reads)
        sizes.append(F)
    if len(sizes) == 1:
        raise ValueError("layers must hold at least one layer; got none")
    places = [[(max(sizes) - n) / 2 * WIDE + WIDE * c for c in range(n)] for n in sizes]
    names = ["x", *(f"layer {depth}" for depth in range(1, len(layers))), "z"]
    between = [(k, places[k - 1][c], places[k][f]) for k, c, f in joins]
    figure, axes = _draw_joins(names, WIDE * (max(sizes) - 1), between, gap=1.0)
    for depth, centres in enumerate(places):
        color, y = PALETTE["z" if depth else "x"], ROW * depth
        ink: dict[str, Any] = {"color": NEUTRAL["page"], "size": 8.5, "weight": "bold"}
        for c, centre in enumerate(centres):
            axes.plot(centre, y, "o", ms=DISC, mfc=color, mec=color, zorder=2)
            axes.text(centre, y, str(c), ha="center", va="center_baseline", **ink)
    return figure


def _draw_joins(
    names: Sequence[str],
    right: float,
    joins: Sequence[tuple[int, float, float]],
    gap: float = 0.7,
) -> tuple[Figure, Axes]:
    """Name the lines, `gap` from the dots, and draw who reads whom, up to `right`."""
    width, height = LABEL + right + 2 * MARGIN, ROW * (len(names) - 1) + 2 * MARGIN
    figure = Figure(figsize=(width * PIXEL, height * PIXEL), facecolor="none")
    left = -LABEL - MARGIN
    axes = figure.add_axes((0, 0, 1, 1), xlim=(left, left + width))
    axes.set_ylim(height - MARGIN, -MARGIN)
    axes.set_axis_off()
    rule: dict[str, Any] = {"color": NEUTRAL["rule"], "linewidth": 0.8, "zorder": 1}
    for depth, above, below in joins:
        axes.plot([above, below], [ROW * (depth - 1), ROW * depth], **rule)
    for depth, name in enumerate(names):
        color = PALETTE["z" if depth else "x"]
        ink: dict[str, Any] = {"color": color, "size": 8.5, "va": "center"}
        axes.text(-gap, ROW * depth, name, ha="right", weight="bold", **ink)
    style: dict[str, Any] = {"fill": False, "linewidth": 0}
    style["transform"] = axes.transData
    frame = Rectangle((left, -MARGIN), width, height, **style)
    frame.set_gid("panel_1")  # the site scales a figure by its panels
    figure.add_artist(frame)
    return figure, axes


def _walk_back(layers: Sequence[tuple[int, ...]]) -> tuple[list, list]:
    """Place the units of each line, and say which are read; list who reads whom."""
    sizes, reads = [1], [{0}]
    for kernel, stride, dilation in reversed(layers):
        sizes.append(stride * (sizes[-1] - 1) + extent(kernel, dilation=dilation))
        taps = [dilation * p for p in range(kernel)]
        reads.append({stride * unit + tap for unit in reads[-1] for tap in taps})
    sizes, reads = sizes[::-1], reads[::-1]
    lines = [[(float(i), i in reads[0]) for i in range(sizes[0])]]
    joins, step, first = [], 1, 0.0
    for depth, (kernel, stride, dilation) in enumerate(layers, 1):
        before = lines[-1]
        first += step * (extent(kernel, dilation=dilation) - 1) / 2
        step *= stride
        centres = [first + step * unit for unit in range(sizes[depth])]
        lines.append([(centre, u in reads[depth]) for u, centre in enumerate(centres)])
        for unit in sorted(reads[depth]):
            for p in range(kernel):
                read = before[stride * unit + dilation * p][0]
                joins.append((depth, read, centres[unit]))
    return lines, joins
