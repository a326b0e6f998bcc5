"""A JupyterLab of its own for a test, with one cell."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import nbformat

__all__ = ["show_cell"]

START = 60  # seconds that JupyterLab may take to answer


@contextmanager
def show_cell(browser, folder, cell, shown):
    """Yield a page in which the cell has run and what it shows can be found."""
    with _running_lab(folder, cell) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 2000})
        page.goto(address)
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.get_by_text("| Idle").wait_for()
        page.keyboard.press("Shift+Enter")
        page.locator(shown).wait_for()
        yield page
        page.close()


@contextmanager
def _running_lab(folder, cell):
    """Yield the address of a notebook with this cell."""
    cells = [nbformat.v4.new_code_cell(cell)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(notebook, folder / "cell.ipynb")
    port = _free_port()
    settings = ["--no-browser", "--allow-root", "--IdentityProvider.token="]
    places = [f"--port={port}", f"--ServerApp.root_dir={folder}"]
    address = f"http://127.0.0.1:{port}/lab"
    command = [sys.executable, "-m", "jupyterlab", *settings, *places]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(address, server)
            yield f"{address}/tree/cell.ipynb"
        finally:
            server.terminate()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address, server):
    for _ in range(START * 4):
        if server.poll() is not None:
            raise RuntimeError("JupyterLab stopped by itself")
        try:
            return urlopen(address, timeout=START).close()
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"JupyterLab did not answer within {START} seconds")
