"""Make what a reader takes along of the built book: the wheel, the PDF and the zip."""

import shutil
import sys
from pathlib import Path

import convlab_wheel
from downloads import FOLDER, list_downloads
from imprint import about
from pack_zip import TOP, entries, pack
from paper import Paper
from print_pdf import print_pdf

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
DIST = ROOT / "_build" / "dist"
TO_SITE = "../html/"  # from a document in DIST
MOST = {"pdf": 15, "zip": 30}  # megabytes


def make_pdf():
    """Print the chapters."""
    book, pdf = about(ROOT), DIST / f"{TOP}.pdf"
    print_pdf(Paper(SITE, ROOT / "_toc.yml", book, TO_SITE), DIST, pdf, book)
    (DIST / "paper.html").unlink()
    return pdf


def make_zip(wheel, pdf):
    """Pack the site with the notebooks, the wheel and the PDF."""
    print("Packing the zip", flush=True)
    target = DIST / f"{TOP}.zip"
    pack(entries(SITE, ROOT / "book", wheel, pdf), target)
    return target


def publish(files):
    """Put the files into the site, and offer them on its landing page."""
    (SITE / FOLDER).mkdir(exist_ok=True)
    for path in files.values():
        shutil.copy2(path, SITE / FOLDER)
    index = SITE / "index.html"
    offered = {kind: (f"{FOLDER}/{path.name}", path) for kind, path in files.items()}
    index.write_text(list_downloads(index.read_text("utf-8"), offered), "utf-8")


def main():
    """Make all, and say how large each is."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    print("Building the wheel", flush=True)
    wheel = convlab_wheel.build(DIST)
    pdf = make_pdf()
    files = {"zip": make_zip(wheel, pdf), "pdf": pdf, "wheel": wheel}
    for kind, path in files.items():
        megabytes = path.stat().st_size / 1_000_000
        print(f"{path.relative_to(ROOT)}  {megabytes:.1f} MB")
        if megabytes > MOST.get(kind, megabytes):
            sys.exit(
                f"The {kind} may have {MOST[kind]} MB: {megabytes:.1f} MB is more."
            )
    publish(files)


if __name__ == "__main__":
    main()
