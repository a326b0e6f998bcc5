"""Give every notebook a first cell that installs convlab where it is missing.

The deployment does so on the branch that Colab and Binder open: Colab has no convlab.
"""

import argparse
import tomllib
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
CELL = """\
# Colab does not have convlab. Where it is installed, this cell does nothing.
import importlib.util

if importlib.util.find_spec("convlab") is None:
    %pip install --quiet "convlab-course[viz,explorers,learning] @ {wheel}"
"""


def wheel_address(site):
    """Return where the site offers the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    name = project["name"].replace("-", "_")
    wheel = f"{name}-{project['version']}-py3-none-any.whl"
    return f"{site.rstrip('/')}/downloads/{wheel}"


def equip(notebook, wheel):
    """Put the cell before all others, in place of an earlier one."""
    cell = nbformat.v4.new_code_cell(CELL.format(wheel=wheel), id="install")
    others = [other for other in notebook.cells if other.get("id") != cell.id]
    notebook.cells = [cell, *others]
    return notebook


def main():
    """Equip the notebooks of the book, as they lie in this checkout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", help="address of the published book")
    wheel = wheel_address(parser.parse_args().site)
    paths = [*ROOT.glob("book/*.ipynb"), *ROOT.glob("book/[!_.]*/*.ipynb")]
    for path in sorted(paths):
        nbformat.write(equip(nbformat.read(path, as_version=4), wheel), path)
    print(f"{len(paths)} notebooks install {wheel} where convlab is missing")


if __name__ == "__main__":
    main()
