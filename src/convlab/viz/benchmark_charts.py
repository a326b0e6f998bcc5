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
    chart,
    legend,
    name_machine,
    tick,
)

__all__ = [
    "METHODS",
    "METHOD_COLOURS",
    "find_ratios",
    "format_duration",
    "load_benchmark",
    "name_threads",
    "show_comparison",
    "show_methods",
    "show_precision",
]

RESULTS = Path(__file__).parent / "results"
METHODS = {  # of one layer, from the slowest idea to the fastest
    "loops": "literal sums",
    "im2col": "im2col",
    "runs": "im2col in runs",
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
        "comparison", `convlab.fast` beside other libraries, layer by layer, and
        "comparison_avx2", the same without AVX-512; "methods", each way to compute one
        layer; "precision", the error of each way in single precision; or "learning",
        the accuracy and the time of a network, and how far it is from PyTorch's.

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

METHOD_COLOURS = {"torch": PALETTE["dz"], "fast": PALETTE["z"]}
TIMES = {1: "1 ms", 10: "10 ms", 100: "0.1 s", 1e3: "1 s", 1e4: "10 s", 1e5: "100 s"}


def show_methods() -> Figure:
    """Draw how long each way to compute one layer takes, on a logarithmic axis.

    The times are those of the forward pass on one thread, as `benchmarks/methods.py`
    measured them; ``load_benchmark("methods")`` gives them as numbers.

    Returns
    -------
    matplotlib.figure.Figure
        A dot for each method with its time, from the slowest to the fastest.
    """
    results = load_benchmark("methods")
    times = {name: results["methods"][name]["ms"] for name in METHODS}
    methods = sorted(times, key=lambda name: times[name], reverse=True)
    figure, axes = chart(1.1 + 0.27 * len(methods), xscale="log")
    axes.set_xlabel("time of the forward pass")
    axes.set_yticks(range(len(methods)), [METHODS[name] for name in methods])
    low, high = min(times.values()) / 2, 15 * max(times.values())
    axes.set(xlim=(low, high), ylim=(len(methods) - 0.4, -0.6))
    for row, name in enumerate(methods):
        colour = METHOD_COLOURS.get(name, PALETTE["cols"])
        axes.plot(times[name], row, "o", color=colour, markersize=6)
        axes.hlines(row, low, times[name], NEUTRAL["rule"], "dotted", zorder=0)
        how: dict[str, Any] = {"textcoords": "offset points", "va": "center"}
        how |= {"size": SMALL, "color": NEUTRAL["ink"]}
        axes.annotate(format_duration(times[name]), (times[name], row), (7, 0), **how)
    tick(axes.xaxis, {ms: text for ms, text in TIMES.items() if low < ms < high})
    name_machine(figure, results["machine"], name_threads(results["threads"]))
    return figure


def name_threads(count: int) -> str:
    """Write a number of threads."""
    return f"{count} thread{'s' if count > 1 else ''}"


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
CHOSEN = {  # by convlab.fast: how the row of a layer names it
    "pointwise": "one matrix product",
    "im2col": "im2col in blocks",
    "mec": "lowering",
    "fourier": "FFT in patches",
    "winograd": "Winograd tiles",
    "winograd_streamed": "Winograd, kernels streamed",
    "winograd_rows": "tiles along rows",
}


def show_comparison() -> Figure:
    """Draw the time of `convlab.fast` over that of PyTorch, for every layer.

    Forward and backward together, over the faster of PyTorch's two formats, as
    `benchmarks/conv.py` measured them. Left of the line at 1 is faster.

    Returns
    -------
    matplotlib.figure.Figure
        A line for each layer, with its sizes and below them the method that
        `convlab.fast` chose; a dot for one number of threads and a diamond for the
        other, with quartiles. The side on which PyTorch is faster is shaded, and the
        names of the layers with a mark there are in colour.

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
    layers = runs[0]["rows"]
    figure, axes = chart(1.6 + 0.37 * len(layers), xscale="log")
    axes.set_xlabel("time of convlab.fast\n/ time of PyTorch")
    axes.axvline(1, color=NEUTRAL["ink"], lw=1, zorder=1)
    axes.grid(axis="y", color=NEUTRAL["rule"], lw=0.4)
    for k, run in enumerate(runs):
        _draw_run(axes, run, k, list(layers))
    axes.set_yticks(range(len(layers)), [_name_row(*row) for row in layers.items()])
    axes.set_ylim(len(layers) - 0.4, -0.6)
    _name_sides(axes, {name for run in runs for name in _find_slower(run)})
    low, high = axes.get_xlim()
    tick(axes.xaxis, {ratio: f"{ratio:g}" for ratio in RATIOS if low < ratio < high})
    legend(figure, 2)
    machine = results["machine"]
    versions = f"PyTorch {machine['torch']}, NumPy {machine['numpy']}"
    name_machine(figure, machine, versions, machine["blas"])
    return figure


def _name_row(name: str, row: dict[str, Any]) -> str:
    return f"{name}  {describe_layer(row['sizes'])}\n{CHOSEN[row['method']]}"


def find_ratios(run: dict[str, Any]) -> dict[str, list[float]]:
    """Return for each layer the quartiles of fast over PyTorch's better format."""
    return {
        name: row["backends"]["fast"]["both"]["ratio"]
        for name, row in run["rows"].items()
    }


def _find_slower(run: dict[str, Any]) -> list[str]:
    """Return the layers for which fast takes at least as long as PyTorch."""
    return [name for name, (_, ratio, _) in find_ratios(run).items() if ratio >= 1]


def _name_sides(axes: Axes, slower: set[str]) -> None:
    """Say on which side of 1 which program is faster; colour what lies on PyTorch's."""
    low, high = axes.get_xlim()
    axes.set_xlim(low, max(high, 14))
    axes.axvspan(1, axes.get_xlim()[1], color=PALETTE["dz"], alpha=0.1, lw=0, zorder=0)
    how: dict[str, Any] = {"textcoords": "offset points", "size": SMALL}
    how |= {"xycoords": axes.get_xaxis_transform(), "va": "bottom"}
    for name, right, ha in (
        ("NumPy faster", -4, "right"),
        ("PyTorch faster", 4, "left"),
    ):
        axes.annotate(name, (1, 1), (right, 2), ha=ha, **how)
    for label in axes.get_yticklabels():
        if label.get_text()[0] in slower:
            label.set_color(PALETTE["dz"])


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
    label = name_threads(threads)
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
    "direct": ("direct sum", "cols", ":"),
    "fft": ("FFT", "x", "-."),
}


