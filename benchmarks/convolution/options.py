"""Read the command line: which shapes, who, how long, where to."""

import argparse
from pathlib import Path

from convolution.contestants import FAMILIES, names_of
from convolution.neighbours import NEIGHBOURS
from convolution.processes import usable_cores
from convolution.shapes import LISTED

__all__ = ["read_options"]


def read_options(about):
    """Read the command line; add the names of shapes and contestants to it."""
    parser = _build_parser(about)
    options = parser.parse_args()
    if options.table and options.neighbours:
        parser.error("--table and --neighbours exclude each other")
    cores = usable_cores()
    options.threads = options.threads or [n for n in (1, 2) if n <= cores]
    for threads in options.threads:
        if not 1 <= threads <= cores:
            parser.error(f"--threads must be 1 to {cores} here; got {threads}")
    for name in ("seconds", "patience"):
        if not getattr(options, name) > 0:
            parser.error(f"--{name} must be over 0; got {getattr(options, name):g}")
    options.contestants = names_of(options.only or _default(options))
    options.names = _choose(options)
    return options


ARGUMENTS = {
    "--table": {"action": "store_true", "help": "the listed shapes; the default"},
    "--neighbours": {
        "action": "store_true",
        "help": f"also the {len(NEIGHBOURS)} shapes close to them; without JAX and "
        "SciPy unless --only names them",
    },
    "--shapes": {
        "nargs": "+",
        "choices": [shape.name for shape in LISTED],
        "metavar": "LETTER",
        "help": f"of these letters alone, {LISTED[0].name} to {LISTED[-1].name}",
    },
    "--only": {
        "nargs": "+",
        "choices": FAMILIES,
        "metavar": "NAME",
        "help": "these contestants alone: " + ", ".join(FAMILIES),
    },
    "--threads": {
        "nargs": "+",
        "type": int,
        "metavar": "N",
        "help": "numbers of threads, each in a process of its own; default: 1, and 2 "
        "where there are two cores",
    },
    "--seconds": {
        "type": float,
        "default": 8,
        "help": "for the turns of a row, at least five rounds; default: %(default)s",
    },
    "--patience": {
        "type": float,
        "default": 3,
        "help": "a call over so many seconds is measured once; default: %(default)s",
    },
    "--out": {
        "type": Path,
        "metavar": "FOLDER",
        "default": Path("_build/bench"),
        "help": "for comparison.json, conv.md and conv.svg; default: %(default)s",
    },
}


def _build_parser(about):
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=about, formatter_class=style)
    for name, settings in ARGUMENTS.items():
        parser.add_argument(name, **settings)
    return parser


def _default(options):
    return ["fast", "im2col", "torch"] if options.neighbours else FAMILIES


def _choose(options):
    """Name the shapes: each listed one, and its neighbours after it."""
    shapes = LISTED + (NEIGHBOURS if options.neighbours else [])
    letters = options.shapes or [shape.name for shape in LISTED]
    chosen = [shape.name for shape in shapes if shape.letter in letters]
    return sorted(chosen, key=lambda name: name[0])  # stable: listed first
