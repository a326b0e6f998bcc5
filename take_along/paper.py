"""One document of the pages that are read on paper, made of the built site."""

import json
from html import escape
from pathlib import Path

import yaml
from bs4 import BeautifulSoup

from answers import collect_answers
from built_page import STATE, beside, join_links, own_names, read_page
from front import contents, title_page
from moments import show_moments

# Left out: the explorers once more, exercises to be run, and what code completion says.
ONLINE = {"explorers", "api"}
KEPT_SCRIPTS = ["mathjax", "MathJax", "typeset.js", "widgets-loader.js", "print.js"]
DOCUMENT = """<!DOCTYPE html>
<html lang="en" data-theme="light" data-mode="light">
<head>
{head}
<style>{style}</style>
<script type="{state_type}">{state}</script>
</head>
<body class="paper">
{front}
<main class="bd-main"><div class="bd-content"><div class="bd-article-container">
<article class="bd-article">
{text}
</article>
</div></div></main>
</body>
</html>"""
STYLE = Path(__file__).with_name("book.css").read_text("utf-8")
RUNNING = '@page {name} {{ @bottom-left {{ content: "{title}"; }} }}'


class Paper:
    """The pages of the book that are printed, ready to be written as one document."""

    def __init__(self, site, toc, book, to_site):
        self.site, self.book, self.to_site = site, book, to_site
        self.parts = [
            (part["caption"], [read_page(site, name) for name in names])
            for part, names in printed(yaml.safe_load(toc.read_text("utf-8")))
        ]
        self.pages = [page for _, pages in self.parts for page in pages]
        self.models = {}
        names = {page.name for page in self.pages}
        for page in self.pages:
            own_names(page)
            join_links(page, names, to_site)
            collect_answers(page.text, page.name)
            self.models |= show_moments(page, BeautifulSoup("", "html.parser"))

    @property
    def titles(self):
        """The title of each chapter, with its number."""
        return [page.text.h1.get_text() for page in self.pages]

    def html(self, numbers=None):
        """Give the document; ``numbers`` says on which page each place lies."""
        title = title_page(self.book, self.site, self.to_site)
        return DOCUMENT.format(
            head=self._head(),
            style="\n".join([STYLE, *map(_running, self.pages)]),
            state_type=STATE,
            state=json.dumps({"state": self.models}).replace("</", r"<\/"),
            front=title + contents(self.parts, numbers or {}),
            text="\n".join(str(page.text) for page in self.pages),
        )

    def _head(self):
        """Give what pages with widgets load, without what acts on a screen only."""
        page = next(page for page in self.pages if page.state)
        kept = page.head.select("meta[charset], meta[http-equiv], link[rel=stylesheet]")
        scripts = [s for s in page.head.find_all("script") if _is_kept(s)]
        for tag in kept + scripts:
            for name in {"href", "src"} & tag.attrs.keys():
                tag[name] = self.to_site + beside(page.name, tag[name])
        title, author = (escape(self.book[key]) for key in ("title", "author"))
        named = f'<title>{title}</title>\n<meta name="author" content="{author}">'
        return "\n".join([*map(str, kept), named, *map(str, scripts)])


def printed(toc):
    """Give each part of the table of contents that has a printed page, and these."""
    for part in toc["parts"]:
        names = [chapter["file"] for chapter in part["chapters"]]
        names = [n for n in names if n not in ONLINE and not n.startswith("exercises/")]
        if names:
            yield part, names


def _is_kept(script):
    told = f"{script.get('src', '')} {script.string or ''}"
    return script.get("type") != STATE and any(name in told for name in KEPT_SCRIPTS)


def _running(page):
    """Give the head of every sheet of a chapter: its title."""
    title = page.text.h1.get_text().replace('"', r"\"")
    name = f"page-{page.name}"
    return f"#{page.name} {{ page: {name}; }}\n" + RUNNING.format(
        name=name, title=title
    )
