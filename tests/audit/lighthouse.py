"""Let Lighthouse look at a page as a reader at a desk does."""

import json
import os
import statistics
import subprocess
from pathlib import Path

from find_browser import FLAGS
from valid_html import find_node

PROGRAM = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PLAIN = [flag for flag in FLAGS if " " not in flag]  # Lighthouse parts them at blanks
CHROMIUM = ["--headless=new", "--no-sandbox", *PLAIN]  # without a sandbox, for root
OPTIONS = [
    "--preset=desktop",
    "--output=json",
    "--quiet",
    "--no-enable-error-reporting",
    f"--only-categories={','.join(TARGETS)}",
    f"--chrome-flags={' '.join(CHROMIUM)}",
]


def look_at(address, browser):
    """Return the score of each category, 0 to 100, and what cost points.

    A timing depends on what else the machine does: when one is below its target, the
    median of three counts.
    """
    scores, lost = _run(address, browser)
    if scores["performance"] < TARGETS["performance"]:
        runs = [scores] + [_run(address, browser)[0] for _ in range(2)]
        scores["performance"] = statistics.median(run["performance"] for run in runs)
    return scores, lost


def _run(address, browser):
    environment = os.environ | {"CHROME_PATH": browser}
    command = [find_node(), PROGRAM, address, *OPTIONS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {address}:\n{done.stderr}")
    found = json.loads(done.stdout)
    if problem := found.get("runtimeError"):
        raise RuntimeError(f"Lighthouse failed on {address}: {problem['message']}")
    scores = {name: _percent(found["categories"][name]) for name in TARGETS}
    return scores, [line for name in TARGETS for line in _lost(found, name)]


def _percent(category):
    return round(100 * category["score"])


def _lost(found, name):
    """Say which audits of a category cost points."""
    for part in found["categories"][name]["auditRefs"]:
        audit = found["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip()
