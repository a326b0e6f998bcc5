"""The race: `convlab.fast` against PyTorch, layer by layer."""

import re

from convlab import measured
from convlab.palette import PALETTE
from convlab.viz.charts import chart, legend, name_machine, tick
from convlab.viz.grid import INK, LINE

__all__ = ["describe", "find_ratios", "show_race"]

STYLES = {1: ("o", "z", -0.17), 2: ("D", "dx", 0.17)}  # marker, colour, place
TICKS = 0.01, 0.03, 0.1, 0.3, 1, 3, 10
SIZES = re.compile(r"\d+,(\d+),\d+,(\d+)->(\d+), (\d+), (\d+)")


def show_race():
    """Draw the time of `convlab.fast` over that of PyTorch, for every layer.

    Forward and backward together, over the faster of PyTorch's two formats, as
    `benchmarks/conv.py` measured them. Left of the line at 1 is faster.

    Returns
    -------
    matplotlib.figure.Figure
        A line a layer; a dot for one thread and a diamond for two, with quartiles.
    """
    record = measured.load("conv")
    rows = record["runs"][0]["rows"]
    layers = {name: row["sizes"] for name, row in rows.items()}
    figure, axes = chart(1.3 + 0.28 * len(layers), xscale="log")
    axes.set_xlabel("time / time of PyTorch\n(left of 1 is faster)")
    axes.axvline(1, color=INK, lw=1, zorder=1)
    axes.grid(axis="y", color=LINE, lw=0.4)
    for run in record["runs"]:
        _draw(axes, run["threads"], find_ratios(run), list(layers))
    _mark(axes, layers)
    legend(figure, 2)
    name_machine(figure, record["machine"])
    return figure


def find_ratios(run):
    """Return {layer: quartiles of fast over the better format of PyTorch}."""
    return {
        name: row["contestants"]["fast"]["both"]["ratio"]
        for name, row in run["rows"].items()
    }


def describe(sizes):
    """Write the sizes of a layer for a reader.

    Examples
    --------
    >>> describe("8,56,56,128->128, 3, 2, same").encode("ascii", "replace")
    b'56 px, 128?128, 3?3, s=2'
    """
    H, C, F, K, stride = SIZES.match(sizes).groups()
    steps = f", s={stride}" if stride != "1" else ""
    arrow, times = "\N{RIGHTWARDS ARROW}", "\N{MULTIPLICATION SIGN}"
    return f"{H} px, {C}{arrow}{F}, {K}{times}{K}{steps}"


def _mark(axes, layers):
    names = [f"{name}  {describe(sizes)}" for name, sizes in layers.items()]
    axes.set_yticks(range(len(layers)), names)
    axes.set_ylim(len(layers) - 0.4, -0.6)
    low, high = axes.get_xlim()
    tick(axes.xaxis, {ratio: f"{ratio:g}" for ratio in TICKS if low < ratio < high})


def _draw(axes, threads, ratios, layers):
    marker, role, shift = STYLES[threads]
    places = [layers.index(name) + shift for name in ratios]
    low, middle, high = zip(*ratios.values(), strict=True)
    label = f"{threads} thread{'s' if threads > 1 else ''}"
    axes.hlines(places, low, high, color=PALETTE[role], lw=1.5, zorder=2)
    style = {"color": PALETTE[role], "markersize": 5, "zorder": 3}
    if threads > 1:
        style |= {"markerfacecolor": "white"}
    axes.plot(middle, places, marker, ls="", label=label, **style)
