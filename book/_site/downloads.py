"""Sphinx extension: put the package into the site, and offer it on the landing page."""

from pathlib import Path

import convlab_wheel
from offer import FOLDER, offer


def add_package(app, error):
    """Build the wheel where a reader finds it; `make dist` adds the zip and the PDF."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    wheel = convlab_wheel.build(site / FOLDER)
    index = site / "index.html"
    files = {"wheel": (f"{FOLDER}/{wheel.name}", wheel)}
    index.write_text(offer(index.read_text("utf-8"), files), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", add_package)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
