"""The ladder: what each way to compute one layer takes."""

from convlab import measured
from convlab.palette import PALETTE
from convlab.viz.charts import SMALL, chart, name_machine, tick
from convlab.viz.grid import INK

__all__ = ["NAMES", "show_ladder"]

NAMES = {  # of the rungs, from the first to the last
    "loops": "literal sums",
    "im2col": "im2col",
    "lowering": "lowering",
    "rows": "tiles along rows",
    "winograd": "Winograd tiles",
    "fft": "FFT",
    "torch": "PyTorch",
    "fast": "convlab.fast",
}
COLOURS = {"torch": PALETTE["dz"], "fast": PALETTE["z"]}
TICKS = {1: "1 ms", 100: "0.1 s", 1e4: "10 s", 6e5: "10 min"}


def show_ladder():
    """Draw how long each way to compute one layer takes, on a logarithmic axis.

    The times are those that `benchmarks/methods.py` measured, forward and on one
    thread; `convlab.measured.load` gives them as numbers.

    Returns
    -------
    matplotlib.figure.Figure
        A bar a line, from the literal sums to `convlab.fast`, its time at its end.
    """
    ladder = measured.load("ladder")
    rungs = {name: ladder["rungs"][name] for name in NAMES if name in ladder["rungs"]}
    figure, axes = chart(0.9 + 0.27 * len(rungs), xscale="log", xlabel="time")
    times = [rung["ms"] for rung in rungs.values()]
    colours = [COLOURS.get(name, PALETTE["cols"]) for name in rungs]
    bars = axes.barh([NAMES[name] for name in rungs], times, 0.65, color=colours)
    style = {"size": SMALL, "color": INK, "padding": 3}
    axes.bar_label(bars, [duration(ms) for ms in times], **style)
    axes.set(xlim=(1, 30 * max(times)))
    axes.invert_yaxis()
    tick(axes.xaxis, {ms: text for ms, text in TICKS.items() if ms < 30 * max(times)})
    name_machine(figure, ladder["machine"])
    return figure


def duration(ms):
    """Write milliseconds in the unit that suits them.

    Examples
    --------
    >>> duration(8.5), duration(2500), duration(600000)
    ('8.5 ms', '2.5 s', '10 min')
    """
    if ms < 999.5:
        return f"{ms:.3g} ms"
    return f"{ms / 1000:.3g} s" if ms < 60_000 else f"{ms / 60_000:.3g} min"
