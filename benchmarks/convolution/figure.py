"""Draw the ratios of all shapes: a dot for each number of threads, quartiles a bar."""

import matplotlib

from convolution.summary import DIRECTIONS

matplotlib.use("svg")
from matplotlib import pyplot as plt

__all__ = ["draw_ratios"]

TICKS = 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
STYLE = {"svg.hashsalt": "convlab", "svg.fonttype": "none"}


def draw_ratios(runs, path):
    """Save the figure as SVG, the same for the same numbers."""
    names = list(dict.fromkeys(name for run in runs for name in run["rows"]))
    size = 10, 1.6 + 0.28 * len(names)
    sharing = {"sharex": True, "sharey": True, "layout": "constrained"}
    with plt.rc_context(STYLE):
        figure, panels = plt.subplots(1, 3, figsize=size, **sharing)
        for axes, direction in zip(panels, DIRECTIONS, strict=True):
            for number, run in enumerate(runs):
                shift = 0.3 * (number / max(1, len(runs) - 1) - 0.5)
                dots = list(_find_dots(run, direction, names, shift))
                _draw(axes, dots, f"C{number}", f"threads: {run['threads']}")
            axes.set_title(direction)
        _label(panels, names)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)


def _find_dots(run, direction, names, shift):
    """Give the height of each dot, and its quartiles."""
    for height, name in enumerate(names):
        results = run["rows"][name]["results"] if name in run["rows"] else {}
        figures = results.get("fast", {}).get(direction, {})
        if figures.get("ratio"):
            yield height + shift, figures["ratio"]


def _draw(axes, dots, colour, label):
    if dots:
        heights, ratios = zip(*dots, strict=True)
        low, middle, high = zip(*ratios, strict=True)
        axes.hlines(heights, low, high, color=colour, linewidth=1.5)
        axes.plot(middle, heights, "o", color=colour, markersize=5, label=label)


def _label(panels, names):
    """Mark 1, the shapes and the ratios, and say what the colours mean."""
    first, middle, last = panels
    first.set_xscale("log")
    first.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS], minor=False)
    first.set_xticks([], minor=True)
    first.set_yticks(range(len(names)), names)
    first.set_ylim(len(names) - 0.5, -0.5)
    middle.set_xlabel("time of convlab.fast / time of the better format of PyTorch")
    for axes in panels:
        axes.axvline(1, color="0.5", linewidth=1, zorder=0)
        axes.grid(axis="x", color="0.9")
        axes.set_axisbelow(True)
    if last.get_legend_handles_labels()[1]:
        last.legend(fontsize="small")
