"""Sphinx extension: give translators the words that Sphinx would pass over.

They are those inside HTML, such as the summary of a fold, those on a folded cell, and
the description of a page.
"""

import re
from html import escape

from docutils import nodes
from sphinx.addnodes import translatable
from sphinx.transforms import SphinxTransform

WORDS = re.compile(r'(?<=>)[^<>]*[^\W\d_][^<>]*(?=<)|(?<= alt=")[^"]+')
SPECIAL = re.compile(r'&(?!#?\w+;)|[<>"]')  # but for an entity, which stays as it is


class WithWords(translatable):
    """A node that keeps its words as they were, since Sphinx collects them last."""

    def preserve_original_messages(self):
        """Keep the words."""
        self["words"] = self.find_words()

    def extract_original_messages(self):
        """Return the words as they were."""
        return self["words"]


class Html(nodes.raw, WithWords):
    """HTML of a page, with its text and its alternative texts."""

    def find_words(self):
        """Return each text between two tags."""
        return [words.strip() for words in WORDS.findall(self.astext())]

    def apply_translated_message(self, original, translated):
        """Replace one of these texts wherever it is all there is between two tags."""

        def put(match):
            if match[0].strip() != original:
                return match[0]
            in_attribute = match.string[match.start() - 1] == '"'
            return match[0].replace(original, as_html(translated, in_attribute))

        self[:] = [nodes.Text(WORDS.sub(put, self.astext()))]


class FoldedCell(nodes.container, WithWords):
    """A cell under a line to unfold it with."""

    def find_words(self):
        """Return what the line says, folded and unfolded."""
        return [self["prompt_show"], self["prompt_hide"]]

    def apply_translated_message(self, original, translated):
        """Replace one of the two."""
        for name in ("prompt_show", "prompt_hide"):
            if self[name] == original:
                self[name] = translated


class Description(nodes.pending, WithWords):
    """A description of the page, which waits to be put into its head."""

    def find_words(self):
        """Return the description."""
        return [meta["content"] for meta in self.details["nodes"]]

    def apply_translated_message(self, original, translated):
        """Replace it."""
        for meta in self.details["nodes"]:
            meta["content"] = translated


class FindWords(SphinxTransform):
    """Change the class of such nodes, by which Sphinx tells what to translate."""

    default_priority = 5  # before Sphinx does

    def apply(self, **_):
        """Look through the page; a script in it is no text."""
        for node in list(self.document.findall(nodes.Element)):
            if isinstance(node, nodes.raw) and "<script" not in node.astext():
                node.__class__ = Html
            elif isinstance(node, nodes.container) and node.get("hide_mode"):
                node.__class__ = FoldedCell
            elif isinstance(node, nodes.pending) and is_description(node):
                node.__class__ = Description


def as_html(text, in_attribute):
    """Escape a text for HTML; quotes only where they would end an attribute."""
    return SPECIAL.sub(lambda match: escape(match[0], quote=in_attribute), text)


def is_description(pending):
    """Tell whether what is pending belongs into the head of a page."""
    return all(isinstance(n, nodes.meta) for n in pending.details.get("nodes", [None]))


def setup(app):
    """Connect to Sphinx."""
    app.add_transform(FindWords)
