"""PyTorch without autograd: the kernels alone, on tensors already in their format.

Padding that is not the same on both sides is a copy, and inside the timing.
"""

import os

import torch
from torch.nn import functional

from convolution.contestants import Contestant

__all__ = ["channels_last", "contiguous"]

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def contiguous(case):
    """Enter PyTorch with (B, C, H, W) in memory."""
    return _layer(case, torch.contiguous_format)


def channels_last(case):
    """Enter PyTorch with (B, H, W, C) in memory."""
    return _layer(case, torch.channels_last)


def _layer(case, memory_format):
    arrays = case.x, case.w, case.dz
    x, w, dz = (_tensor(array, memory_format) for array in arrays)
    b, shape = torch.from_numpy(case.b), case.shape
    pad, padding, crop = _padding(shape)
    how = [shape.stride] * 2, padding, [shape.dilation] * 2

    @torch.no_grad()
    def forward():
        return functional.conv2d(pad(x), w, b, *how, shape.groups)

    @torch.no_grad()
    def backward():
        transposed = False, [0, 0]
        settings = [shape.F], *how, *transposed, shape.groups, [True] * 3
        dx, dw, db = torch.ops.aten.convolution_backward(dz, pad(x), w, *settings)
        return crop(dx), dw, db

    return Contestant(forward, backward, _array)


def _padding(shape):
    """Give how to pad, what is left to conv2d, and how to cut the padding off dx."""
    (top, bottom), (left, right) = shape.widths
    if top == bottom and left == right:
        return lambda x: x, [top, left], lambda dx: dx
    H, W = shape.H, shape.W
    return (
        lambda x: functional.pad(x, (left, right, top, bottom)),
        [0, 0],
        lambda dx: dx[:, :, top : top + H, left : left + W],
    )


def _tensor(array, memory_format):
    """Turn (B, H, W, C) into a tensor (B, C, H, W)."""
    tensor = torch.from_numpy(array).permute(0, 3, 1, 2)
    return tensor.contiguous(memory_format=memory_format)


def _array(tensor):
    """Turn it back; a bias has one axis."""
    channels_end = tensor.permute(0, 2, 3, 1) if tensor.ndim == 4 else tensor
    return channels_end.numpy()
