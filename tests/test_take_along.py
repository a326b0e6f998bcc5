"""The pieces of `make dist`, each on a few lines."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

import convlab_wheel
from answers import collect_answers
from built_page import BuiltPage, join_links, own_names, read_page
from downloads import list_downloads
from front import contents, title_page
from moments import MOMENTS, show_moments
from pack_zip import READ_ME, START, entries, pack
from paper import printed

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
EMPTY = '<p>a</p><ul class="take-along" hidden></ul><p>b</p>'


def page_of(html, name="forward", state=None):
    soup = BeautifulSoup(f"<section>{html}</section>", "html.parser")
    return BuiltPage(name, None, soup.section, state)


def test_names_of_two_pages_differ():
    pages = [
        page_of('<h2 id="remember">x</h2>', name) for name in ("forward", "im2col")
    ]
    for page in pages:
        own_names(page)
    ids = [page.text.h2["id"] for page in pages]
    assert ids == ["forward--remember", "im2col--remember"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#remember", "#forward--remember"),
        ("im2col.html#equation-x", "#im2col--equation-x"),
        ("im2col.html", "#im2col"),
        ("https://example.org/im2col.html", "https://example.org/im2col.html"),
    ],
)
def test_links_lead_into_the_document(before, after):
    page = page_of(f'<a href="{before}">there</a>')
    join_links(page, {"forward", "im2col"}, "../html/")
    assert page.text.a["href"] == after


@pytest.mark.parametrize(
    "address", ["api.html", "api.html#conv", "#explorer=forward&step=1"]
)
def test_links_to_what_is_left_out_become_words(address):
    page = page_of(f'<a href="{address}">there</a>')
    join_links(page, {"forward"}, "../html/")
    assert page.text.a is None
    assert page.text.get_text() == "there"


def test_pictures_are_found_from_a_page_in_a_folder():
    page = page_of('<img src="../_images/a.svg">', "exercises/forward")
    join_links(page, {"exercises/forward"}, "../html/")
    assert page.text.img["src"] == "../html/_images/a.svg"


def test_answers_go_to_the_end_with_a_link_there_and_one_back():
    html = "<p>7?</p><details><summary>Show</summary><p>seven</p></details><p>on</p>"
    page = page_of(html)
    collect_answers(page.text, "forward")
    assert page.text.get_text().index("on") < page.text.get_text().index("seven")
    assert not page.text.select("details, summary")
    ids = {element["id"] for element in page.text.select("[id]")}
    assert {link["href"][1:] for link in page.text.select("a")} <= ids


def test_a_chapter_without_answers_has_no_section_for_them():
    page = page_of("<p>nothing is folded</p>")
    collect_answers(page.text, "forward")
    assert page.text.h2 is None


def test_an_explorer_stands_once_for_each_moment():
    model = {"state": {"_anywidget_id": "x.BackwardExplorer", "view": "", "step": 0}}
    view = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'
    state = json.dumps({"state": {"m": model}})
    page = page_of(view.format('{"model_id": "m"}'), state=state)
    models = show_moments(page, BeautifulSoup("", "html.parser"))
    shown = [json.loads(script.string)["model_id"] for script in page.text("script")]
    stood = [(models[m]["state"]["view"], models[m]["state"]["step"]) for m in shown]
    moments = MOMENTS["BackwardExplorer"]
    assert stood == [(moment["view"], moment["step"]) for moment in moments]


def test_an_explorer_without_a_moment_is_refused():
    state = json.dumps({"state": {"m": {"state": {"_anywidget_id": "NewExplorer"}}}})
    view = (
        '<script type="application/vnd.jupyter.widget-view+json">{"model_id": "m"}'
        "</script>"
    )
    with pytest.raises(ValueError, match="NewExplorer on forward has no moment"):
        show_moments(page_of(view, state=state), BeautifulSoup("", "html.parser"))


def test_contents_say_the_page_of_a_chapter():
    page = page_of('<h1>1. Name</h1><section id="forward--a"><h2>1.1. A</h2></section>')
    page.text["id"] = "forward"
    html = contents([("Part", [page])], {"forward": 5, "forward--a": 6})
    lines = BeautifulSoup(html, "html.parser")("li")
    said = [line.get_text().replace("\n", " ") for line in lines]
    assert said == ["Part", "1. Name 5", "1.1. A 6"]


def test_title_page_takes_a_cover_where_the_site_has_one(tmp_path):
    book = dict.fromkeys(["title", "author", "about", "version"], "A & B")
    assert "<img" not in title_page(book, tmp_path, "../html/")
    write(tmp_path, _static__cover_DOT_svg="<svg/>")
    page = title_page(book, tmp_path, "../html/")
    assert 'src="../html/_static/cover.svg"' in page
    assert page.count("A &amp; B") == 4


def test_exercises_and_explorers_stay_online():
    names = ["a", "exercises/a", "explorers", "api"]
    chapters = [{"file": name} for name in names]
    parts = [{"caption": "x", "chapters": chapters}, {"caption": "y", "chapters": []}]
    assert [names for _, names in printed({"parts": parts})] == [["a"]]


def test_a_page_without_text_is_refused(tmp_path):
    (tmp_path / "a.html").write_text("<p>nothing</p>", "utf-8")
    with pytest.raises(ValueError, match="has no article"):
        read_page(tmp_path, "a")


def test_offer_names_each_file_and_can_be_renewed(tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(bytes(1_500_000))
    once = list_downloads(EMPTY, {"pdf": ("downloads/a.pdf", file)})
    assert 'href="downloads/a.pdf"' in once
    assert "1.5 MB" in once
    assert once.startswith("<p>a</p><ul")
    assert once.endswith("</ul><p>b</p>")
    assert list_downloads(once, {"pdf": ("downloads/a.pdf", file)}) == once


def test_offer_refuses_a_page_without_its_list():
    with pytest.raises(ValueError, match="was expected on the landing page; got 0"):
        list_downloads("<p></p>", {})


def write(folder, **files):
    for name, text in files.items():
        path = Path(folder, *name.split("__"))
        path = path.with_name(path.name.replace("_DOT_", "."))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def packed(tmp_path):
    """Return what is packed of a small site and a small book."""
    write(
        tmp_path,
        html__index_DOT_html=EMPTY,
        html___static__a_DOT_css="a",
        html__downloads__old_DOT_zip="itself",
        book__a_DOT_ipynb=NOTEBOOK,
        book__exercises__a_DOT_ipynb=NOTEBOOK,
        book___site__b_DOT_md="the site's own",
        a_DOT_whl="w",
        a_DOT_pdf="p",
    )
    names = ("html", "book", "a.whl", "a.pdf")
    return entries(*(tmp_path / name for name in names))


def test_zip_holds_site_notebooks_wheel_and_pdf_but_not_itself(packed):
    expected = "index.html _static/a.css notebooks/a.ipynb notebooks/exercises/a.ipynb"
    beside = {"a.whl", "downloads/a.whl", "a.pdf", READ_ME.name, START}
    assert packed.keys() == {*expected.split(), *beside}


def test_notebooks_of_the_zip_say_how_to_get_convlab(packed):
    for name in ("notebooks/a.ipynb", "notebooks/exercises/a.ipynb"):
        assert convlab_wheel.name().encode() in packed[name]


def test_landing_page_of_the_zip_offers_what_is_in_it(packed):
    links = BeautifulSoup(packed["index.html"], "html.parser")("a")
    assert [link["href"] for link in links] == ["a.pdf", "a.whl"]
    assert "folder <code>notebooks</code>" in packed["index.html"].decode("utf-8")


def test_read_me_names_the_wheel(packed):
    assert b'"./a.whl[notebooks]"' in packed[READ_ME.name]


def test_two_zips_of_the_same_are_the_same(packed, tmp_path):
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    pack(packed, one)
    pack(dict(reversed(packed.items())), other)
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(one) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert {name.split("/")[0] for name in archive.namelist()} == {
            "a-convolutional-layer"
        }
