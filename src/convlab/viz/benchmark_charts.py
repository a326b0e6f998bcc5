"""Charts of benchmark results, measured on a named machine and stored here.

`benchmarks/conv.py` writes ``comparison``, `benchmarks/methods.py` ``methods`` and
``precision``, and `benchmarks/learning.py` ``learning``. Each says in its first lines
how to store its results in this folder.
"""

import json
import re
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from convlab._style import NEUTRAL, PALETTE
from convlab.viz.chart import (
    SMALL,
    Point,
    chart,
    legend,
    name_machine,
    name_points,
    tick,
)

__all__ = [
    "METHODS",
    "find_points",
    "find_ratios",
    "find_roof",
    "load_benchmark",
    "show_comparison",
    "show_methods",
    "show_precision",
    "show_roofline",
]

RESULTS = Path(__file__).parent / "results"
METHODS = {  # of one layer, from the slowest idea to the fastest
    "loops": "literal sums",
    "im2col": "im2col",
    "mec": "lowering",
    "winograd_rows": "tiles along rows",
    "winograd": "Winograd tiles",
    "fft": "FFT",
    "torch": "PyTorch",
    "fast": "convlab.fast",
}


def load_benchmark(name: str) -> dict[str, Any]:
    """Return the stored results of a benchmark.

    Parameters
    ----------
    name : str
        "comparison", `convlab.fast` beside other libraries, layer by layer; "methods",
        each way to compute one layer; "precision", the error of each way in single
        precision; or "learning", the accuracy and the time of a network, and how far it
        is from PyTorch's.

    Returns
    -------
    dict
        Under "machine" the processor, the versions and the date; the rest as the
        benchmark wrote it.

    Raises
    ------
    ValueError
        If nothing is stored under that name.

    Examples
    --------
    >>> load_benchmark("methods")["shape"]
    'A'
    """
    stored = sorted(path.stem for path in RESULTS.glob("*.json"))
    if name not in stored:
        raise ValueError(f"name must be one of {', '.join(stored)}; got {name!r}")
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))


# Methods: every way to compute one layer.

COLOURS = {"torch": PALETTE["dz"], "fast": PALETTE["z"]}
TIMES = {1: "1 ms", 100: "0.1 s", 1e4: "10 s", 6e5: "10 min"}


def show_methods() -> Figure:
    """Draw how long each way to compute one layer takes, on a logarithmic axis.

    The times are those of the forward pass on one thread, as `benchmarks/methods.py`
    measured them; ``load_benchmark("methods")`` gives them as numbers.

    Returns
    -------
    matplotlib.figure.Figure
        A bar for each method, from the literal sums to `convlab.fast`, with its time.
    """
    results = load_benchmark("methods")
    methods = [name for name in METHODS if name in results["methods"]]
    times = [results["methods"][name]["ms"] for name in methods]
    figure, axes = chart(0.9 + 0.27 * len(methods), xscale="log", xlabel="time")
    colours = [COLOURS.get(name, PALETTE["cols"]) for name in methods]
    bars = axes.barh([METHODS[name] for name in methods], times, 0.65, color=colours)
    style: dict[str, Any] = {"size": SMALL, "color": NEUTRAL["ink"], "padding": 3}
    axes.bar_label(bars, [format_duration(ms) for ms in times], **style)
    axes.set(xlim=(1, 30 * max(times)))
    axes.invert_yaxis()
    tick(axes.xaxis, {ms: text for ms, text in TIMES.items() if ms < 30 * max(times)})
    name_machine(figure, results["machine"])
    return figure


def format_duration(ms: float) -> str:
    """Write milliseconds in the unit that suits them.

    Examples
    --------
    >>> format_duration(8.5), format_duration(2500), format_duration(600000)
    ('8.5 ms', '2.5 s', '10 min')
    """
    if ms < 999.5:
        return f"{ms:.3g} ms"
    return f"{ms / 1000:.3g} s" if ms < 60_000 else f"{ms / 60_000:.3g} min"


