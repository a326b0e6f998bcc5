"""What the site's extension does to finished pages, on a few lines of HTML."""

import importlib.util
import json
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "book" / "_site" / "self_hosted.py"
SPEC = importlib.util.spec_from_file_location("self_hosted", SOURCE)
self_hosted = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(self_hosted)

SCRIPT = '<script type="application/vnd.jupyter.widget-{}+json">{}</script>'


def test_only_widgets_with_a_view_are_stored():
    shown, hidden = {"state": {"n": 1, "_esm": "</x"}}, {"state": {"_esm": "secret"}}
    stored = {"version_major": 2, "state": {"a": shown, "b": hidden}}
    state = SCRIPT.format("state", json.dumps(stored).replace("</", r"<\/"))
    view = SCRIPT.format("view", '{"model_id": "a"}')
    page = f"<p>before</p>{state}\n{view}<p>after</p>"
    kept = self_hosted.keep_shown_widgets(page)
    assert "secret" not in kept
    assert kept.count("</x") == 0
    _, text, _ = self_hosted.STATE.search(kept).groups()
    assert json.loads(text) == {"version_major": 2, "state": {"a": shown}}
    assert kept.startswith("<p>before</p>")
    assert kept.endswith(f"{view}<p>after</p>")


def test_a_page_without_widgets_stays():
    page = "<script>let a = 1;</script><p>text</p>"
    assert self_hosted.keep_shown_widgets(page) == page
