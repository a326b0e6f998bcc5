"""Measure rows in a process of its own, whose number of threads is already bound.

It reads one line of JSON, the job, and writes a line for each row; the first and the
last line are the peak, for a machine that others share is not always as fast.
"""

import json
import os
import signal
import sys

from convolution.neighbours import by_name
from convolution.peak import measure_peak
from convolution.row import measure_row

__all__ = ["main"]


def main():
    """Do the job that comes on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it will end it
    job = json.loads(sys.stdin.readline())
    with os.fdopen(os.dup(1), "w") as lines:
        os.dup2(2, 1)  # what a library prints is no row
        for line in _measure(job):
            print(json.dumps(line), file=lines, flush=True)


def _measure(job):
    yield {"peak": measure_peak()}
    for number, name in enumerate(job["shapes"], 1):
        shape, of = by_name(name), f"{number} of {len(job['shapes'])}"
        where = f"threads {job['threads']}, {of}, {name} ({shape})"
        yield measure_row(shape, job, lambda what, at=where: _tell(f"{at}: {what}"))
    yield {"peak": measure_peak()}


def _tell(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
