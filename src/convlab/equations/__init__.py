"""Every numbered equation of the book, computed as it is printed: the reference.

Each function bears the name of its equation: :eq:`dx-scatter` is `dx_scatter`. They are
slow on purpose, so that you can read them beside the page. The tests compare every fast
form with the pair `forward` and `backward`.
"""

from convlab.equations.backward import (
    backward,
    chain_rule,
    db,
    dw,
    dx,
    dx_gather,
    dx_scatter,
    dz_dw,
    error,
)
from convlab.equations.fast import (
    lowered,
    overlap_save,
    roofline,
    spectrum,
    toom_cook,
    winograd,
    winograd_1d,
    winograd_backward,
)
from convlab.equations.forward import forward, general, receptive_field
from convlab.equations.gradients import adjoint, central_difference
from convlab.equations.im2col import (
    address,
    col2im,
    corner,
    dw_matmul,
    dx_matmul,
    forward_matmul,
    im2col,
    offset,
)
from convlab.equations.learning import (
    cross_entropy,
    dense,
    max_pool,
    max_pool_gradient,
    momentum,
    score_gradient,
    softmax,
)
from convlab.equations.notation import activation
from convlab.equations.sizes import (
    extent,
    first_channel,
    leftover,
    output_size,
    same,
    transposed_size,
)

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
