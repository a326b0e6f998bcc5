"""What the site's Sphinx extension does to finished pages, on a few lines of HTML."""

import json
import re
from collections import defaultdict
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.parsers.rst import DirectiveError
from docutils.utils import new_document
from sphinx.errors import SphinxError

import vendor
from book_site import PATCHES, UnbrokenFormulas, finish_pages, is_for_formulas, patch
from content_policy import add_policy, inline_hashes
from convlab.exercises.predict import PredictCard
from convlab.explorers import DescentExplorer, ForwardExplorer, WiresExplorer
from gallery import ShowExplorer
from icons import keep_rules
from panels import CutFigures
from widgets import package_script, share_code

CHARSET = '<meta charset="utf-8" />'
HASH_OF_NOTHING = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


VIEW = (
    '<script type="application/vnd.jupyter.widget-view+json">{"model_id": "a"}</script>'
)
BODY = f"<p>before</p>{VIEW}<p>after</p>"
needs_npm = pytest.mark.skipif(not vendor.NPM.exists(), reason="make html installs it")


def stored(state):
    hidden = {"state": {"_esm": "secret"}}
    return {"version_major": 2, "state": {"a": {"state": state}, "b": hidden}}


def test_only_widgets_with_a_view_are_stored(tmp_path):
    kept = share_code(stored({"n": "</x"}), BODY, tmp_path, {})
    assert kept == {"version_major": 2, "state": {"a": {"state": {"n": "</x"}}}}
    assert not list(tmp_path.iterdir())


def stored_widgets(*kinds):
    """Return the state that pages store of widgets, each with a view in the body."""
    models, views = {}, []
    for kind in kinds:
        name = f"{kind.__module__}.{kind.__name__}"
        state = {"_esm": kind._esm, "_css": kind._css, "_anywidget_id": name}
        models[kind.__name__] = {"state": state}
        views.append(VIEW.replace('"a"', json.dumps(kind.__name__)))
    return {"state": models}, "".join(views)


@needs_npm
def test_the_code_of_widgets_is_in_files_that_pages_share(tmp_path):
    kinds = WiresExplorer, ForwardExplorer, DescentExplorer, PredictCard
    names = {}
    kept = share_code(*stored_widgets(*kinds), tmp_path, names)["state"]
    files = {name: kept[name]["state"] for name in kept}
    for name, own in files.items():
        assert own.items() >= names[name].items()
        assert not own.keys() & {"_esm", "_css"}
    cards, explorers = sorted({own["script"] for own in files.values()})
    assert explorers.startswith("explorers-")
    assert cards.startswith("exercises-")
    wires, forward, descent, card = (files[k.__name__]["stylesheets"] for k in kinds)
    assert forward == wires[:1] == descent[:1]  # what they share comes once
    assert len({*wires, *descent, *card}) == 4
    found = {path.name for path in tmp_path.iterdir()}
    assert found == {explorers, cards, *wires, *descent, *card}
    assert share_code(*stored_widgets(*kinds), tmp_path, names)["state"] == kept


@needs_npm
def test_the_script_of_a_package_has_its_widgets_by_module():
    script = package_script("explorers")
    assert script.startswith('"use strict";')
    for module in ("wires_explorer", "learning.descent_explorer"):
        assert f'"{module}":' in script or f"{module}:" in script
    assert script.count("Copy picture") == 1  # what they share comes once


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


THEME = """<script>x = localStorage.getItem("theme") || "auto";</script>
<script src="_static/scripts/fontawesome.js?digest=1"></script>
<script src="../_static/doctools.js"></script>
    <script src="../_static/searchtools.js"></script>
    <script src="../_static/language_data.js"></script>
    <script src="../searchindex.js"></script>
<button onclick="f()"
  class="a">"""


PARTS = '"theme"', "fontawesome", "searchtools", "language", "searchindex", "onclick"


def test_the_theme_is_patched():
    patched = patch(THEME, set())
    for part in PARTS:
        assert part not in patched
    assert "doctools.js" in patched
    assert "prefers-color-scheme" in patched
    assert patched.endswith('<button\n  class="a">')


def test_what_some_pages_have_is_patched_where_it_is():
    done = set()
    title = '<{0} class="collapsed admonition-title">a <b>b</b></{0}>'
    entry = '<div class="citation" role="{}">'
    some = f"<h1></h1><h1>a</h1>{title.format('p')}{entry.format('doc-biblioentry')}"
    patched = patch(THEME + some, done)
    assert patched.endswith(
        f"<h1>a</h1>{title.format('span')}{entry.format('listitem')}"
    )
    assert done == PATCHES.keys()


