"""Sphinx extension: let a reader take the package, and notebooks that ask for it."""

from pathlib import Path

import convlab_wheel
from equip_notebooks import equip
from offer import FOLDER, offer
from published import ADDRESS, read_address


def prepare(app, error):
    """Put the package beside the pages; `make dist` adds the zip and the PDF."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for notebook in site.glob("_sources/**/*.ipynb"):
        notebook.write_text(equip(notebook, read_address(ADDRESS)), "utf-8")
    wheel = convlab_wheel.build(site / FOLDER)
    index = site / "index.html"
    files = {"wheel": (f"{FOLDER}/{wheel.name}", wheel)}
    index.write_text(offer(index.read_text("utf-8"), files), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
