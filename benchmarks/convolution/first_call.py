"""The first call of a contestant: is it right, and roughly how long does it take."""

import time
from dataclasses import dataclass

from convolution.reference import differ

__all__ = ["FirstCall", "call_first"]


@dataclass(frozen=True)
class FirstCall:
    """What a first call tells."""

    seconds: float
    error: float  # max |error| / max |reference|


def call_first(contestant, call, references):
    """Call one direction of a contestant, and compare what it gives."""
    start = time.perf_counter()
    output = call()
    seconds = time.perf_counter() - start
    outputs = output if isinstance(output, (tuple, list)) else [output]
    arrays = [contestant.to_numpy(array) for array in outputs]
    return FirstCall(seconds, differ(arrays, references))