# Comparison: convlab.fast beside PyTorch.

MARKERS = ("o", "z", -0.17), ("D", "dx", 0.17)  # marker, colour, place on its line
RATIOS = 0.01, 0.03, 0.1, 0.3, 1, 3, 10
LAYER = re.compile(r"\d+,(\d+),\d+,(\d+)->(\d+), (\d+), (\d+)")


def show_comparison() -> Figure:
    """Draw the time of `convlab.fast` over that of PyTorch, for every layer.

    Forward and backward together, over the faster of PyTorch's two formats, as
    `benchmarks/conv.py` measured them. Left of the line at 1 is faster.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each layer; a dot for one number of threads and a diamond for the
        other, with quartiles.

    Raises
    ------
    ValueError
        If more than two numbers of threads were measured.
    """
    results = load_benchmark("comparison")
    runs = results["runs"]
    if len(runs) > len(MARKERS):
        measured = ", ".join(str(run["threads"]) for run in runs)
        raise ValueError(
            f"at most {len(MARKERS)} numbers of threads can be drawn; "
            f"measured were {measured}"
        )
    layers = {name: row["sizes"] for name, row in runs[0]["rows"].items()}
    figure, axes = chart(1.3 + 0.28 * len(layers), xscale="log")
    axes.set_xlabel("time / time of PyTorch\n(left of 1 is faster)")
    axes.axvline(1, color=NEUTRAL["ink"], lw=1, zorder=1)
    axes.grid(axis="y", color=NEUTRAL["rule"], lw=0.4)
    for k, run in enumerate(runs):
        _draw_run(axes, run, k, list(layers))
    names = [f"{name}  {describe_layer(sizes)}" for name, sizes in layers.items()]
    axes.set_yticks(range(len(layers)), names)
    axes.set_ylim(len(layers) - 0.4, -0.6)
    low, high = axes.get_xlim()
    tick(axes.xaxis, {ratio: f"{ratio:g}" for ratio in RATIOS if low < ratio < high})
    legend(figure, 2)
    name_machine(figure, results["machine"])
    return figure


def find_ratios(run: dict[str, Any]) -> dict[str, list[float]]:
    """Return for each layer the quartiles of fast over PyTorch's better format."""
    return {
        name: row["backends"]["fast"]["both"]["ratio"]
        for name, row in run["rows"].items()
    }


def describe_layer(sizes: str) -> str:
    """Write the sizes of a layer for a reader.

    Examples
    --------
    >>> describe_layer("8,56,56,128->128, 3, 2, same").encode("ascii", "replace")
    b'56 px, 128?128, 3?3, s=2'
    """
    H, C, F, K, stride = LAYER.findall(sizes)[0]
    steps = f", s={stride}" if stride != "1" else ""
    arrow, times = "\N{RIGHTWARDS ARROW}", "\N{MULTIPLICATION SIGN}"
    return f"{H} px, {C}{arrow}{F}, {K}{times}{K}{steps}"


def _draw_run(axes: Axes, run: dict[str, Any], k: int, layers: list[str]) -> None:
    (marker, role, shift), threads = MARKERS[k], run["threads"]
    ratios = find_ratios(run)
    places = [layers.index(name) + shift for name in ratios]
    low, middle, high = zip(*ratios.values(), strict=True)
    label = f"{threads} thread{'s' if threads > 1 else ''}"
    axes.hlines(places, low, high, color=PALETTE[role], lw=1.5, zorder=2)
    style: dict[str, Any] = {"color": PALETTE[role], "markersize": 5, "zorder": 3}
    if k:
        style |= {"markerfacecolor": "white"}
    axes.plot(middle, places, marker, ls="", label=label, **style)


# Precision: what each way loses in single precision.

CURVES = {
    "ours": ("our points", "z", "o-"),
    "classic": ("classic points", "dz", "s"),
}
LINES = {
    "bound": ("bound", "dw", "-"),
    "direct": ("direct sum", "cols", ":"),
    "fft": ("FFT", "x", "-."),
}


