"""Run html-validate on pages, to find what the HTML standard does not allow."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from built_site import ROOT

PROGRAM = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = Path(__file__).with_name("html-validate.json")


def find_node():
    """Return the Node.js installed beside this Python, or the one on the PATH."""
    beside_python = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside_python, os.environ.get("PATH", os.defpath)])
    return shutil.which("node", path=path)


def why_not_installed():
    """Say what is missing, or None."""
    if find_node() and PROGRAM.exists():
        return None
    return "html-validate is not installed: run make html."


def find_invalid(paths):
    """Return the complaints about each page that has some, by its path."""
    command = [find_node(), PROGRAM, "--config", RULES]
    with TemporaryFile("w+", encoding="utf-8") as found:  # a pipe would be cut short
        subprocess.run([*command, "--formatter", "json", *paths], stdout=found)
        found.seek(0)
        text = found.read()
    if not text.startswith("["):
        raise RuntimeError(f"html-validate said above why it failed: {text}")
    return {
        Path(page["filePath"]): [
            f"line {each['line']}: {each['ruleId']}: {each['message']}"
            for each in page["messages"]
        ]
        for page in json.loads(text)
        if page["messages"]
    }
