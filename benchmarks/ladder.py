"""Measure every method of the chapter "fast" on one layer, and what the machine can do.

They go from the literal sums to convlab.fast, forward, in single precision and on
one thread; PyTorch runs where it is installed. Everything takes turns, a figure is a
median. A second file says how much precision each way to compute loses. Both go into
--out as methods.json and precision.json. What the book draws is stored by

    python benchmarks/ladder.py --out src/convlab/viz/results

on an idle machine, with requirements-bench.txt installed.
"""

import argparse
from pathlib import Path

from convolution.machine import describe_machine, in_a_line
from convolution.neighbours import by_name
from convolution.processes import run_worker
from convolution.record import write_rounded

SHAPE = "A"


def main():
    """Measure, and store both files."""
    options = _read_options()
    machine = describe_machine()
    print(in_a_line(machine), flush=True)
    job = {"threads": 1, "shape": SHAPE}
    job |= {"seconds": options.seconds, "draws": options.draws}
    (found,) = run_worker(job, "rungs.worker")
    options.out.mkdir(parents=True, exist_ok=True)
    about = {"machine": machine, "threads": 1, "shape": SHAPE}
    about["sizes"] = str(by_name(SHAPE))
    _store(options.out / "methods.json", about | found["methods"])
    _store(options.out / "precision.json", {"machine": machine} | found["precision"])


def _store(path, record):
    path.write_text(write_rounded(record))
    print(f"{path}:\n{path.read_text()}")


def _read_options():
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    settings = {"type": float, "default": 20, "help": "for the turns; %(default)s"}
    parser.add_argument("--seconds", **settings)
    settings = {"type": int, "default": 9, "help": "for the precision; %(default)s"}
    parser.add_argument("--draws", **settings)
    folder = {"type": Path, "metavar": "FOLDER", "default": Path("_build/bench")}
    parser.add_argument("--out", **folder, help="default: %(default)s")
    return parser.parse_args()


if __name__ == "__main__":
    main()
