"""Every built page is HTML as its standard has it."""

import pytest
from valid_html import find_invalid, why_not_installed


@pytest.fixture(scope="module", autouse=True)
def _validator():
    problem = why_not_installed()
    if problem:
        pytest.fail(problem, pytrace=False)


def test_every_page_is_valid(site):
    assert find_invalid(sorted(site.rglob("*.html"))) == {}


def test_what_is_not_valid_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><title>a</title><p id=a><p id=a><div><p></div></p>")
    assert any("no-dup-id" in each for each in find_invalid([page])[page])
