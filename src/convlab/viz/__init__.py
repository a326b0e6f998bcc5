"""Figures of the book: each `show_` function returns what a notebook displays.

Needs Matplotlib and IPython: in a copy of the project, ``pip install ".[viz]"``.
"""

from convlab.viz.backward_grids import (
    show_gather,
    show_pooling,
    show_readers,
    show_scatter,
    show_weight,
)
from convlab.viz.backward_matrices import show_backward_matrices
from convlab.viz.benchmark_charts import (
    load_benchmark,
    show_comparison,
    show_methods,
    show_precision,
)
from convlab.viz.chain import show_chain
from convlab.viz.curves import show_cosines, show_errors, show_kink
from convlab.viz.evidence import show_evidence
from convlab.viz.forward_grids import (
    show_coverage,
    show_forward,
    show_layer,
    show_memory,
    show_tensor,
)
from convlab.viz.images import show_maps, show_photographs
from convlab.viz.matrix_grids import (
    show_im2col,
    show_product,
    show_sum,
    show_transforms,
)
from convlab.viz.notebook import show_source, use_svg
from convlab.viz.passes import show_passes
from convlab.viz.roofline import show_roofline
from convlab.viz.stacks import show_channels, show_stack
from convlab.viz.tiles import (
    show_lowered,
    show_patches,
    show_row_tile,
    show_split_stride,
    show_tiles,
)
from convlab.viz.training_charts import (
    show_confusion,
    show_learning,
    show_valley,
)
from convlab.viz.transposed_grids import show_stamp_counts, show_stamps
from convlab.viz.winograd import show_winograd
from convlab.viz.wires import show_wires

__all__ = [
    "load_benchmark",
    "show_backward_matrices",
    "show_chain",
    "show_channels",
    "show_comparison",
    "show_confusion",
    "show_cosines",
    "show_coverage",
    "show_errors",
    "show_evidence",
    "show_forward",
    "show_gather",
    "show_im2col",
    "show_kink",
    "show_layer",
    "show_learning",
    "show_lowered",
    "show_maps",
    "show_memory",
    "show_methods",
    "show_passes",
    "show_patches",
    "show_photographs",
    "show_pooling",
    "show_precision",
    "show_product",
    "show_readers",
    "show_roofline",
    "show_row_tile",
    "show_scatter",
    "show_source",
    "show_split_stride",
    "show_stack",
    "show_stamp_counts",
    "show_stamps",
    "show_sum",
    "show_tensor",
    "show_tiles",
    "show_transforms",
    "show_valley",
    "show_weight",
    "show_winograd",
    "show_wires",
    "use_svg",
]
