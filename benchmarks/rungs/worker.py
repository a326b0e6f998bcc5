"""Measure in a process of its own, whose number of threads is already bound.

It reads one line of JSON, the job, and writes one, what it found.
"""

import json
import os
import statistics
import sys

from convolution.case import draw
from convolution.neighbours import by_name
from convolution.reference import refer
from convolution.timing import take_turns
from rungs.counts import count_between, count_least, count_multiplications
from rungs.entrants import RUNGS, enter_rung
from rungs.limits import best_limits, measure_limits
from rungs.precision import measure_precision

__all__ = ["main"]


def main():
    """Do the job that comes on standard input."""
    job = json.loads(sys.stdin.readline())
    with os.fdopen(os.dup(1), "w") as lines:
        os.dup2(2, 1)  # what a library prints is no result
        before, rungs, after = measure_limits(), _climb(job), measure_limits()
        methods = {"limits": best_limits(before, after), "methods": rungs}
        precision = measure_precision(job["draws"], _tell)
        print(json.dumps({"methods": methods, "precision": precision}), file=lines)


def _climb(job):
    """Give the figures of every rung that is installed."""
    case, rungs = draw(by_name(job["shape"])), {}
    _tell("the reference, in double precision")
    expected = refer(case)[0]
    for name in RUNGS:
        _tell(name)
        try:
            rungs[name] = enter_rung(name, case, expected)
        except ImportError as missing:
            _tell(f"left out: {missing}")
    _tell("taking turns")
    passes = [one for some in rungs.values() for one in some]
    take_turns(passes, job["seconds"], patience=10)
    return {name: _figures(name, some, case) for name, some in rungs.items()}


def _figures(name, passes, case):
    """Give what is known of a rung, of the faster format where there are two."""
    best = min(passes, key=lambda one: statistics.median(one.seconds))
    figures = {
        "ms": 1000 * statistics.median(best.seconds),
        "multiplications": count_multiplications(name, case),
        "least_bytes": count_least(case),
        "between_bytes": count_between(name, case, best.call),
        "error": best.first.error,
    }
    if name == "loops":
        measured = case.w.size
        figures["ms"] *= figures["multiplications"] / measured
        figures["note"] = f"scaled up from {measured} multiplications"
    if name == "torch":
        figures["note"] = f"{best.contestant}; multiplications as of the direct sum"
    return figures


def _tell(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