def show_precision() -> Figure:
    """Draw the error of Winograd tiles of m x m windows in single precision.

    From m = 2 on: with one window there is nothing to transform.

    It is ``max |error| / max |z|`` against double precision, for a 3 x 3 kernel, as
    `benchmarks/methods.py` measured it; with our points and with the classic ones, 0,
    1, -1, 2, -2 and for m = 6 also 1/2 and -1/2.

    Returns
    -------
    matplotlib.figure.Figure
        Two curves, and as lines the direct sum and the FFT.
    """
    losses = load_benchmark("precision")
    labels = {
        "xlabel": "windows of a tile along an axis, m",
        "ylabel": "max |error| / max |z|",
    }
    figure, axes = chart(3.3, yscale="log", xlim=(1.6, 8.3), **labels)
    for key, (name, role, style) in CURVES.items():
        tiles = {int(m): loss for m, loss in losses[key].items() if int(m) > 1}
        colour: dict[str, Any] = {"color": PALETTE[role], "markersize": 5}
        axes.plot(list(tiles), list(tiles.values()), style, label=name, **colour)
    for key, (name, role, style) in LINES.items():
        text = f"{name} {losses[key]:.0e}".replace("e-0", "e-")
        _draw_line(axes, losses[key], text, PALETTE[role], style)
    axes.set_ylim(losses["fft"] / 2, 2 * max(losses["classic"].values()))
    tick(axes.xaxis, {m: str(m) for m in range(2, 7)})
    tick(axes.yaxis, {1e-6: "1e-6", 1e-5: "1e-5"})
    legend(figure, 2)
    return figure


def _draw_line(axes: Axes, height: float, text: str, colour: str, style: str) -> None:
    axes.axhline(height, ls=style, lw=1.2, color=colour, zorder=0)
    right = axes.get_xlim()[1]
    where: dict[str, Any] = {"ha": "right", "va": "bottom"}
    axes.text(right, 1.03 * height, text, size=SMALL, color=colour, **where)
