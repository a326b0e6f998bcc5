"""The files of the cover, on paper and to be touched, and the picture of links."""

from types import SimpleNamespace

import pytest
from PIL import Image

import cover
import gallery
import vendor
from convlab import digits

pytestmark = pytest.mark.skipif(not vendor.NPM.exists(), reason="make html installs it")
FILES = "cover.svg", "cover.js", "cover.css"


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


def test_the_digit_of_the_cover_and_of_the_gallery_is_a_three():
    assert digits.load().labels[[cover.DIGIT, gallery.THREE]].tolist() == [3, 3]


def test_the_card_has_the_size_that_is_asked_for(build):
    with Image.open(build("html") / "card.png") as card:
        assert card.size == cover.CARD
        assert card.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_the_cover_is_the_same_on_every_build(build):
    first = [(build("html") / name).read_bytes() for name in FILES]
    assert [(build("html") / name).read_bytes() for name in FILES] == first


def test_the_scene_is_one_script_in_the_colours_of_the_book(build):
    script, style = [(build("html") / name).read_text("utf-8") for name in FILES[1:]]
    assert "import " not in script, "a page opened from disk could not load it"
    assert style.startswith("[data-cover] {\n  --x: ")


def test_other_builders_get_none(build):
    assert not build("").exists()
