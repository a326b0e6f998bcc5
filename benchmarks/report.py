"""Print what was measured as a table, and store it as JSON with three digits."""

import argparse
import json
from itertools import zip_longest
from pathlib import Path

__all__ = ["print_table", "read_options", "store"]


def read_options(about, **more):
    """Read the command line: ``--out`` and, by name, the arguments of ``more``."""
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=about, formatter_class=style)
    folder = {"type": Path, "metavar": "FOLDER", "default": Path("_build/bench")}
    parser.add_argument("--out", **folder, help="default: %(default)s")
    for name, settings in more.items():
        parser.add_argument(f"--{name}", **settings)
    return parser.parse_args()


def print_table(title, heads, rows):
    """Print rows of text below their heads, in columns."""
    lines = [[str(cell) for cell in row] for row in [heads, *rows]]
    columns = zip_longest(*lines, fillvalue="")
    widths = [max(map(len, column)) for column in columns]
    print(f"\n{title}\n")
    for line in lines:
        print("  ".join(map(str.ljust, line, widths)).rstrip(), flush=True)


def store(path, record):
    """Write a record, and say where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_write(_round(record)) + "\n", "utf-8")
    print(f"\nStored in {path}")


def _round(value):
    if isinstance(value, dict):
        return {key: _round(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_round(inner) for inner in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _write(value, indent=""):
    """Write JSON with at most one backend on a line, which keeps diffs short."""
    line = json.dumps(value)
    if not isinstance(value, (dict, list)) or (_depth(value) < 4 and len(line) < 400):
        return line
    inner = indent + " "
    if isinstance(value, list):
        parts, (opening, closing) = [_write(item, inner) for item in value], "[]"
    else:
        items, (opening, closing) = value.items(), "{}"
        parts = [f"{json.dumps(key)}: {_write(item, inner)}" for key, item in items]
    return (
        f"{opening}\n" + ",\n".join(inner + p for p in parts) + f"\n{indent}{closing}"
    )


def _depth(value):
    if not isinstance(value, (dict, list)):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inner), default=0)
