"""The roofline: whether a way to compute waits for products or for memory."""

from convlab import measured
from convlab.palette import PALETTE
from convlab.viz.charts import chart, legend, name_machine, tick
from convlab.viz.labels import name_points
from convlab.viz.ladder import NAMES

__all__ = ["find_points", "find_roof", "show_roofline"]

POINTS = {name: text for name, text in NAMES.items() if name != "winograd"}
STYLES = ("b", "-"), ("w", "--"), ("dx", ":")
TICKS = 0.01, 0.1, 1, 10, 100, 1000


def show_roofline():
    """Draw how fast each way to compute one layer multiplies, under the machine's roof.

    Across: multiplications for each byte that it reads or writes, with all arrays that
    it makes on the way; of PyTorch, whose arrays nobody sees, only input, kernels and
    output. Up: billions of multiplications in a second. Counted are those of pixels
    with weights, and neither the transforms nor what NumPy sets aside for itself. The
    roof is what the machine does at most: its products, and its copies in memory and in
    the cache. The numbers are those that `benchmarks/methods.py` measured.

    Returns
    -------
    matplotlib.figure.Figure
        A named point for each rung. `convlab.fast` stands for Winograd's tiles too,
        which it chooses here; the literal sums are far below, as an arrow says.
    """
    ladder = measured.load("ladder")
    points = find_points(ladder)
    loops = points.pop("loops")
    points = {POINTS[name]: point for name, point in points.items() if name in POINTS}
    xlim, ylim = _ranges(points, ladder["limits"])
    figure, axes = _frame(xlim, ylim)
    roof = find_roof(ladder["limits"], xlim, ylim[0])
    for (name, line), (role, style) in zip(roof.items(), STYLES, strict=True):
        axes.plot(*zip(*line, strict=True), style, color=PALETTE[role], label=name)
    axes.plot(
        *zip(*points.values(), strict=True), "o", color=PALETTE["z"], markersize=5
    )
    legend(figure, 1)
    name_machine(figure, ladder["machine"])
    below = _point_below(axes, loops, ylim[0])
    name_points(axes, points | below, list(roof.values()))
    return figure


def find_points(ladder):
    """Return {rung: (multiplications a byte, billions of them a second)}."""
    points = {}
    for name, rung in ladder["rungs"].items():
        moved = rung["least_bytes"] + (rung["between_bytes"] or 0)
        count = rung["multiplications"]
        points[name] = count / moved, count / rung["ms"] / 1e6
    return points


def find_roof(limits, xlim, bottom):
    """Return {what it is: its line, (x, y) and (x, y)}: products, memory, cache."""
    peak = _peak(limits)
    lines = {f"products: {peak:.3g} billion a second": [(x, peak) for x in xlim]}
    for kind in ("memory", "cache"):
        slope = limits[f"{kind}_gbs"]
        start = max(xlim[0], bottom / slope)
        line = [(start, slope * start), (peak / slope, peak)]
        lines[f"{kind}: {slope:.3g} GB a second"] = line
    return lines


def _peak(limits):
    """Give billions of multiplications a second: each comes with an addition."""
    return max(limits["peak_gflops"], limits["small_products_gflops"]) / 2


def _ranges(points, limits):
    """Leave room around the points, and for the corners of the roof."""
    peak = _peak(limits)
    across, up = zip(*points.values(), strict=True)
    left = min(*across, peak / limits["cache_gbs"])
    return (left / 2, 3 * max(across)), (min(up) / 3, 1.8 * peak)


def _frame(xlim, ylim):
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


def _point_below(axes, point, bottom):
    """Mark by an arrow a point that lies far below; return its name and its place."""
    x, y = point
    axes.plot(x, 1.25 * bottom, "v", color=PALETTE["z"], markersize=6)
    return {f"{NAMES['loops']}: below, at {y:.1g}": (x, 1.25 * bottom)}
