"""A class hub admits the right people; repo2docker installs what the lock says."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
BINDER = ROOT / ".binder"
LOCAL = "-r ../requirements.lock"  # this makes repo2docker copy the project before pip
GUIDE = (ROOT / "deploy" / "README.md").read_text("utf-8")
UNITS = {"M": 2**20, "G": 2**30}


class TestHub:
    """`deploy/tljh.yaml`, checked against the keys of TLJH's own schema."""

    @pytest.fixture
    def config(self):
        return yaml.safe_load((ROOT / "deploy" / "tljh.yaml").read_text("utf-8"))

    def test_every_setting_is_one_that_tljh_knows(self, config):
        known = {
            "users": {"admin", "allowed", "banned"},  # no groups: one of them has sudo
            "limits": {"memory", "cpu"},
            "services": {"cull"},
            "https": {"enabled", "letsencrypt"},
        }
        assert config.keys() == known.keys()  # "auth" could let everyone in
        for section, settings in config.items():
            assert settings.keys() <= known[section], section

    def test_no_student_administers_it(self, config):
        users = config["users"]
        assert users["admin"] == ["teacher"]
        assert len(users["allowed"]) > 1  # an empty list would let everyone in
        assert not set(users["admin"]) & set(users["allowed"])

    def test_no_command_of_the_guide_makes_another_admin(self, config):
        commands = re.findall(r"^# .+$", GUIDE, re.MULTILINE)
        admins = re.findall(r"(?:--admin|users\.admin) (\S+)", "\n".join(commands))
        assert admins == config["users"]["admin"]

    def test_one_student_cannot_take_all_memory_or_every_processor(self, config):
        size, unit = re.fullmatch(r"(\d+)([MG])", config["limits"]["memory"]).groups()
        assert 2**30 <= int(size) * UNITS[unit] <= 4 * 2**30
        assert 0 < config["limits"]["cpu"] <= 2
        assert f"{size} {unit}B each" in GUIDE  # the guide for whoever buys the machine

    def test_passwords_travel_encrypted(self, config):
        assert config["https"]["enabled"] is True
        assert len(config["https"]["letsencrypt"]["domains"]) == 1

    def test_the_link_leads_to_this_hub_and_to_a_notebook(self, config):
        (link,) = re.findall(r"^https://\S+$", GUIDE, re.MULTILINE)
        parts = urlsplit(link)
        query = {name: value for name, (value,) in parse_qs(parts.query).items()}
        assert [parts.netloc] == config["https"]["letsencrypt"]["domains"]
        _, _, path = query["urlpath"].partition(f"lab/tree/{query['targetpath']}/")
        assert (ROOT / path).suffix == ".ipynb"
        assert (ROOT / path).exists()


class TestImage:
    """`.binder`, which Binder and repo2docker read."""

    def test_pip_is_led_to_the_lock_and_refuses_what_has_no_hash(self):
        text = (BINDER / "requirements.txt").read_text("utf-8")
        lines = re.sub(r"\\\n\s*", "", text).splitlines()
        strict, lock, *others = [line for line in lines if not line.startswith("#")]
        assert strict == "--require-hashes"
        assert lock == LOCAL
        locked = (BINDER / lock.removeprefix("-r ")).resolve()
        assert locked == ROOT / "requirements.lock"
        assert [other.split("==")[0] for other in others] == ["nbgitpuller"]
        assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", line) for line in others)

    def test_its_python_is_one_that_the_package_accepts(self):
        runtime = (BINDER / "runtime.txt").read_text("utf-8")
        minor = re.fullmatch(r"python-(3\.\d+)\n", runtime)[1]  # what repo2docker reads
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert f"{minor}.0" in SpecifierSet(project["requires-python"])

    @pytest.mark.skipif(sys.platform == "win32", reason="the image is of Linux")
    def test_post_build_runs_and_installs_the_package_and_nothing_else(self):
        script = BINDER / "postBuild"
        text = script.read_text("utf-8")
        assert script.stat().st_mode & 0o111 == 0o111
        assert text.startswith("#!/usr/bin/env bash\n")
        subprocess.run(["bash", "-n", script], check=True)
        (install,) = re.findall(r"^.*pip install .*$", text, re.MULTILINE)
        assert install.endswith("--no-build-isolation --no-deps -e .")


class TestPublishing:
    """`.github/workflows/pages.yml`: what may write installs as little as possible."""

    @pytest.fixture
    def writing(self):
        text = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
        jobs = yaml.safe_load(text)["jobs"].values()
        (job,) = [j for j in jobs if j["permissions"].get("contents") == "write"]
        (step,) = [step for step in job["steps"] if "run" in step]
        return step

    @pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux")
    def test_the_job_that_pushes_installs_nbformat_and_what_it_needs(
        self, writing, tmp_path
    ):
        select, install, *others = writing["run"].splitlines()
        assert install == "python -m pip install --require-hashes -r needed.lock"
        assert "pip" not in " ".join(others)
        shutil.copy(ROOT / "requirements.lock", tmp_path)
        settings = {"cwd": tmp_path, "env": os.environ | writing["env"]}
        subprocess.run(["bash", "-c", select], check=True, **settings)
        text = (tmp_path / "needed.lock").read_text("utf-8")
        assert set(re.findall(r"^(\S+)==", text, re.MULTILINE)) == needed_by("nbformat")
        for line in text.replace("\\\n", "").splitlines():
            assert "--hash=sha256:" in line


def needed_by(package):
    """Return a package and everything it depends on here, named as in the lock."""
    found, left = set(), [package]
    while left:
        name = canonicalize_name(left.pop())
        if name not in found:
            found.add(name)
            needed = map(Requirement, requires(name) or [])
            left += [each.name for each in needed if applies(each)]
    return found


def applies(requirement):
    marker, runner = requirement.marker, {"sys_platform": "linux", "extra": ""}
    runner |= {"python_version": "3.11", "python_full_version": "3.11.0"}
    runner |= {"platform_system": "Linux", "platform_python_implementation": "CPython"}
    return not marker or marker.evaluate(runner)
