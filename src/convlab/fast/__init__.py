"""The layer as fast as NumPy goes: the same pair, the same results up to rounding.

One idea a file. `layer` has the pair; it cuts a layer into `plain` ones, after joining
`groups` of few channels, and lets `choose` take a method for each by its shape. The
methods, each with a `forward` and a `backward`: `pointwise`, `lowering`, `rows`,
`winograd`, `few_tiles`, `few_windows`, `fourier`. Below them, `threads` and `units`
share out the work, `scratch` keeps its memory, `products` multiplies matrices in small
pieces, and `windows` sees pixels without copying them; the tiles of Winograd's methods
are those of `toom_cook`, `transforms` and `tiling`, the patches of `fourier` those of
`patches`.
"""

from convlab.fast.layer import backward, forward

__all__ = ["backward", "forward"]
