"""Sphinx extension: what only a book with a public address can have.

The deployment names the address and the repository in the environment. Without them
the book has no launch buttons and no cards for links, since both need an address.
"""

import os
from html import escape
from urllib.parse import urlsplit

from docutils import nodes

from address import ADDRESS, REPOSITORY, read_address
from link_cards import make_card

BRANCH = "BOOK_BRANCH"
LAUNCH = {
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
    "notebook_interface": "jupyterlab",
}
CARD_ALT = (
    "An image and its gradient: a window of x narrows to a unit of z, "
    "and a unit of dz widens to a window of dx."
)

LARGE_CARD = '<meta name="twitter:card" content="summary_large_image" />'


def publish(app, config):
    """Tell Sphinx and its theme the addresses."""
    address, repository = read_address(ADDRESS), read_address(REPOSITORY)
    if address:
        config.html_baseurl = config.ogp_site_url = address
        config.ogp_image = "_static/card.png"
        config.ogp_image_alt = CARD_ALT
        config.ogp_site_name = config.html_title
        config.ogp_custom_meta_tags = [LARGE_CARD]
    if repository:
        branch = os.environ.get(BRANCH) or "main"
        config.html_theme_options |= {
            "repository_url": repository.rstrip("/"),
            "repository_branch": branch,
            "path_to_docs": "book",
            "launch_buttons": LAUNCH,
        }


def describe(app, page, _template, context, doctree):
    """Give the card of a link the page's own description, and its own picture."""
    if doctree is None:
        return
    own = {**(context["meta"] or {})}
    card = make_card(app, page)
    if card:
        own |= {"og:image": read_address(ADDRESS) + card[0], "og:image:alt": card[1]}
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            own |= {"og:description": meta["content"]}
    context["meta"] = own


def take_reports(_app, _page, _template, context, _doctree):
    """Tell explorers where a reader reports a wrong step, in a form of GitHub."""
    repository = read_address(REPOSITORY)
    if urlsplit(repository).hostname != "github.com":
        return
    issues = escape(repository + "issues/new")
    tag = f'<meta name="issues" content="{issues}" />\n'
    context["metatags"] = context.get("metatags", "") + tag


def setup(app):
    """Connect to Sphinx."""
    if read_address(ADDRESS):
        app.setup_extension("sphinxext.opengraph")
        app.connect("html-page-context", describe, priority=400)  # before its own
    if read_address(REPOSITORY):
        app.connect("html-page-context", take_reports)
    app.connect("config-inited", publish, priority=900)
