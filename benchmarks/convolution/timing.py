"""Take turns: A B C A B C ..., so that a slow minute of the machine meets everyone.

In its turn a contestant is called once without the clock, if it is quick, and then as
often as fits into TURN seconds; the median is its time of that round. Before its turn
the machine rests, for threads of the one before still spin for a while.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from convolution.first_call import FirstCall

__all__ = ["Pass", "take_turns"]

TURN = 0.02  # seconds
LEAST, MOST = 3, 50  # rounds
QUICK = 0.1  # seconds
REST = 0.03  # seconds; by then idle threads of OpenBLAS and OpenMP sleep


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
    racing = [one for one in passes if one.first.seconds <= patience]
    for one in passes:
        if one not in racing:
            one.seconds.append(one.first.seconds)
    gc.collect()
    gc.disable()
    start, rounds = time.perf_counter(), 0
    while rounds < LEAST or (time.perf_counter() - start < seconds and rounds < MOST):
        _one_round(racing)
        rounds += 1
    gc.enable()


def _one_round(racing):
    for _, turns in groupby(racing, lambda one: one.contestant):
        time.sleep(REST)
        for one in turns:
            one.seconds.append(_one_turn(one))


def _one_turn(one):
    if one.first.seconds < QUICK:
        one.call()
    times = []
    while sum(times) < TURN:
        start = time.perf_counter()
        one.call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
