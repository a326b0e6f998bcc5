"""Every numbered equation of the book as its literal sum: the referee.

The function of equation :eq:`dx-scatter` is `dx_scatter`, and so for the others. They
are slow, and can be read beside the page. `forward` and `backward` are the pair that
the fast forms are held against.
"""

from convlab.equations.addresses import col2im, corner, im2col, offset
from convlab.equations.costs import lowered, roofline
from convlab.equations.dense import dense
from convlab.equations.descent import momentum
from convlab.equations.general import general
from convlab.equations.groups import first_channel
from convlab.equations.identities import adjoint, central_difference
from convlab.equations.image import dx, dx_gather, dx_scatter, error
from convlab.equations.layer import backward
from convlab.equations.losses import cross_entropy, score_gradient, softmax
from convlab.equations.polynomials import toom_cook
from convlab.equations.pooling import max_pool, max_pool_gradient
from convlab.equations.products import dw_matmul, dx_matmul, forward_matmul
from convlab.equations.sizes import (
    extent,
    leftover,
    output_size,
    same,
    transposed_size,
)
from convlab.equations.spectra import overlap_save, spectrum
from convlab.equations.tiles import winograd, winograd_1d, winograd_backward
from convlab.equations.units import activation, address
from convlab.equations.weights import chain_rule, db, dw, dz_dw
from convlab.equations.windows import forward, receptive_field

__all__ = [
    "activation",
    "address",
    "adjoint",
    "backward",
    "central_difference",
    "chain_rule",
    "col2im",
    "corner",
    "cross_entropy",
    "db",
    "dense",
    "dw",
    "dw_matmul",
    "dx",
    "dx_gather",
    "dx_matmul",
    "dx_scatter",
    "dz_dw",
    "error",
    "extent",
    "first_channel",
    "forward",
    "forward_matmul",
    "general",
    "im2col",
    "leftover",
    "lowered",
    "max_pool",
    "max_pool_gradient",
    "momentum",
    "offset",
    "output_size",
    "overlap_save",
    "receptive_field",
    "roofline",
    "same",
    "score_gradient",
    "softmax",
    "spectrum",
    "toom_cook",
    "transposed_size",
    "winograd",
    "winograd_1d",
    "winograd_backward",
]
