"""Make an EPUB of the pages that are printed, from what Chromium makes of them."""

import io
import re
import uuid
from datetime import UTC, datetime
from html import escape
from pathlib import Path, PurePosixPath
from zipfile import ZIP_STORED, ZipFile

from bs4 import BeautifulSoup
from PIL import Image, ImageChops

from address import read_identity, read_moment
from export.archive import TOP, store
from export.printed import SITE as FROM_SITE

NARROW = {"width": 520, "height": 2000}  # pixels, about as wide as an e-reader
SCALE = 3  # pixels of a picture for each of them
STYLE = Path(__file__).with_name("epub.css")
PACKAGE = Path(__file__).with_name("epub.opf")
LARGE = """.bd-article { display: grid; position: absolute; inset: 0;
    grid-auto-rows: 2000px; align-items: start }  /* at whole pixels, on every run */
  .bd-article [data-explorer] { margin: 0; font-size: 0.9rem }
  [data-explorer] .arrays { padding-bottom: 1em }"""  # for what reaches out of it
DRAWN = "[data-explorer] > :is(.arrays, .scene)"
ALONE = """() => document.querySelector("article").replaceChildren(
  ...document.querySelectorAll("[data-explorer]"))"""
LEFT_OUT = "script, button, input, .expected, [data-verdict], .moment, .live-try"
DROPPED = ("data-", "aria-describedby", "tabindex", "style", "for", "jax")
MATHML = "http://www.w3.org/1998/Math/MathML"
FAULTS = {
    rb"<!DOCTYPE[^>]*>\s*": b"",
    rb"<path (?![^>]*\bd=)": b'<path d="" ',  # a space, as a glyph
    rb' id="image\w+"': b"",  # once for each copy; nothing refers to it
}
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/content.opf"
media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" href="epub.css"/></head>
<body>{body}</body>
</html>"""
COVER = "images/cover.svg"
TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def make_epub(page, book, target):
    """Write a `PrintedBook` into a file; the page shows it as it was printed."""
    print("Making the EPUB", flush=True)
    text, files = draw(page)
    chapters = {section["id"]: section for section in text("section", recursive=False)}
    front = BeautifulSoup(book.title_page(), "html.parser").section
    for section in (front, *chapters.values()):
        tidy(section)
        for image in section.select(f'img[src^="{FROM_SITE}"]'):
            source = target.parent / image["src"]
            image["src"] = f"images/{source.name}"
            files[image["src"]] = mend(source.read_bytes())
    link(chapters)
    pages = {"title": (book.imprint["title"], front)}
    pages["nav"] = ("Contents", list_contents(book, chapters))
    pages |= {name: (text.h1.get_text(), text) for name, text in chapters.items()}
    for name, (title, body) in pages.items():
        page = PAGE.format(title=escape(title), body=body)
        files[f"{name}.xhtml"] = page.encode("utf-8")
    files[STYLE.name] = STYLE.read_bytes()
    package = describe(book.imprint, list(pages), files)
    files["content.opf"] = package.encode("utf-8")
    with ZipFile(target, "w") as archive:
        store(archive, "mimetype", b"application/epub+zip", ZIP_STORED)
        store(archive, "META-INF/container.xml", CONTAINER.encode("utf-8"))
        for name in sorted(files):
            store(archive, f"book/{name}", files[name])


def mend(svg):
    """Leave out what Matplotlib writes and an EPUB may not hold."""
    for fault, right in FAULTS.items():
        svg = re.sub(fault, right, svg)
    return svg


def draw(page):
    """Return the text with its formulas and explorers drawn, and their pictures."""
    html = page.locator("article").evaluate("article => article.outerHTML")
    page.evaluate(ALONE)
    page.add_style_tag(content=LARGE)
    page.set_viewport_size(NARROW)
    shots = [each.screenshot() for each in page.locator(DRAWN).all()]
    text, pictures = BeautifulSoup(html, "html.parser").article, {}
    for n, (explorer, shot) in enumerate(
        zip(text.select("[data-explorer]"), shots, strict=True), start=1
    ):
        name = f"images/explorer-{n}.png"
        pictures[name], width = crop(shot)
        explorer.replace_with(as_figure(explorer, name, width))
    return text, pictures


def crop(shot):
    """Return a picture without the white around it, and its width on the page."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    picture = picture.crop(ImageChops.difference(picture, white).getbbox())
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue(), round(picture.width / SCALE)


