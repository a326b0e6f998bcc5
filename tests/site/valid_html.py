"""Ask html-validate what in a page is not HTML as its standard has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from built_site import ROOT

FOLDER = ROOT / "tests" / "validate"
PROGRAM = FOLDER / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def find_node():
    """Return Node.js from the PATH, or the one installed beside this Python."""
    beside_python = str(Path(sys.executable).parent)
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), beside_python])
    return shutil.which("node", path=path)


def why_not_installed():
    """Say what is missing, or None."""
    if find_node() and PROGRAM.exists():
        return None
    return "html-validate is not installed: run make validator."


def find_invalid(paths):
    """Return the complaints about each page that has some, by its path."""
    command = [find_node(), PROGRAM, "--config", FOLDER / ".htmlvalidate.json"]
    with TemporaryFile("w+", encoding="utf-8") as found:  # it cuts short what it pipes
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
