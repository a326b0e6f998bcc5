"""The readable pins and the lock with hashes say the same."""

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


@FOLDERS
def test_every_file_of_the_lock_has_a_hash(folder):
    entries = re.split(
        r"^(?=\S)",
        (ROOT / f"{folder}requirements.lock").read_text("utf-8"),
        flags=re.MULTILINE,
    )
    locked = [entry for entry in entries if "==" in entry.split("\n")[0]]
    assert len(locked) == len(pins(f"{folder}requirements.lock"))
    for entry in locked:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
