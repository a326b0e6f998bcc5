"""What translators are given, by a round trip through a language made for the test.

Each message is translated into itself between ⟦ and ⟧. The pages in this language must
say nothing outside of them, and without them be the same as in English.
"""

import re
from types import SimpleNamespace

import pytest
import yaml
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup

import catalogues
import vendor
from translatable import Html

PAGES = "notation", "symbols", "explorers"  # a chapter, its tables, and a list in HTML
OTHERS = "references", "index"  # without which there is no site
LANGUAGE = "en_GB"  # so that what Sphinx says itself stays as it is
MARK, MARKS, MARKED = "⟦ {} ⟧", re.compile("⟦ | ⟧"), re.compile("⟦ [^⟦⟧]* ⟧")
LETTER = re.compile(r"[^\W\d_]")  # without one there is nothing to translate
FORMULA = "\n"  # with which one on lines of its own begins; Sphinx would break it
NOT_PROSE = [
    "pre",  # code, and what it printed
    "div.math",
    "a.headerlink, .section-number, .caption-number",
    "script",  # widgets: their words are in JavaScript
]

needs_npm = pytest.mark.skipif(not vendor.NPM.exists(), reason="make html installs it")
slow = pytest.mark.slow


def translate(template, path):
    """Write the catalogue of a page in the language of the test."""
    catalogue = read_po(template.open("rb"), LANGUAGE)
    for message in catalogue:
        if message.id and not message.id.startswith(FORMULA):
            message.string = MARK.format(message.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the pages in English, and in the language of the test."""
    folder = tmp_path_factory.mktemp("book")
    toc = folder / "toc.yml"
    chapters = [{"file": page} for page in (*PAGES, *OTHERS[:-1])]
    text = {"format": "jb-book", "root": OTHERS[-1], "chapters": chapters}
    toc.write_text(yaml.safe_dump(text), "utf-8")
    catalogues.build("gettext", folder / "gettext", toc=toc)
    for page in PAGES:
        path = folder / "locales" / LANGUAGE / "LC_MESSAGES" / f"{page}.po"
        translate(folder / "gettext" / f"{page}.pot", path)
    catalogues.build("html", folder / "english", toc=toc)
    settings = {"language": LANGUAGE, "locale_dirs": [str(folder / "locales")]}
    catalogues.build("html", folder / "marked", toc=toc, **settings)

    def read(language, page):
        path = folder / language / f"{page}.html"
        return BeautifulSoup(path.read_text("utf-8"), "html.parser")

    return SimpleNamespace(
        english={page: read("english", page) for page in PAGES},
        marked={page: read("marked", page) for page in PAGES},
    )


@slow
@needs_npm
@pytest.mark.parametrize("page", PAGES)
def test_every_word_of_the_prose_can_be_translated(built, page):
    prose = BeautifulSoup(str(built.marked[page].article), "html.parser")
    for node in prose.select(", ".join(NOT_PROSE)):
        node.decompose()
    left = MARKED.sub("", prose.text).split()
    assert [text for text in left if LETTER.search(text)] == []


@slow
@needs_npm
@pytest.mark.parametrize("page", PAGES)
def test_so_can_the_texts_that_nobody_sees(built, page):
    marked = built.marked[page]
    said = [marked.select_one('meta[name="description"]')["content"]]
    said += [image["alt"] for image in marked.article.select('img:not([alt=""])')]
    assert [text for text in said if not MARKED.fullmatch(text)] == []


@slow
@needs_npm
@pytest.mark.parametrize("page", PAGES)
def test_formulas_links_and_all_else_survive_it(built, page):
    marked, english = str(built.marked[page].article), str(built.english[page].article)
    assert MARKS.sub("", marked).splitlines() == english.splitlines()


@pytest.mark.parametrize(
    ("html", "words", "translated", "expected"),
    [
        ('<img alt="A b" />', "A b", 'Der "Kern" a<b', "Der &quot;Kern&quot; a&lt;b"),
        ("<p>A b</p>", "A b", 'Der "Kern" a<b>c & d', 'Der "Kern" a&lt;b&gt;c &amp; d'),
        ("<p>A &lt;&nbsp;b</p>", "A &lt;&nbsp;b", "C &lt;&#160;d", "C &lt;&#160;d"),
    ],
)
def test_a_translation_in_html_breaks_no_tag(html, words, translated, expected):
    node = Html("", html)
    assert node.find_words() == [words]
    node.apply_translated_message(words, translated)
    assert node.astext() == html.replace(words, expected)


def test_what_is_translated_is_kept_until_the_text_changes(tmp_path, monkeypatch):
    template = tmp_path / "out" / "folder" / "page.pot"
    path = tmp_path / "locales" / "eo" / "LC_MESSAGES" / "folder" / "page.po"
    template.parent.mkdir(parents=True)
    monkeypatch.setattr(catalogues, "OUT", tmp_path / "out")
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "locales")
    for first in ("Four kernels move.", "Five kernels move."):
        template.write_text(f'msgid "{first}"\nmsgstr ""\n\nmsgid "Why?"\nmsgstr ""\n')
        catalogues.update("eo")
        text = path.read_text("utf-8")
        path.write_text(re.sub(r'(msgid ".+"\nmsgstr) ""', r'\1 "Jes"', text), "utf-8")
    kept = read_po(path.open("rb"), "eo")
    assert [(m.id, m.string, m.fuzzy) for m in kept if m.id] == [
        ("Five kernels move.", "Jes", True),  # Sphinx shows it in English
        ("Why?", "Jes", False),
    ]
