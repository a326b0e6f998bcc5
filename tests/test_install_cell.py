"""The notebook cell that says how to get convlab if it is missing."""

import importlib.util
import sys
from importlib.machinery import PathFinder

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell

import convlab
import convlab_wheel
import install_cell

SITE = "https://example.org/course/"
ADDRESS = f"{SITE}downloads/{convlab_wheel.name()}"


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "a.ipynb"
    cell = nbformat.v4.new_code_cell("1", id="one")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.fixture
def run():
    """Run the cell, and return what it installed and what it told the reader."""
    installed = []
    shell = InteractiveShell()
    shell.register_magic_function(installed.append, magic_name="pip")

    def run(site):
        ran = shell.run_cell(install_cell.source(site), silent=True)
        return installed, str(ran.error_in_exec or "")

    return run


@pytest.fixture(params=["nothing", "a folder", "another project"])
def environment(request, tmp_path, monkeypatch):
    """Return the module Python finds when it looks for convlab."""
    if request.param != "nothing":
        (tmp_path / "convlab").mkdir()
    if request.param == "another project":
        (tmp_path / "convlab" / "__init__.py").write_text("raise SystemExit", "utf-8")

    def find_spec(name):
        return PathFinder.find_spec(name, [str(tmp_path)])

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    return request.param


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.mark.parametrize("site", [None, SITE])
def test_where_convlab_is_installed_nothing_happens(run, site, colab):
    assert convlab
    assert run(site) == ([], "")


def test_without_an_address_it_names_the_file_to_put_beside(run, environment):
    installed, told = run(None)
    assert not installed
    assert f'%pip install "./{convlab_wheel.name()}[notebooks]"' in told
    assert ("another project" in told) == (environment == "another project")


def test_with_an_address_it_says_so_and_installs_nothing_unasked(run, environment):
    installed, told = run(SITE)
    assert not installed
    assert f'%pip install "convlab-course[notebooks] @ {ADDRESS}"' in told
    assert ("another project" in told) == (environment == "another project")


def test_in_colab_it_installs_and_goes_on_unless_it_finds_another(
    run, environment, colab
):
    installed, told = run(SITE)
    if environment == "another project":
        assert not installed
        assert "%pip uninstall --yes convlab" in told
    else:
        (wanted,) = installed
        assert wanted.endswith(f'"convlab-course[viz,explorers,learning] @ {ADDRESS}"')
        assert not told


def test_a_reader_sees_the_advice_and_no_traceback(run, environment, capsys):
    run(None)
    shown = capsys.readouterr().out
    assert "Restart the kernel" in shown
    assert "raise" not in shown


def test_a_notebook_gets_one_cell_however_often(notebook):
    for _ in range(2):
        notebook.write_text(install_cell.add_install_cell(notebook, SITE), "utf-8")
    changed = nbformat.read(notebook, as_version=4)
    nbformat.validate(changed)
    assert [cell.id for cell in changed.cells] == ["install", "one"]
