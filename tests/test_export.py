"""The PDF and the zip hold every page of the book, and link only within themselves."""

import json
from zipfile import ZipFile

import pytest
import yaml
from bs4 import BeautifulSoup
from built_site import PAGES, ROOT

import convlab_wheel
from downloads import list_downloads
from export.archive import READ_ME, START, TOP, entries, pack
from export.epub import MATHML, describe, tidy
from export.printed import (
    MOMENTS,
    Page,
    PrintedBook,
    chapters,
    collect_answers,
    join_links,
    qualify_ids,
    show_moments,
)

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
OFFER = '<p>a</p><ul class="take-along" hidden></ul><p>b</p>'
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
ONLINE_ONLY = {n for n in PAGES if n.startswith(("exercises/", "explorers", "api"))}
PRINTED = [name for name in PAGES if name != TOC["root"] and name not in ONLINE_ONLY]
IMPRINT = dict.fromkeys(["title", "author", "about", "version"], "A & B")
BUILT = """<html><head><title>t</title></head><body><article><section id="top">
<h1>{name}</h1><section id="part"><h2>Part of {name}</h2></section>
</section></article></body></html>"""
VIEW = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'


def page_of(html, name="forward", models=None):
    soup = BeautifulSoup(f"<section>{html}</section>", "html.parser")
    return Page(name, None, soup.section, models or {})


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


class TestPage:
    """One page of the printed document."""

    def test_ids_of_two_pages_differ(self):
        pages = [page_of('<h2 id="end">x</h2>', name) for name in ("forward", "im2col")]
        for page in pages:
            qualify_ids(page)
        ids = [page.text.h2["id"] for page in pages]
        assert ids == ["forward--end", "im2col--end"]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("#remember", "#forward--remember"),
            ("im2col.html#equation-x", "#im2col--equation-x"),
            ("im2col.html", "#im2col"),
            ("https://example.org/im2col.html", "https://example.org/im2col.html"),
        ],
    )
    def test_links_lead_into_the_document(self, before, after):
        page = page_of(f'<a href="{before}">there</a>')
        join_links(page, {"forward", "im2col"})
        assert page.text.a["href"] == after

    @pytest.mark.parametrize(
        "address", ["api.html", "api.html#conv", "#explorer=forward&step=1"]
    )
    def test_links_to_what_is_left_out_become_words(self, address):
        page = page_of(f'<a href="{address}">there</a>')
        join_links(page, {"forward"})
        assert page.text.a is None
        assert page.text.get_text() == "there"

    def test_images_are_found_from_a_page_in_a_folder(self):
        page = page_of('<img src="../_images/a.svg">', "exercises/forward")
        join_links(page, {"exercises/forward"})
        assert page.text.img["src"] == "../html/_images/a.svg"

    def test_answers_go_to_the_end_with_a_link_there_and_one_back(self):
        fold = "<details><summary>Show</summary><p>seven</p></details>"
        page = page_of(f"<p>7?</p>{fold}<p>on</p>")
        collect_answers(page)
        assert page.text.get_text().index("on") < page.text.get_text().index("seven")
        assert not page.text.select("details, summary")
        ids = {element["id"] for element in page.text.select("[id]")}
        assert {link["href"][1:] for link in page.text.select("a")} <= ids

    def test_a_chapter_without_answers_has_no_section_for_them(self):
        page = page_of("<p>nothing is folded</p>")
        collect_answers(page)
        assert page.text.h2 is None

    def test_an_explorer_stands_once_for_each_moment(self):
        state = {"_anywidget_id": "x.BackwardExplorer", "view": "", "step": 0}
        html = VIEW.format('{"model_id": "m"}')
        page = page_of(html, models={"m": {"state": state}})
        show_moments(page)
        shown = [
            json.loads(script.string)["model_id"] for script in page.text("script")
        ]
        states = [page.models[model]["state"] for model in shown]
        moments = [{key: s[key] for key in ("view", "step")} for s in states]
        assert moments == MOMENTS["BackwardExplorer"]

    @pytest.mark.parametrize(
        ("name", "view"), [("Tensor", "x"), ("Backward", "gather")]
    )
    def test_a_small_explorer_stands_once_for_its_one_view(self, name, view):
        state = {"_anywidget_id": f"x.{name}Explorer", "small": True, "view": view}
        page = page_of(VIEW.format('{"model_id": "m"}'), models={"m": {"state": state}})
        show_moments(page)
        assert len(page.text("script")) == 1

    def test_an_explorer_without_a_moment_is_refused(self):
        models = {"m": {"state": {"_anywidget_id": "NewExplorer"}}}
        page = page_of(VIEW.format('{"model_id": "m"}'), models=models)
        with pytest.raises(ValueError, match="NewExplorer on forward has no moment"):
            show_moments(page)


