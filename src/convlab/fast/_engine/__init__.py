"""What the methods share: blocks and threads, products, memory, and tiles.

Read in this order: `scratch` (memory), `threads` (workers), `blocking` (what a worker
does at a time), `matmul` (products in pieces), `strided` (pixels and windows in
memory), `phases` (dilation and groups taken out of a layer), `tiling` (Winograd's
tiles).
"""
