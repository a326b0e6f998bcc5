"""Compare convlab.fast with its alternatives, layer by layer.

These are PyTorch in both its memory formats, JAX and SciPy where installed, and the
layer of the chapter on im2col. All get the same numbers in single precision and take
turns; a figure is a median. The ratio is time / time of the faster of PyTorch's formats
in the same round: below 1 is faster. To renew what the book draws, run, on an idle
machine with requirements-bench.txt installed,

    python benchmarks/conv.py --out src/convlab/viz/results
"""

import statistics
import time
import tracemalloc
from textwrap import shorten

import numpy as np

import convlab
from backends import BACKENDS, TRACED, build
from cases import CASES, by_name
from convlab.geometry import crop, zero_pad
from report import print_table, read_options, store
from timing import (
    Timed,
    bound_process,
    describe_machine,
    measure_peak,
    quartiles,
    take_turns,
)

DIRECTIONS = "forward", "backward"
BAND = 2**28  # bytes of the im2col matrix of the reference


def main():
    """Measure every case at each number of threads, print tables, and store all."""
    letters = [case.name for case in CASES]
    options = read_options(
        __doc__,
        cases={"nargs": "+", "choices": letters, "default": letters},
        backends={"nargs": "+", "choices": list(BACKENDS), "default": list(BACKENDS)},
        threads={"nargs": "+", "type": int, "default": [1, 2]},
        seconds={"type": float, "default": 8, "help": "for the turns of a case"},
        patience={"type": float, "default": 3, "help": "a slower call runs once"},
    )
    record = {"machine": describe_machine(), "runs": []}
    for threads in options.threads:
        rows, peak = {}, 0
        for name in options.cases:
            print(f"threads {threads}, case {name}", flush=True)
            with bound_process(threads) as call:
                peak = max(peak, call(measure_peak))
                job = options.backends, options.seconds, options.patience
                rows[name] = summarise(call(measure_case, name, *job), by_name(name))
        for row in rows.values():
            for direction, figures in _figures(row):
                passes = {"forward": 1, "backward": 2, "both": 3}[direction]
                ms = figures["ms"] if direction == "both" else figures["ms"][1]
                figures["of_peak"] = passes * row["gflop"] / ms * 1000 / peak
        verdicts = sum_up(rows)
        run = {"threads": threads, "peak_gflops": peak, "verdicts": verdicts}
        record["runs"].append(run | {"rows": rows})
        show(threads, rows, verdicts)
        store(options.out / "comparison.json", record)


def _figures(row):
    for found in row["backends"].values():
        yield from found.items()


def measure_case(name, backends, seconds, patience):
    """Return the seconds of every round, errors, memory, and why something is missing.

    Memory is the most that NumPy holds beyond input and output.
    """
    case, timed, checked, notes = by_name(name), [], {}, {}
    arrays = case.draw()
    z, *gradients = compute_reference(case, arrays)
    for backend in sorted(backends, key=list(BACKENDS).index):
        try:
            built = build(backend, case, arrays)
        except ImportError as missing:
            notes[backend] = shorten(str(missing), 120)
            continue
        for direction, expected in zip(DIRECTIONS, ([z], gradients), strict=True):
            call = getattr(built, direction)
            try:
                start = time.perf_counter()
                outputs = call()
                first = time.perf_counter() - start
                extra = _trace(call) if backend in TRACED else {}
            except Exception as failure:  # the others can still be measured
                notes[f"{backend} {direction}"] = shorten(str(failure), 120)
                continue
            outputs = outputs if isinstance(outputs, (tuple, list)) else [outputs]
            pairs = zip(map(built.to_numpy, outputs), expected, strict=True)
            error = max(relative_error(*pair) for pair in pairs)
            checked[backend, direction] = {"error": error} | extra
            timed.append(Timed((backend, direction), call, [first]))
    take_turns(timed, seconds, patience)
    slow = [" ".join(one.name) for one in timed if len(one.seconds) == 1]
    notes |= dict.fromkeys(slow, "measured once")
    return {one.name: one.seconds for one in timed}, checked, notes


def _trace(call):
    """Return the most MiB beyond input and output, of a second call as well."""
    tracemalloc.start()
    call()
    outputs = call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    results = outputs if isinstance(outputs, tuple) else [outputs]
    return {"extra_mib": max(0, most - sum(a.nbytes for a in results)) / 2**20}


