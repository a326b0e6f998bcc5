"""Sphinx extension: serve all a page needs from its own folder, and nothing else."""

import json
import re
from pathlib import Path

# The theme has inline scripts, and an explorer is a blob: module; what the policy
# guards is the origin. file: lets a page opened from disk load its neighbours.
POLICY = "; ".join(
    [
        "default-src 'self' file:",
        "script-src 'self' file: blob: 'unsafe-inline'",
        "style-src 'self' file: 'unsafe-inline'",
        "img-src 'self' file: data:",
        "font-src 'self' file: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self' file:",
    ]
)
POLICY_TAG = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'

# This script turns every icon into an <svg>. The theme's stylesheet draws them
# without it.
ICON_SCRIPT = re.compile(r"[ \t]*<script[^>]*scripts/fontawesome\.js[^>]*></script>\n")

# A page stores every widget that its cells made; the loader draws those with a view.
WIDGET = r'(<script type="application/vnd\.jupyter\.widget-{}\+json">)(.*?)(</script>)'
STATE = re.compile(WIDGET.format("state"), re.DOTALL)
VIEW = re.compile(WIDGET.format("view"), re.DOTALL)


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


def add_policy(_app, _page, _template, context, _doctree):
    """Let the browser refuse, on every page, what is not the book's own."""
    context["metatags"] = POLICY_TAG + context.get("metatags", "")


def keep_shown_widgets(text):
    """Take the widgets that a page does not show out of what it stores.

    The loader asks for nothing but the models that have a view of their own.
    """
    shown = {json.loads(view)["model_id"] for _, view, _ in VIEW.findall(text)}

    def only_shown(found):
        before, stored, after = found.groups()
        stored = json.loads(stored)
        models = stored["state"].items()
        stored["state"] = {name: model for name, model in models if name in shown}
        return before + json.dumps(stored).replace("</", r"<\/") + after

    return STATE.sub(only_shown, text)


def finish_pages(app, error):
    """Take out of the finished pages what they do not need."""
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).glob("**/*.html"):
        text = ICON_SCRIPT.sub("", page.read_text("utf-8"))
        page.write_text(keep_shown_widgets(text), "utf-8")


def setup(app):
    """Connect to Sphinx."""
    app.add_css_file("type.css")
    app.add_css_file("site.css")
    app.add_js_file("accessibility.js", defer="defer")
    app.add_js_file("search-from-disk.js", defer="defer")
    app.connect("config-inited", remove_thebe, priority=1)
    app.connect("html-page-context", add_policy)
    app.connect("build-finished", finish_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
