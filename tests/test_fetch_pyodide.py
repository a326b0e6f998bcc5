"""Pyodide for the pages: from any mirror, and only if its hash is the pinned one."""

import hashlib
import json
from http.client import IncompleteRead
from zipfile import BadZipFile

import pytest

import fetch_pyodide

RIGHT = b"the pinned wheel"
ENTRY = {"file_name": "it.whl", "sha256": hashlib.sha256(RIGHT).hexdigest()}


@pytest.fixture
def mirrors(monkeypatch):
    """Return a function that takes the mirrors' place: each gives bytes or an error."""

    def mirror(data):
        def give(*_):
            if isinstance(data, Exception):
                raise data
            return data

        return give

    def replace(*answers):
        monkeypatch.setattr(fetch_pyodide, "MIRRORS", list(map(mirror, answers)))

    return replace


@pytest.mark.parametrize(
    "first", [OSError("no network"), IncompleteRead(b""), BadZipFile(), b"another"]
)
def test_the_next_mirror_is_asked_when_one_lacks_the_pinned_file(mirrors, first):
    mirrors(first, RIGHT)
    assert fetch_pyodide.fetch_wheel(ENTRY, "1", None) == RIGHT


def test_every_answer_is_reported_if_none_is_the_pinned_file(mirrors):
    mirrors(OSError("no network"), b"another")
    with pytest.raises(RuntimeError) as raised:
        fetch_pyodide.fetch_wheel(ENTRY, "1", None)
    assert "no network" in str(raised.value)
    assert "not the file that Pyodide's lock names" in str(raised.value)


def test_the_lock_names_what_was_fetched_and_nothing_else(
    mirrors, monkeypatch, tmp_path
):
    core, folder = tmp_path / "npm" / "pyodide", tmp_path / "fetched"
    core.mkdir(parents=True)
    lock = {"info": {"version": "1"}, "packages": {"it": ENTRY, "another": {}}}
    (core / fetch_pyodide.LOCK).write_text(json.dumps(lock), "utf-8")
    changed = {"NPM": core.parent, "FILES": [fetch_pyodide.LOCK], "WHEELS": ["it"]}
    for name, value in changed.items():
        monkeypatch.setattr(fetch_pyodide, name, value)
    compiled = b"the same, compiled"

    def compile_wheel(command, _failure):
        assert command[-1] == "it.whl"
        (folder / "it.whl").write_bytes(compiled)

    monkeypatch.setattr(fetch_pyodide, "run", compile_wheel)
    mirrors(RIGHT)
    fetch_pyodide.fetch(folder)
    lock = json.loads((folder / fetch_pyodide.LOCK).read_text("utf-8"))
    its_hash = hashlib.sha256(compiled).hexdigest()
    assert lock["packages"] == {"it": ENTRY | {"sha256": its_hash}}


def test_without_it_the_book_is_built_and_the_builder_is_told(
    monkeypatch, tmp_path, capsys
):
    def refuse(_folder):
        raise RuntimeError("no mirror has numpy")

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
