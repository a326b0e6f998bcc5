"""The layer as fast as NumPy goes: the same pair, equal results up to rounding.

`layer` has `forward` and `backward`. They cut a layer into plain ones, without dilation
and groups, and compute each by one of the `methods`, one idea a file, chosen by its
shape. Below these lies `_engine`: blocks of work, threads, memory and products that all
methods share. `toom_cook` builds the matrices of Winograd's tiles.
"""

from convlab.fast.layer import backward, forward

__all__ = ["backward", "forward"]
