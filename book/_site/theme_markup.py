"""What the theme writes into a page and should not: scripts, handlers, bad HTML."""

import re

MODE = "document.documentElement.dataset.mode"
COLOURS = f"""{MODE} !== 'auto' ? {MODE}
      : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"""
CHANGES = [
    # Until a script sets its colours a page has none; it need not be the last one.
    (r'localStorage\.getItem\("theme"\) \|\| "auto"', COLOURS),
    # This script turns every icon into an <svg>; the theme's stylesheet draws them.
    (r"[ \t]*<script[^>]*scripts/fontawesome\.js[^>]*></script>\n", ""),
    # theme-buttons.js does what these say: the policy allows no code in attributes.
    (r'(<button) on\w+="[^"]*"', r"\1"),
    # HTML has no paragraph in a summary.
    (
        r'<p class="((?:collapsed|expanded) admonition-title)">(.*?)</p>',
        r'<span class="\1">\2</span>',
    ),
    # Sources are a list; the role that docutils gives its entries is no longer one.
    (r'role="doc-biblioentry"', 'role="listitem"'),
    # The first page has the title of the book.
    (r"<title>(.*?) &#8212; \1</title>", r"<title>\1</title>"),
    # The print heading of pages that have no title: the index and the search.
    (r"<h1></h1>", ""),
]
CHANGES = [(re.compile(pattern, re.DOTALL), new) for pattern, new in CHANGES]
SEARCH = re.compile(
    r'[ \t]*<script src="[^"]*/?(?:searchtools|language_data|searchindex)\.js">'
    r"</script>\n"
)
TEMPLATES = "*webpack-macros.html"  # the theme was built with them; they are no pages


def mend(text):
    """Return the page without what the theme should not have written."""
    for pattern, new in CHANGES:
        text = pattern.sub(new, text)
    return text


def leave_search_out(text):
    """Return the page without the index of the book: another page searches it."""
    return SEARCH.sub("", text)


def remove_templates(static):
    """Delete the templates that the theme leaves among its files."""
    for path in static.glob(TEMPLATES):
        path.unlink()
