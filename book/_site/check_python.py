"""Stop, and say what to install, when this Python cannot build the book."""

import importlib.util
import sys

OLDEST = (3, 11)
OLDEST_NAME = ".".join(map(str, OLDEST))


def find_problem():
    """Return what is wrong with this Python and how to mend it, or None."""
    if sys.version_info < OLDEST:
        return (
            f"Python {OLDEST_NAME} or later is needed; {sys.executable} is "
            f"{sys.version.split()[0]}.\n"
            "Install one from https://www.python.org or your system's packages and "
            f"name it:\n    make html PYTHON=python{OLDEST_NAME}"
        )
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        return (
            f"{sys.executable} cannot make virtual environments: venv is missing.\n"
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        )
    return None


if __name__ == "__main__":
    problem = find_problem()
    if problem:
        sys.exit(problem)
