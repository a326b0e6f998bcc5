"""Precision: what tiles cost in digits, and what the points have to do with it."""

from convlab import measured
from convlab.palette import PALETTE
from convlab.viz.charts import SMALL, chart, legend, tick

__all__ = ["show_precision"]

LABELS = {
    "xlabel": "outputs of a tile along an axis, m",
    "ylabel": "max |error| / max |z|",
}
CURVES = {
    "ours": ("our points", "z", "o-"),
    "classic": ("classic points", "dz", "s"),
}
LINES = {
    "bound": ("bound", "dw", "-"),
    "direct": ("direct sum", "cols", ":"),
    "fft": ("FFT", "x", "-."),
}


def show_precision():
    """Draw the error of tiles of m x m outputs in single precision.

    It is ``max |error| / max |z|`` against double precision, for a 3 x 3 kernel, as
    `benchmarks/methods.py` measured it; with our points and with the classic ones, 0,
    1, -1, 2, -2 and for m = 6 also 1/2 and -1/2.

    Returns
    -------
    matplotlib.figure.Figure
        Two curves, and as lines the bound, the direct sum and the FFT.
    """
    losses = measured.load("precision")
    figure, axes = chart(3.3, yscale="log", xlim=(0.6, 8.3), **LABELS)
    for key, (name, role, style) in CURVES.items():
        tiles = [int(m) for m in losses[key]]
        colour = {"color": PALETTE[role], "markersize": 5}
        axes.plot(tiles, losses[key].values(), style, label=name, **colour)
    for key, (name, role, style) in LINES.items():
        text = f"{name} {losses[key]:.0e}".replace("e-0", "e-")
        _draw_line(axes, losses[key], text, PALETTE[role], style)
    axes.set_ylim(min(losses["fft"], losses["direct"]) / 2, 2 * losses["bound"])
    tick(axes.xaxis, {m: str(m) for m in range(1, 7)})
    tick(axes.yaxis, {1e-6: "1e-6", 1e-5: "1e-5"})
    legend(figure, 2)
    return figure


def _draw_line(axes, height, text, colour, style):
    axes.axhline(height, ls=style, lw=1.2, color=colour, zorder=0)
    right = axes.get_xlim()[1]
    where = {"ha": "right", "va": "bottom"}
    axes.text(right, 1.03 * height, text, size=SMALL, color=colour, **where)
