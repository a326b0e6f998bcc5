"""Widgets in JupyterLab: own arrays, a kernel that follows, sliders, and a card."""

import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import nbformat
import pytest
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
START = 60  # seconds that JupyterLab may take to answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, server):
    for _ in range(START * 4):
        assert server.poll() is None, "JupyterLab stopped by itself"
        try:
            return urlopen(address).close()
        except OSError:
            time.sleep(0.25)
    return pytest.fail(f"JupyterLab did not answer within {START} seconds")


@pytest.fixture
def lab(tmp_path):
    """Return the address of a notebook in a JupyterLab with its own settings."""
    cells = [nbformat.v4.new_code_cell(CELL)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, tmp_path / "own_array.ipynb")
    port = free_port()
    settings = ["--no-browser", "--allow-root", "--IdentityProvider.token="]
    places = [f"--port={port}", f"--ServerApp.root_dir={tmp_path}"]
    address = f"http://127.0.0.1:{port}/lab"
    command = [sys.executable, "-m", "jupyterlab", *settings, *places]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(address, server)
            yield f"{address}/tree/own_array.ipynb"
        finally:
            server.terminate()


@pytest.fixture
def page(lab, browser):
    """Return a JupyterLab in which the cell has run."""
    page = browser.new_page(viewport={"width": 1280, "height": 2000})
    page.goto(lab)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.get_by_text("| Idle").wait_for()
    page.keyboard.press("Shift+Enter")
    page.locator('[data-explorer="backward"]').wait_for()
    yield page
    page.close()


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
