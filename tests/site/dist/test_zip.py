"""The zip, unpacked and opened from disk as by somebody without a network."""

from pathlib import Path

import nbformat
import pytest
from built_site import PAGES, ROOT, SITE, read_page
from exercise import RIGHT_DB, open_exercise
from test_files import pages, test_every_internal_link_leads_somewhere

import serve
from downloads import FOLDER
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


def test_the_site_in_it_is_the_built_one_but_for_its_first_page(site):
    for built in SITE.rglob("*"):
        name = built.relative_to(SITE)
        if built.is_dir() or name.parts[0] == FOLDER or name.name.startswith("."):
            continue
        if name.name == "404.html":  # it fits where the book is published
            continue
        same = (site / name).read_bytes() == built.read_bytes()
        assert same == (name.as_posix() != "index.html"), name


def test_an_exercise_is_checked_where_the_folder_is_served(visit):
    _, exercise = open_exercise(visit, "backward-1")
    assert exercise.check(RIGHT_DB)[0] == "right"


def test_landing_page_offers_what_lies_beside_it_and_not_the_zip_itself(site, made):
    links = read_page(site / "index.html").links
    assert made[".pdf"].name in links
    assert made[".epub"].name in links
    assert made[".whl"].name in links
    assert not [link for link in links if link.endswith(".zip")]
    assert {path.name for path in site.rglob("*.zip")} == {"python_stdlib.zip"}


def test_the_site_offers_every_file(made):
    links = read_page(SITE / "index.html").links
    assert {f"{FOLDER}/{path.name}" for path in made.values()} <= {*links}


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
    assert (
        source.read_bytes()
        == (site / "notebooks" / name).with_suffix(source.suffix).read_bytes()
    )
