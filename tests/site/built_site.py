"""The built book as files: its pages, and what each holds without a browser."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
STAMP = ROOT / "_build" / "html-complete"


def page_names():
    """Every page of the table of contents, in its order."""
    names = []

    def collect(node):
        names.extend(node[key] for key in ("root", "file") if key in node)
        for key in ("parts", "chapters", "sections"):
            for child in node.get(key, []):
                collect(child)

    collect(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))
    return names


PAGES = page_names()
GENERATED = ["genindex", "py-modindex", "search"]
EVERY_PAGE = PAGES + GENERATED
RUNS = {None, "", "text/javascript", "application/javascript", "module"}


def sources():
    """Every file the site is built from."""
    yield from (ROOT / "_config.yml", ROOT / "_toc.yml")
    for folder in (ROOT / "book", ROOT / "src" / "convlab"):
        for path in folder.rglob("*"):
            inner = path.relative_to(folder).parts
            hidden = any(part.startswith(".") or part == "_vendor" for part in inner)
            if path.is_file() and not hidden and path.suffix != ".pyc":
                yield path


def why_stale():
    """Say why the site cannot be tested as it is, or None."""
    if not STAMP.exists() or not (SITE / "index.html").exists():
        return "The book is not built: run make html."
    newest = max(sources(), key=lambda path: path.stat().st_mtime)
    if newest.stat().st_mtime > STAMP.stat().st_mtime:
        name = newest.relative_to(ROOT)
        return f"{name} was changed after the book was built: run make html."
    return None


class Page(HTMLParser):
    """The parts of one page: ids, links, images, description, scripts and policies."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.images, self.description = set(), [], [], None
        self.order, self.policies, self.scripts, self.handlers = [], [], [], []
        self.is_live = self.is_inside_script = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.order.append((tag, found))
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        is_mark = "logo__image" in found.get("class", "")  # the title is beside it
        is_panel = "object-position" in found.get("style", "")  # a part of an image
        if tag == "img" and not is_mark and not is_panel:
            self.images.append((found.get("src"), found.get("alt")))
        if found.get("role") == "img":
            self.images.append((found.get("class"), found.get("aria-label")))
        if tag == "meta" and found.get("name") == "description":
            self.description = found.get("content")
        if (found.get("http-equiv") or "").lower() == "content-security-policy":
            self.policies.append(found["content"])
        self.handlers += [f"{name}={v}" for name, v in attrs if name.startswith("on")]
        self.handlers += [v for _, v in attrs if (v or "").startswith("javascript:")]
        self.is_live |= tag == "script" and "/live.js" in found.get("src", "")
        is_inline = tag == "script" and "src" not in found
        self.is_inside_script = is_inline and found.get("type") in RUNS
        if self.is_inside_script:
            self.scripts.append("")

    def handle_data(self, data):
        if self.is_inside_script:
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self.is_inside_script = False


@cache
def read_page(path):
    """Return the page at a path, parsed once."""
    return Page(path)
