"""Figures of the book: each `show_` function returns what a notebook displays.

Needs Matplotlib and IPython: in a copy of the project, ``pip install ".[viz]"``.
"""

from convlab.viz.backward_grids import show_gather, show_scatter, show_weight
from convlab.viz.backward_matrices import show_backward_matrices
from convlab.viz.benchmark_charts import (
    load_benchmark,
    show_comparison,
    show_methods,
    show_precision,
    show_roofline,
)
from convlab.viz.curves import (
    show_confusion,
    show_cosines,
    show_errors,
    show_learning,
)
from convlab.viz.forward_grids import (
    show_coverage,
    show_forward,
    show_layer,
    show_memory,
    show_tensor,
)
from convlab.viz.images import show_evidence, show_maps, show_photographs
from convlab.viz.matrix_grids import show_im2col, show_product, show_sum, show_tile
from convlab.viz.notebook import show_source, use_svg
from convlab.viz.passes import show_passes
from convlab.viz.transposed_grids import show_stamp_counts, show_stamps

__all__ = [
    "load_benchmark",
    "show_backward_matrices",
    "show_comparison",
    "show_confusion",
    "show_cosines",
    "show_coverage",
    "show_errors",
    "show_evidence",
    "show_forward",
    "show_gather",
    "show_im2col",
    "show_layer",
    "show_learning",
    "show_maps",
    "show_memory",
    "show_methods",
    "show_passes",
    "show_photographs",
    "show_precision",
    "show_product",
    "show_roofline",
    "show_scatter",
    "show_source",
    "show_stamp_counts",
    "show_stamps",
    "show_sum",
    "show_tensor",
    "show_tile",
    "show_weight",
    "use_svg",
]
