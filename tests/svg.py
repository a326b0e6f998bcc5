"""What a figure looks like as a file."""

import io

from convlab import viz

__all__ = ["svg"]


def svg(figure):
    """Return the text of the figure as the book has it."""
    viz.use_svg()
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()
