"""The readable pins and the lock with hashes agree."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^(\S+==\S+)(?: ; (.+?))?(?: \\)?$", re.MULTILINE)


def pins(name):
    return PIN.findall((ROOT / name).read_text("utf-8"))


def test_the_lock_has_every_pin_and_no_other():
    assert len(pins("requirements.txt")) > 20
    assert pins("requirements.lock") == pins("requirements.txt")


def test_every_file_of_the_lock_has_a_hash():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    locked = [entry for entry in entries if "==" in entry.split("\n")[0]]
    assert len(locked) == len(pins("requirements.lock"))
    for entry in locked:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
