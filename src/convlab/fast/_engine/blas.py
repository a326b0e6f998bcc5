"""OpenBLAS, which multiplies matrices for NumPy: its threads, and what it likes.

It packs the factors of a product, which pays for large ones, and spreads those over
threads of its own. Once woken, such a thread watches for the next product for about a
tenth of a second, on a processor that one of our workers needs. So it gets one thread
while they work. With AVX-512 it does not pack products of up to 100^3 multiplications.
"""

import os
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from sys import maxsize
from threading import Lock
from typing import NamedTuple

import numpy as np

__all__ = ["kernels", "largest_product", "on_one_thread", "packs"]

UNPACKED = 10**6  # multiplications; SGEMM_SMALL_MATRIX_PERMIT of OpenBLAS, for AVX-512
AVX512 = "SkylakeX", "Cooperlake", "SapphireRapids"
ASLEEP = 2**18  # so few wake no thread; for a BLAS that we do not know


class _Library(NamedTuple):
    """The functions of the OpenBLAS that NumPy's wheel brings."""

    get_num_threads: object
    set_num_threads: object
    kernels: str


@cache
def _library():
    """Return the library, or None if NumPy has another one."""
    numpy = Path(np.__file__).parent
    folders = numpy.with_name("numpy.libs"), numpy / ".dylibs"  # the second on macOS
    files = [file for folder in folders for file in folder.glob("*openblas*")]
    if not files:
        return None
    import ctypes

    names = "get_num_threads", "set_num_threads", "get_corename"
    try:
        library = ctypes.CDLL(str(files[0]))
        get, put, name = (getattr(library, f"scipy_openblas_{n}64_") for n in names)
    except (AttributeError, OSError):
        return None
    name.restype = ctypes.c_char_p
    return _Library(get, put, name().decode())


def kernels():
    """Return the processor whose kernels OpenBLAS uses, such as "Haswell"."""
    return _library().kernels if _library() else "unknown"


def packs():
    """Tell whether small products are packed too, as far as we know."""
    return kernels() not in AVX512


@cache
def largest_product(transposed=False):
    """Return how many multiplications to ask for in one product, on one thread.

    Where the kernels do not pack, they are slow if the second factor is transposed.
    """
    if _library() is None:
        return ASLEEP
    return maxsize if packs() or transposed else UNPACKED


_lock = Lock()
_inside: list[int] = []  # of each caller, how many threads there were before


@contextmanager
def on_one_thread():
    """Keep OpenBLAS on one thread until the last of all callers has left."""
    library = _library()
    if library is None:
        yield
        return
    with _lock:
        _inside.append(library.get_num_threads())
        library.set_num_threads(1)
    try:
        yield
    finally:
        with _lock:
            if len(_inside) == 1:  # as many threads as the first caller found
                library.set_num_threads(_inside[0])
            _inside.pop()


def _reset():
    """Forget the callers that a forked child does not have."""
    global _lock
    _lock = Lock()
    if _inside:
        _library().set_num_threads(_inside[0])
        _inside.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)
