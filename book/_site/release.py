"""Fill a release's date and address into what is released, if its version is agreed on.

The release workflow runs it on the tagged commit, and keeps the notes that it prints;
it needs Python alone.
"""

import re
import sys
import tomllib

from convlab_wheel import ROOT
from versions import read_versions

NEWEST = re.compile(r"^## .*", re.MULTILINE)
CITED = re.compile(r"^version: (\S+)", re.MULTILINE)
FILLED = re.compile(r"^(?:date-released|repository-code): .*\n", re.MULTILINE)


def prepare(root, tag, day, repository):
    """Write the day and the repository, and return the notes of the version.

    Where anything is not as it must be, raise a ValueError and write nothing.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    changes, citation = root / "CHANGELOG.md", root / "CITATION.cff"
    changed, cited = changes.read_text("utf-8"), citation.read_text("utf-8")
    number, _, notes = read_versions(changed)[0]
    said = {
        "pyproject.toml": project["version"],
        "CHANGELOG.md": number,
        "CITATION.cff": CITED.search(cited)[1],
    }
    if {f"v{version}" for version in said.values()} != {tag}:
        raise ValueError(f"the tag must be v and the version; got {tag!r}, and {said}")
    dated = NEWEST.sub(f"## {number}, {day}", changed, count=1)
    read_versions(dated)  # refuses what is no day
    changes.write_text(dated, "utf-8")
    filled = f"date-released: {day}\nrepository-code: {repository}\n"
    citation.write_text(FILLED.sub("", cited) + filled, "utf-8")
    return notes.strip()


if __name__ == "__main__":
    print(prepare(ROOT, *sys.argv[1:]))
