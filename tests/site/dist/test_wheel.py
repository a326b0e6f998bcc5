"""The wheel: it holds every file of the package."""

from zipfile import ZipFile

from built_site import ROOT


def test_wheel_holds_every_file_of_the_package(made):
    package = ROOT / "src" / "convlab"
    files = {p for p in package.rglob("*") if p.is_file() and p.suffix != ".pyc"}
    expected = {p.relative_to(package.parent).as_posix() for p in files}
    with ZipFile(made[".whl"]) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("convlab/")}
    assert {".js", ".css", ".json"} <= {p.suffix for p in files}
    assert packed == expected
