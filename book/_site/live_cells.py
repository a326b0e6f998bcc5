"""Sphinx extension: which cells of a page run in it, and where it finds Python."""

import ast
import gzip
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import nbformat
from docutils import nodes

import convlab_wheel
from convlab.live.missing import FUNCTIONS, owner
from convlab.live.slicing import names_bound, names_read, needed, split
from convlab_wheel import FOLDER
from fetch_pyodide import WHEELS, digest

HIDDEN = {"remove-input", "remove-output"}  # tags of cells that nobody would try
SLOW, TIME = "slow", "a minute or more"  # the tag of a cell, and what it needs
PLAYGROUND = "playground"
DATA = "live-data.js"
LIST = '<script type="application/json" id="live-cells">{}</script>'
LOCK = "_static/live/pyodide/pyodide-lock.json"


@cache
def read_cells(path):
    """Return the cells of a notebook; none of another file."""
    return nbformat.read(path, as_version=4).cells if path.suffix == ".ipynb" else []


def cells_of(app, page):
    """Describe every code cell of a page: its source, and its part in the page."""
    cells = read_cells(Path(app.env.doc2path(page)))
    cells = [cell for cell in cells if cell.cell_type == "code"]
    described, tasks = [], 0
    for place, cell in enumerate(cells):
        tags, entry = cell.metadata.get("tags", []), {}
        if "task" in tags:
            tasks += 1
            entry["task"] = f"{page.rpartition('/')[2]}-{tasks}"
        elif cell.source.startswith("check."):
            entry["check"] = True
        elif not HIDDEN & set(tags) and does_more_than_import(cell.source):
            package = missing_package(cells[:place], cell)
            entry |= {"needs": package} if package else {"runs": True}
        named = {"id": cell.id, "name": f"{page}#{cell.id}"}
        described.append({**named, "source": cell.source, **entry})
    return described


def does_more_than_import(source):
    """Return whether there is anything to try in a cell."""
    imports = ast.Import | ast.ImportFrom
    rest = [node for node in ast.parse(source).body if not isinstance(node, imports)]
    return any(ast.unparse(node) != "viz.use_svg()" for node in rest)


def missing_package(above, cell):
    """Return what keeps a cell, or a cell it builds on, from running in a page."""
    packages = {}
    for each in [*above, cell]:
        packages |= imported_in_vain(each.source)
        if is_slow(each):
            packages |= dict.fromkeys(names_bound(each.source), TIME)
    statements = [code for each in above for code in split(each.source)]
    chosen = needed(statements, cell.source)
    used = [code for code, is_used in zip(statements, chosen, strict=True) if is_used]
    names = set().union(*map(names_read, [cell.source, *used]))
    text = "\n".join([cell.source, *map(ast.unparse, used)])
    found = [package for name, package in packages.items() if name in names]
    found += [package for call, package in FUNCTIONS.items() if f"{call}(" in text]
    return TIME if is_slow(cell) else next(iter(found), None)


def is_slow(cell):
    """Return whether a cell takes longer than a page lets it."""
    return SLOW in cell.metadata.get("tags", [])


def imported_in_vain(source):
    """Return the names that a cell imports from packages a page lacks."""
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            paths = {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            paths = {a.asname or a.name.split(".")[0]: a.name for a in node.names}
        else:
            continue
        found |= {k: package for k, path in paths.items() if (package := owner(path))}
    return found


def name_cells(app, doctree, page):
    """Set the id of each code cell's element to that of the cell."""
    cells = read_cells(Path(app.env.doc2path(page)))
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            container["ids"].append(f"cell-{cells[container['cell_index']].id}")


def make_live(app, page, _template, context, doctree):
    """Put the list of cells into the page, and the script that makes them live."""
    app.add_js_file(DATA, defer="defer")
    app.add_js_file("progress.js", defer="defer")
    cells = cells_of(app, page) if doctree else []
    if page != PLAYGROUND and not any({"task", "runs"} & cell.keys() for cell in cells):
        return
    app.add_js_file("live.js", defer="defer")
    app.add_css_file("live.css")
    context["body"] += LIST.format(json.dumps(cells).replace("<", r"\u003c"))


def write_live_data(app, error):
    """Write the data that all pages share, once the site and the wheel exist."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    wheel, lock = site / FOLDER / convlab_wheel.name(), site / LOCK
    exercises = defaultdict(list)  # the names under which a browser keeps the code
    for page in sorted(app.env.found_docs):
        for cell in cells_of(app, page):
            if "task" in cell:
                exercises[page].append(cell["name"])
    data = {"wheel": f"{FOLDER}/{wheel.name}", "exercises": exercises}
    data["ready"] = lock.exists()
    if data["ready"]:
        lock_wheel(lock, wheel)
        files = [*lock.parent.iterdir(), wheel]
        data["packed"] = sum(len(gzip.compress(p.read_bytes(), 6)) for p in files)
        counted = [path for path in files if path.suffix not in (".js", ".mjs")]
        data["unpacked"] = sum(path.stat().st_size for path in counted)
    text = f'"use strict";\n\nglobalThis.bookLive = {json.dumps(data)};\n'
    (site / "_static" / DATA).write_text(text, "utf-8")


def lock_wheel(path, wheel):
    """Add the wheel of convlab to the packages that Pyodide may load, and no others."""
    lock = json.loads(path.read_text("utf-8"))
    lock["packages"]["convlab-course"] = {
        "name": "convlab-course",
        "version": wheel.name.split("-")[1],
        "file_name": f"../../../{FOLDER}/{wheel.name}",
        "install_dir": "site",
        "sha256": digest(wheel.read_bytes()),
        "package_type": "package",
        "imports": ["convlab"],
        "depends": WHEELS,
    }
    path.write_text(json.dumps(lock), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.connect("doctree-resolved", name_cells)
    app.connect("html-page-context", make_live)
    # after downloads.py has built the wheel
    app.connect("build-finished", write_live_data, priority=600)
