"""Sphinx extension: the book as a site that serves all a page needs, and nothing else.

`_config.yml` names this one, and it loads the others.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

import previews
import vendor
from content_policy import add_policy
from icons import keep_used_icons

EXTENSIONS = [
    *("widgets", "cover", "gallery", "panels", "downloads", "live_cells", "previews"),
    *("published", "search_index", "translatable", "equation_table", "announced"),
    *("not_found", "described"),
]
STYLES = "type.css", "site.css", "formulas.css"
PRINT_STYLES = "print.css", "print-widgets.css"
SCRIPTS = [
    "elements.js",  # before those that make some
    "typeset.js",  # before those that wait for it
    "accessibility.js",
    "print.js",
    "theme-buttons.js",
]
FOR_FORMULAS = "mathjax", "typeset.js", *previews.SCRIPTS
SETTINGS_OF_MATHJAX = "window.MathJax = "  # as Sphinx writes them
PREFETCH = """
  if (!navigator.connection?.saveData) add({{ rel: "prefetch", href: "{}" }});"""
LETTERS = "_static/vendor/serif/source-serif-4-latin-wght-normal.woff2"
PRELOAD = """<script>
if (location.protocol !== "file:") {{
  const add = (link) =>
    document.head.append(Object.assign(document.createElement("link"), link));
  add({{ rel: "preload", as: "font", crossOrigin: "", href: "{}" }});{}
}}
</script>
"""
MODE = "document.documentElement.dataset.mode"
COLOURS = f"""{MODE} !== 'auto' ? {MODE}
      : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"""
PATCHES = {  # unwanted markup of the theme and of Sphinx
    # The search is our own: search_index.py.
    r'[ \t]*<script src="[^"]*(searchtools|language_data|searchindex)\.js">'
    r"</script>\n": "",
    # Until a script sets its colours a page has none; it need not be the last one.
    r'localStorage\.getItem\("theme"\) \|\| "auto"': COLOURS,
    # This script turns every icon into an <svg>; the theme's stylesheet draws them.
    r"[ \t]*<script[^>]*scripts/fontawesome\.js[^>]*></script>\n": "",
    # theme-buttons.js does what these say: the policy allows no code in attributes.
    r'(<button) on\w+="[^"]*"': r"\1",
    # HTML allows no paragraph in a summary.
    r'<p class="((?:collapsed|expanded) admonition-title)">(.*?)</p>': (
        r'<span class="\1">\2</span>'
    ),
    # Sources are a list; the role that docutils gives its entries is no longer one.
    r'role="doc-biblioentry"': 'role="listitem"',
    # The print heading of pages that have no title: the index and the search.
    r"<h1></h1>": "",
}
IF_PUBLISHED = {  # of the buttons that open a page elsewhere
    # The menu that holds these logos is closed: fetch them when it opens.
    r'<img (?=alt="[^"]* logo")': '<img loading="lazy" ',
}
# Templates with which the theme was built, and the search that Sphinx would bring.
UNUSED = "*webpack-macros.html", "searchtools.js", "language_data.js"


class UnbrokenFormulas(SphinxPostTransform):
    """Keep a formula on one line with what touches it: a comma, a bracket, an ending.

    A browser may begin a line after any formula, and would begin one with a comma.
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **_):
        """Put such formulas into a frame; formulas.css forbids a break in it."""
        for formula in list(self.document.findall(nodes.math)):
            parent, place = formula.parent, formula.parent.index(formula)
            before, after = _text(parent, place - 1), _text(parent, place + 1)
            start = len(before) - before.endswith(("(", "“"))
            end = re.match(r"\S*", after).end()
            if start == len(before) and end == 0:
                continue
            inside = nodes.Text(before[start:]), formula, nodes.Text(after[:end])
            parent[place - bool(before) : place + 1 + bool(after)] = [
                nodes.Text(before[:start]),
                nodes.inline("", "", *inside, classes=["unbroken"]),
                nodes.Text(after[end:]),
            ]


def _text(parent, place):
    """Return the text at a place among the children of a node; often there is none."""
    found = parent[place] if 0 <= place < len(parent) else None
    return str(found) if isinstance(found, nodes.Text) else ""


def write_head(app, page, _template, context, _doctree):
    """Preload the fonts, fetch the next page ahead, and say the first title once.

    A browser that finds a font late shows another one first, and the text moves when it
    arrives. On a page opened from disk, neither font nor page would be used.
    """
    following = context.get("next")
    ahead = PREFETCH.format(following["link"]) if following else ""
    preload = PRELOAD.format(context["pathto"](LETTERS, 1), ahead)
    context["metatags"] = preload + context.get("metatags", "")
    if page == app.config.root_doc:
        context["docstitle"] = ""  # it is the title of this page already


def leave_out_mathjax(app, page, _template, context, _doctree):
    """Take MathJax, and all that explains formulas, from a page that has none.

    Sphinx gives MathJax to the first page too, for the formulas of those it lists.
    """
    if app.env.get_domain("math").data["has_equations"].get(page):
        return
    context["script_files"][:] = [
        script for script in context["script_files"] if not is_for_formulas(script)
    ]


def leave_out_tabs(_app, _page, _template, context, _doctree):
    """Take the script of tabs, which sphinx-design gives to all, from pages without."""
    if "sd-tab-set" not in context.get("body", ""):
        context["script_files"][:] = [
            script
            for script in context["script_files"]
            if "design-tabs" not in str(script.filename)
        ]


def is_for_formulas(script):
    """Tell by the file of a script, or by how its text begins where it has none."""
    if script.filename:
        return any(name in str(script.filename) for name in FOR_FORMULAS)
    return script.attributes.get("body", "").startswith(SETTINGS_OF_MATHJAX)


def patch(text, done):
    """Remove unwanted markup from a page, and note in `done` what there was."""
    for pattern, replacement in (PATCHES | IF_PUBLISHED).items():
        text, found = re.subn(pattern, replacement, text, flags=re.DOTALL)
        if found:
            done.add(pattern)
    return text


def finish_pages(app, error, names):
    """Patch the pages of this build, and last of all give each its policy."""
    if error or app.builder.format != "html":
        return
    for pattern in UNUSED:
        for file in (Path(app.outdir) / "_static").glob(pattern):
            file.unlink()
    done = set()
    for name in sorted(names):
        page = Path(app.builder.get_outfilename(name))
        text = patch(page.read_text("utf-8"), done)
        page.write_text(add_policy(text), "utf-8")
    unmatched = PATCHES.keys() - done
    if unmatched and names >= app.env.found_docs:
        raise ValueError(
            f"no page matches {unmatched}: the theme or Sphinx no longer writes it"
        )
    keep_used_icons(Path(app.outdir))


def setup(app):
    """Connect to Sphinx."""
    names = set()
    for style in STYLES:
        app.add_css_file(style)
    for style in PRINT_STYLES:
        app.add_css_file(style, media="print")
    for script in SCRIPTS:
        app.add_js_file(script, defer="defer")
    app.add_post_transform(UnbrokenFormulas)
    app.connect("builder-inited", vendor.copy)
    app.connect("html-page-context", write_head)
    app.connect("html-page-context", leave_out_mathjax, priority=900)  # once it is in
    app.connect("html-page-context", leave_out_tabs, priority=900)
    app.connect("html-page-context", lambda _, name, *__: names.add(name))
    app.connect("build-finished", lambda app, error: finish_pages(app, error, names))
    for name in EXTENSIONS:
        app.setup_extension(name)
