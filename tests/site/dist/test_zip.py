"""The zip, unpacked and opened from disk as by somebody without a network."""

from pathlib import Path

import nbformat
import pytest
from built_site import PAGES, ROOT, read_page
from exercise import RIGHT_DB, open_exercise
from test_files import pages, test_every_internal_link_leads_somewhere

import serve
from export.archive import START

__all__ = ["pages", "test_every_internal_link_leads_somewhere"]  # of what is unpacked

BOOK = ROOT / "book"
NOTEBOOKS = [
    found.relative_to(BOOK)
    for found in sorted(BOOK.rglob("*.ipynb"))
    if not any(part.startswith((".", "_")) for part in found.relative_to(BOOK).parts)
]


def test_zip_is_small_enough_to_send(made):
    assert made[".zip"].stat().st_size < 30_000_000


@pytest.mark.parametrize("name", ["index", "backward", "exercises/forward"])
def test_page_opens_from_disk_without_an_error(visit, name):
    reader = visit(scheme="file")
    page = reader.open(f"{name}.html")
    assert page.locator(".widget-subarea > *").count() == len(
        page.locator('script[type*="widget-view"]').all()
    )
    assert not reader.faults


def test_chapter_with_explorers_steps_from_disk(visit):
    page = visit(scheme="file").open("backward.html")
    explorer = page.locator('[data-explorer="backward"]')
    before = explorer.locator(".sentence").inner_text()
    explorer.get_by_role("button", name="Step", exact=True).click()
    assert explorer.locator(".sentence").inner_text() != before


def test_search_from_disk_finds_a_word(visit):
    reader = visit(scheme="file")
    page = reader.open("search.html?q=gradient")
    page.locator("#search-results li a").first.wait_for()
    assert not reader.faults


def test_an_exercise_is_checked_where_the_folder_is_served(visit):
    _, exercise = open_exercise(visit, "backward-1")
    assert exercise.check(RIGHT_DB)[0] == "right"


def test_landing_page_offers_what_lies_beside_it_and_not_the_zip_itself(site, made):
    links = read_page(site / "index.html").links
    assert made[".pdf"].name in links
    assert made[".whl"].name in links
    assert not [link for link in links if link.endswith(".zip")]
    assert {path.name for path in site.rglob("*.zip")} == {"python_stdlib.zip"}


def test_read_me_names_the_wheel_that_is_there(site, made):
    text = (site / "READ-ME-FIRST.txt").read_text("utf-8")
    assert f"./{made['.whl'].name}[notebooks]" in text


def test_start_is_the_server_of_make_book(site):
    assert (site / START).read_bytes() == Path(serve.__file__).read_bytes()


@pytest.mark.parametrize("name", NOTEBOOKS, ids=str)
def test_every_notebook_lies_in_its_place(site, name):
    unpacked = nbformat.read(site / "notebooks" / name, as_version=4)
    written = nbformat.read(BOOK / name, as_version=4)
    assert unpacked.cells.pop(0).id == "install"
    assert unpacked == written


@pytest.mark.parametrize("name", PAGES)
def test_button_of_a_page_leads_to_its_source_on_disk(site, name):
    """Chromium shows what it would download elsewhere: it is on the disk already."""
    page = site / f"{name}.html"
    (link,) = [a for a in read_page(page).links if "_sources/" in a]
    source = (page.parent / link).resolve()
    assert source.read_bytes() == (
        site / "notebooks" / name
    ).with_suffix(source.suffix).read_bytes()
