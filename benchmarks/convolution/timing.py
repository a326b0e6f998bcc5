"""Take turns: A B C, C A B ..., so that a slow minute of the machine meets everyone.

In its turn a contestant first runs for WARM seconds without the clock, and then as
often as fits into TURN seconds; the median is its time of that round. By then threads
of the one before no longer spin, and the system has spread ours over the cores.
"""

import gc
import statistics
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from convolution.first_call import FirstCall

__all__ = ["Pass", "take_turns"]

TURN = 0.03  # seconds
LEAST, MOST = 5, 50  # rounds
WARM = 0.15  # seconds; idle threads of OpenBLAS spin for 0.11


@dataclass
class Pass:
    """One direction of one contestant, and its seconds, round by round."""

    contestant: str
    direction: str
    call: Callable
    first: FirstCall
    seconds: list = field(default_factory=list)


def take_turns(passes, seconds, patience):
    """Fill in the seconds of each pass; one over the patience keeps its first alone."""
    racing = deque(one for one in passes if one.first.seconds <= patience)
    for one in passes:
        if one not in racing:
            one.seconds.append(one.first.seconds)
    gc.collect()
    gc.disable()
    start, rounds = time.perf_counter(), 0
    while rounds < LEAST or (time.perf_counter() - start < seconds and rounds < MOST):
        for one in racing:
            one.seconds.append(_one_turn(one))
        racing.rotate(1)
        rounds += 1
    gc.enable()


def _one_turn(one):
    _warm_up(one)
    times = []
    while sum(times) < TURN:
        start = time.perf_counter()
        one.call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _warm_up(one):
    end = time.perf_counter() + WARM
    while time.perf_counter() < end:
        one.call()
