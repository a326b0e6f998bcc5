"""Store a run as JSON: three digits, a contestant a line, sorted."""

import json

from convolution.summary import DIRECTIONS, best_of
from convolution.verdicts import quotient, sum_up

__all__ = ["write_record", "write_rounded"]


def write_record(machine, runs):
    """Give the text of the file; of a neighbour only what compares it."""
    record = {"machine": machine, "runs": [_run(run) for run in runs]}
    return write_rounded(record)


def write_rounded(value):
    """Give the text of a JSON file, with three significant digits."""
    return _write(_rounded(value)) + "\n"


def _run(run):
    rows = run["rows"]
    listed = {name: row for name, row in rows.items() if ":" not in name}
    near = {name: _near(name, rows) for name in rows if ":" in name}
    return {
        "threads": run["threads"],
        "peak_gflops": run["peak"],
        "verdicts": sum_up(listed),
        "rows": {name: _listed(row) for name, row in listed.items()},
        **({"neighbours": near} if near else {}),
    }


def _listed(row):
    sizes = {"sizes": row["sizes"], "gflop": row["gflop"], "rounds": row["rounds"]}
    notes = {"notes": row["notes"]} if row["notes"] else {}
    contestants = {
        who: {direction: _short(figures) for direction, figures in directions.items()}
        for who, directions in row["results"].items()
    }
    return {**sizes, **notes, "backends": contestants}


def _short(figures):
    """Leave out the unknown; keep quartiles of times, and of the ratio of both."""
    short = {key: value for key, value in figures.items() if value is not None}
    key = "ratio" if "error" in short else "ms"
    return {**short, key: short[key][1]} if key in short else short


def _near(name, rows):
    row = rows[name]
    results, fast = row["results"], row["results"].get("fast", {})
    known = {
        "sizes": row["sizes"],
        "ratio": {d: fast[d]["ratio"][1] for d in fast if fast[d]["ratio"]},
        "of_listed": quotient(name, rows, "both"),
        "ms": {
            who: results[who]["both"]["ms"][1]
            for who in ("fast", best_of(results, "both"), "im2col")
            if "both" in results.get(who, {})
        },
        "error": [fast[d]["error"] for d in DIRECTIONS[:2] if d in fast],
    }
    return {key: value for key, value in known.items() if value}


def _rounded(value):
    """Keep three significant digits of every float within."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _write(value, indent=""):
    """Break lines as long as a line would hold more than one contestant."""
    line = json.dumps(value)
    if not isinstance(value, (dict, list)) or (_depth(value) < 4 and len(line) < 400):
        return line
    inner = indent + " "
    if isinstance(value, list):
        parts = [inner + _write(item, inner) for item in value]
    else:
        items = value.items()
        parts = [f"{inner}{json.dumps(k)}: {_write(v, inner)}" for k, v in items]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return f"{opening}\n" + ",\n".join(parts) + f"\n{indent}{closing}"


def _depth(value):
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return 0
    return 1 + max(map(_depth, inner), default=0)
