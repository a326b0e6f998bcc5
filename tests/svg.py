"""A figure as an SVG file."""

import io

from convlab import viz

__all__ = ["svg"]


def svg(figure):
    """Return the SVG of a figure as it appears in the book."""
    viz.use_svg()
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()
