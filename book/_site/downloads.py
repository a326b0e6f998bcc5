"""Sphinx extension: what a reader can download, listed on the landing page."""

import re
from pathlib import Path

import convlab_wheel
from address import ADDRESS, read_address
from convlab_wheel import FOLDER
from install_cell import add_install_cell

MARK = re.compile(r'<ul class="take-along".*?</ul>', re.DOTALL)
ITEMS = {
    "zip": """<a href="{address}" download>The whole book as one zip</a>
        ({size:.1f} MB): unpack it and open <code>index.html</code>. It needs no
        network, and holds the notebooks, the package, the PDF and the EPUB as
        well.""",
    "notebooks": """Every notebook lies in the folder <code>{address}</code>. (The
        button at the top of a page only shows it: it is on your disk already.)""",
    "pdf": """<a href="{address}" download>The chapters as one PDF</a> ({size:.1f} MB),
        to print or to write on: each explorer stands as a figure, and the answers at
        the end of their chapter.""",
    "epub": """<a href="{address}" download>The chapters as one EPUB</a>
        ({size:.1f} MB), for an e-reader or a screen reader, with every formula as
        MathML.""",
    "anki": """<a href="{address}" download>The cards for Anki</a>, which asks again
        before you forget: a deck for each chapter. Import a newer copy, and your
        cards are updated in place.""",
    "qti": """<a href="{address}" download>The cards as a QTI 2.1 package</a>, for a
        learning platform: it scores an answer, and says which mistake leads to it.""",
    "wheel": """<a href="{address}" download>The package</a> ({size:.1f} MB). In its
        folder, <code>pip install "./{name}[notebooks]"</code> installs it with all that
        the notebooks need, and <code>jupyter lab</code> opens a notebook that you have
        downloaded with the arrow at the top of its page.""",
}


def list_downloads(html, files):
    """Return the landing page with a list of files, given as kind: (address, path)."""
    items = "".join(_item(kind, *file) for kind, file in files.items())
    listed = f'<ul class="take-along">{items}</ul>'
    changed, found = MARK.subn(lambda _: listed, html)
    if found != 1:
        raise ValueError(f"one list was expected on the landing page; got {found}")
    return changed


def _item(kind, address, path):
    size = path.stat().st_size / 1_000_000 if path else 0
    name = path.name if path else address
    return f"<li>{ITEMS[kind].format(address=address, name=name, size=size)}</li>"


def prepare(app, error):
    """Put the package beside the pages; `make dist` adds the other files."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for notebook in site.glob("_sources/**/*.ipynb"):
        text = add_install_cell(notebook, read_address(ADDRESS))
        notebook.write_text(text, "utf-8")
    wheel = convlab_wheel.build(site / FOLDER)
    index = site / "index.html"
    files = {"wheel": (f"{FOLDER}/{wheel.name}", wheel)}
    index.write_text(list_downloads(index.read_text("utf-8"), files), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("build-finished", prepare)
