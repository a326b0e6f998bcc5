"""What the site's extension does to finished pages, on a few lines of HTML."""

import json

import pytest

from content_policy import add_policy, inline_hashes
from icons import keep_rules
from stored_widgets import STATE, as_script, move_code_out
from theme_markup import leave_search_out, mend
from unbroken import keep_together

SCRIPT = '<script type="application/vnd.jupyter.widget-{}+json">{}</script>'
MODULE = "const a = 1;\nexport default { a };\n"
CHARSET = '<meta charset="utf-8" />'
HASH_OF_NOTHING = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


def page_with(state):
    hidden = {"state": {"_esm": "secret"}}
    stored = {"version_major": 2, "state": {"a": {"state": state}, "b": hidden}}
    state = SCRIPT.format("state", json.dumps(stored))
    view = SCRIPT.format("view", '{"model_id": "a"}')
    return f"<p>before</p>{state}{view}<p>after</p>"


def test_only_widgets_with_a_view_are_stored(tmp_path):
    kept = move_code_out(page_with({"n": "\\u003c/x"}), tmp_path, {})
    assert "secret" not in kept
    _, text, _ = STATE.search(kept).groups()
    assert "<" not in text
    expected = {"version_major": 2, "state": {"a": {"state": {"n": "\\u003c/x"}}}}
    assert json.loads(text) == expected
    assert kept.startswith("<p>before</p>")
    assert kept.endswith("<p>after</p>")


def test_the_code_of_a_widget_is_in_files_that_pages_share(tmp_path):
    state = {"_esm": MODULE, "_css": "p {}", "_anywidget_id": "convlab.x.Card"}
    names = {}
    kept = move_code_out(page_with(state), tmp_path, names)
    assert move_code_out(page_with(state), tmp_path, names) == kept
    assert "const a" not in kept
    stored = json.loads(STATE.search(kept)[2])["state"]["a"]["state"]
    assert set(stored) == {"_anywidget_id", "script", "stylesheet"}
    assert {path.name for path in tmp_path.iterdir()} == {
        stored["script"],
        stored["stylesheet"],
    }
    assert stored["script"].startswith("Card-")
    assert names == {"Card": {k: stored[k] for k in ("script", "stylesheet")}}
    assert "const exported = { a };" in (tmp_path / stored["script"]).read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("const a = 1;", "0 of them"),
        (MODULE + MODULE, "2 of them"),
        ('import { b } from "./b.js";\n' + MODULE, "import { b }"),
        ("export const b = 2;\n" + MODULE, "export const b"),
    ],
)
def test_a_module_that_cannot_be_a_script_is_refused(source, found):
    with pytest.raises(ValueError, match=r"the module of Card must have one") as told:
        as_script("Card", source)
    assert found in str(told.value)


def test_a_page_without_widgets_stays(tmp_path):
    page = "<script>let a = 1;</script><p>text</p>"
    assert move_code_out(page, tmp_path, {}) == page
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("script", ["live.js", "alive.js"])
def test_only_a_page_with_live_cells_may_start_a_worker(script):
    page = f'<meta charset="utf-8"><script src="../_static/{script}?v=1"></script>'
    is_live = script == "live.js"
    assert ("worker-src blob:" in add_policy(page)) == is_live
    assert ("'wasm-unsafe-eval'" in add_policy(page)) == is_live


def test_a_policy_names_the_scripts_that_run_and_no_others():
    data = '<script type="application/json">{}</script>'
    text = f'{data}<script src="a.js"></script><script></script><script></script>'
    assert inline_hashes(text) == [HASH_OF_NOTHING]
    assert inline_hashes("<script>x</script>") != [HASH_OF_NOTHING]


def test_the_policy_follows_the_charset():
    page = add_policy(f"<head>\n{CHARSET}<script></script></head>")
    head, rest = page.split("<meta http-equiv", 1)
    assert head.split() == f"<head> {CHARSET}".split()
    assert f"script-src 'self' file: {HASH_OF_NOTHING};" in rest


def test_a_page_with_no_place_for_a_policy_is_an_error():
    with pytest.raises(ValueError, match="no <meta charset"):
        add_policy("<html></html>")


def test_the_theme_is_mended():
    assert mend('<button onclick="f()"\n  class="a">') == '<button\n  class="a">'
    assert mend("<h1></h1><h1>a</h1>") == "<h1>a</h1>"
    title = '<{0} class="collapsed admonition-title">a <b>b</b></{0}>'
    assert mend(title.format("p")) == title.format("span")
    entry = '<div class="citation" role="{}">'
    assert mend(entry.format("doc-biblioentry")) == entry.format("listitem")


def test_only_the_search_page_loads_the_search():
    others = '<script src="../_static/doctools.js"></script>\n'
    search = "".join(
        f'    <script src="../{name}.js"></script>\n'
        for name in ("_static/searchtools", "_static/language_data", "searchindex")
    )
    assert leave_search_out(others + search + others) == others + others


def test_only_rules_of_icons_that_are_used_stay():
    used = '.fa-a:before,.fa-b:before{content:"\\f001"}'
    other = '.fa-c:before{content:"\\f002"}.fa-0:before{content:"\\30 "}'
    plain = '.x{content:"\\f003"}.fa-lg{font-size:1em}'
    assert keep_rules(used + other + plain, {"fa-b"}) == used + plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in FORMULA, or", 'in <span class="unbroken">FORMULA,</span> or'),
        ("<p>(FORMULA)</p>", '<p><span class="unbroken">(FORMULA)</span></p>'),
        ("the FORMULA-axis", 'the <span class="unbroken">FORMULA-axis</span>'),
        ("the FORMULA and", "the FORMULA and"),
    ],
)
def test_a_formula_stays_with_what_touches_it(text, expected):
    formula = '<span class="math notranslate nohighlight">\\(a &lt; b\\)</span>'
    together = keep_together(text.replace("FORMULA", formula))
    assert together.replace(formula, "FORMULA") == expected
