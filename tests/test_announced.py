"""The sitemap and the feed of a published book."""

from xml.etree import ElementTree

import announced

ADDRESS = "https://example.org/course/"
CHANGES = """# Changes

## 1.1.0, not yet released

- Nothing so far.

## 1.0.0, 2026-12-01

- **im2col** & more.

## 0.9.0 (2026-11-02)

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
