"""The readable pins and the lock with hashes say the same."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^(\S+==\S+)(?: ; (.+?))?(?: \\)?$", re.MULTILINE)


FOLDERS = pytest.mark.parametrize("folder", ["", "hub/"])


def pins(name):
    return PIN.findall((ROOT / name).read_text("utf-8"))


@FOLDERS
def test_the_lock_has_every_pin_and_no_other(folder):
    assert len(pins(f"{folder}requirements.txt")) > 20
    assert pins(f"{folder}requirements.lock") == pins(f"{folder}requirements.txt")


@pytest.mark.parametrize("other", ["hub/requirements.txt", "requirements-lite.txt"])
def test_nothing_is_pinned_twice(other):
    names = [
        {pin.split("==")[0] for pin, _ in pins(name)}
        for name in ("requirements.txt", other)
    ]
    assert names[1]
    assert not names[0] & names[1]


def test_the_book_and_the_hub_install_the_same_node():
    node = pins("requirements-node.txt")
    assert len(node) == 2
    assert set(node) <= set(pins("hub/requirements.txt"))


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-node.txt", "hub/requirements.lock"]
)
def test_every_file_of_the_lock_has_a_hash(name):
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    locked = [entry for entry in entries if "==" in entry.split("\n")[0]]
    assert len(locked) == len(pins(name))
    for entry in locked:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


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
        assert "resolved" not in package  # an address would be that of one registry
    installing = re.findall(r"npm (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert set(installing) == {"ci"}  # which changes no lock


def test_npm_runs_no_code_of_a_package_as_it_installs_it():
    settings = (ROOT / ".npmrc").read_text("utf-8").splitlines()
    assert "ignore-scripts=true" in settings
    assert "omit-lockfile-registry-resolved=true" in settings
