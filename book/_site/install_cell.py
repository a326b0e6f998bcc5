"""Add a first cell that says how to get convlab to notebooks that leave the book.

The notebooks on the site, in the zip, and on the branch that Colab and Binder open
have it. In Colab, which begins without convlab, the cell installs it from the site.
"""

import sys
from pathlib import Path

import nbformat

import convlab_wheel
from convlab_wheel import FOLDER

BOOK = Path(__file__).parents[1]
CHECK = """\
# Is the convlab of this course installed? If it is, this cell does nothing.
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec


class NotInstalled(ModuleNotFoundError):
    def _render_traceback_(self):  # Jupyter shows this and no traceback
        return str(self).splitlines()


found = find_spec("convlab")
folders = list(found.submodule_search_locations or []) if found else []
missing = not PathFinder.find_spec("convlab.im2col", folders)  # and imports nothing
other = found and found.origin
"""
COLAB = """\
if missing and not other and "google.colab" in sys.modules:
    %pip install --quiet "convlab-course[viz,explorers,learning] @ {address}"
el"""
STOP = '''\
if missing:
    why = "convlab, the package of this course, is not installed here."
    if other:
        why = f"""The convlab installed here is another project of the same name:
{{other}}
Remove it with   %pip uninstall --yes convlab   or work in a new environment."""
    raise NotInstalled(why + """

{advice}""")
'''
FROM_SITE = """\
1. Run this in a new cell:
   %pip install "convlab-course[notebooks] @ {address}"
2. Restart the kernel and begin again at the top."""
FROM_FILE = """\
1. Put {wheel} beside this notebook.
   The site that the notebook is from offers it on its first page, under "Take it
   along". In the zip of the book, it lies beside index.html.
2. Run this in a new cell:
   %pip install "./{wheel}[notebooks]"
3. Restart the kernel and begin again at the top.

In a copy of the project, make lab opens all notebooks with convlab installed."""


def source(site=None):
    """Return the cell; with the address of a site, it installs from there."""
    wheel = convlab_wheel.name()
    if site is None:
        return CHECK + STOP.format(advice=FROM_FILE.format(wheel=wheel))
    address = f"{site.rstrip('/')}/{FOLDER}/{wheel}"
    advice = FROM_SITE.format(address=address)
    return CHECK + COLAB.format(address=address) + STOP.format(advice=advice)


def add_install_cell(path, site=None):
    """Return a notebook as text, with the cell before all others."""
    notebook = nbformat.read(path, as_version=4)
    folded = {"jupyter": {"source_hidden": True}}
    cell = nbformat.v4.new_code_cell(source(site), id="install", metadata=folded)
    others = [other for other in notebook.cells if other.get("id") != cell.id]
    notebook.cells = [cell, *others]
    return nbformat.writes(notebook) + "\n"


if __name__ == "__main__":  # before the notebooks of this checkout are published
    (site,) = sys.argv[1:]
    for path in [*BOOK.glob("*.ipynb"), *BOOK.glob("[!_.]*/*.ipynb")]:
        path.write_text(add_install_cell(path, site), "utf-8")
