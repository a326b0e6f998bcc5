"""Memory that a worker uses again for every unit: fresh pages cost more than copies."""

from contextlib import contextmanager
from math import prod
from threading import local

import numpy as np

__all__ = ["borrowed", "empty", "free_all", "zeros"]

LARGEST = 2**23  # bytes that one worker keeps
LINE = 64  # bytes of a cache line, and of the widest register


class _Arena(local):
    """The memory of one thread, handed out from its start to its end."""

    def __init__(self):
        self.memory = np.empty(0, np.uint8)
        self.used = self.most = 0


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
    """Take back, at the end, what was given meanwhile."""
    used = _arena.used
    yield
    _arena.used = used


def free_all():
    """Take everything back, and have enough the next time."""
    wanted = min(_arena.most, LARGEST)
    if wanted > len(_arena.memory):
        _arena.memory = np.empty(wanted, np.uint8)
    _arena.used = 0
