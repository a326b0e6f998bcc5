"""Widgets in JupyterLab: own arrays, a kernel that follows, sliders, and a card."""

import pytest
from lab import show_cell
from playwright.sync_api import expect

CELL = """
import ipywidgets
import numpy as np
import traitlets
from convlab.exercises.predict import predict
from convlab.explorers import BackwardExplorer, Im2colExplorer

x = np.ones((1, 4, 5, 1))
explorer = Im2colExplorer(x, kernel_size=(2, 3), stride=2, padding=1, view="matrix")
seen_by_the_kernel = ipywidgets.IntText()
traitlets.dlink((explorer, "step"), (seen_by_the_kernel, "value"))
width = ipywidgets.IntSlider(value=3, min=1, max=9, description="KW")
ipywidgets.jslink((width, "value"), (explorer, "KW"))
back = BackwardExplorer(np.ones((1, 3, 3, 1)), x, np.ones((1, 2, 3, 1)), view="gather")
ipywidgets.VBox([explorer, seen_by_the_kernel, width, back, predict("db")])
"""


@pytest.fixture
def page(browser, tmp_path):
    with show_cell(browser, tmp_path, CELL, '[data-explorer="backward"]') as page:
        yield page


def test_widgets_in_a_notebook(page):
    explorer = page.locator('[data-explorer="im2col"]')
    kernel = page.locator(".widget-text input")

    slider = explorer.get_by_label("position")
    for step in (1, 2, 3):
        slider.press("ArrowRight")
        expect(explorer).to_have_attribute("data-step", str(step))
    expect(kernel).to_have_value("3")
    explorer.focus()
    page.keyboard.press("ArrowLeft")
    expect(kernel).to_have_value("2")  # JupyterLab has not taken the key for itself

    cell = explorer.locator('[data-array="cols"] td[data-index]').first
    cell.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(explorer.locator(".sentence")).to_contain_text("Row k = 1 is (p, q, c)")
    expect(explorer).to_be_attached()  # Enter has not opened the notebook's cell

    linked = page.locator(".widget-slider .noUi-handle")
    for _ in range(6):
        linked.press("ArrowRight")
    rows = explorer.locator('[data-array="cols"] tbody tr')
    expect(rows).to_have_count(2 * 4)  # at most 4 columns of a kernel were made up
    expect(page.locator(".widget-slider .widget-readout")).to_have_text("4")

    back = page.locator('[data-explorer="backward"]')
    back.focus()
    page.keyboard.press("End")
    expect(back).to_have_attribute("data-step", "19")
    expect(back.locator("a.link")).to_be_hidden()

    card = page.locator('[data-predict="db"]')
    verdict = card.get_by_role("status")
    card.get_by_role("textbox").fill("1.25")
    page.keyboard.press("Enter")
    expect(verdict).to_have_attribute("data-verdict", "known-mistake")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # on the button, and not to edit the notebook's cell
    expect(card.get_by_role("button", name="Check")).to_be_focused()
    card.get_by_role("textbox").fill("5")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(verdict).to_have_attribute("data-verdict", "right")
