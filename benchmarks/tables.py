"""Print figures in columns, each pair of median and worst beside its budget."""

STEP, LOAD, PAINT = 16, 1000, 100  # milliseconds


def print_steps(rows):
    """Print what a step, a resize and a hover take."""
    heads = ["explorer", "setting", "x, kernels, stride, padding", "cells"]
    budgets = {
        "step": STEP,
        "layout": None,
        "paint": None,
        "resize": None,
        "hover": STEP,
    }
    title = "Script of a step, its layout and paint; of a resize; of a hover; in ms"
    _print(title, heads, budgets, rows)


def print_loads(rows):
    """Print what a page takes."""
    budgets = {"scroll to usable": LOAD, "module to first paint": PAINT}
    _print("Loading, in ms", ["page"], budgets, rows)


def _print(title, heads, budgets, rows):
    if not rows:
        return
    names = [f"{name} (of {most})" if most else name for name, most in budgets.items()]
    lines = [[*heads, *names], *(_cells(row, len(heads), budgets) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}\n")
    for line in lines:
        pairs = zip(line, widths, strict=True)
        print("  ".join(text.rjust(width) for text, width in pairs))
    print(flush=True)


def _cells(row, words, budgets):
    pairs = zip(row[words::2], row[words + 1 :: 2], budgets.values(), strict=True)
    return [*map(str, row[:words]), *(_pair(*pair) for pair in pairs)]


def _pair(middle, worst, budget):
    """Write 3.1 | 17.2!, when the worst is over its budget."""
    return f"{_mark(middle, budget)} | {_mark(worst, budget)}"


def _mark(value, budget):
    return f"{value:.1f}{'!' if budget and value > budget else ' '}"
