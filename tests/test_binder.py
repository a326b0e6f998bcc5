"""The files for repo2docker lead to the lock, and fit the rest of the project."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
BINDER = ROOT / "binder"
LOCAL = "-r ../requirements.lock"  # this makes repo2docker copy the project before pip


def requirements():
    text = (BINDER / "requirements.txt").read_text("utf-8")
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [line for line in lines if not line.startswith("#")]


def entry(name, path):
    pattern = rf"^{re.escape(name)}==\S+ (?:\\\n\s+--hash=\S+\s*)+"
    return re.search(pattern, path.read_text("utf-8"), re.MULTILINE)[0].split()


def test_pip_is_led_to_the_lock_and_refuses_what_has_no_hash():
    strict, lock, *others = requirements()
    assert strict == "--require-hashes"
    assert lock == LOCAL
    assert (BINDER / lock.removeprefix("-r ")).resolve() == ROOT / "requirements.lock"
    assert all("--hash=sha256:" in line for line in others)


def test_the_image_has_the_nbgitpuller_of_the_hub():
    *_, puller = requirements()
    assert puller.startswith("nbgitpuller==")
    pinned = entry("nbgitpuller", ROOT / "hub" / "requirements.lock")
    assert entry("nbgitpuller", BINDER / "requirements.txt") == pinned


def test_its_python_is_one_that_the_package_accepts():
    runtime = (BINDER / "runtime.txt").read_text("utf-8")
    minor = re.fullmatch(r"python-(3\.\d+)\n", runtime)[1]  # what repo2docker reads
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"{minor}.0" in SpecifierSet(project["requires-python"])


@pytest.mark.skipif(sys.platform == "win32", reason="the image is of Linux")
def test_post_build_runs_and_installs_the_package_and_nothing_else():
    script = BINDER / "postBuild"
    assert script.stat().st_mode & 0o111 == 0o111
    assert script.read_text("utf-8").startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", script], check=True)
    (install,) = re.findall(r"^.*pip install .*$", script.read_text("utf-8"), re.M)
    assert install.endswith("--no-build-isolation --no-deps -e .")
