"""The frame of a chart: its size, its axes, and the machine that was measured."""

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from convlab.viz.grid import PALE_INK

__all__ = ["SMALL", "WIDTH", "add_axes", "chart", "legend", "name_machine", "tick"]

WIDTH = 3.8  # inches: a phone shows it whole
SMALL = 8  # points


def chart(height, **labels):
    """Return an empty figure as wide as a phone, and its axes."""
    figure = Figure(figsize=(WIDTH, height), facecolor="none", layout="constrained")
    return figure, add_axes(figure, **labels)


def add_axes(figure, place=111, **labels):
    """Return axes without a frame, of small type, at that place of a grid."""
    axes = figure.add_subplot(place, facecolor="none", **labels)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=SMALL)
    axes.xaxis.label.set_size(9)
    axes.yaxis.label.set_size(9)
    return axes


def tick(axis, places):
    """Mark an axis at {place: label} alone."""
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(places.values())))
    axis.set_minor_locator(NullLocator())


def legend(figure, columns):
    """Say above the chart what its markers and lines are."""
    where = {"loc": "outside upper center", "ncols": columns, "columnspacing": 1.2}
    figure.legend(frameon=False, fontsize=SMALL, **where)


def name_machine(figure, machine):
    """Write below the chart which machine was measured, and when."""
    text = f"{machine['cpu']}, {machine['date']}"
    figure.supxlabel(text, size=SMALL, color=PALE_INK)
