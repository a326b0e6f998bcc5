"""What the explorers step through, as plain data: no drawing, no widgets.

Each function computes one operation of the book on the first image of a batch, and
returns a dict of numbers and nested lists of numbers, ready for JSON: under
``arrays`` what stays the same, and under ``steps`` what happens, one dict a step, with
``arrays`` of its own for what changes from step to step. x and dx include the padding,
as in the equations. All numbers are float64, and addresses and counts are integers.
"""

from convlab.trace.forward import trace_forward
from convlab.trace.gather import trace_gather
from convlab.trace.im2col import trace_im2col
from convlab.trace.matrices import trace_matrices
from convlab.trace.scatter import trace_scatter
from convlab.trace.tensor import trace_tensor
from convlab.trace.weight import trace_weight

__all__ = [
    "trace_forward",
    "trace_gather",
    "trace_im2col",
    "trace_matrices",
    "trace_scatter",
    "trace_tensor",
    "trace_weight",
]
