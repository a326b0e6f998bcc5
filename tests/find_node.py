"""Find the Node.js that make has installed, or the one on the PATH."""

import os
import shutil
import sys
from pathlib import Path


def find_node():
    """Return the Node.js beside this Python, or else on the PATH, or None."""
    beside_python = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside_python, os.environ.get("PATH", os.defpath)])
    return shutil.which("node", path=path)
