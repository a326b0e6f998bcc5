"""The roofline of one layer: what its methods multiply for a byte and in a second."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convlab._style import NEUTRAL, PALETTE
from convlab.viz.benchmark_charts import (
    METHOD_COLOURS,
    METHODS,
    format_duration,
    load_benchmark,
    name_threads,
)
from convlab.viz.chart import SMALL, chart, legend, name_machine, tick

__all__ = ["REACH", "Span", "find_roof", "find_spans", "show_roofline"]

Pair = tuple[float, float]  # a point, or the limits of an axis

INTENSITIES = 0.01, 0.1, 1, 10, 100, 1000
RATES = 1, 2, 5, 10, 20, 50, 100, 200, 500
REACH = 6  # how many times less an arrow to the left points at
DRAWN = {  # the methods, and where their names stand beside the ends of their lines
    "im2col": "center",
    "mec": "center",
    "winograd_rows": "top",
    "fft": "center",
    "torch": "bottom",
    "fast": "center",
}


class Span(NamedTuple):
    """What a method multiplies for each byte, at least and at most, and in a second."""

    least: float
    most: float
    billions: float


def show_roofline() -> Figure:
    """Draw how fast each method multiplies, under the roof of the machine.

    The x axis is the arithmetic intensity, multiplications for each byte from or to
    memory. How many bytes these are cannot be seen from outside. At most every array,
    temporary ones included, is written to memory once and read from it once; at least
    the input, the kernels and the output are, and temporary arrays stay in the cache.
    A line runs from the one to the other. PyTorch's temporary arrays are hidden, so
    its line ends in an arrow to the left. The y axis is billions of multiplications of
    pixels with weights in a second; transforms are not counted. The roof is the best
    that was measured on the machine: of its copies in memory, and of its matrix
    products. Times and limits are those that `benchmarks/methods.py` measured; bytes
    and multiplications it counted.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each method of `DRAWN` with its name and its time, under one bent
        line, the roof. `convlab.fast` chooses Winograd tiles here, so one line stands
        for both. The literal sums would lie far below, and "im2col in runs" in the
        line of `convlab.fast`.
    """
    results = load_benchmark("methods")
    found = find_spans(results)
    spans = {name: found[name] for name in DRAWN}
    limits = results["limits"]
    xlim, ylim = _ranges(spans, limits)
    figure, axes = _frame(xlim, ylim)
    memory = f"memory {limits['memory_gbs']:.3g} GB"
    roof = zip(*find_roof(limits, xlim, ylim[0]), strict=True)
    axes.plot(
        *roof,
        color=PALETTE["b"],
        label=f"roof: {memory}, products {_peak(limits):.3g} billion a second",
    )
    for name, span in spans.items():
        time = format_duration(results["methods"][name]["ms"])
        colour = METHOD_COLOURS.get(name, PALETTE["cols"])
        _draw_span(axes, span, f"{METHODS[name]}, {time}", colour, DRAWN[name])
    legend(figure, 1)
    name_machine(figure, results["machine"], name_threads(results["threads"]))
    return figure


def find_spans(results: dict[str, Any]) -> dict[str, Span]:
    """Return the span of each method; hidden bytes may be any number, so least is 0."""
    spans = {}
    for name, method in results["methods"].items():
        count, between = method["multiplications"], method["between_bytes"]
        most = count / method["least_bytes"]
        least = 0 if between is None else count / (method["least_bytes"] + between)
        spans[name] = Span(least, most, count / method["ms"] / 1e6)
    return spans


def _draw_span(axes: Axes, span: Span, name: str, colour: str, va: str) -> None:
    """Draw a span with its name at its right end; to the left it may be open."""
    least, most, height = span
    ends = [least, most] if least else [most]
    axes.plot(ends, [height] * len(ends), "|-", color=colour, markersize=7, zorder=3)
    if not least:
        arrow = {"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (most / REACH, height), (most, height), arrowprops=arrow)
    style: dict[str, Any] = {"size": SMALL, "color": NEUTRAL["ink"], "va": va}
    up = {"top": -1, "center": 0, "bottom": 2}[va]  # points
    axes.annotate(name, (most, height), (5, up), textcoords="offset points", **style)


def find_roof(
    limits: dict[str, float], xlim: Pair, bottom: float
) -> list[tuple[float, float]]:
    """Return the roof, up the line of memory and along that of products."""
    peak, slope = _peak(limits), limits["memory_gbs"]
    start = max(xlim[0], bottom / slope)
    return [(start, slope * start), (peak / slope, peak), (xlim[1], peak)]


def _peak(limits: dict[str, float]) -> float:
    """Return billions of multiplications a second: each comes with an addition."""
    return max(limits["peak_gflops"], limits["small_products_gflops"]) / 2


def _ranges(spans: dict[str, Span], limits: dict[str, float]) -> tuple[Pair, Pair]:
    """Leave room around the spans: most on the right, for their names."""
    least, most, billions = zip(*spans.values(), strict=True)
    across = min(filter(None, least)) / 1.5, 15 * max(most)
    return across, (min(billions) / 1.5, 1.5 * _peak(limits))


def _frame(xlim: Pair, ylim: Pair) -> tuple[Figure, Axes]:
    limits = {"xscale": "log", "yscale": "log", "xlim": xlim, "ylim": ylim}
    figure, axes = chart(
        4.8,
        xlabel="multiplications for each byte of memory",
        ylabel="billions of multiplications in a second",
        **limits,
    )
    for axis, places, (low, high) in (
        (axes.xaxis, INTENSITIES, xlim),
        (axes.yaxis, RATES, ylim),
    ):
        tick(axis, {t: f"{t:g}" for t in places if low < t < high})
    return figure, axes
