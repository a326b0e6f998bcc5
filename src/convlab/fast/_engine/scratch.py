"""Scratch memory that each worker reuses: a bump allocator for each thread.

Allocating a large array costs more than copying one, because the operating system
fills its pages with zeros. Here arrays come one after the other from memory already
held, and a `frame` frees everything taken inside it when it ends.
"""

from contextlib import contextmanager
from math import prod
from threading import local

import numpy as np

__all__ = ["empty", "frame", "zeros"]

LARGEST = 2**23  # bytes that one worker keeps
LINE = 64  # bytes of a cache line, and of the widest register


class _Arena(local):
    """The memory of one thread, and how much of it is in use."""

    def __init__(self):
        self.memory = np.empty(0, np.uint8)
        self.used = self.peak = 0

    def grow(self):
        """Allocate as much as the peak so far, aligned to a cache line."""
        wanted = min(self.peak, LARGEST)
        if wanted > len(self.memory):
            memory = np.empty(wanted + LINE, np.uint8)
            first = -memory.ctypes.data % LINE
            self.memory = memory[first : first + wanted]


_arena = _Arena()


def empty(shape, dtype):
    """Return an uninitialised array, valid until the end of the frame."""
    size = prod(shape) * np.dtype(dtype).itemsize
    start = _arena.used
    _arena.used = end = start + -(-size // LINE) * LINE
    _arena.peak = max(_arena.peak, end)
    if end > len(_arena.memory):
        return np.empty(shape, dtype)
    return _arena.memory[start : start + size].view(dtype).reshape(shape)


def zeros(shape, dtype):
    """Return an array of zeros, valid until the end of the frame."""
    a = empty(shape, dtype)
    a[...] = 0
    return a


@contextmanager
def frame():
    """Free on exit all arrays taken inside; the outermost frame grows the memory."""
    used = _arena.used
    try:
        yield
    finally:
        _arena.used = used
        if used == 0:
            _arena.grow()
