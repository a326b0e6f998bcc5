"""Compile, in the archives of Python and its packages, what a first check imports.

Runs inside Pyodide: only the Python that imports a file can compile it. What a page
has no use for is left out: headers, type stubs, tables of old encodings, Fortran, and
processes and servers, which a page cannot start.
"""

import importlib
import re
import shutil
import sys
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ARCHIVES = Path("/archives")
STANDARD, PACKAGES = "/lib/python312.zip", "/lib/python3.12/site-packages"
IMPORTED = "numpy", "linecache", "traceback", "ast", "faulthandler", "logging"
UNUSED = re.compile(
    r".*\.(pyi|pxd|h|a|lib)|encodings/(cp(?!437)\d|iso|mac|koi|big5).*"
    r"|numpy/f2py/.*|(multiprocessing|wsgiref|xmlrpc)/.*"
)


def imported():
    """Return the path of every module that a first check imports."""
    for wheel in ARCHIVES.glob("*.whl"):
        shutil.unpack_archive(wheel, PACKAGES, "zip")
    for name in IMPORTED:
        importlib.import_module(name)
    specs = [getattr(module, "__spec__", None) for module in sys.modules.values()]
    return {spec.origin for spec in specs if spec}


def compile_archive(path, chosen):
    """Put compiled files in the place of the chosen ones."""
    root = PACKAGES if path.suffix == ".whl" else STANDARD
    with ZipFile(path) as archive:
        files = {i.filename: archive.read(i) for i in archive.infolist()}
    with ZipFile(path, "w") as archive:
        for name, data in sorted(files.items()):
            if name.endswith("/") or UNUSED.fullmatch(name):
                continue
            origin = f"{root}/{name}"
            if origin in chosen and name.endswith(".py"):
                code = compile(data, origin, "exec", dont_inherit=True)
                name, data = f"{name}c", _code_to_hash_pyc(code, bytes(8), False)
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED, 9)  # as if of 1980


if __name__ == "__main__":
    origins = imported()
    for archive in sorted(ARCHIVES.iterdir()):
        compile_archive(archive, origins)
