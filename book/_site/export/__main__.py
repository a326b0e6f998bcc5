"""Make all that a reader can download, and offer it on the site."""

import re
import shutil
import tomllib
from pathlib import Path

import yaml

import convlab_wheel
from downloads import FOLDER, list_downloads
from export import anki, cards, qti
from export.archive import TOP, entries, pack
from export.epub import SCALE, make_epub
from export.pdf import open_page, print_pdf
from export.printed import PrintedBook

ROOT = Path(__file__).parents[3]
SITE = ROOT / "_build" / "html"
DIST = ROOT / "_build" / "dist"


def read_imprint():
    """Read title, author, description and version from where they are."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    index = (ROOT / "book" / "index.md").read_text("utf-8")
    return {
        "title": config["title"],
        "author": config["author"],
        "about": re.search(r"description: (.+)", index).group(1),
        "version": project["version"],
    }


def main():
    """Make every file, and say how large each is."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    print("Building the wheel", flush=True)
    wheel = convlab_wheel.build(DIST)
    pdf, epub, archive = (DIST / f"{TOP}.{end}" for end in ("pdf", "epub", "zip"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    book = PrintedBook(SITE, toc, read_imprint())
    with open_page(device_scale_factor=SCALE) as page:
        print_pdf(page, book, pdf)
        make_epub(page, book, epub)
    print("Packing the cards and the zip", flush=True)
    deck, quiz = DIST / f"{TOP}.apkg", DIST / f"{TOP}.qti.zip"
    chapters, title = cards.collect(SITE), book.imprint["title"]
    anki.make_package(chapters, title, deck)
    qti.make_package(chapters, title, quiz)
    pack(entries(SITE, ROOT / "book", wheel, pdf, epub), archive)
    files = {"zip": archive, "pdf": pdf, "epub": epub, "anki": deck, "qti": quiz}
    files["wheel"] = wheel
    for path in files.values():
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1_000_000:.1f} MB")
    publish(files)


def publish(files):
    """Copy the files into the site, and offer them on its landing page."""
    (SITE / FOLDER).mkdir(exist_ok=True)
    for path in files.values():
        shutil.copy2(path, SITE / FOLDER)
    index = SITE / "index.html"
    offered = {kind: (f"{FOLDER}/{path.name}", path) for kind, path in files.items()}
    index.write_text(list_downloads(index.read_text("utf-8"), offered), "utf-8")


if __name__ == "__main__":
    main()
