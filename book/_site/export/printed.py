"""Join the built pages that are printed into one HTML document."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from widgets import STATE

# Left out: the explorers once more, exercises to be run, and what code completion says.
ONLINE = re.compile(r"explorers.*|api.*|exercises/.*")
VIEW = "application/vnd.jupyter.widget-view+json"
SCRIPTS = ["mathjax", "MathJax", "typeset.js", "widgets-loader.js", "print.js"]
SITE = "../html/"  # from where the document is written
STYLE = Path(__file__).with_name("printed.css").read_text("utf-8")

# In the middle of things: a window inside, a gradient that several units reach.
MOMENTS = {
    "TensorExplorer": [{"step": 17}],
    "ForwardExplorer": [{"step": 1}],
    "Im2colExplorer": [
        {"view": "matrix", "step": 2},
        {"view": "product", "step": 2},
        {"view": "fold", "step": 2},
        {"view": "addresses", "step": 3},
    ],
    "BackwardExplorer": [
        {"view": "scatter", "step": 2},
        {"view": "gather", "step": 14},
        {"view": "weight", "step": 1},
    ],
    "MatricesExplorer": [
        {"view": "forward", "step": 1},
        {"view": "backward", "step": 5},
    ],
    "DescentExplorer": [{"step": 10}],
    "DigitExplorer": [{"evidence": "best"}],
    "WiresExplorer": [
        {"view": "z", "step": 1},
        {"view": "dw", "step": 0},
        {"view": "dx", "step": 3},
    ],
}

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
TITLE_PAGE = """<section class="title-page">
<img class="book-cover" src="{cover}" alt="Cover: a figure of the layer">
<p class="book-title">{title}</p>
<p class="book-about">{about}</p>
<p class="book-author">{author}</p>
<p class="book-imprint">The explorers stand here as figures, each at moments of its own;
online, they step through every index. There, too, are the exercises, which try your
own code. Answers stand at the end of each chapter.</p>
<p class="book-imprint">Version {version}. Text and figures: CC-BY-4.0. Code:
BSD-3-Clause.</p>
</section>"""
CONTENTS = """<nav class="paper-contents" id="contents"><h1>Contents</h1>
<ul>{}</ul></nav>"""
LINE = """<li class="toc-{level}"><a href="#{target}">{title}</a>
<span>{number}</span></li>"""
ANSWERS = '<section id="{chapter}--answers"><h2>Answers</h2></section>'
ASKED = (
    '<p class="answer-at"><a id="{chapter}--asked-{n}" href="#{chapter}--answer-{n}">'
    "Answer {n}</a> stands at the end of the chapter.</p>"
)
ANSWER = (
    '<div class="answer" id="{chapter}--answer-{n}">'
    '<p><a href="#{chapter}--asked-{n}">Answer {n}</a></p></div>'
)
RUNNING_TITLE = """#{name} {{ page: page-{name}; }}
@page page-{name} {{ @bottom-left {{ content: "{title}"; }} }}"""


def chapters(toc):
    """Yield each part of the table of contents that is printed, and its pages."""
    for part in toc["parts"]:
        names = [
            page["file"]
            for chapter in part["chapters"]
            for page in (chapter, *chapter.get("sections", []))
        ]
        names = [name for name in names if not ONLINE.fullmatch(name)]
        if names:
            yield part["caption"], names


@dataclass
class Page:
    """A built page: its name, its head, its outermost section, its widgets' models."""

    name: str
    head: Tag
    text: Tag
    models: dict = field(default_factory=dict)


def read_page(site, name):
    """Read a page of the built site."""
    soup = BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")
    text, state = soup.select_one("article > section"), soup.find("script", type=STATE)
    models = json.loads(state.string)["state"] if state else {}
    return Page(name, soup.head, text, models)


def qualify_ids(page):
    """Put the page's name before each id: two chapters may have a 'Remember'."""
    for element in page.text.select("[id]"):
        element["id"] = _qualify(page.name, element["id"])
    page.text["id"] = page.name


def _qualify(name, fragment):
    return f"{name.replace('/', '-')}--{fragment}" if fragment else name


def join_links(page, names):
    """Point links into the document; one to a page left out becomes plain text."""
    for link in page.text.select("a.headerlink"):
        link.decompose()
    for link in page.text.select("a[href]"):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc:
            continue
        name, fragment = page.name, unquote(target.fragment)
        if target.path:
            name = _beside(page.name, target.path).removesuffix(".html")
        if name in names and not fragment.startswith("explorer="):
            link["href"] = f"#{_qualify(name, fragment)}"
        else:
            link.unwrap()
    for image in page.text.select("img[src]"):
        image["src"] = SITE + _beside(page.name, image["src"])


