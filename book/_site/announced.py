"""Sphinx extension: what tells search engines and feed readers of a published book.

Neither a sitemap nor a feed may hold relative addresses, so without BOOK_ADDRESS there
is none.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from address import ADDRESS, read_address
from versions import read_versions

SITEMAP, FEED, PAGE = "sitemap.xml", "changes.xml", "changelog.html"
ROBOTS = "User-agent: *\nDisallow:\nSitemap: {}\n"
HEAD = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}" />\n'
OFFER = '</p>\n<p>To hear of new versions, follow <a href="{}">this feed</a>.</p>'


def changes(app):
    """Return the text of the changelog."""
    return Path(app.srcdir, "..", "CHANGELOG.md").read_text("utf-8")


def released(text):
    """Return the versions of a changelog that have a date; the others are no news."""
    return [each for each in read_versions(text) if each[1]]


def sitemap(addresses):
    """Return a sitemap of these addresses."""
    root = ElementTree.Element(
        "urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    )
    for address in addresses:
        add(add(root, "url"), "loc", address)
    return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def feed(text, address, title, author):
    """Return an Atom feed of the released versions of a changelog, or None."""
    versions = released(text)
    if not versions:
        return None
    root = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    add(root, "id", address + FEED)
    add(root, "title", f"{title}: changes")
    add(root, "updated", moment(max(day for _, day, _ in versions)))
    add(add(root, "author"), "name", author)
    add(root, "link", rel="self", href=address + FEED)
    add(root, "link", href=address + PAGE)
    for number, day, notes in versions:
        entry = add(root, "entry")
        add(entry, "id", f"{address}{PAGE}#{number}")
        add(entry, "title", f"Version {number}")
        add(entry, "updated", moment(day))
        add(entry, "link", href=address + PAGE)
        add(entry, "content", MarkdownIt().render(notes), type="html")
    return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def add(parent, name, text=None, **attributes):
    """Append an element to another, and return it."""
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def moment(day):
    """Return the first moment of a day, as a feed writes it."""
    return f"{day}T00:00:00Z"


def offer_feed(app, page, _template, context, _doctree):
    """Name the feed to feed readers on every page, and to the reader of the changes.

    By its whole address, because copies of the page are read elsewhere too.
    """
    if not released(changes(app)):
        return
    there = escape(read_address(ADDRESS) + FEED)
    title = escape(f"{app.config.html_title}: changes")
    context["metatags"] = context.get("metatags", "") + HEAD.format(title, there)
    if page == "changelog":
        context["body"] = context["body"].replace("</p>", OFFER.format(there), 1)


def write_files(app, error):
    """Write the sitemap, the feed, and at the root of a host what names the sitemap."""
    if error or app.builder.format != "html":
        return
    address, folder = read_address(ADDRESS), Path(app.outdir)
    pages = map(app.builder.get_target_uri, sorted(app.env.found_docs))
    (folder / SITEMAP).write_bytes(sitemap(address + page for page in pages))
    if urlsplit(address).path == "/":
        (folder / "robots.txt").write_text(ROBOTS.format(address + SITEMAP), "utf-8")
    news = feed(changes(app), address, app.config.html_title, app.config.author)
    if news:
        (folder / FEED).write_bytes(news)


def setup(app):
    """Connect to Sphinx."""
    if read_address(ADDRESS):
        app.connect("html-page-context", offer_feed)
        app.connect("build-finished", write_files)
