"""Sphinx extension: what tells search engines and feed readers of a published book.

Neither a sitemap nor a feed may hold relative addresses, so without BOOK_ADDRESS there
is none.
"""

import re
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from markdown_it import MarkdownIt

from address import ADDRESS, read_address

SITEMAP, FEED, PAGE = "sitemap.xml", "changes.xml", "changelog.html"
ROBOTS = "User-agent: *\nDisallow:\nSitemap: {}\n"
# A version without a date is not released yet, and no news.
VERSION = re.compile(
    r"^## (\S+?),? \(?(\d{4}-\d\d-\d\d)\)?\n(.*?)(?=^## |\Z)", re.M | re.S
)
HEAD = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}" />\n'
OFFER = '</p>\n<p>To hear of new versions, follow <a href="{}">this feed</a>.</p>'


def changes(app):
    """Return the text of the changelog."""
    return Path(app.srcdir, "..", "CHANGELOG.md").read_text("utf-8")


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
    versions = VERSION.findall(text)
    if not versions:
        return None
    root = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    add(root, "id", address + FEED)
    add(root, "title", f"{title}: changes")
    add(root, "updated", moment(max(date for _, date, _ in versions)))
    add(add(root, "author"), "name", author)
    add(root, "link", rel="self", href=address + FEED)
    add(root, "link", href=address + PAGE)
    for version, date, text_of in versions:
        entry = add(root, "entry")
        add(entry, "id", f"{address}{PAGE}#{version}")
        add(entry, "title", f"Version {version}")
        add(entry, "updated", moment(date))
        add(entry, "link", href=address + PAGE)
        add(entry, "content", MarkdownIt().render(text_of), type="html")
    return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def add(parent, name, text=None, **attributes):
    """Append an element to another, and return it."""
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def moment(date):
    """Return the first moment of a day, as a feed writes it."""
    return f"{date}T00:00:00Z"


def offer_feed(app, page, _template, context, _doctree):
    """Name the feed to feed readers on every page, and to the reader of the changes."""
    if not VERSION.search(changes(app)):
        return
    here = context["pathto"](FEED, resource=True)
    title = escape(f"{app.config.html_title}: changes")
    context["metatags"] = context.get("metatags", "") + HEAD.format(title, here)
    if page == "changelog":
        context["body"] = context["body"].replace("</p>", OFFER.format(here), 1)


def write_files(app, error):
    """Write the sitemap, what names it to robots, and the feed."""
    if error or app.builder.format != "html":
        return
    address, folder = read_address(ADDRESS), Path(app.outdir)
    pages = map(app.builder.get_target_uri, sorted(app.env.found_docs))
    (folder / SITEMAP).write_bytes(sitemap(address + page for page in pages))
    (folder / "robots.txt").write_text(ROBOTS.format(address + SITEMAP), "utf-8")
    news = feed(changes(app), address, app.config.html_title, app.config.author)
    if news:
        (folder / FEED).write_bytes(news)


def setup(app):
    """Connect to Sphinx."""
    if read_address(ADDRESS):
        app.connect("html-page-context", offer_feed)
        app.connect("build-finished", write_files)
