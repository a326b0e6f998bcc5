"""Pyodide for the pages: from any mirror, and only if its hash is the pinned one."""

import hashlib
import json
from http.client import IncompleteRead
from zipfile import BadZipFile

import pytest

import fetch_pyodide

RIGHT = b"the pinned wheel"
ENTRY = {
    "file_name": "it.whl",
    "sha256": hashlib.sha256(RIGHT).hexdigest(),
    "depends": [],
}


@pytest.fixture
def fetch(monkeypatch, tmp_path):
    """Fetch into a folder from fake mirrors; each returns bytes or raises an error."""
    core = tmp_path / "npm" / "pyodide"
    core.mkdir(parents=True)
    lock = {"info": {"version": "1"}, "packages": {"it": ENTRY, "another": {}}}
    (core / fetch_pyodide.LOCK).write_text(json.dumps(lock), "utf-8")
    monkeypatch.setattr(fetch_pyodide, "NPM", core.parent)

    def mirror(data):
        def give(*_):
            if isinstance(data, Exception):
                raise data
            return data

        return give

    def fetch(*mirrors):
        monkeypatch.setattr(
            fetch_pyodide, "MIRRORS", [mirror(each) for each in mirrors]
        )
        folder = tmp_path / "fetched"
        fetch_pyodide.fetch_originals(["it"], folder, [fetch_pyodide.LOCK])
        return folder

    return fetch


@pytest.mark.parametrize(
    "first", [OSError("no network"), IncompleteRead(b""), BadZipFile(), b"another"]
)
def test_the_next_mirror_is_asked_when_one_lacks_the_pinned_file(fetch, first):
    assert (fetch(first, RIGHT) / "it.whl").read_bytes() == RIGHT


def test_nothing_else_is_kept_and_every_answer_is_reported(fetch, tmp_path):
    with pytest.raises(fetch_pyodide.NotFetchedError) as raised:
        fetch(OSError("no network"), b"another")
    assert "no network" in str(raised.value)
    assert "not the file that Pyodide's lock names" in str(raised.value)
    assert not list(tmp_path.rglob("*.whl"))


def test_the_lock_names_what_was_fetched_and_nothing_else(fetch):
    lock = json.loads((fetch(RIGHT) / fetch_pyodide.LOCK).read_text("utf-8"))
    assert lock["packages"] == {"it": ENTRY}


def test_without_it_the_book_is_built_and_the_builder_is_told(
    monkeypatch, tmp_path, capsys
):
    def refuse(_folder):
        raise fetch_pyodide.NotFetchedError("no mirror has numpy")

    target = tmp_path / "pyodide"
    target.mkdir()
    monkeypatch.setattr(fetch_pyodide, "PYODIDE", target)
    monkeypatch.setattr(fetch_pyodide, "fetch", refuse)
    fetch_pyodide.main()
    said = capsys.readouterr().err
    assert "no mirror has numpy" in said
    assert "So Python stays as it was. make live tries again" in said
    assert target.exists()
    target.rmdir()
    fetch_pyodide.main()
    assert "So Python is missing in pages" in capsys.readouterr().err
