"""Copy the front-end files that pages need from what npm installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NPM = ROOT / "node_modules"
EDITOR = Path(__file__).with_name("live") / "editor.js"
PYODIDE = ROOT / "book" / "_vendor" / "pyodide"  # unless it could not be fetched
BESIDE = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
WITH_NODE = os.environ | {"PATH": os.pathsep.join(BESIDE)}  # make may install one there
SERIF = "@fontsource-variable/source-serif-4"
COPIED = [  # a folder of npm's, what to take from it, and where it goes
    # the parts of tex-chtml.js without its menu, which is a third of it
    ("mathjax/es5", "startup.js", "mathjax"),
    ("mathjax/es5", "core.js", "mathjax"),
    ("mathjax/es5", "input/tex.js", "mathjax"),
    ("mathjax/es5", "input/tex/extensions/*.js", "mathjax"),
    ("mathjax/es5", "output/chtml.js", "mathjax"),
    ("mathjax/es5", "output/chtml/fonts/tex.js", "mathjax"),
    ("mathjax/es5", "output/chtml/fonts/woff-v2/*.woff", "mathjax"),
    ("mathjax/es5", "a11y/assistive-mml.js", "mathjax"),
    ("mathjax", "LICENSE", "mathjax"),
    (f"{SERIF}/files", "source-serif-4-latin-wght-*.woff2", "serif"),
    (SERIF, "LICENSE", "serif"),
]


def copy(app):
    """Copy them into the site before any page is written, and bundle the editor."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    shutil.rmtree(static / "vendor", ignore_errors=True)
    for source, pattern, target in COPIED:
        found = list((NPM / source).glob(pattern))
        if not found:
            raise FileNotFoundError(f"no {pattern} in {NPM / source}: run make html")
        for path in found:
            file = static / "vendor" / target / path.relative_to(NPM / source)
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, file)
    shutil.rmtree(static / "live", ignore_errors=True)
    if PYODIDE.exists():
        shutil.copytree(PYODIDE, static / "live" / "pyodide")
    options = ["--minify", "--format=esm", "--target=es2022", "--legal-comments=eof"]
    esbuild(EDITOR, *options, f"--outfile={static / 'live' / 'editor.js'}")


def esbuild(*options, **settings):
    """Bundle JavaScript modules; return what esbuild wrote, without an --outfile."""
    command = [NPM / ".bin" / "esbuild", "--bundle", "--log-level=warning", *options]
    return run(command, "esbuild could not bundle a module", **settings)


def run(command, failure, **settings):
    """Run a command, and return what it printed, or raise an error with it."""
    settings |= {"env": WITH_NODE, "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(command, **settings)
    if done.returncode:
        raise RuntimeError(f"{failure}:\n{done.stderr or done.stdout}")
    return done.stdout
