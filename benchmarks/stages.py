"""Tell where the time of convlab.fast goes: stage by stage, for each layer.

A stage is a set of functions. Time counts for the outermost of them that runs, so a
product inside of a transform belongs to the transform; what no function of the sets
takes, "rest", is copies inside of the methods, memory that is new, calls, and in the
FFT the products of spectra. Beside it stands how many pages of memory were new to the
last call, a fault each. Prints a table; to see the kernels that OpenBLAS has for
processors without AVX-512,

    OPENBLAS_CORETYPE=Haswell python benchmarks/stages.py
"""

import os
import resource
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import perf_counter
from unittest.mock import patch

import numpy as np

from cases import CASES
from convlab import fast
from convlab.fast._engine import matmul, strided, tiling
from convlab.fast.methods import fourier, im2col, mec
from results import describe_machine, make_parser
from timing import run_bound

OWN = tiling.Tiling
STAGES = {
    "kernels": [OWN.kernels_to_points, OWN.points_to_kernels, fourier._kernel_spectrum],
    "transforms": [tiling.spread, tiling.fold, fourier._spectrum, fourier._planes],
    "copies": [
        *(strided.read_padded, strided.add_cropped, mec._windows),
        *(im2col._gather, im2col._scatter, fourier._cut, fourier._surround),
    ],
    "products": [
        *(matmul.multiply, matmul.add_product, matmul.add_product_sum),
        *(matmul.add_transposed_product, matmul.sum_rows),
    ],
}


def main():
    """Measure the cases that are asked for, and print a line for each pass."""
    letters = [case.name for case in CASES]
    parser = make_parser(__doc__)
    parser.add_argument("--cases", nargs="+", choices=letters, default=letters)
    parser.add_argument("--rounds", type=int, default=15, help="default: %(default)s")
    options = parser.parse_args()
    describe_machine()
    print("kernels of OpenBLAS:", os.environ.get("OPENBLAS_CORETYPE", "its own choice"))
    print(
        f"{'':11}{'ms':>8}", *(f"{stage:>11}" for stage in [*STAGES, "rest", "faults"])
    )
    for case in (case for case in CASES if case.name in options.cases):
        for name, found in run_bound(1, measure_case, case, options.rounds).items():
            ms, shares, faults = found
            columns = [f"{100 * share:10.0f}%" for share in shares]
            print(
                f"{case.name} {name:9}{ms:8.2f}", *columns, f"{faults:11}", flush=True
            )


def measure_case(case, rounds):
    """Return {pass: (milliseconds, shares of the stages and of the rest, faults)}."""
    x, w, b, dz = case.draw()
    calls = {
        "forward": lambda: fast.forward(x, w, b, **case.settings),
        "backward": lambda: fast.backward(dz, x, w, **case.settings),
    }
    return {name: measure_call(call, rounds) for name, call in calls.items()}


def measure_call(call, rounds):
    """Return a call's median time, measured without clocks, and shares with them."""
    seconds, shares = [], []
    for _ in range(2):
        call()
    for _ in range(rounds):
        start, faults = perf_counter(), count_faults()
        call()
        seconds.append(perf_counter() - start)
        faults = count_faults() - faults
        with clocks() as spent:
            start = perf_counter()
            call()
            total = perf_counter() - start
        found = [spent[stage] / total for stage in STAGES]
        shares.append([*found, 1 - sum(found)])
    return 1000 * np.median(seconds), np.median(shares, axis=0).tolist(), faults


def count_faults():
    """Count the pages of memory that were new to this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


@contextmanager
def clocks():
    """Put a clock on every function of a stage; yield {stage: seconds}."""
    spent, timed, running = Counter(), {}, []
    for stage, functions in STAGES.items():
        timed |= {f: put_clock(f, stage, spent, running) for f in functions}
    places = [m for n, m in sys.modules.items() if n.startswith("convlab.fast")]
    with ExitStack() as stack:
        for place in [*places, OWN]:
            for name, value in list(vars(place).items()):
                if callable(value) and value in timed:
                    stack.enter_context(patch.object(place, name, timed[value]))
        yield spent


def put_clock(function, stage, spent, running):
    """Return the function, adding its time to its stage unless another one runs."""

    @wraps(function)
    def timed(*args, **kwargs):
        if running:
            return function(*args, **kwargs)
        running.append(stage)
        start = perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[stage] += perf_counter() - start
            running.pop()

    return timed


if __name__ == "__main__":
    main()
