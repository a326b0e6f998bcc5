"""Sphinx extension: serve all a page needs from its own folder, and nothing else."""

import json
import shutil
from pathlib import Path

from content_policy import add_policy
from icons import keep_used_icons
from stored_widgets import move_code_out
from theme_markup import leave_search_out, mend, remove_templates
from unbroken import keep_together

LETTERS = "_static/vendor/serif/source-serif-4-latin-wght-normal.woff2"
FETCH = """<script>
if (location.protocol !== "file:") {{
  const letters = {{ rel: "preload", as: "font", crossOrigin: "", href: "{}" }};
  document.head.append(Object.assign(document.createElement("link"), letters));
}}
</script>
"""


def remove_thebe(app, _config):
    """Take out sphinx-thebe: it runs code on a server, and this book has none."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [
            listener
            for listener in listeners
            if not listener.handler.__module__.startswith("sphinx_thebe")
        ]
    app.registry.css_files[:] = [
        css for css in app.registry.css_files if css[0] != "sphinx-thebe.css"
    ]


def fetch_letters_first(_app, _page, _template, context, _doctree):
    """Let the letters of the text come with the styles and not after them.

    A browser that finds them late shows others first, and moves the text when they
    come. One that opens a page from disk would not take what was fetched in this way.
    """
    address = context["pathto"](LETTERS, 1)
    context["metatags"] = FETCH.format(address) + context.get("metatags", "")


def finish_pages(app, error):
    """Mend the finished pages, and give each its policy when nothing more changes."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    remove_templates(static)
    shutil.rmtree(static / "widgets", ignore_errors=True)  # of an earlier build
    names = {}
    for page in Path(app.outdir).glob("**/*.html"):
        text = keep_together(mend(page.read_text("utf-8")))
        text = move_code_out(text, static / "widgets", names)
        if page.name != "search.html":
            text = leave_search_out(text)
        page.write_text(add_policy(text), "utf-8")
    (static / "widgets" / "names.json").write_text(json.dumps(names), "utf-8")
    keep_used_icons(Path(app.outdir))


def setup(app):
    """Connect to Sphinx."""
    app.add_css_file("type.css")
    app.add_css_file("site.css")
    app.add_css_file("formulas.css")
    app.add_css_file("print.css", media="print")
    app.add_css_file("print-widgets.css", media="print")
    app.add_js_file("typeset.js", defer="defer")  # before those that wait for it
    app.add_js_file("accessibility.js", defer="defer")
    app.add_js_file("search-from-disk.js", defer="defer")
    app.add_js_file("print.js", defer="defer")
    app.add_js_file("theme-buttons.js", defer="defer")
    app.connect("config-inited", remove_thebe, priority=1)
    app.connect("html-page-context", fetch_letters_first)
    app.connect("build-finished", finish_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
