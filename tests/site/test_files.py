"""What every built page holds, read from its file: links, images, a description."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile

import nbformat
import pytest
from built_site import EVERY_PAGE, PAGES, ROOT, read_page

import convlab_wheel

MOMENT = "explorer="  # of an explorer, not a place; a test of its own follows them
FILE_NAME = re.compile(r"[\w/.-]*\.(svg|png|jpe?g|gif|webp)|[0-9a-f]{16,}", re.I)


@pytest.fixture(params=EVERY_PAGE)
def path(request, site):
    return site / f"{request.param}.html"


def test_no_page_is_left_out(site):
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert built == {f"{name}.html" for name in EVERY_PAGE}


def test_every_internal_link_leads_somewhere(path):
    lost = []
    for link in read_page(path).links:
        target = urlsplit(link)
        if target.scheme or target.netloc or target.fragment.startswith(MOMENT):
            continue
        file = (path.parent / unquote(target.path)).resolve() if target.path else path
        if not file.is_file():
            lost.append(f"{link}: no such file")
        elif target.fragment and unquote(target.fragment) not in read_page(file).ids:
            lost.append(f"{link}: no such place on that page")
    assert not lost


def test_every_image_says_what_it_shows(path):
    silent = [
        source
        for source, alt in read_page(path).images
        if not (alt or "").strip() or FILE_NAME.fullmatch(alt.strip())
    ]
    assert not silent, 'give the cell metadata {"mystnb": {"image": {"alt": "..."}}}'


@pytest.mark.parametrize("name", PAGES)
def test_page_describes_itself_to_search_engines(site, name):
    description = read_page(site / f"{name}.html").description
    assert description, "myst: html_meta: description is missing"
    assert len(description) >= 20, description


def test_no_two_pages_share_a_description(site):
    described = [read_page(site / f"{name}.html").description for name in PAGES]
    assert len(set(described)) == len(described)


def test_landing_page_offers_the_package(site):
    wheel = f"downloads/{convlab_wheel.name()}"
    assert wheel in read_page(site / "index.html").links
    with ZipFile(site / wheel) as packed:
        offered = packed.read("convlab/im2col.py")
    assert offered == (ROOT / "src" / "convlab" / "im2col.py").read_bytes()


@pytest.mark.parametrize("name", PAGES)
def test_notebook_that_a_page_offers_says_how_to_get_convlab(site, name):
    for notebook in site.glob(f"_sources/{name}.ipynb"):
        first, *others = nbformat.read(notebook, as_version=4).cells
        assert convlab_wheel.name() in first.source
        assert others == nbformat.read(ROOT / "book" / f"{name}.ipynb", 4).cells


def test_nothing_fetched_for_the_tests_is_served(site):
    assert not [path for path in Path(site).rglob("*axe*") if path.is_file()]
