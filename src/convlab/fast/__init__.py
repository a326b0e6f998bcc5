"""The layer as fast as NumPy goes: the same pair, the same results up to rounding.

One idea a file. From below: `threads` and `units` share out the work, `scratch` keeps
its memory, `products` multiplies matrices in small pieces, `windows` sees pixels
without copying them. On these stand the methods, each with a `forward` and a `backward`
for a `plain` layer: `pointwise`, `lowering`, `rows`, `winograd`, `few_tiles`,
`few_windows` and `fourier`.
`choose` takes one by the shape of the layer.
"""

from convlab.fast.layer import backward, forward

__all__ = ["backward", "forward"]