def _beside(name, path):
    """Resolve an address in a page, relative to the root of the site."""
    return normpath(str(PurePosixPath(name).parent / path))


def collect_answers(page):
    """Move folded answers to the end, linked both ways: paper cannot unfold."""
    answers = _parse(ANSWERS.format(chapter=page.name))
    for n, details in enumerate(page.text.select("details"), start=1):
        details.summary.decompose()
        answer = _parse(ANSWER.format(chapter=page.name, n=n))
        details.replace_with(_parse(ASKED.format(chapter=page.name, n=n)))
        answer.extend([part.extract() for part in list(details.contents)])
        answers.append(answer)
    if answers.select(".answer"):
        page.text.append(answers)


def show_moments(page):
    """Show each explorer once for each of its moments, with a model for each."""
    for view in page.text.find_all("script", type=VIEW):
        shown = json.loads(view.string)
        model = page.models[shown["model_id"]]
        name = model["state"]["_anywidget_id"].rpartition(".")[2]
        if not name.endswith("Explorer"):
            continue
        if name not in MOMENTS:
            raise ValueError(f"{name} on {page.name} has no moment to print in MOMENTS")
        moments = MOMENTS[name]
        if model["state"].get("small"):  # it has one view
            own = model["state"]["view"]
            moments = [each for each in moments if each.get("view", own) == own]
        for n, moment in reversed(list(enumerate(moments))):
            identifier = f"{shown['model_id']}-{n}"
            page.models[identifier] = model | {"state": model["state"] | moment}
            script = json.dumps(shown | {"model_id": identifier})
            view.insert_after(_parse(f'<script type="{VIEW}">{script}</script>'))
        view.decompose()


def _parse(html):
    return BeautifulSoup(html, "html.parser").contents[0]


class PrintedBook:
    """Every printed page, ready to be written as one document."""

    def __init__(self, site, toc, imprint):
        self.imprint = imprint
        self.parts = [
            (caption, [read_page(site, name) for name in names])
            for caption, names in chapters(toc)
        ]
        self.pages = [page for _, pages in self.parts for page in pages]
        names = {page.name for page in self.pages}
        for page in self.pages:
            qualify_ids(page)
            join_links(page, names)
            collect_answers(page)
            show_moments(page)

    @property
    def titles(self):
        """The title of each chapter, with its number."""
        return [page.text.h1.get_text() for page in self.pages]

    @property
    def headings(self):
        """The text of every heading, with its number."""
        levels = "h1, h2, h3, h4, h5, h6"
        found = [each for page in self.pages for each in page.text.select(levels)]
        return [heading.get_text().strip() for heading in found]

    def html(self, numbers):
        """Return the document; ``numbers`` gives the page of each id, if known."""
        models = {key: m for page in self.pages for key, m in page.models.items()}
        running = [
            RUNNING_TITLE.format(name=page.name, title=title.replace('"', r"\""))
            for page, title in zip(self.pages, self.titles, strict=True)
        ]
        return DOCUMENT.format(
            head=self._head(),
            style="\n".join([STYLE, *running]),
            state_type=STATE,
            state=json.dumps({"state": models}).replace("</", r"<\/"),
            front=self.title_page() + self.contents(numbers),
            text="\n".join(str(page.text) for page in self.pages),
        )

    def title_page(self):
        """Return the title page."""
        imprint = {key: escape(value) for key, value in self.imprint.items()}
        return TITLE_PAGE.format(cover=f"{SITE}_static/cover.svg", **imprint)

    def contents(self, numbers):
        """Return the table of contents: parts, their chapters, and their sections."""
        lines = []
        for caption, pages in self.parts:
            lines.append(f'<li class="toc-part">{escape(caption)}</li>')
            for heading in (h for page in pages for h in page.text.select("h1, h2")):
                target = heading.parent["id"]
                line = {"level": heading.name, "title": escape(heading.get_text())}
                line |= {"target": escape(target), "number": numbers.get(target, "")}
                lines.append(LINE.format(**line))
        return CONTENTS.format("\n".join(lines))

    def _head(self):
        """Return what a page with widgets loads, without what acts on a screen only."""
        page = next((page for page in self.pages if page.models), self.pages[0])
        kept = page.head.select("meta[charset], meta[http-equiv], link[rel=stylesheet]")
        for script in page.head.find_all("script"):
            source = f"{script.get('src', '')} {script.string or ''}"
            if script.get("type") != STATE and any(name in source for name in SCRIPTS):
                kept.append(script)
        for tag in kept:
            for name in {"href", "src"} & tag.attrs.keys():
                tag[name] = SITE + _beside(page.name, tag[name])
        title, author = (escape(self.imprint[key]) for key in ("title", "author"))
        named = f'<title>{title}</title>\n<meta name="author" content="{author}">'
        return "\n".join([*map(str, kept), named])
