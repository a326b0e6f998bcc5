"""The PDF of the chapters: whole, tagged, and with links that lead somewhere."""

import pikepdf
import pytest
from bs4 import BeautifulSoup
from built_site import PAGES, SITE

ONLINE = "index", "explorers", "api", "exercises/"  # how the names of pages begin
PRINTED = [name for name in PAGES if not name.startswith(ONLINE)]


@pytest.fixture(scope="module")
def pdf(made):
    with pikepdf.open(made[".pdf"]) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def outline(pdf):
    """Return the titles of the outline, of all levels."""
    titles = []

    def collect(items):
        for item in items:
            titles.append(item.title)
            collect(item.children)

    with pdf.open_outline() as outline:
        collect(outline.root)
    return titles


def places(annotations):
    """Return the places in the document that the links of a page lead to."""
    for link in annotations:
        if "/Dest" in link:
            yield str(link.Dest)


def test_chapters_are_all_there(pdf):
    assert len(PRINTED) >= 10
    assert len(pdf.pages) > 100


@pytest.mark.parametrize("name", PRINTED)
def test_every_heading_of_a_chapter_is_in_the_outline(outline, name):
    html = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
    for sign in html.select("a.headerlink"):
        sign.decompose()
    headings = html.select("article h1, article h2")
    missing = {h.get_text().strip() for h in headings} - set(outline)
    assert headings
    assert not missing


def test_contents_lead_to_every_chapter(pdf):
    found = {
        place for page in pdf.pages[1:5] for place in places(page.get("/Annots", []))
    }
    assert {f"/{name}" for name in PRINTED} <= found


def test_every_link_within_the_document_leads_somewhere(pdf):
    asked = [place for page in pdf.pages for place in places(page.get("/Annots", []))]
    assert len(asked) > 300
    assert set(asked) <= set(pdf.Root.Dests.keys())


def test_no_link_leads_to_a_file_of_the_machine_it_was_made_on(pdf):
    links = [link for page in pdf.pages for link in page.get("/Annots", [])]
    away = [str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A]
    assert away
    assert not [address for address in away if not address.startswith("http")]


def test_document_says_what_it_is(pdf):
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root
    with pdf.open_metadata() as about:
        assert about["dc:title"] == "A convolutional layer, forward and backward"
        assert about["dc:creator"] == ["the convlab authors"]


def test_pages_are_a4_and_the_file_is_small(pdf, made):
    sizes = {tuple(round(float(x)) for x in page.mediabox) for page in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}
    assert made[".pdf"].stat().st_size < 15_000_000
