"""Cells of the chapters that can be tried: in the page they give the stored outputs."""

import json
import re

import nbformat
import pytest
from built_site import ROOT
from exercise import replace_text
from playwright.sync_api import expect

LISTED = re.compile(r'id="live-cells">(.*?)</script>', re.DOTALL)
CHAPTERS = "notation", "forward", "im2col", "backward", "general", "errata"


def cells(site, name):
    """Return the cells of a page as it lists them."""
    found = LISTED.search((site / f"{name}.html").read_text("utf-8"))
    return json.loads(found[1])


def stored(name):
    """Return what each cell of a notebook has printed and what it gave, by its id."""
    notebook = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4)
    found = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        printed = "".join(each.get("text", "") for each in outputs)
        values = [each.data["text/plain"] for each in outputs if "data" in each]
        found[cell.id] = printed, *values
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_cell_gives_in_the_page_what_it_gave_in_the_notebook(site, python, name):
    listed, expected, tried = cells(site, name), stored(name), 0
    for place, cell in enumerate(listed):
        if cell.get("runs"):
            above = [[each["id"], each["source"]] for each in listed[:place]]
            outcome = python.run(cell["source"], above)
            text = outcome["found"].get("text")
            assert not outcome["found"].get("error"), (cell["id"], outcome)
            given = (outcome["printed"], text) if text else (outcome["printed"],)
            assert given == expected[cell["id"]], cell["id"]
            tried += 1
    assert tried >= 6


def test_cells_that_need_more_than_a_page_has_say_what(site):
    needs = {c["id"]: c.get("needs") for c in cells(site, "forward")}
    assert needs["forward-05"] == "Matplotlib"  # a figure
    assert needs["forward-46"] is None
    assert needs["forward-01"] is None  # imports alone
    needs = {c["id"]: c.get("needs") for c in cells(site, "learning")}
    assert needs["shift-worth"] == "Matplotlib"  # it uses what a cell above it loads
    needs = {c["id"]: c.get("needs") for c in cells(site, "gradients")}
    assert needs["gradients-52"] == "a minute or more"


def test_the_kernel_that_learns_from_the_photograph_runs(site):
    running = {c["id"] for c in cells(site, "backward") if c.get("runs")}
    assert {"learn-edges-target", "learn-edges-descent"} <= running


def test_a_reader_changes_a_cell_and_an_explorer_shows_the_array(visit, python):
    reader = visit()
    python.lend(reader.page)
    page = reader.open("forward.html")
    assert not [each for each in reader.responses if "live/pyodide" in each.url]
    cell = page.locator("#cell-forward-03")
    cell.locator('[data-action="try"]').click()
    cell.locator("[role=textbox].cm-content").wait_for()
    replace_text(page, "x, w, b, _ = samples.by_hand()\nx = x + 10\nx[0, 0]")
    page.keyboard.press("Shift+Enter")
    expect(cell.locator(".live-verdict")).to_contain_text("12")
    explorer = page.locator("#cell-explorer-3")
    explorer.locator('[data-action="try"]').click()
    explorer.locator("[role=textbox].cm-content").wait_for()
    replace_text(page, "ForwardExplorer(x, w, b)")
    page.keyboard.press("Shift+Enter")
    # Not the explorer of the book, which stands there too once it has loaded.
    shown = explorer.locator('.live-try [data-explorer="forward"]')
    expect(shown).to_contain_text("11")
    page.locator("#cell-explorer-3 [data-action='close']").click()
    expect(explorer.locator('[data-action="try"]')).to_be_focused()
    assert not reader.faults


def test_a_page_of_prose_asks_for_nothing_more_than_before(visit):
    reader = visit()
    reader.open("glossary.html")
    assert not [
        each
        for each in reader.responses
        if "/live" in each.url.replace("live-data.js", "")
    ]
