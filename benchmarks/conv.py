"""Compare convlab.fast with its alternatives, layer by layer.

These are PyTorch in both its memory formats, JAX and SciPy where installed, and the
layer of the chapter on im2col. All get the same numbers in single precision and take
turns; figures are quartiles. The ratio is time / time of the faster of PyTorch's
formats in the same round: below 1 is faster. To renew what the book draws, run, on an
idle machine with requirements-bench.txt installed,

    python benchmarks/conv.py --out src/convlab/viz/results
    python benchmarks/conv.py --out src/convlab/viz/results --avx2

The second holds all of them to the instructions of a processor without AVX-512.
"""

import os
from statistics import geometric_mean

import numpy as np

from backends import BACKENDS, plain_layer
from cases import CASES, compute_reference, relative_error
from convlab._validate import GIB
from convlab.fast.methods import guess
from results import describe_machine, make_parser, store
from timing import run_bound, take_turns

DIRECTIONS = "forward", "backward", "both"
SLOW = 3  # seconds; a call that takes longer is measured once
AVX2 = {  # tells OpenBLAS, NumPy, PyTorch (and its libraries) and JAX to stop there
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
}


def main():
    """Measure every case at each number of threads, print tables, and store all."""
    letters, names = [case.name for case in CASES], list(BACKENDS)
    parser = make_parser(__doc__)
    parser.add_argument("--cases", nargs="+", choices=letters, default=letters)
    parser.add_argument("--backends", nargs="+", choices=names, default=names)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--avx2", action="store_true", help="use no AVX-512")
    options = parser.parse_args()
    os.environ["CONVLAB_PLANS"] = str(options.out / "none")  # the guess is measured
    if options.avx2:
        os.environ |= AVX2
    machine = describe_machine() | ({"instructions": "AVX2"} if options.avx2 else {})
    record = {"machine": machine, "runs": []}
    for threads in options.threads:
        rows = {}
        for case in (case for case in CASES if case.name in options.cases):
            print(f"\nthreads {threads}, case {case.name}: {case}", flush=True)
            job = case, options.backends, options.rounds
            rows[case.name] = run_bound(threads, measure_case, *job)
            show(rows[case.name]["backends"])
        run = {"threads": threads, "verdicts": sum_up(rows), "rows": rows}
        record["runs"].append(run)
        print(f"\nfast / PyTorch, threads {threads}: {run['verdicts']}")
        name = "comparison_avx2" if options.avx2 else "comparison"
        store(options.out / f"{name}.json", record)


def measure_case(case, names, rounds):
    """Return for each backend and direction its milliseconds, ratio and error."""
    if case.cols_bytes > GIB:  # a matrix that convlab refuses
        names = [name for name in names if name != "im2col"]
    arrays = case.draw()
    backends = {name: BACKENDS[name](case, arrays) for name in names}
    calls = {(name, "forward"): backends[name].forward for name in names}
    calls |= {(name, "backward"): backends[name].backward for name in names}
    seconds, outputs = take_turns(calls, rounds, SLOW)
    for name in names:
        seconds[name, "both"] = seconds[name, "forward"] + seconds[name, "backward"]
    results = {name: {} for name in names}
    for direction in DIRECTIONS:
        formats = [seconds[name, direction] for name in names if "torch" in name]
        for name in names:
            figures = {"ms": quartiles(1000 * seconds[name, direction])}
            if formats:
                best = min(formats, key=np.median)
                figures["ratio"] = quartiles(seconds[name, direction] / best)
            results[name][direction] = figures
    z, *gradients = compute_reference(case, arrays)
    for (name, direction), found in outputs.items():
        found, expected = (
            ([found], [z]) if direction == "forward" else (found, gradients)
        )
        pairs = zip(map(backends[name].to_numpy, found), expected, strict=True)
        results[name][direction]["error"] = max(relative_error(*pair) for pair in pairs)
    method = guess(plain_layer(case, arrays)).__name__.rpartition(".")[2]
    return {"sizes": str(case), "method": method, "backends": results}


def quartiles(numbers):
    """Return the lower quartile, the median and the upper quartile."""
    return np.quantile(numbers, [0.25, 0.5, 0.75]).tolist()


def show(backends):
    """Print a line for each backend and direction, with medians."""
    print(f"{'':30}{'ms':>10}{'ratio':>10}{'error':>10}")
    for name, directions in backends.items():
        for direction, figures in directions.items():
            line = f"{name:20}{direction:10}{figures['ms'][1]:10.3g}"
            line += f"{figures['ratio'][1]:10.3g}" if "ratio" in figures else " " * 10
            line += f"{figures['error']:10.1g}" if "error" in figures else ""
            print(line, flush=True)


def sum_up(rows):
    """Return {direction: mean ratio of fast, and how many cases are below 1}."""
    fast, verdicts = [row["backends"].get("fast", {}) for row in rows.values()], {}
    for direction in DIRECTIONS:
        found = [figures.get(direction, {}) for figures in fast]
        ratios = [figures["ratio"][1] for figures in found if "ratio" in figures]
        if ratios:
            below = sum(ratio < 1 for ratio in ratios)
            verdict = {"mean": geometric_mean(ratios), "below_1": below}
            verdicts[direction] = verdict | {"rows": len(ratios)}
    return verdicts


if __name__ == "__main__":
    main()
