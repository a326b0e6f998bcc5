"""Sphinx extension: the widgets that a page shows, and their code in shared files.

A page stores the state of its widgets, with their code. In files, pages share the code:
a package has one script, in which what its widgets share comes once. They are scripts,
since a browser imports no module into a page opened from disk.
"""

import hashlib
import json
import re
import shutil
from functools import cache
from pathlib import Path

import convlab
from convlab.explorers.explorer import Explorer
from vendor import esbuild

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>',
    re.DOTALL,
)
PACKAGES = Path(convlab.__file__).parent


def share_code(stored, body, folder, names):
    """Return the stored state of the widgets in a body, their code moved to files.

    The module and the files of each kind of widget are added to `names`.
    """
    shown = {json.loads(view)["model_id"] for view in VIEW.findall(body)}
    models = {key: each for key, each in stored["state"].items() if key in shown}
    for model in models.values():
        state = model["state"]
        if state.pop("_esm", None) is None:
            continue  # no widget of ours
        module, _, name = state["_anywidget_id"].rpartition(".")
        _, package, within = module.split(".", 2)
        names[name] = {
            "module": within,
            "script": _write(folder, package, "js", package_script(package)),
            "stylesheets": [
                _write(folder, "style", "css", style)
                for style in split_style(state.pop("_css", ""))
            ],
        }
        state |= names[name]
    return stored | {"state": models}


@cache
def package_script(package):
    """Bundle the widgets of a package into a script that leaves them on its element.

    A widget's module lies beside the Python module that has its name.
    """
    folder = PACKAGES / package
    paths = [
        path.relative_to(folder)
        for path in sorted(folder.rglob("*.js"))
        if path.with_suffix(".py").exists()
        and "export default" in path.read_text("utf-8")
    ]
    entry = [f'import w{k} from "./{path.as_posix()}";' for k, path in enumerate(paths)]
    names = [".".join(path.with_suffix("").parts) for path in paths]
    listed = ", ".join(f'"{name}": w{k}' for k, name in enumerate(names))
    entry.append(f"document.currentScript.widgets = {{ {listed} }};")
    options = [
        "--format=iife",
        "--minify",
        "--charset=utf8",
        '--banner:js="use strict";',
    ]
    return esbuild(*options, input="\n".join(entry), cwd=folder)


def split_style(style):
    """Cut what all explorers share off the style of a widget; it comes first."""
    own = style.removeprefix(Explorer._css)
    return [part for part in (style.removesuffix(own), own) if part]


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