class TestPrintedBook:
    """The document behind the PDF, from a site with a few words per page."""

    @pytest.fixture
    def book(self, tmp_path):
        write(tmp_path, {f"{name}.html": BUILT.format(name=name) for name in PAGES})
        return PrintedBook(tmp_path, TOC, IMPRINT)

    def test_every_chapter_is_printed_and_no_page_that_needs_a_browser(self):
        listed = [name for _, names in chapters(TOC) for name in names]
        assert listed == PRINTED
        assert len(PRINTED) > 10

    def test_every_chapter_is_in_the_text_and_in_the_contents(self, book):
        soup = BeautifulSoup(book.html({}), "html.parser")
        headings = [h.get_text() for h in soup.select("article :is(h1, h2)")]
        assert headings == [t for n in PRINTED for t in (n, f"Part of {n}")]
        listed = soup.select(".paper-contents a")
        assert [link.get_text() for link in listed] == headings
        ids = {element["id"] for element in soup.select("[id]")}
        assert {link["href"][1:] for link in listed} <= ids
        assert book.titles == PRINTED

    def test_contents_say_the_page_of_a_chapter_and_of_its_sections(self, book):
        name = PRINTED[1]
        contents = book.contents({name: 5, f"{name}--part": 6})
        lines = BeautifulSoup(contents, "html.parser")("li")
        said = [line.get_text().replace("\n", " ") for line in lines]
        at = said.index(f"{name} 5")
        assert said[at + 1] == f"Part of {name} 6"

    def test_title_page_has_the_cover_and_the_imprint(self, book):
        assert 'src="../html/_static/cover.svg"' in book.title_page()
        assert book.title_page().count("A &amp; B") == 4


class TestEpub:
    """What is done to a page that Chromium has drawn."""

    def test_a_formula_and_a_question_need_no_script(self):
        page = page_of(
            "<mjx-container><mjx-math></mjx-math><math><mi data-a=''>x</mi></math>"
            "</mjx-container><form><label for='q'>Which?</label><input></form>"
        )
        tidy(page.text)
        assert str(page.text) == (
            f'<section><math xmlns="{MATHML}"><mi>x</mi></math><p>Which?</p></section>'
        )

    @pytest.mark.parametrize(("seconds", "year"), [("1790000000", 2026), ("", 2033)])
    def test_it_has_a_date_and_a_fork_another_id(self, monkeypatch, seconds, year):
        monkeypatch.setattr("time.time", lambda: 2e9)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        package = describe(IMPRINT, ["nav"], {"nav.xhtml": b""})
        assert f'"dcterms:modified">{year}-' in package
        monkeypatch.delenv("BOOK_REPOSITORY", raising=False)
        monkeypatch.setenv("BOOK_ADDRESS", f"https://example.org/{seconds}")
        assert describe(IMPRINT, ["nav"], {"nav.xhtml": b""}) != package


class TestOffer:
    """The list of files on the landing page."""

    def test_names_each_file_and_can_be_renewed(self, tmp_path):
        file = tmp_path / "a.pdf"
        file.write_bytes(bytes(1_500_000))
        once = list_downloads(OFFER, {"pdf": ("downloads/a.pdf", file)})
        assert 'href="downloads/a.pdf"' in once
        assert "1.5 MB" in once
        assert once.startswith("<p>a</p><ul")
        assert once.endswith("</ul><p>b</p>")
        assert list_downloads(once, {"pdf": ("downloads/a.pdf", file)}) == once

    def test_a_page_without_its_list_is_refused(self):
        with pytest.raises(ValueError, match="was expected on the landing page; got 0"):
            list_downloads("<p></p>", {})


class TestZip:
    """The zip made from a site with every page and a book with every source."""

    @pytest.fixture
    def packed(self, tmp_path):
        sources = {f"book/{name}.ipynb": NOTEBOOK for name in PAGES}
        pages = {f"html/{name}.html": OFFER for name in PAGES}
        others = {
            "html/_static/a.css": "a",
            "html/downloads/old.zip": "itself",
            "html/.buildinfo": "hidden",
            "book/_site/b.md": "the site's own",
            "book/_vendor/c.md": "fetched",
            "a.whl": "w",
            "a.pdf": "p",
            "a.epub": "e",
        }
        write(tmp_path, sources | pages | others)
        names = ("html", "book", "a.whl", "a.pdf", "a.epub")
        return entries(*(tmp_path / name for name in names))

    def test_holds_every_page_and_notebook_and_what_lies_beside_but_not_itself(
        self, packed
    ):
        pages = {f"{name}.html" for name in PAGES}
        notebooks = {f"notebooks/{name}.ipynb" for name in PAGES}
        beside = {"a.whl", "downloads/a.whl", "a.pdf", "a.epub", READ_ME.name, START}
        assert packed.keys() == pages | notebooks | beside | {"_static/a.css"}
        assert "fast.html" in pages

    def test_notebooks_say_how_to_get_convlab(self, packed):
        for name in ("notebooks/fast.ipynb", "notebooks/exercises/forward.ipynb"):
            assert convlab_wheel.name().encode() in packed[name]

    def test_landing_page_offers_what_is_in_it(self, packed):
        links = BeautifulSoup(packed["index.html"], "html.parser")("a")
        assert [link["href"] for link in links] == ["a.pdf", "a.epub", "a.whl"]
        assert "folder <code>notebooks</code>" in packed["index.html"].decode("utf-8")

    def test_read_me_names_the_wheel(self, packed):
        assert b'"./a.whl[notebooks]"' in packed[READ_ME.name]

    def test_two_of_the_same_files_are_the_same(self, packed, tmp_path):
        one, other = tmp_path / "one.zip", tmp_path / "other.zip"
        pack(packed, one)
        pack(dict(reversed(packed.items())), other)
        assert one.read_bytes() == other.read_bytes()
        with ZipFile(one) as archive:
            assert archive.namelist() == sorted(f"{TOP}/{name}" for name in packed)
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
