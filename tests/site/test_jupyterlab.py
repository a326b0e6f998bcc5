"""JupyterLab: its start page, and explorers, sliders, a card, the reader's picture."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import nbformat
import pytest
from built_site import ROOT
from PIL import Image
from playwright.sync_api import expect

WIDGETS = """
import ipywidgets
import numpy as np
import traitlets
from convlab.exercises.predict import predict
from convlab.explorers import BackwardExplorer, Im2colExplorer

x = np.ones((1, 4, 5, 1))
explorer = Im2colExplorer(x, kernel_size=(2, 3), stride=2, padding=1, view="matrix")
seen_by_the_kernel = ipywidgets.IntText()
traitlets.dlink((explorer, "step"), (seen_by_the_kernel, "value"))
total = ipywidgets.FloatText()
sum_up = lambda _: explorer.array("x").sum()
traitlets.dlink((explorer, "edits"), (total, "value"), sum_up)
width = ipywidgets.IntSlider(value=3, min=1, max=9, description="KW")
ipywidgets.jslink((width, "value"), (explorer, "KW"))
back = BackwardExplorer(np.ones((1, 3, 3, 1)), x, np.ones((1, 2, 3, 1)), view="gather")
ipywidgets.VBox([explorer, seen_by_the_kernel, total, width, back, predict("db")])
"""
PICTURE = """
import numpy as np
from convlab.layers import Conv2D
from convlab.explorers.pictures import OwnPicture

w = np.random.default_rng(0).normal(size=(16, 3, 3, 1))
OwnPicture(Conv2D(w, padding=1))
"""
PATIENCE = 60_000  # milliseconds: a kernel starts meanwhile
SIDE = 1900  # pixels, of random bytes: a file too large for a Jupyter message


@contextmanager
def started(command_for, **settings):
    """Start what command_for(options) returns; give the address of its JupyterLab."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--no-browser", "--IdentityProvider.token=", f"--port={port}"]
    settings |= {"stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command_for(options), **settings) as server:
        try:
            said = []
            for line in server.stderr:  # it prints its address once it listens
                said.append(line)
                if f":{port}/lab" in line:
                    break
            else:
                raise RuntimeError(f"JupyterLab gave no address: {''.join(said[-9:])}")
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # and what make has started


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Return a folder, and the address of a JupyterLab that shows its notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    jupyterlab = [sys.executable, "-m", "jupyterlab", "--allow-root"]
    command = [*jupyterlab, f"--ServerApp.root_dir={folder}"]
    with started(lambda options: command + options) as address:
        yield folder, f"{address}/lab"


@pytest.fixture
def make_lab(browser, tmp_path):
    """Return a page at the address that `make lab` prints, for a new reader."""
    as_it_is = ["-o", f"{sys.prefix}/installed", f"VENV={sys.prefix}"]  # no new install
    apart = f"--FileCheckpoints.checkpoint_dir={tmp_path}"  # and not in book/

    def command(options):
        return ["make", *as_it_is, "lab", f"LABFLAGS={' '.join([*options, apart])}"]

    folders = dict.fromkeys(["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"], str(tmp_path))
    new_reader = os.environ | folders
    with started(command, cwd=ROOT, env=new_reader) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        page.close()


@pytest.fixture
def show(request, browser, lab):
    """Return a function that runs a cell in a notebook of its own, as a page."""
    (folder, address), name = lab, request.node.name
    page = browser.new_page(viewport={"width": 1280, "height": 2000})

    def run(cell, shown):
        cells = [nbformat.v4.new_code_cell(cell)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
        nbformat.write(notebook, folder / f"{name}.ipynb")
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/workspaces/{name}/tree/{name}.ipynb")
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.get_by_text("| Idle").wait_for()
        page.keyboard.press("Shift+Enter")
        page.locator(shown).wait_for()
        return page

    yield run
    page.close()


def test_make_lab_opens_on_the_start_page_and_lists_what_one_reads(make_lab):
    page = make_lab
    start = page.locator(".jp-MarkdownViewer")
    expect(start.get_by_role("heading", name="Start here")).to_be_visible()
    chapters = sorted(path.name for path in (ROOT / "book").glob("*.ipynb"))
    names = page.locator(".jp-DirListing-itemText")
    expect(names).to_have_text(["exercises", "0-start.md", *chapters])

    start.get_by_role("link", name="The forward pass", exact=True).click()
    expect(page).to_have_url(re.compile(r"/tree/exercises/forward\.ipynb$"))
    page.get_by_text("| Idle").wait_for()  # by now it would have asked about news
    expect(page.get_by_text("Jupyter news")).to_have_count(0)

    page.goto(page.url.replace("exercises/forward", "notation"))
    expect(page.locator(".jp-RenderedSVG").first).to_be_attached()  # it is trusted


def test_widgets_in_a_notebook(show):
    page = show(WIDGETS, '[data-explorer="backward"]')
    explorer = page.locator('[data-explorer="im2col"]')
    kernel = page.locator(".widget-text input").first

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
    expect(explorer.locator("[aria-live]")).to_contain_text("Row k = 1 is (p, q, c)")
    expect(explorer).to_be_attached()  # Enter has not opened the notebook's cell

    explorer.locator('[data-array="x"] [data-edit]').first.focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.locator(".widget-text input").last).to_have_value("28")  # 19 ones and 9

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
    expect(back.locator("a.report")).to_be_hidden()

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


def test_own_picture(show, tmp_path):
    page = show(PICTURE, '[aria-label="kernel w"]')
    status = page.locator('[role="status"]').filter(has_text="pixels")
    expect(status).to_have_text("The portrait of Grace Hopper: 128 x 150 pixels.")
    chooser = page.get_by_label("Your picture")
    picture, z = page.locator('img[alt^="x, "]'), page.locator('img[alt^="z, "]')

    vast = tmp_path / "vast.png"
    Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3)).save(vast)
    chooser.set_input_files(vast)
    words = f"vast.png: {SIDE} x {SIDE} pixels, scaled down to 256 x 256."
    expect(status).to_have_text(words)

    small = tmp_path / "<b>small.png"
    Image.linear_gradient("L").resize((40, 30)).save(small)
    chooser.set_input_files(small)
    expect(status).to_have_text("<b>small.png: 40 x 30 pixels.")
    expect(picture).to_have_attribute("alt", "x, the picture in grey, 40 x 30 pixels")
    seen = picture.get_attribute("src")

    text = tmp_path / "x.png"
    text.write_text("Dear reader,")
    chooser.set_input_files(text)
    words = "a PNG or JPEG was expected; got 12 bytes that are no picture"
    refused = page.locator('[role="status"]').filter(has_text="expected")
    stays = "The picture from before stays."
    expect(refused).to_have_text(f"x.png: {words}. {stays}")
    expect(picture).to_have_attribute("src", seen)

    before = z.get_attribute("src")
    slider = page.get_by_role("slider", name="w[0, 1, 1, 0]")
    slider.press("ArrowRight")
    expect(z).not_to_have_attribute("src", before)
    expect(slider).to_have_value("0.0625")
    kernel = page.get_by_label("kernel", exact=True)
    expect(kernel.locator("option:checked")).to_have_text("your own")
    kernel.select_option("sharpen")
    expect(slider).to_have_value("5")

    maps = page.get_by_role("img", name="16 feature maps")
    wide = maps.evaluate("image => image.complete && image.naturalWidth")
    assert wide > 400
