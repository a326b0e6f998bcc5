"""Figures of the book: each `show_` function returns what a notebook displays.

Needs Matplotlib and IPython: in a copy of the project, ``pip install ".[viz]"``.
"""

from convlab.viz.backward import show_gather, show_scatter, show_weight
from convlab.viz.curves import show_errors
from convlab.viz.ladder import show_ladder
from convlab.viz.layer import show_coverage, show_forward, show_memory, show_tensor
from convlab.viz.learning import show_confusion, show_learning
from convlab.viz.maps import show_maps
from convlab.viz.matrices import show_im2col, show_product, show_sum
from convlab.viz.page import show_photographs, use_svg
from convlab.viz.passes import show_passes
from convlab.viz.precision import show_precision
from convlab.viz.race import show_race
from convlab.viz.roofline import show_roofline
from convlab.viz.source import show_source
from convlab.viz.tile import show_tile

__all__ = [
    "show_confusion",
    "show_coverage",
    "show_errors",
    "show_forward",
    "show_gather",
    "show_im2col",
    "show_ladder",
    "show_learning",
    "show_maps",
    "show_memory",
    "show_passes",
    "show_photographs",
    "show_precision",
    "show_product",
    "show_race",
    "show_roofline",
    "show_scatter",
    "show_source",
    "show_sum",
    "show_tensor",
    "show_tile",
    "show_weight",
    "use_svg",
]
