"""Print figures in columns, each pair of median and worst beside its budget."""

STEP, LOAD, PAINT = 16, 1000, 100  # milliseconds
LIVE, DOWNLOAD = 15, 10  # kilobytes before the first click, megabytes until a verdict
NEW, RETURNING, AGAIN = 5, 3, 100  # seconds, seconds, milliseconds


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
    budgets = {"scroll to usable": LOAD, "script to first paint": PAINT}
    _print("Loading, in ms", ["page"], budgets, rows)


def print_live(weight, new, returning, again):
    """Print what a check of an exercise takes."""
    budgets = {"all": None, "of it live cells": LIVE}
    _print("Before the first click, in kB", ["page"], budgets, weight)
    for who, rows, most in [("new", new, NEW), ("returning", returning, RETURNING)]:
        seconds = {"to open": None, "CPU": None, "to verdict": most, "its CPU": None}
        title = f"A {who} reader's first check, in MB and s"
        _print(title, ["where"], {"fetched": DOWNLOAD} | seconds, rows)
    _print("A later check, in ms", ["where"], {"to verdict": AGAIN}, again)


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
