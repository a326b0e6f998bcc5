"""The tables of one number of threads, in Markdown that is also readable as text."""

from convolution.cells import EVERYONE, FAST
from convolution.neighbours import by_name
from convolution.summary import DIRECTIONS
from convolution.verdicts import SLACK, flag, quotient, sum_up

__all__ = ["write_tables"]


def write_tables(run):
    """Write what fast does, what the others do, and what that comes to."""
    rows = run["rows"]
    sections = {"convlab.fast": _fast(rows), **_everyone(rows)}
    sections["Ratio of a neighbour / ratio of its listed shape"] = _near(rows)
    sections["Verdicts on convlab.fast"] = "\n".join(_verdicts(rows))
    sections["To look at"] = "\n".join(_flags(rows))
    sections["Left out, or measured once"] = "\n".join(_notes(rows))
    title = f"## Threads: {run['threads']}; peak {run['peak']:.0f} GFLOP/s"
    parts = [f"### {head}\n\n{text}" for head, text in sections.items() if text]
    return "\n\n".join([title, *parts]) + "\n"


def _fast(rows):
    lines = []
    for name, row in rows.items():
        figures = row["results"].get("fast", {})
        cells = [write(figures) for write in FAST.values()]
        lines.append([name, str(by_name(name)), *cells])
    is_there = any("fast" in row["results"] for row in rows.values())
    return _table(["shape", "sizes", *FAST], lines if is_there else [])


def _everyone(rows):
    names = dict.fromkeys(who for row in rows.values() for who in row["results"])
    tables = {}
    for title, write in EVERYONE.items():
        cells = {
            name: [write(row["results"], who) for who in names]
            for name, row in rows.items()
        }
        lines = [[name, *texts] for name, texts in cells.items() if {*texts} != {"-"}]
        tables[title] = _table(["shape", *names], lines)
    return tables


def _near(rows):
    lines = []
    for name in rows:
        by = [quotient(name, rows, direction) for direction in DIRECTIONS]
        if any(by):
            cells = [f"{value:.2f}" if value else "-" for value in by]
            is_over = any(value and value > SLACK for value in by)
            lines.append([name, *cells, f"over {SLACK}" if is_over else ""])
    return _table(["neighbour", *DIRECTIONS, ""], lines)


def _verdicts(rows):
    """Write a line for each direction, of the listed shapes and of their neighbours."""
    for kind, is_near in ("listed", False), ("neighbours", True):
        chosen = {name: row for name, row in rows.items() if (":" in name) is is_near}
        for direction, verdict in sum_up(chosen).items():
            count = f"below 1 in {verdict['below_1']} of {verdict['rows']}"
            worst = "worst {}, {:.2f}".format(*verdict["worst"])
            mean = f"geometric mean {verdict['mean']:.2f}"
            yield f"- {kind}, {direction}: {mean}; {count}; {worst}"


def _flags(rows):
    return [f"- {name}: {text}" for name in rows for text in flag(name, rows)]


def _notes(rows):
    for name, row in rows.items():
        yield from (f"- {name}, {who}: {why}" for who, why in row["notes"].items())


def _table(heads, lines):
    if not lines:
        return ""
    lines = [list(heads), *lines]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    padded = [map(str.ljust, line, widths) for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in padded)