def show_precision() -> Figure:
    """Draw the error of Winograd tiles of m x m outputs in single precision.

    It is ``max |error| / max |z|`` against double precision, for a 3 x 3 kernel, as
    `benchmarks/methods.py` measured it; with our points and with the classic ones, 0,
    1, -1, 2, -2 and for m = 6 also 1/2 and -1/2.

    Returns
    -------
    matplotlib.figure.Figure
        Two curves, and as lines the bound, the direct sum and the FFT.
    """
    losses = load_benchmark("precision")
    labels = {
        "xlabel": "outputs of a tile along an axis, m",
        "ylabel": "max |error| / max |z|",
    }
    figure, axes = chart(3.3, yscale="log", xlim=(0.6, 8.3), **labels)
    for key, (name, role, style) in CURVES.items():
        tiles = [int(m) for m in losses[key]]
        colour: dict[str, Any] = {"color": PALETTE[role], "markersize": 5}
        axes.plot(tiles, losses[key].values(), style, label=name, **colour)
    for key, (name, role, style) in LINES.items():
        text = f"{name} {losses[key]:.0e}".replace("e-0", "e-")
        _draw_line(axes, losses[key], text, PALETTE[role], style)
    axes.set_ylim(min(losses["fft"], losses["direct"]) / 2, 2 * losses["bound"])
    tick(axes.xaxis, {m: str(m) for m in range(1, 7)})
    tick(axes.yaxis, {1e-6: "1e-6", 1e-5: "1e-5"})
    legend(figure, 2)
    return figure


def _draw_line(axes: Axes, height: float, text: str, colour: str, style: str) -> None:
    axes.axhline(height, ls=style, lw=1.2, color=colour, zorder=0)
    right = axes.get_xlim()[1]
    where: dict[str, Any] = {"ha": "right", "va": "bottom"}
    axes.text(right, 1.03 * height, text, size=SMALL, color=colour, **where)


# Roofline: how near each method comes to the limits of the machine.

SHORT = {name: text for name, text in METHODS.items() if name != "winograd"}
ROOF_STYLES = ("b", "-"), ("w", "--"), ("dx", ":")
INTENSITIES = 0.01, 0.1, 1, 10, 100, 1000


def show_roofline() -> Figure:
    """Draw how fast each method multiplies, under the roof of the machine.

    The x axis is the arithmetic intensity: multiplications for each byte that is read
    or written, temporary arrays included. PyTorch's cannot be counted from outside, so
    only its input, kernels and output are. The y axis is billions of multiplications
    of pixels with weights in a second; transforms are not counted. The roof is the
    machine's limit: its matrix products, and its copies in memory and in the cache.
    All numbers are those that `benchmarks/methods.py` measured.

    Returns
    -------
    matplotlib.figure.Figure
        A named point for each method. `convlab.fast` chooses Winograd tiles here, so
        one point stands for both; an arrow points down to the literal sums.
    """
    results = load_benchmark("methods")
    points = find_points(results)
    loops = points.pop("loops")
    points = {SHORT[name]: point for name, point in points.items() if name in SHORT}
    xlim, ylim = _ranges(points, results["limits"])
    figure, axes = _frame(xlim, ylim)
    roof = find_roof(results["limits"], xlim, ylim[0])
    for (name, line), (role, style) in zip(roof.items(), ROOF_STYLES, strict=True):
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
        tick(axis, {t: f"{t:g}" for t in INTENSITIES if low < t < high})
    return figure, axes


def _point_below(axes: Axes, point: Point, bottom: float) -> dict[str, Point]:
    """Draw an arrow to a point far below; return its name and where the arrow is."""
    x, y = point
    axes.plot(x, 1.25 * bottom, "v", color=PALETTE["z"], markersize=6)
    return {f"{SHORT['loops']}: below, at {y:.1g}": (x, 1.25 * bottom)}
