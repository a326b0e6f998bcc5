"""Build the package as a wheel, byte for byte the same every time."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

FOLDER = "downloads"  # of the published site
ROOT = Path(__file__).parents[2]
OPTIONS = ["-q", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]


def name():
    """Return the name that pip gives the file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['name'].replace('-', '_')}-{project['version']}-py3-none-any.whl"


def build(folder):
    """Build the wheel into a folder, and return its path."""
    command = [sys.executable, "-m", "pip", "wheel", *OPTIONS, "-w", folder, ROOT]
    moment = {"SOURCE_DATE_EPOCH": "315532800"}  # 1980, the first that a zip knows
    subprocess.run(command, check=True, env=os.environ | moment)
    return Path(folder) / name()
