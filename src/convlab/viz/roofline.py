"""The roofline: whether multiplications limit a method, or memory does."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convlab.palette import PALETTE
from convlab.viz.benchmark_charts import METHODS, load_benchmark
from convlab.viz.chart import (
    Point,
    chart,
    legend,
    name_machine,
    name_points,
    tick,
)

__all__ = ["find_points", "find_roof", "show_roofline"]

NAMES = {name: text for name, text in METHODS.items() if name != "winograd"}
STYLES = ("b", "-"), ("w", "--"), ("dx", ":")
TICKS = 0.01, 0.1, 1, 10, 100, 1000


def show_roofline() -> Figure:
    """Draw how fast each method multiplies, under the roof of the machine.

    The x axis is the arithmetic intensity: multiplications for each byte that is read
    or written, temporary arrays included. PyTorch's cannot be seen, so only its input,
    kernels and output count. The y axis is billions of multiplications in a second, of
    pixels with weights; transforms are not counted. The roof is the machine's limit:
    its matrix products, and its copies in memory and in the cache. All numbers are
    those that `benchmarks/methods.py` measured.

    Returns
    -------
    matplotlib.figure.Figure
        A named point for each method. `convlab.fast` chooses Winograd tiles here, so
        one point stands for both; an arrow points down to the literal sums.
    """
    results = load_benchmark("methods")
    points = find_points(results)
    loops = points.pop("loops")
    points = {NAMES[name]: point for name, point in points.items() if name in NAMES}
    xlim, ylim = _ranges(points, results["limits"])
    figure, axes = _frame(xlim, ylim)
    roof = find_roof(results["limits"], xlim, ylim[0])
    for (name, line), (role, style) in zip(roof.items(), STYLES, strict=True):
        axes.plot(*zip(*line, strict=True), style, color=PALETTE[role], label=name)
    axes.plot(
        *zip(*points.values(), strict=True), "o", color=PALETTE["z"], markersize=5
    )
    legend(figure, 1)
    name_machine(figure, results["machine"])
    below = _point_below(axes, loops, ylim[0])
    name_points(axes, points | below, list(roof.values()))
    return figure


def find_points(results: dict[str, Any]) -> dict[str, Point]:
    """Return for each method (multiplications a byte, billions of them a second)."""
    points = {}
    for name, method in results["methods"].items():
        moved = method["least_bytes"] + (method["between_bytes"] or 0)
        count = method["multiplications"]
        points[name] = count / moved, count / method["ms"] / 1e6
    return points


def find_roof(
    limits: dict[str, float], xlim: Point, bottom: float
) -> dict[str, list[Point]]:
    """Return the lines of products, memory and cache, each by its two ends."""
    peak = _peak(limits)
    lines = {f"products: {peak:.3g} billion a second": [(x, peak) for x in xlim]}
    for kind in ("memory", "cache"):
        slope = limits[f"{kind}_gbs"]
        start = max(xlim[0], bottom / slope)
        line = [(start, slope * start), (peak / slope, peak)]
        lines[f"{kind}: {slope:.3g} GB a second"] = line
    return lines


def _peak(limits: dict[str, float]) -> float:
    """Return billions of multiplications a second: each comes with an addition."""
    return max(limits["peak_gflops"], limits["small_products_gflops"]) / 2


def _ranges(points: dict[str, Point], limits: dict[str, float]) -> tuple[Point, Point]:
    """Leave room around the points, and for the corners of the roof."""
    peak = _peak(limits)
    across, up = zip(*points.values(), strict=True)
    left = min(*across, peak / limits["cache_gbs"])
    return (left / 2, 3 * max(across)), (min(up) / 3, 1.8 * peak)


def _frame(xlim: Point, ylim: Point) -> tuple[Figure, Axes]:
    limits = {"xscale": "log", "yscale": "log", "xlim": xlim, "ylim": ylim}
    figure, axes = chart(
        4.4,
        xlabel="multiplications for each byte moved",
        ylabel="billions of multiplications in a second",
        **limits,
    )
    for axis, (low, high) in [(axes.xaxis, xlim), (axes.yaxis, ylim)]:
        tick(axis, {t: f"{t:g}" for t in TICKS if low < t < high})
    return figure, axes


def _point_below(axes: Axes, point: Point, bottom: float) -> dict[str, Point]:
    """Draw an arrow to a point far below; return its name and where the arrow is."""
    x, y = point
    axes.plot(x, 1.25 * bottom, "v", color=PALETTE["z"], markersize=6)
    return {f"{NAMES['loops']}: below, at {y:.1g}": (x, 1.25 * bottom)}
