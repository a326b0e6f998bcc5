"""Name the machine, and store what was measured as JSON with three digits."""

import argparse
import datetime
import json
import os
import platform
import re
from importlib.metadata import distributions
from pathlib import Path

import numpy as np

__all__ = ["describe_machine", "make_parser", "store"]

PACKAGES = ["numpy", "torch", "jax", "jaxlib", "scipy"]


def make_parser(about):
    """Return a parser of ``--out`` that shows the docstring of a script."""
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=about, formatter_class=style)
    folder = {"type": Path, "metavar": "FOLDER", "default": Path("_build/bench")}
    parser.add_argument("--out", **folder, help="default: %(default)s")
    return parser


def describe_machine():
    """Return {what the figures depend on: its value}; warn if others use it."""
    affinity = getattr(os, "sched_getaffinity", None)
    blas = np.show_config("dicts")["Build Dependencies"]["blas"]
    installed = {package.name: package.version for package in distributions()}
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    machine = {
        "cpu": _name_processor(),
        "cores": len(affinity(0)) if affinity else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "blas": f"{blas.get('name')} {blas.get('version')}",
        **{name: installed.get(name) for name in PACKAGES},
        "date": datetime.date.today().isoformat(),
        "load": load,
    }
    print(", ".join(f"{key} {value}" for key, value in machine.items() if value))
    if load and load > 0.5:
        print("BUSY: these figures are worth nothing; measure on an idle machine.")
    return machine


def _name_processor():
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    fact = re.compile(r"^(model name|cpu family|model)\s*: (.+)$", re.MULTILINE)
    facts = dict(fact.findall(info.read_text()))
    name = facts.get("model name", platform.machine())
    if "cpu family" not in facts:
        return name
    return f"{name} (family {facts['cpu family']}, model {facts['model']})"


def store(path, record):
    """Write a record, and say where."""
    rounded = json.loads(json.dumps(record), parse_float=_round)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_write(rounded) + "\n", "utf-8")
    print(f"\nStored in {path}")


def _round(number):
    return float(f"{float(number):.3g}")


def _write(value, indent=""):
    """Write JSON with a backend or a method on a line, which keeps the file short."""
    line, inner = json.dumps(value), indent + " "
    if len(line) < 420:
        return line
    if isinstance(value, list):
        parts, (first, last) = [_write(item, inner) for item in value], "[]"
    else:
        items, (first, last) = value.items(), "{}"
        parts = [f"{json.dumps(key)}: {_write(item, inner)}" for key, item in items]
    return f"{first}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{last}"
