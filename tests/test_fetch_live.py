"""Python for the pages: taken from any mirror, and only as it was pinned."""

import hashlib
from http.client import IncompleteRead
from zipfile import BadZipFile

import pytest

import fetch_live

RIGHT = b"the pinned wheel"
ENTRY = {"file_name": "it.whl", "sha256": hashlib.sha256(RIGHT).hexdigest()}


def mirror(data):
    def give(_name, _folder):
        if isinstance(data, Exception):
            raise data
        return data

    return give


def fetch(monkeypatch, tmp_path, *mirrors):
    monkeypatch.setattr(fetch_live, "MIRRORS", [mirror(each) for each in mirrors])
    return fetch_live.fetch_wheel(ENTRY, tmp_path)


@pytest.mark.parametrize(
    "first", [OSError("no network"), IncompleteRead(b""), BadZipFile(), b"another"]
)
def test_the_next_mirror_is_asked_when_one_lacks_the_pinned_file(
    monkeypatch, tmp_path, first
):
    assert fetch(monkeypatch, tmp_path, first, RIGHT) == RIGHT


def test_nothing_else_is_kept_and_every_answer_is_said(monkeypatch, tmp_path):
    with pytest.raises(fetch_live.NotFetchedError) as raised:
        fetch(monkeypatch, tmp_path, OSError("no network"), b"another")
    assert "no network" in str(raised.value)
    assert "not the file that Pyodide's lock names" in str(raised.value)


def test_without_it_the_book_is_built_and_the_builder_is_told(
    monkeypatch, tmp_path, capsys
):
    def refuse(*_):
        raise fetch_live.NotFetchedError("no mirror has numpy")

    served = tmp_path / "served" / "live"
    served.mkdir(parents=True)
    monkeypatch.setattr(fetch_live, "FOLDER", tmp_path)
    monkeypatch.setattr(fetch_live, "find_npm", lambda: ("npm", ""))
    monkeypatch.setattr(fetch_live, "fetch_python", refuse)
    fetch_live.main()
    said = capsys.readouterr().err
    assert "no mirror has numpy" in said
    assert "So Python stays as it was. make live tries again" in said
    assert served.exists()
    served.rmdir()
    fetch_live.main()
    assert "So Python is missing from the pages" in capsys.readouterr().err
