"""Sphinx extension: what the site's own search looks through, section by section.

`search.toml` says what the search knows about words. Of the static files,
`search-ranking.js` ranks the sections, and `search.js` shows those it found.
"""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from docutils.utils.math.tex2unichar import mathalpha, mathbin, mathop, mathord, mathrel
from sphinx.search.en import SearchEnglish

SETTINGS = Path(__file__).with_name("search.toml")
DATA = "search-data.js"
SCRIPTS = DATA, "search-ranking.js", "search.js"  # in the order in which they run
SIGNS = mathalpha | mathbin | mathop | mathord | mathrel  # of \sigma, \cdot, \sum
# A caption is text of the book; the numbers and the drawings of an output are not,
# nor is what a fold is opened with, nor what heads the columns of a table.
# Of a function, the first paragraph will do; a hint says what the solution says, and
# the list of cards what is on each.
UNSEEN = (
    "script, style, svg, thead, .headerlink, .caption-number, .eqno, table.autosummary,"
    "dt.sig + dd > :not(p:first-child, dl.py), summary,"
    'details:has(> summary:-soup-contains("Hint", "All cards")),'
    ".cell_output > :not(figure), .cell_output > figure > :not(figcaption)"
)
ENTRIES = "dl.py > dt[id], dl.glossary > dt[id]"  # sections that have no heading
BLOCKS = ["p", "tr", "dt", "pre"]  # what is inside one is a part of it
PLAIN = re.compile(r"[A-Za-z]{3}")
# X_col, MaxPool2D; code has words such as shape and return nearly everywhere.
NAME = re.compile(r"\b[^\W\d]\w*(?:[_\d]|(?<=[a-z])[A-Z])\w*")
NAMED = "log", "exp", "min", "max", "cos", "sqrt"  # functions, which keep their names
WORD = re.compile(r" ?[A-Za-z]+|.", re.DOTALL)
FIRST = 35  # the character that stands for the most frequent word


class Section(NamedTuple):
    """A part of a page that a search can find."""

    anchor: str
    title: str
    lines: list[str]
    code: list[str]

    def __str__(self):
        """Write the fields as the script reads them; of the code, the names alone.

        It makes most anchors of the titles, as Sphinx did.
        """
        anchor = "" if self.anchor == make_anchor(self.title) else self.anchor
        text = "\n".join(self.lines)
        names = {*NAME.findall(" ".join(self.code))} - {*NAME.findall(text)}
        return "\v".join([anchor, self.title, text, " ".join(sorted(names))])


def make_anchor(title):
    """Return what Sphinx, and the script, make of a title: functions keep theirs."""
    if title.startswith("convlab."):
        return title
    return re.sub(r"^[-\d]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", title.lower()))


def read_page(html):
    """Return the sections of a built page, the first of them with the title."""
    article = BeautifulSoup(html, "lxml").select_one("article.bd-article")
    for element in article.select(UNSEEN):
        element.extract()
    for formula in article.select("span.math, div.math"):
        formula.string = readable(formula.get_text())
        formula.name = "span" if formula.name == "span" else "p"
    sections = {}  # by the element that holds the text
    for place in article.select(f"section[id], {ENTRIES}"):
        holder = place if place.name == "section" else place.find_next_sibling("dd")
        sections[id(holder)] = Section(place["id"], title_of(place), [], [])
        if place is not holder:
            place.extract()
    for block in article.find_all(BLOCKS):
        if not block.find_parent(BLOCKS):
            section = next(sections[id(p)] for p in block.parents if id(p) in sections)
            text = text_of(block)
            if block.name == "pre":
                section.code.append(text)
            elif PLAIN.search(text):  # not a formula without a word
                section.lines.append(text)
    return [*sections.values()]


def title_of(place):
    """Return the words of a heading or of a term, or the full name of a function."""
    if "sig" in place.get("class", []):
        return place["id"]
    return one_line((place.find(re.compile("^h[1-6]$")) or place).get_text())


def text_of(block):
    """Return the words of a paragraph; those of a table's row, cell by cell."""
    cells = block.find_all(["td", "th"]) or [block]
    return "; ".join(filter(None, (one_line(cell.get_text()) for cell in cells)))


def readable(formula):
    r"""Write LaTeX on a line: \frac{\partial L}{\partial z_{i,j}} as ∂L/∂z_i,j."""
    text = re.sub(
        r"\\(?:begin|end|tag|label)\{.*?\}|\\[^A-Za-z]|&|\[\dex\]", " ", formula
    )
    text = re.sub(r"\\(?:text|math\w+|operatorname)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\[td]?frac\{(.*?)\}\{(.*?)\}", r"\1/\2", text)

    def sign(found):
        return f"{found[1]} " if found[1] in NAMED else SIGNS.get(found[1], "")

    text = re.sub(r"\\([A-Za-z]+) ?", sign, text)
    return one_line(re.sub(r"[{}]", "", text))


def one_line(text):
    """Return the text with single spaces, and without addresses."""
    return " ".join(re.sub(r"(?:URL: )?https?://\S+|doi:\S+", "", text).split())


def pack(strings):
    """Write each word as one character; return the words, and the strings so written.

    It saves a fifth of what is left when a server has compressed the text.
    """
    counts = Counter(word for text in strings for word in WORD.findall(text))
    words = [word for word, _ in counts.most_common()]
    signs = {word: chr(FIRST + k) for k, word in enumerate(words)}
    packed = ["".join(map(signs.get, WORD.findall(text))) for text in strings]
    return "\t".join(words), packed


def write_data(app):
    """Write what the search page needs as one script, which loads from disk too."""
    settings = tomllib.loads(SETTINGS.read_text("utf-8"))
    pages = {}
    for name in sorted(app.env.found_docs.difference(settings.pop("left_out"))):
        html = Path(app.builder.get_outfilename(name)).read_text("utf-8")
        pages[name] = "\f".join(map(str, read_page(html)))
    words, packed = pack(pages.values())
    data = {**settings, "words": words, "pages": dict(zip(pages, packed, strict=True))}
    script = Path(app.outdir) / "_static" / DATA
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    stemmer = f"{SearchEnglish.js_stemmer_code}\nglobalThis.bookStemmer = Stemmer;"
    script.write_text(f"{stemmer}\nglobalThis.bookSections = {text};\n", "utf-8")
    return [("search", {}, "search.html")]


def leave_out_sphinx_search(app):
    """Let Sphinx make no index of whole pages, and no page to search it."""
    app.builder.search = False


def add_scripts(app, page, *_):
    """Load the search on its page alone."""
    if page == "search":
        for script in SCRIPTS:
            app.add_js_file(script, defer="defer")
        app.add_css_file("search.css")


def setup(app):
    """Connect to Sphinx."""
    app.connect("builder-inited", leave_out_sphinx_search)
    app.connect("html-collect-pages", write_data)  # when all pages are written
    app.connect("html-page-context", add_scripts)
