"""What the book is called, who wrote it, and which version this is."""

import re
import tomllib

import yaml


def about(root):
    """Read it where it is written: _config.yml, pyproject.toml and the front page."""
    config = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    index = (root / "book" / "index.md").read_text("utf-8")
    return {
        "title": config["title"],
        "author": config["author"],
        "about": re.search(r"description: (.+)", index).group(1),
        "version": project["version"],
        "keywords": ", ".join(project["keywords"]),
    }
