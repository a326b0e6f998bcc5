"""Offer on the landing page what there is to take along."""

import re

FOLDER = "downloads"  # of the published site
MARK = re.compile(r'<ul class="take-along".*?</ul>', re.DOTALL)
ITEMS = {
    "zip": """<a href="{address}" download>The whole book as one zip</a>
        ({size:.1f} MB): unpack it and open <code>index.html</code>. It needs no
        network, and holds the notebooks, the package and the PDF as well.""",
    "notebooks": """Every notebook lies in the folder <code>{address}</code>. (The
        button at the top of a page only shows it: it is on your disk already.)""",
    "pdf": """<a href="{address}" download>The chapters as one PDF</a> ({size:.1f} MB),
        to print or to write on: each explorer stands as a figure, and the answers at
        the end of their chapter.""",
    "wheel": """<a href="{address}" download>The package</a> ({size:.1f} MB). In its
        folder, <code>pip install "./{name}[notebooks]"</code> installs it with all that
        the notebooks need, and <code>jupyter lab</code> opens them.""",
}


def offer(html, files):
    """Return the landing page with a list of files: by kind, an address and a path."""
    items = "".join(_item(kind, *file) for kind, file in files.items())
    listed = f'<ul class="take-along">{items}</ul>'
    offered, found = MARK.subn(lambda _: listed, html)
    if found != 1:
        raise ValueError(f"one list was expected on the landing page; got {found}")
    return offered


def _item(kind, address, path):
    size = path.stat().st_size / 1_000_000 if path else 0
    name = path.name if path else address
    return f"<li>{ITEMS[kind].format(address=address, name=name, size=size)}</li>"
