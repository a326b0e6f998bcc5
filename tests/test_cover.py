"""The files of the cover, on paper and to be touched, and the picture of links."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from docutils import nodes
from PIL import Image

import cover
import link_cards
import vendor
from convlab import digits

pytestmark = pytest.mark.skipif(not vendor.NPM.exists(), reason="make html installs it")
ROOT = Path(__file__).parents[1]
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
    assert digits.load().labels[cover.DIGIT] == 3


def test_the_card_has_the_size_that_is_asked_for(build):
    with Image.open(build("html") / "card.png") as card:
        assert card.size == cover.CARD
        assert card.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


CHAPTERS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["parts"][:2]
EXPLORERS = [f"explorers/{path.stem}" for path in ROOT.glob("book/explorers/*.md")]
CARDS = [*link_cards.CHAPTERS, *sorted(EXPLORERS)]


def test_each_numbered_chapter_has_a_card(build, tmp_path):
    listed = [page for part in CHAPTERS for page in part["chapters"]]
    listed += [section for page in listed for section in page.get("sections", [])]
    assert {page["file"] for page in listed} == link_cards.CHAPTERS.keys()


@pytest.fixture
def app(tmp_path):
    """Return what Sphinx passes for a book whose pages have a long title."""
    title = nodes.title("", "Widen the layer, and a good deal more than that")
    env = SimpleNamespace(titles=dict.fromkeys(CARDS, title))
    return SimpleNamespace(outdir=tmp_path, srcdir=ROOT / "book", env=env)


@pytest.mark.parametrize("page", CARDS)
def test_the_card_of_a_page_is_small_and_the_same_on_every_build(app, tmp_path, page):
    drawn = []
    for _ in range(2):
        name, alt = link_cards.make_card(app, page)
        drawn.append((tmp_path / name).read_bytes())
    assert re.fullmatch(r"\w+ .*\.", alt)
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) < 60_000
    with Image.open(tmp_path / name) as card:
        edge = np.array(card.convert("L"))
    assert (edge.shape[1], edge.shape[0]) == cover.CARD
    edge[20:-20, 20:-20] = 255
    assert edge.min() == 255, "the title or the figure is cut off"


def test_each_card_says_what_it_shows_and_an_explorer_what_its_picture_says(app):
    said = {page: link_cards.make_card(app, page)[1] for page in CARDS}
    assert len({*said.values()}) == len(CARDS)
    page = BeautifulSoup((ROOT / "book/explorers.md").read_text("utf-8"), "html.parser")
    shown = {f"explorers/{Path(each['src']).stem}": each["alt"] for each in page("img")}
    assert said.items() >= {name: shown[name] for name in EXPLORERS}.items()
    assert link_cards.make_card(app, "exercises/forward") is None


def test_the_cover_is_the_same_on_every_build(build):
    first = [(build("html") / name).read_bytes() for name in FILES]
    assert [(build("html") / name).read_bytes() for name in FILES] == first


def test_the_scene_is_one_script_in_the_colours_of_the_book(build):
    script, style = [(build("html") / name).read_text("utf-8") for name in FILES[1:]]
    assert "import " not in script, "a page opened from disk could not load it"
    assert style.startswith("[data-cover] {\n  --x: ")


def test_other_builders_get_none(build):
    assert not build("").exists()
