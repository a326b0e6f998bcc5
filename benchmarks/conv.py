"""Measure convlab.fast side by side with what one would use instead.

That is PyTorch in both its formats, JAX and SciPy where installed, and the layer of the
chapter on im2col. All get the same numbers in single precision, and everything a
caller pays for is inside the time. Contestants take turns; a figure is a median. The
ratio is time / time of the faster of PyTorch's formats: below 1 is faster. Install
requirements-bench.txt first, and leave the machine idle meanwhile. What the book draws
is stored by

    python benchmarks/conv.py
    cp _build/bench/comparison.json src/convlab/viz/results/
"""

import sys

from convolution.machine import describe_machine, in_a_line
from convolution.neighbours import by_name
from convolution.options import read_options
from convolution.processes import run_worker
from convolution.record import write_record
from convolution.summary import summarise
from convolution.tables import write_tables


def main():
    """Measure, print the tables of each number of threads, and store everything."""
    options = read_options(__doc__)
    options.out.mkdir(parents=True, exist_ok=True)
    machine, runs = describe_machine(), []
    print(in_a_line(machine), end="\n\n", flush=True)
    for threads in options.threads:
        run, is_whole = measure(threads, options)
        if run["rows"]:
            runs.append(run)
            print(write_tables(run), flush=True)
            store(machine, runs, options.out)
        if not is_whole:
            sys.exit("Interrupted: what was measured until then is above.")


def measure(threads, options):
    """Give the run at a number of threads, and whether it came to its end."""
    job = {"threads": threads, "shapes": options.names}
    for name in ("contestants", "seconds", "patience"):
        job[name] = getattr(options, name)
    peaks, rows, is_whole = [], [], True
    try:
        for line in run_worker(job):
            (peaks if "peak" in line else rows).append(line.get("peak", line))
    except KeyboardInterrupt:
        is_whole = False
    peak = max(peaks, default=0)
    run = {"threads": threads, "peak": peak}
    return {**run, "rows": {row["shape"]: finish(row, peak) for row in rows}}, is_whole


def finish(row, peak):
    """Turn what the worker says of a row into its figures."""
    shape = by_name(row["shape"])
    rounds = max((len(one["seconds"]) for one in row["passes"]), default=0)
    known = {"sizes": str(shape), "gflop": shape.flops / 1e9, "rounds": rounds}
    return {**known, "notes": row["notes"], "results": summarise(row, shape, peak)}


def store(machine, runs, folder):
    """Write comparison.json, conv.md and, with Matplotlib, conv.svg."""
    (folder / "comparison.json").write_text(write_record(machine, runs))
    tables = [in_a_line(machine), *map(write_tables, runs)]
    (folder / "conv.md").write_text("\n\n".join(tables))
    try:
        from convolution.figure import draw_ratios
    except ImportError as missing:
        print(f"There is no figure: {missing}", file=sys.stderr)
    else:
        draw_ratios(runs, folder / "conv.svg")


if __name__ == "__main__":
    main()
