"""Run a worker at a number of threads: its environment and its cores bind it."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

__all__ = ["run_worker", "usable_cores"]

VARIABLES = [
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NPROC",  # XLA's, of JAX
]


def usable_cores():
    """Count the cores that this process may use."""
    has_affinity = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count()


def run_worker(job, worker="convolution.worker"):
    """Give what a worker measures, line by line; stop it when no longer wanted."""
    command = [sys.executable, "-m", worker]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with _bound_to(job["threads"]):
        process = subprocess.Popen(command, env=_environment(job["threads"]), **pipes)
    try:
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.close()
        yield from map(json.loads, process.stdout)
        if process.wait():
            sys.exit(f"The worker ended with {process.returncode}; see above.")
    finally:
        process.kill()
        process.wait()


def _environment(threads):
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]
    bound = dict.fromkeys(VARIABLES, str(threads))
    bound["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    if threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        bound["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()
    return {**os.environ, **bound}


@contextmanager
def _bound_to(threads):
    """Keep to so many cores, where the platform can; a child keeps what it inherits."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(cores)[:threads])
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
