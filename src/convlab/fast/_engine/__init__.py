"""The engine of all methods: memory, threads, blocks of work, products and tiles.

Read it in this order: `scratch` (memory), `threads` (workers), `blocking` (how much a
worker does at a time), `blas` (OpenBLAS), `matmul` (products in pieces), `strided`
(padding and windows as views), `phases` (dilation and groups, removed from a layer),
`tiling` (Winograd's tiles), `plans` (what was measured).
"""
