"""Pack the whole book into one zip that opens from disk, alike on every run."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import serve
from downloads import FOLDER, list_downloads
from install_cell import add_install_cell
from published import ADDRESS, read_address

TOP = "a-convolutional-layer"
NOTEBOOKS = "notebooks"
PASSED = {"_vendor", "__pycache__"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows
READ_ME = Path(__file__).with_name("READ-ME-FIRST.txt")
START = "start.py"


def entries(site, book, wheel, pdf):
    """Give all that is packed, as its name in the folder and its bytes."""
    packed = {READ_ME.name: _read_me(wheel)}
    packed[START] = Path(serve.__file__).read_bytes()
    for name, path in _files(site):
        if name.parts[0] != FOLDER:
            packed[name.as_posix()] = path.read_bytes()
    for name, path in _files(book):
        if name.parts[0] != "_site" and path.suffix in {".ipynb", ".md"}:
            packed[f"{NOTEBOOKS}/{name.as_posix()}"] = _source(path)
    for path in (wheel, pdf):
        packed[path.name] = path.read_bytes()
    packed[f"{FOLDER}/{wheel.name}"] = packed[wheel.name]  # for the pages
    packed["index.html"] = _landing_page(packed["index.html"], wheel, pdf)
    return packed


def _source(path):
    """Give a notebook as it lies on the site, and a page of text as it is written."""
    if path.suffix == ".ipynb":
        return add_install_cell(path, read_address(ADDRESS)).encode("utf-8")
    return path.read_bytes()


def _landing_page(index, wheel, pdf):
    """Let the page offer what lies beside it, and not the zip itself."""
    offered = {
        "notebooks": (NOTEBOOKS, None),
        "pdf": (pdf.name, pdf),
        "wheel": (wheel.name, wheel),
    }
    return list_downloads(index.decode("utf-8"), offered).encode("utf-8")


def pack(packed, target):
    """Write a zip with sorted names and the time of none of its files."""
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(packed):
            entry = ZipInfo(f"{TOP}/{name}", LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, packed[name])


def _files(folder):
    """Give every file that is neither hidden, nor fetched, nor of a cache, by name."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(
            part.startswith(".") or part in PASSED for part in name.parts
        ):
            yield name, path


def _read_me(wheel):
    return READ_ME.read_text("utf-8").format(wheel=wheel.name).encode("utf-8")
