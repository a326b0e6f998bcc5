"""Sphinx extension: the widgets that a page shows, and their code in shared files.

A page stores the state of its widgets, with their code. In files, pages share the code;
and as scripts, since a browser imports no module into a page opened from disk.
"""

import hashlib
import json
import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from vendor import esbuild

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>',
    re.DOTALL,
)
ENTRY = 'import widget from "./{}.mjs";\ndocument.currentScript.widget = widget;\n'


def share_code(stored, body, folder, names):
    """Return the stored state of the widgets in a body, their code moved to files.

    The files of each kind of widget are added to `names`.
    """
    shown = {json.loads(view)["model_id"] for view in VIEW.findall(body)}
    models = {key: each for key, each in stored["state"].items() if key in shown}
    for model in models.values():
        state = model["state"]
        name = state.get("_anywidget_id", "widget").rpartition(".")[2]
        files = {}
        if module := state.pop("_esm", None):
            files["script"] = _write(folder, name, "js", as_script(name, module))
        if style := state.pop("_css", None):
            files["stylesheet"] = _write(folder, "style", "css", style)
        if "script" in files:
            names[name] = files
        state |= files
    return stored | {"state": models}


@cache
def as_script(name, module):
    """Bundle a module into a script that leaves its widget on its own element."""
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{name}.mjs").write_text(module, "utf-8")
        options = [
            "--format=iife",
            "--minify",
            "--charset=utf8",
            '--banner:js="use strict";',
        ]
        return esbuild(*options, input=ENTRY.format(name), cwd=folder)


def _write(folder, name, suffix, text):
    """Store text under a name that changes with it, and return the name."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = folder / f"{name}-{digest}.{suffix}"
    path.write_text(text, "utf-8")
    return path.name


def setup(app):
    """Connect to Sphinx."""
    names = {}
    folder = Path(app.outdir) / "_static" / "widgets"

    def clear(_app):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def store(_app, _page, _template, context, _doctree):
        for script in context["script_files"]:
            attributes = getattr(script, "attributes", {})
            if attributes.get("type") == STATE:
                stored = json.loads(attributes["body"])
                stored = share_code(stored, context["body"], folder, names)
                attributes["body"] = json.dumps(stored).replace("<", r"\u003c")

    def write_names(app, error):
        if not error and app.builder.format == "html":
            (folder / "names.json").write_text(json.dumps(names), "utf-8")

    app.connect("builder-inited", clear)
    app.connect("html-page-context", store, priority=900)  # when MyST-NB has put it in
    app.connect("build-finished", write_names)
