"""`make` lists its commands, and before it installs anything rejects an old Python."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRETENDER = """#!{python}
import sys
sys.version_info = {version}
if sys.argv[1] == "-c":
    exec(sys.argv[2])
else:
    print("went on to", *sys.argv[1:])
    sys.exit(1)
"""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("make"), reason="there is no make"
)


def test_the_commands_for_a_reader_are_listed_first():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    listed = re.findall(r"^  (\w+)", said, re.MULTILINE)
    assert listed[:5] == ["help", "book", "lab", "html", "dist"]
    assert len(listed) > 15


@pytest.fixture
def install(tmp_path):
    """Start an install into a folder of its own, with a Python of the given version."""

    def install(*version):
        python = tmp_path / "python"
        text = PRETENDER.format(python=sys.executable, version=version)
        python.write_text(text, "utf-8")
        python.chmod(0o755)
        venv = tmp_path / "venv"
        command = ["make", f"PYTHON={python}", f"VENV={venv}", venv / "installed"]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout

    return install


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 20), (3, 10, 99)])
def test_an_old_python_is_refused_and_the_way_out_named(install, version):
    said = install(*version)
    assert "Python 3.11 or later is needed" in said
    assert "make html PYTHON=python3.11" in said
    assert "went on" not in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 0)])
def test_a_newer_one_goes_on_to_the_environment(install, version):
    assert "went on to -m venv" in install(*version)


def test_the_oldest_is_the_one_that_the_package_takes():
    makefile, project = ROOT / "Makefile", ROOT / "pyproject.toml"
    assert "sys.version_info < (3, 11)" in makefile.read_text("utf-8")
    assert 'requires-python = ">=3.11"' in project.read_text("utf-8")
