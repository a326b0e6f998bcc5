"""Pack the whole book into one zip that opens from disk, identical on every run."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import not_found
import serve
from address import ADDRESS, read_address
from downloads import FOLDER, list_downloads
from install_cell import add_install_cell

TOP = "a-convolutional-layer"
NOTEBOOKS = "notebooks"
SKIPPED = {"_site", "_vendor", "__pycache__"}  # of the book's folder
READ_ME = Path(__file__).with_name("READ-ME-FIRST.txt")
START = "start.py"


def entries(site, book, wheel, pdf, epub):
    """Return everything to pack: {name in the zip's folder: bytes}."""
    packed = {
        name: path.read_bytes()
        for name, path in _files(site)
        if not name.startswith(f"{FOLDER}/")  # or the last zip would be in this one
    }
    packed.pop(f"{not_found.PAGE}.html", None)  # it fits where the book is published
    for name, path in _files(book):
        if path.suffix == ".ipynb":
            notebook = add_install_cell(path, read_address(ADDRESS))
            packed[f"{NOTEBOOKS}/{name}"] = notebook.encode("utf-8")
        elif path.suffix == ".md":
            packed[f"{NOTEBOOKS}/{name}"] = path.read_bytes()
    beside = {
        "notebooks": (NOTEBOOKS, None),
        "pdf": (pdf.name, pdf),
        "epub": (epub.name, epub),
        "wheel": (wheel.name, wheel),
    }
    index = packed["index.html"].decode("utf-8")
    read_me = READ_ME.read_text("utf-8").format(wheel=wheel.name)
    return packed | {
        "index.html": list_downloads(index, beside).encode("utf-8"),
        READ_ME.name: read_me.encode("utf-8"),
        START: Path(serve.__file__).read_bytes(),
        **{path.name: path.read_bytes() for path in (pdf, epub, wheel)},
        f"{FOLDER}/{wheel.name}": wheel.read_bytes(),  # where the pages look for it
    }


def _files(folder):
    """Yield the name and the path of every file that belongs to a reader."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") or part in SKIPPED for part in name.parts)
        if path.is_file() and not hidden:
            yield name.as_posix(), path


def pack(packed, target):
    """Write the zip, everything in one folder."""
    write_zip({f"{TOP}/{name}": data for name, data in packed.items()}, target)


def write_zip(files, target):
    """Write a zip whose bytes depend on the files alone: names sorted, no times."""
    with ZipFile(target, "w") as archive:
        for name in sorted(files):
            store(archive, name, files[name])


def store(archive, name, content, how=ZIP_DEFLATED):
    """Put a file into a zip without the time at which that was done."""
    entry = ZipInfo(name)  # at the first moment that a zip can store
    entry.external_attr = 0o100644 << 16
    archive.writestr(entry, content, how, compresslevel=9)
