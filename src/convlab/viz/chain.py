"""A network drawn as a chain of layers, with the arrays that pass between them."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from convlab._style import NEUTRAL, PALETTE
from convlab._validate import check_array
from convlab.layers import Sequential
from convlab.viz.chart import WIDTH

__all__ = ["show_chain"]

BOX, GAP = 0.29, 0.4  # inches: the height of a layer, and of the gap above it
LEFT, RIGHT = 0.3, 2.8  # inches: the sides of the boxes
UP, DOWN = 0.75, 2.35  # inches: where results and gradients run
MIDDLE = (LEFT + RIGHT) / 2


def show_chain(
    network: Sequential, x: ArrayLike, names: Sequence[str], *, ask: int | None = None
) -> Figure:
    """Draw a network from the first layer, below, to the loss, above.

    Parameters
    ----------
    network : Sequential
    x : array (B, H, W, C)
        What goes into it: the shapes are those of a single example.
    names : sequence of str
        x or z: the name of the input and of what each layer returns.
    ask : int, optional
        The layer whose result gets a question mark instead of its shape.

    Returns
    -------
    matplotlib.figure.Figure
        Results go up on the left, gradients come down on the right.

    Raises
    ------
    TypeError, ValueError
        If x is no array (B, H, W, C), or names are not x or z, one more than layers.
    """
    arrays: list[NDArray] = [check_array("x", x, "B H W C")]
    for layer in deepcopy(network).layers:  # or they would forget their own x
        arrays.append(layer.forward(arrays[-1]))
    if len(names) != len(arrays):
        raise ValueError(f"names must have {len(arrays)} entries; got {len(names)}")
    if unknown := set(names) - {"x", "z"}:
        raise ValueError(f"names must be x or z; got {sorted(unknown)}")
    height = len(arrays) * (BOX + GAP) + 0.06
    figure = Figure(figsize=(WIDTH, height), facecolor="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.set_axis_off()
    ink: dict[str, Any] = {"ha": "center", "va": "center", "size": 9.5}
    boxes: list[Any] = [*network.layers, None]
    for k, (layer, name, a) in enumerate(zip(boxes, names, arrays, strict=True)):
        low = k * (BOX + GAP) + 0.03
        top, mid = low + GAP, low + GAP / 2
        for at, ends, label in (UP, (low, top), name), (DOWN, (top, low), "d" + name):
            arrow = {"arrowstyle": "-|>", "color": PALETTE[label], "lw": 1.5}
            start, end = ((at, place) for place in ends)
            axes.annotate("", end, start, arrowprops=arrow | {"shrinkA": 0})
            side = at + (0.22 if at == DOWN else -0.2)
            axes.text(side, mid, label, color=PALETTE[label], weight="bold", **ink)
        shape = (
            " \N{MULTIPLICATION SIGN} ".join(map(str, a.shape[1:]))
            if k - 1 != ask
            else "?"
        )
        axes.text(MIDDLE, mid, shape, color=NEUTRAL["pale"], **ink)
        edge, line = (NEUTRAL["ink"], "-") if layer else (NEUTRAL["rule"], "--")
        style: dict[str, Any] = {"fill": False, "ec": edge, "ls": line}
        axes.add_patch(Rectangle((LEFT, top), RIGHT - LEFT, BOX, **style))
        title = f"{k}  {type(layer).__name__}" if layer else "loss L"
        axes.text(MIDDLE, top + BOX / 2, title, color=NEUTRAL["ink"], **ink)
        if kept := ", ".join(f"d{p}" for p in getattr(layer, "parameters", ())):
            where = RIGHT + 0.45, top + BOX / 2
            axes.text(*where, kept, color=PALETTE["dw"], weight="bold", **ink)
    return figure
