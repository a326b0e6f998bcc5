"""Figures of the book: each `show_` function returns what a notebook displays.

Needs Matplotlib and IPython: ``pip install convlab[viz]``.
"""

from convlab.viz.backward import show_gather, show_scatter, show_weight
from convlab.viz.curves import show_errors
from convlab.viz.layer import show_coverage, show_forward, show_memory, show_tensor
from convlab.viz.matrices import show_im2col, show_product, show_sum
from convlab.viz.page import show_photographs, use_svg
from convlab.viz.source import show_source

__all__ = [
    "show_coverage",
    "show_errors",
    "show_forward",
    "show_gather",
    "show_im2col",
    "show_memory",
    "show_photographs",
    "show_product",
    "show_scatter",
    "show_source",
    "show_sum",
    "show_tensor",
    "show_weight",
    "use_svg",
]
