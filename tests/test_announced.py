"""The sitemap and the feed of a published book."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

import announced

ADDRESS = "https://example.org/course/"
CHANGES = """# Changes

## 1.1.0, not yet released

- Nothing so far.

## 1.0.0, 2026-12-01

- **im2col** & more.

## 0.9.0, 2026-11-02

- The first.
"""
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_sitemap_lists_whole_addresses():
    addresses = [f"{ADDRESS}a.html", f"{ADDRESS}b.html?c&d"]
    root = ElementTree.fromstring(announced.sitemap(addresses))
    assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    assert [url[0].text for url in root] == addresses


def test_a_feed_has_an_entry_for_each_version_with_a_date():
    root = ElementTree.fromstring(announced.feed(CHANGES, ADDRESS, "Us", "A. Author"))
    entries = root.findall("a:entry", ATOM)
    assert [each.findtext("a:title", None, ATOM) for each in entries] == [
        "Version 1.0.0",
        "Version 0.9.0",
    ]
    content = entries[0].find("a:content", ATOM)
    assert content.get("type") == "html"
    assert "<strong>im2col</strong> &amp; more." in content.text
    assert "The first" not in content.text


def test_a_feed_has_all_that_the_standard_asks_for():
    """RFC 4287: a feed and its entries have an id, a title and a moment."""
    root = ElementTree.fromstring(announced.feed(CHANGES, ADDRESS, "Us", "A. Author"))
    parts = [root, *root.findall("a:entry", ATOM)]
    ids = [part.findtext("a:id", None, ATOM) for part in parts]
    assert ids[0] == root.find("a:link[@rel='self']", ATOM).get("href")
    assert len({*ids}) == 3
    assert all(each.startswith(ADDRESS) for each in ids)
    assert [part.findtext("a:updated", None, ATOM) for part in parts] == [
        *["2026-12-01T00:00:00Z"] * 2,
        "2026-11-02T00:00:00Z",
    ]
    assert root.findtext("a:author/a:name", None, ATOM) == "A. Author"
    assert all(part.findtext("a:title", None, ATOM) for part in parts)


def test_there_is_no_feed_before_a_release():
    assert announced.feed(CHANGES.partition("## 1.0.0")[0], ADDRESS, "Us", "We") is None


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Make what Sphinx passes for a book with two released versions."""
    (tmp_path / "CHANGELOG.md").write_text(CHANGES, "utf-8")
    monkeypatch.setenv("BOOK_ADDRESS", ADDRESS)
    for folder in (tmp_path / "book", tmp_path / "html"):
        folder.mkdir()
    return SimpleNamespace(
        srcdir=tmp_path / "book",
        outdir=tmp_path / "html",
        builder=SimpleNamespace(format="html", get_target_uri="{}.html".format),
        env=SimpleNamespace(found_docs={"im2col", "forward"}),
        config=SimpleNamespace(html_title="Us & you", author="A. Author"),
    )


def offer(app, page):
    """Return what a page has once the feed is offered."""
    context = {"metatags": "<meta />", "body": "<p>Newest first.</p><p>More.</p>"}
    announced.offer_feed(app, page, "", context, None)
    return context


def test_the_feed_has_its_whole_address_where_a_copy_of_a_page_is_read_too(app):
    page, changes = offer(app, "forward"), offer(app, "changelog")
    assert page["metatags"] == changes["metatags"]
    assert page["metatags"].startswith("<meta /><link ")
    link = ElementTree.fromstring(page["metatags"].removeprefix("<meta />"))
    assert link.get("href") == f"{ADDRESS}changes.xml"
    assert link.get("title") == "Us & you: changes"
    assert page["body"] == "<p>Newest first.</p><p>More.</p>"
    assert changes["body"].count(f'<a href="{ADDRESS}changes.xml">') == 1
    assert changes["body"].endswith("</p><p>More.</p>")


def test_the_sitemap_and_the_feed_are_written(app):
    announced.write_files(app, None)
    sitemap = ElementTree.parse(app.outdir / "sitemap.xml").getroot()
    pages = [f"{ADDRESS}{page}.html" for page in ("forward", "im2col")]
    assert [url[0].text for url in sitemap] == pages
    feed = ElementTree.parse(app.outdir / "changes.xml").getroot()
    assert len(feed.findall("a:entry", ATOM)) == 2


def test_without_a_release_no_feed_is_offered_or_written(app):
    unreleased = CHANGES.partition("## 1.0.0")[0]
    (app.srcdir.parent / "CHANGELOG.md").write_text(unreleased, "utf-8")
    announced.write_files(app, None)
    assert not (app.outdir / "changes.xml").exists()
    assert offer(app, "changelog")["metatags"] == "<meta />"


def test_robots_are_told_at_the_root_of_a_host_alone(app, monkeypatch):
    robots = app.outdir / "robots.txt"
    announced.write_files(app, None)
    assert not robots.exists()
    monkeypatch.setenv("BOOK_ADDRESS", "https://example.org")
    announced.write_files(app, None)
    assert "Sitemap: https://example.org/sitemap.xml" in robots.read_text("utf-8")
