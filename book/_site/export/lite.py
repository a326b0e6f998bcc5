"""Make a JupyterLite of the exercises and the explorers, which any web host can serve.

Its Python runs in the browser. Pyodide's lock file names every package it may load, and
all of them are stored beside it, so no import ever asks a package index.
"""

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

import convlab_wheel
from content_policy import put_policy
from fetch_pyodide import FILES, NotFetchedError, fetch_originals, lock_entry, run
from published import ADDRESS, read_address

ROOT = Path(__file__).parents[3]
LITE = ROOT / "_build" / "lite"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
SHARE = f"share/jupyter/labextensions/{KERNEL}/static/pypi"

KERNEL_NEEDS = [
    "ssl",
    "sqlite3",
    "ipykernel",
    "comm",
    "pyodide_kernel",
    "jedi",
    "ipython",
]
FROM_PYODIDE = ["ssl", "sqlite3", "jedi", "ipython", "micropip", "numpy", "matplotlib"]
FROM_KERNEL = ["ipykernel", "piplite", "pyodide_kernel"]
FROM_INDEX = ["anywidget", "comm", "ipywidgets", "psygnal", "typing-extensions"]
LOADED = [*KERNEL_NEEDS, "numpy", "convlab-course", "piplite", *FROM_INDEX]

# JupyterLab compiles its schemas as it starts, and a widget is a module from a blob.
# Requests of a cell are not restricted: a worker from an address has its own policy.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def fetch(folder):
    """Fetch the core of Pyodide, its wheels, and those that the book's lock pins."""
    print(f"Fetching Pyodide and {len(FROM_PYODIDE)} of its packages")
    fetch_originals(FROM_PYODIDE, folder, [*FILES, "pyodide.js"])  # the kernel's first
    names = "|".join(FROM_INDEX)
    entry = re.compile(rf"^(?:{names})==.*(?:\n    --hash.*)+", re.MULTILINE)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = folder.with_name("pinned.txt")
    pinned.write_text("\n".join(entry.findall(lock)), "utf-8")
    where = ["--only-binary", ":all:", "--platform", "any", "-d", folder, "-r", pinned]
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", *where]
    run([*command, "--require-hashes"], f"pip could not download {names}")


def lock_wheels(folder):
    """Add every wheel of the folder to the packages that Pyodide may load."""
    place = folder / "pyodide-lock.json"
    lock = json.loads(place.read_text("utf-8"))
    packages = lock["packages"]
    known = {entry["file_name"] for entry in packages.values()}
    for wheel in sorted(folder.glob("*.whl")):
        if wheel.name not in known:
            packages |= lock_entry(wheel, wheel.name)
    packages["matplotlib"]["imports"].append("convlab.viz")  # which brings it along
    packages["ssl"]["depends"].clear()  # the kernel wants it there, and nothing uses it
    (folder / packages.pop("openssl")["file_name"]).unlink()  # so this saves 2 MB
    place.write_text(json.dumps(lock), "utf-8")


def copy_notebooks(folder):
    """Copy them; with a published book, their links to chapters lead there."""
    address, book = read_address(ADDRESS), ROOT / "book"
    for path in [book / "explorers.ipynb", *book.glob("exercises/*.ipynb")]:
        text = path.read_text("utf-8")
        if address:
            up = r"\.\./" if path.parent != book else ""
            text = re.sub(rf"\]\({up}(\w+)\.ipynb", rf"]({address}\1.html", text)
        target = folder / path.relative_to(book)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def settings():
    """Tell the kernel to load everything at once, and to ask no index."""
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": LOADED}}
    data = {"litePluginSettings": {f"{KERNEL}:kernel": kernel}}
    data["enableMemoryStorage"] = True  # where a private window keeps nothing
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def build(environment, folder):
    """Build the site in a folder, from what lies in the environment, and return it."""
    pyodide, site = folder / "static" / "pyodide", folder / "site"
    shutil.copytree(environment / "pyodide", pyodide)
    for name in FROM_KERNEL:
        (wheel,) = (environment / SHARE).glob(f"{name}-*.whl")
        shutil.copy(wheel, pyodide)
    convlab_wheel.build(pyodide)
    lock_wheels(pyodide)
    copy_notebooks(folder / "notebooks")
    (folder / "jupyter-lite.json").write_text(json.dumps(settings()), "utf-8")
    command = [environment.resolve() / "bin" / "jupyter-lite", "build"]
    command += ["--no-sourcemaps", "--apps", "lab", "--apps", "notebooks"]
    command += ["--contents", "notebooks", "--output-dir", site]
    run(command, "JupyterLite could not be built", cwd=folder)
    for page in site.glob("*/index.html"):  # other pages only lead here
        page.write_text(put_policy(page.read_text("utf-8"), POLICY), "utf-8")
    return site


def main():
    """Fetch what is missing into the environment named, and build from scratch."""
    environment = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            if not (environment / "pyodide").exists():
                fetch(folder / "pyodide")
                shutil.move(folder / "pyodide", environment / "pyodide")
            print("Building JupyterLite", flush=True)
            site = build(environment, folder)
        except NotFetchedError as error:
            sys.exit(str(error))
        shutil.rmtree(LITE, ignore_errors=True)
        shutil.move(site, LITE)
    size = sum(path.stat().st_size for path in LITE.rglob("*") if path.is_file())
    print(f"{LITE.relative_to(ROOT)}  {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
