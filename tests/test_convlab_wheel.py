"""The wheel: complete, identical on every build, and with a name of its own."""

from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import pytest

import convlab_wheel

PACKAGE = Path(__file__).parents[1] / "src" / "convlab"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return convlab_wheel.build(tmp_path_factory.mktemp("wheel"))


def test_it_holds_every_file_of_the_package(wheel):
    files = {p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix != ".pyc"}
    expected = {p.relative_to(PACKAGE.parent).as_posix() for p in files}
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("convlab/")}
    assert {".js", ".css", ".json"} <= {p.suffix for p in files}
    assert packed == expected


def test_it_is_the_same_file_whenever_it_is_built(wheel, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert convlab_wheel.build(tmp_path).read_bytes() == wheel.read_bytes()


def test_it_is_not_the_convlab_of_the_index_and_asks_for_no_other(wheel):
    with ZipFile(wheel) as archive:
        (path,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        told = HeaderParser().parsestr(archive.read(path).decode("utf-8"))
    assert told["Name"] == "convlab-course"
    needed = told.get_all("Requires-Dist")
    assert "numpy>=2.0" in needed
    assert not [name for name in needed if name.startswith("convlab")]