def relative_error(array, expected):
    """Return max |error| / max |expected|."""
    if array.shape != expected.shape:
        raise ValueError(f"got shape {array.shape}, expected {expected.shape}")
    return float(np.abs(array - expected).max() / np.abs(expected).max())


def compute_reference(case, arrays):
    """Return z, dx, dw, db in double precision, by im2col in bands of rows of z.

    One matrix for a whole image of case J would take 6 GB.
    """
    w, b, dz = (a.astype(np.float64) for a in arrays[1:])
    x = zero_pad(arrays.x.astype(np.float64), case.widths)
    z, dx, dw, db = (np.zeros(a.shape) for a in (dz, x, w, b))
    settings, (OH, OW) = case.settings | {"padding": "valid"}, case.windows
    height = max(1, BAND // (case.K**2 * case.C * OW * 8))
    for start in range(0, OH, height):
        rows = slice(start, min(start + height, OH))
        last = (rows.stop - 1) * case.stride + case.K
        read = slice(start * case.stride, last)
        for n in (slice(n, n + 1) for n in range(case.B)):
            z[n, rows] = convlab.forward(x[n, read], w, b, **settings)
            part = convlab.backward(dz[n, rows], x[n, read], w, **settings)
            dx[n, read] += part.dx
            dw += part.dw
            db += part.db
    return z, crop(dx, case.widths), dw, db


def summarise(measured, case):
    """Turn the seconds of all rounds into medians, quartiles and ratios."""
    (seconds, checked, notes), results = measured, {}
    for backend in dict.fromkeys(name for name, _ in seconds):
        pair = [seconds.get((backend, direction)) for direction in DIRECTIONS]
        if all(pair):
            seconds[backend, "both"] = _combine(lambda one, other: one + other, *pair)
    for (backend, direction), times in seconds.items():
        figures = {"ms": quartiles([1000 * second for second in times])}
        of_torch = [("torch contiguous", direction), ("torch channels_last", direction)]
        if formats := [seconds[key] for key in of_torch if key in seconds]:
            best = min(formats, key=statistics.median)
            figures["ratio"] = quartiles(_combine(lambda a, b: a / b, times, best))
        short = "ms" if direction == "both" else "ratio"
        figures |= {short: figures[short][1]} if short in figures else {}
        figures |= {"of_peak": None} | checked.get((backend, direction), {})
        results.setdefault(backend, {})[direction] = figures
    rounds = max(map(len, seconds.values()), default=0)
    row = {"sizes": str(case), "gflop": 2e-9 * case.multiplications, "rounds": rounds}
    return row | ({"notes": notes} if notes else {}) | {"backends": results}


def _combine(operate, some, others):
    """Combine the seconds of each round, or the medians if one was measured once."""
    if len(some) != len(others):
        some, others = [statistics.median(some)], [statistics.median(others)]
    return list(map(operate, some, others))


def sum_up(rows):
    """Return {direction: mean ratio of fast, cases below 1, and the worst case}."""
    verdicts = {}
    for direction in (*DIRECTIONS, "both"):
        ratios = {
            name: ratio[1] if isinstance(ratio, list) else ratio
            for name, row in rows.items()
            for ratio in [row["backends"]["fast"][direction].get("ratio")]
            if ratio
        }
        if ratios:
            worst = max(ratios, key=ratios.get)
            mean = statistics.geometric_mean(ratios.values())
            below = sum(ratio < 1 for ratio in ratios.values())
            verdict = {"mean": mean, "below_1": below, "rows": len(ratios)}
            verdicts[direction] = verdict | {"worst": [worst, ratios[worst]]}
    return verdicts


def show(threads, rows, verdicts):
    """Print a line for each case, backend and direction, and the verdicts."""
    keys, lines = ["ms", "ratio", "of_peak", "error", "extra_mib"], []
    for name, row in rows.items():
        for backend, found in row["backends"].items():
            for direction, figures in found.items():
                values = [figures.get(key, "") for key in keys]
                medians = [v[1] if isinstance(v, list) else v for v in values]
                cells = [f"{m:.3g}" if m != "" else "" for m in medians]
                lines.append([name, row["sizes"], backend, direction, *cells])
        lines += [[name, "", who, why] for who, why in row.get("notes", {}).items()]
    heads = ["case", "B,H,W,C->F, K, stride, padding", "backend", "direction", *keys]
    print_table(f"Threads: {threads}", heads, lines)
    for direction, verdict in verdicts.items():
        print(f"{direction}: {verdict}")


if __name__ == "__main__":
    main()
