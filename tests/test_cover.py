"""The image files of the cover and of link previews."""

from types import SimpleNamespace

import pytest
from PIL import Image

import cover


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
