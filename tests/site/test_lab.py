"""The explorer in JupyterLab: the reader's own array, and a kernel that follows."""

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
from convlab.explorers import Im2colExplorer

x = np.ones((1, 4, 5, 1))
explorer = Im2colExplorer(x, kernel_size=(2, 3), stride=2, padding=1)
seen_by_the_kernel = ipywidgets.IntText()
traitlets.dlink((explorer, "step"), (seen_by_the_kernel, "value"))
ipywidgets.VBox([explorer, seen_by_the_kernel])
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


def test_the_arrow_keys_reach_the_explorer_and_the_kernel(lab, browser):
    page = browser.new_page()
    page.goto(lab)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.get_by_text("| Idle").wait_for()
    page.keyboard.press("Shift+Enter")
    explorer = page.locator('[data-explorer="im2col"]')
    explorer.wait_for()
    slider = explorer.locator("input[type=range]")
    for step in (1, 2, 3):
        slider.press("ArrowRight")
        expect(explorer).to_have_attribute("data-step", str(step))
    kernel = page.locator(".widget-text input")
    expect(kernel).to_have_value("3")
    page.close()
