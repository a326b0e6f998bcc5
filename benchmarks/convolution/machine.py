"""Name what the figures depend on: the machine and the versions."""

import datetime
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from convolution.processes import usable_cores

__all__ = ["describe_machine", "in_a_line"]

PACKAGES = "numpy", "torch", "jax", "jaxlib", "scipy"


def describe_machine():
    """Give {what: its value}."""
    blas = np.show_config("dicts")["Build Dependencies"]["blas"]
    return {
        "cpu": _cpu(),
        "cores": usable_cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "blas": f"{blas.get('name')} {blas.get('version')}",
        **{name: _version(name) for name in PACKAGES},
        "date": datetime.date.today().isoformat(),
        "load": _load(),
    }


def in_a_line(machine):
    """Write it for a reader, with a warning where others use the machine."""
    words = (f"{name} {value}" for name, value in machine.items() if value is not None)
    busy = (machine["load"] or 0) > 0.5
    return ", ".join(words) + (" (BUSY: measure on an idle machine)" if busy else "")


def _cpu():
    """Give the model of the processor, with its family and model numbers on Linux."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    first = info.read_text().split("\n\n")[0].splitlines()
    facts = dict(map(str.strip, line.split(":", 1)) for line in first if ":" in line)
    name = facts.get("model name", platform.machine())
    numbers = [facts.get(key) for key in ("cpu family", "model")]
    return name + (" (family {}, model {})".format(*numbers) if all(numbers) else "")


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _load():
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