def as_figure(explorer, name, width):
    """Return an explorer as a picture with its equation and its sentence."""
    view = explorer.select_one('.views:not([hidden]) [aria-pressed="true"]')
    said = [explorer["aria-label"], *([view.get_text()] if view else [])]
    grids = [title.get_text() for title in explorer.select(".title")]
    alt = f"{', '.join(said)}. Arrays: {'; '.join(dict.fromkeys(grids))}."
    sentence = explorer.select_one(".sentence:not(.room)").get_text()
    return BeautifulSoup(
        f'<figure class="explorer"><img src="{name}" width="{width}" '
        f'alt="{escape(alt)}"/>{explorer.math or ""}<figcaption>'
        f"{escape(', '.join(said))}. {escape(sentence)}</figcaption></figure>",
        "html.parser",
    ).figure


def tidy(section):
    """Leave what needs no script: real MathML, whole figures, questions as text."""
    for formula in section.select("mjx-container"):
        formula.replace_with(formula.math)
    for math in section("math"):
        math["xmlns"] = MATHML
    for panels in section.select(".panels"):
        image = panels.img
        image["alt"] = panels["aria-label"]
        panels.replace_with(image)
    for element in section.select(LEFT_OUT):
        element.decompose()
    for question in section.select("form"):
        question.name = "p"
        question.label.unwrap()
    for element in section(True):
        for name in [name for name in element.attrs if name.startswith(DROPPED)]:
            del element[name]


def link(chapters):
    """Point the links from one chapter into another to its file."""
    homes = {each["id"]: f for f, c in chapters.items() for each in c.select("[id]")}
    homes |= {name: name for name in chapters}
    for name, section in chapters.items():
        for anchor in section.select('a[href^="#"]'):
            home = homes[anchor["href"][1:]]
            if home != name:
                anchor["href"] = f"{home}.xhtml{anchor['href']}"


def list_contents(book, chapters):
    """Return the table of contents: parts, their chapters, and their sections."""
    parts = []
    for caption, pages in book.parts:
        lines = []
        for page in pages:
            first, *others = chapters[page.name].select("h1, h2")
            inner = "".join(f"<li>{_line(page.name, each)}</li>" for each in others)
            inner = f"<ol>{inner}</ol>" if inner else ""
            lines.append(f"<li>{_line(page.name, first)}{inner}</li>")
        parts.append(
            f"<li><span>{escape(caption)}</span><ol>{''.join(lines)}</ol></li>"
        )
    listed = "\n".join(parts)
    return f'<nav epub:type="toc"><h1>Contents</h1><ol>{listed}</ol></nav>'


def _line(name, heading):
    title = escape(heading.get_text())
    return f'<a href="{name}.xhtml#{heading.parent["id"]}">{title}</a>'


def describe(imprint, order, files):
    """Return the package document: what the book is, its files and their order."""
    about = {key: escape(value) for key, value in imprint.items()}
    items = []
    for name in sorted(files):
        kind = f'media-type="{TYPES[PurePosixPath(name).suffix]}"'
        if name == "nav.xhtml":
            kind += ' properties="nav"'
        elif name == COVER:
            kind += ' properties="cover-image"'
        elif b"<math" in files[name]:
            kind += ' properties="mathml"'
        items.append(f'<item id="{_identify(name)}" href="{name}" {kind}/>')
    return PACKAGE.read_text("utf-8").format(
        **about,
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, read_identity(TOP)),
        modified=f"{datetime.fromtimestamp(read_moment(), UTC):%Y-%m-%dT%H:%M:%SZ}",
        manifest="\n".join(items),
        spine="\n".join(
            f'<itemref idref="{_identify(f"{name}.xhtml")}"/>' for name in order
        ),
    )


def _identify(name):
    return f"file-{name.replace('/', '-')}"
