"""The cover and the picture that links show, as files."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

SOURCE = Path(__file__).parent.parent / "book" / "_site" / "cover.py"
SPEC = importlib.util.spec_from_file_location("cover", SOURCE)
cover = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(cover)


@pytest.fixture
def build(tmp_path):
    def draw(kind):
        cover.draw_cover(
            SimpleNamespace(
                outdir=tmp_path,
                builder=SimpleNamespace(format=kind),
                config=SimpleNamespace(html_title="The course"),
            )
        )
        return tmp_path / "_static"

    return draw


def test_the_card_has_the_size_that_is_asked_for(build):
    with Image.open(build("html") / "card.png") as card:
        assert card.size == cover.CARD
        assert card.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_the_cover_is_the_same_on_every_build(build):
    first = (build("html") / "cover.svg").read_bytes()
    assert (build("html") / "cover.svg").read_bytes() == first


def test_other_builders_get_none(build):
    assert not build("").exists()