def test_a_patch_that_no_longer_matches_fails_the_build(tmp_path):
    (tmp_path / "forward.html").write_text(CHARSET + THEME, "utf-8")
    app = SimpleNamespace(
        outdir=tmp_path,
        builder=SimpleNamespace(
            format="html", get_outfilename=lambda name: tmp_path / f"{name}.html"
        ),
        env=SimpleNamespace(found_docs={"forward"}),
    )
    with pytest.raises(ValueError, match=r"no page matches .*doc-biblioentry"):
        finish_pages(app, None, {"forward"})


def test_only_rules_of_icons_that_are_used_stay():
    used = '.fa-a:before,.fa-b:before{content:"\\f001"}'
    other = '.fa-c:before{content:"\\f002"}.fa-0:before{content:"\\30 "}'
    plain = '.x{content:"\\f003"}.fa-lg{font-size:1em}'
    assert keep_rules(used + other + plain, {"fa-b"}) == used + plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in FORMULA, or", "in [FORMULA,] or"),
        ("(FORMULA)", "[(FORMULA)]"),
        ("the FORMULA-axis", "the [FORMULA-axis]"),
        ("the FORMULA and", "the FORMULA and"),
        ("FORMULA", "FORMULA"),
        ("FORMULA, FORMULA.", "[FORMULA,] [FORMULA.]"),
    ],
)
def test_a_formula_stays_with_what_touches_it(text, expected):
    document = new_document("a page")
    paragraph = nodes.paragraph()
    for part in re.split("(FORMULA)", text):
        is_formula = part == "FORMULA"
        paragraph += nodes.math(text="a < b") if is_formula else nodes.Text(part)
    document += paragraph
    UnbrokenFormulas(document).run()
    for frame in document.findall(nodes.inline):
        assert frame["classes"] == ["unbroken"]
        frame.insert(0, nodes.Text("["))
        frame.append(nodes.Text("]"))
    assert document.astext().replace("a < b", "FORMULA") == expected


@pytest.fixture
def show():
    """Return the directive of one page."""
    env = SimpleNamespace(docname="page", metadata=defaultdict(dict))
    document = SimpleNamespace(settings=SimpleNamespace(env=env))
    parts = {"document": document}, {"reporter": None}

    def run(name):
        state, machine = (SimpleNamespace(**part) for part in parts)
        ShowExplorer("explorer", [name], {}, [], 0, 0, "", state, machine).run()
        return json.loads(env.metadata["page"]["explorer"])

    return run


def test_a_page_stores_its_explorer_and_no_other_widget(show):
    WiresExplorer(step=1)
    states = [each["state"] for each in show("WiresExplorer")["state"].values()]
    [state] = [each for each in states if "_anywidget_id" in each]
    assert (state["step"], state["small"]) == (0, False)


def test_an_unknown_explorer_is_an_error(show):
    with pytest.raises(DirectiveError) as told:
        show("WireExplorer")
    assert "no explorer 'WireExplorer'" in told.value.msg


def test_a_second_explorer_on_a_page_is_an_error(show):
    show("WiresExplorer")
    with pytest.raises(DirectiveError) as told:
        show("TensorExplorer")
    assert "one explorer" in told.value.msg


def test_a_cut_figure_without_a_text_is_named(tmp_path):
    frame = '<g id="panel_1"> <path d="M 0 9 L 9 9 L 9 0 z"/></g>'
    (tmp_path / "grids.svg").write_text(frame, "utf-8")
    document = new_document("page")
    document.settings.env = SimpleNamespace(srcdir=tmp_path, docname="page")
    document += nodes.image(uri="grids.svg")
    with pytest.raises(SphinxError, match=r"page: the figure grids\.svg needs an alt"):
        CutFigures(document).run()


@pytest.mark.parametrize(
    ("filename", "body", "expected"),
    [
        ("vendor/mathjax/startup.js", "", True),
        ("", "window.MathJax = {}", True),
        ("", '{"state": "written with MathJax"}', False),
        ("gallery.js", "", False),
    ],
)
def test_scripts_for_formulas_are_told_from_others(filename, body, expected):
    script = SimpleNamespace(filename=filename, attributes={"body": body})
    assert is_for_formulas(script) == expected
