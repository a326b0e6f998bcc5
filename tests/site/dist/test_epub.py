"""The EPUB of the chapters: valid, whole, and readable without a script."""

import shutil
import subprocess
from posixpath import normpath
from zipfile import ZIP_STORED, ZipFile, is_zipfile

import pytest
from bs4 import BeautifulSoup
from built_site import SITE
from lxml import etree
from test_pdf import PRINTED

MATHML = "{http://www.w3.org/1998/Math/MathML}"


@pytest.fixture(scope="module")
def files(made):
    """Return {name in the book's folder: bytes}."""
    with ZipFile(made[".epub"]) as archive:
        names = [name for name in archive.namelist() if name.startswith("book/")]
        return {name.removeprefix("book/"): archive.read(name) for name in names}


@pytest.fixture(scope="module")
def pages(files):
    """Return {name: what a reader parses}: XHTML is XML."""
    return {
        name.removesuffix(".xhtml"): etree.fromstring(text)
        for name, text in files.items()
        if name.endswith(".xhtml")
    }


def test_epubcheck_finds_nothing(made):
    checker = shutil.which("epubcheck")
    if not checker:
        pytest.skip("epubcheck is not installed")
    start = ["java", "-jar"] if is_zipfile(checker) else []  # Debian's is a jar
    command = [*start, checker, "--failonwarnings", made[".epub"]]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_its_type_comes_first_and_no_time_is_stored(made):
    with ZipFile(made[".epub"]) as archive:
        first, *others = archive.infolist()
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
    assert {entry.date_time[0] for entry in (first, *others)} == {1980}


def test_chapters_follow_their_title_and_contents(pages, files):
    assert list(pages.keys() - {"title", "nav"} - set(PRINTED)) == []
    spine = BeautifulSoup(files["content.opf"], "xml")("itemref")
    order = [item["idref"].removeprefix("file-") for item in spine]
    assert order == [f"{name}.xhtml" for name in ("title", "nav", *PRINTED)]


@pytest.mark.parametrize("name", PRINTED)
def test_every_formula_is_mathml(pages, name):
    html = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
    written = len(html.select("article > section .math"))
    explorers = pages[name].findall(".//{*}figure[@class='explorer']/{*}math")
    assert len(list(pages[name].iter(f"{MATHML}math"))) == written + len(explorers)


def test_every_section_is_in_the_contents(pages):
    listed = [link.get("href") for link in pages["nav"].iter("{*}a")]
    headings = [
        f"{name}.xhtml#{heading.getparent().get('id')}"
        for name in PRINTED
        for heading in pages[name].iter("{*}h1", "{*}h2")
    ]
    assert sorted(listed) == sorted(headings)


def test_nothing_needs_a_script_and_every_picture_has_words(pages):
    tags = {etree.QName(e).localname for page in pages.values() for e in page.iter("*")}
    assert not tags & {"script", "button", "input", "form", "select", "mjx-container"}
    pictures = [each for page in pages.values() for each in page.iter("{*}img")]
    assert len(pictures) > 90
    assert not [each.get("src") for each in pictures if not each.get("alt")]


def test_links_lead_somewhere_within_it_or_to_the_web(pages, files):
    places = {f"{n}.xhtml#{i}" for n, p in pages.items() for i in p.xpath("//@id")}
    places |= files.keys()
    for name, page in pages.items():
        links = page.xpath("//@href | //@src")
        inside = [each for each in links if not each.startswith("http")]
        here = [f"{name}.xhtml{e}" if e.startswith("#") else e for e in inside]
        assert {normpath(each) for each in here} <= places, name
