"""Memory that a worker uses again for every unit: fresh pages cost more than copies."""

from contextlib import contextmanager
from math import prod
from threading import local

import numpy as np

__all__ = ["borrowed", "empty", "zeros"]

LARGEST = 2**23  # bytes that one worker keeps
LINE = 64  # bytes of a cache line, and of the widest register


class _Arena(local):
    """The memory of one thread, handed out from its start to its end."""

    def __init__(self):
        self.memory = np.empty(0, np.uint8)
        self.used = self.most = 0

    def grow(self):
        """Have as much as was wanted, beginning at a cache line."""
        wanted = min(self.most, LARGEST)
        if wanted > len(self.memory):
            memory = np.empty(wanted + LINE, np.uint8)
            first = -memory.ctypes.data % LINE
            self.memory = memory[first : first + wanted]


_arena = _Arena()


def empty(shape, dtype):
    """Give an array with any contents, to be used until its memory is taken back."""
    size = prod(shape) * np.dtype(dtype).itemsize
    start = _arena.used
    _arena.used = end = start + -(-size // LINE) * LINE
    _arena.most = max(_arena.most, end)
    if end > len(_arena.memory):
        return np.empty(shape, dtype)
    return _arena.memory[start : start + size].view(dtype).reshape(shape)


def zeros(shape, dtype):
    """Give an array of zeros, to be used until its memory is taken back."""
    a = empty(shape, dtype)
    a[...] = 0
    return a


@contextmanager
def borrowed():
    """Take back what was given meanwhile, and have enough the next time."""
    used = _arena.used
    try:
        yield
    finally:
        _arena.used = used
        if used == 0:
            _arena.grow()
