"""The cell with which a published notebook installs convlab where it is missing."""

import importlib.util

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

import convlab
import equip_notebooks

WHEEL = equip_notebooks.wheel_address("https://example.org/course/")


@pytest.fixture
def installed(monkeypatch):
    """Run the cell, and return what it would have installed."""
    asked = []
    shell = InteractiveShell()
    shell.register_magic_function(asked.append, magic_name="pip")

    def run():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
        cell, other = equip_notebooks.equip(notebook, WHEEL).cells
        assert other.source == "1"
        nbformat.validate(notebook)
        shell.run_cell(cell.source).raise_error()
        return asked

    return run


def test_the_address_names_the_package_as_pip_builds_it():
    assert WHEEL.startswith("https://example.org/course/downloads/convlab_course-")
    assert WHEEL.endswith("-py3-none-any.whl")


def test_where_convlab_is_installed_nothing_happens(installed):
    assert convlab
    assert installed() == []


def test_where_it_is_missing_it_is_installed(installed, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert installed() == [
        f'install --quiet "convlab-course[viz,explorers,learning] @ {WHEEL}"'
    ]


def test_a_notebook_gets_one_cell_however_often(installed):
    notebook = nbformat.v4.new_notebook()
    for _ in range(2):
        equip_notebooks.equip(notebook, WHEEL)
    assert len(notebook.cells) == 1
