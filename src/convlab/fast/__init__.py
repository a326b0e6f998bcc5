"""Forward and backward as fast as NumPy can run them; results agree up to rounding.

`pair` has `forward` and `backward`. They split a layer into plain ones, without
dilation and groups, and pick one of the `methods` for each, by its shape or by what
`tune` in `planner` has measured; every method has its own file. All methods share
`_engine`: blocks of work, threads, scratch memory and matrix products. `toom_cook`
builds the matrices of Winograd's tiles.
"""

from convlab.fast.pair import backward, forward
from convlab.fast.planner import tune

__all__ = ["backward", "forward", "tune"]
