"""Who takes part: each brings a forward and a backward call on arrays of its own."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["FAMILIES", "TRACED", "Contestant", "enter", "names_of"]

_BUILDERS = {  # module and function; imported only when asked for
    "fast": ("numpy_layers", "fast"),
    "torch contiguous": ("torch_layer", "contiguous"),
    "torch channels_last": ("torch_layer", "channels_last"),
    "jax": ("jax_layer", "compiled"),
    "scipy": ("scipy_layer", "pair_by_pair"),
    "im2col": ("numpy_layers", "chapter"),
}
TRACED = {"fast", "im2col"}  # tracemalloc sees what they allocate
FAMILIES = list(dict.fromkeys(name.split()[0] for name in _BUILDERS))


@dataclass(frozen=True)
class Contestant:
    """Calls that need no argument: forward gives z; backward gives dx, dw, db."""

    forward: Callable
    backward: Callable
    to_numpy: Callable = lambda array: array


def names_of(families):
    """List the contestants of the families: of "torch", both its formats."""
    return [name for name in _BUILDERS if name.split()[0] in families]


def enter(name, case):
    """Bring a contestant to a case; raises ImportError where it is not installed."""
    module, builder = _BUILDERS[name]
    return getattr(importlib.import_module(f"convolution.{module}"), builder)(case)
