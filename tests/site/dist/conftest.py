"""What `make dist` made: its files, and the zip unpacked in the place of the site."""

from zipfile import ZipFile

import pytest
from built_site import ROOT

from export.archive import TOP

QTI = ".qti.zip"


def ending(path):
    """Return how a name ends: the cards are a zip as well."""
    return QTI if path.name.endswith(QTI) else path.suffix


@pytest.fixture(scope="session")
def made():
    """Return the files by their endings."""
    files = {ending(path): path for path in (ROOT / "_build" / "dist").glob("*.*")}
    if files.keys() != {".zip", ".pdf", ".epub", ".whl", ".apkg", ".qti.zip"}:
        pytest.fail(
            f"run make dist; it left {sorted(files) or 'nothing'}", pytrace=False
        )
    return files


@pytest.fixture(scope="session")
def site(made, tmp_path_factory):
    """Return the folder that a reader has after unpacking."""
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(made[".zip"]) as archive:
        archive.extractall(folder)
    return folder / TOP
