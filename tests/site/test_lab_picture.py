"""The reader's own picture in JupyterLab: a file, a file that is none, and a slider."""

import os

import pytest
from lab import show_cell
from PIL import Image
from playwright.sync_api import expect

CELL = """
import numpy as np
from convlab.layers import Conv2D
from convlab.explorers.pictures import OwnPicture

w = np.random.default_rng(0).normal(size=(16, 3, 3, 1))
OwnPicture(Conv2D(w, padding=1))
"""
SIDE = 1900  # pixels, of random bytes: a file that Jupyter would not let through


@pytest.fixture
def page(browser, tmp_path):
    with show_cell(browser, tmp_path, CELL, '[aria-label="kernel w"]') as page:
        yield page


def test_own_picture(page, tmp_path):
    status = page.locator('[role="status"]').filter(has_text="pixels")
    expect(status).to_have_text("The portrait of Grace Hopper: 128 x 150 pixels.")
    chooser = page.get_by_label("Your picture")
    picture, z = page.locator('img[alt^="x, "]'), page.locator('img[alt^="z, "]')

    vast = tmp_path / "vast.png"
    Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3)).save(vast)
    chooser.set_input_files(vast)
    words = f"vast.png: {SIDE} x {SIDE} pixels, scaled down to 256 x 256."
    expect(status).to_have_text(words, timeout=20_000)

    small = tmp_path / "<b>small.png"
    Image.linear_gradient("L").resize((40, 30)).save(small)
    chooser.set_input_files(small)
    expect(status).to_have_text("<b>small.png: 40 x 30 pixels.")
    expect(picture).to_have_attribute("alt", "x, the picture in grey, 40 x 30 pixels")
    seen = picture.get_attribute("src")

    text = tmp_path / "x.png"
    text.write_text("Dear reader,")
    chooser.set_input_files(text)
    words = "a PNG or JPEG was expected; got 12 bytes that are no picture"
    refused = page.locator('[role="status"]').filter(has_text="expected")
    stays = "The picture from before stays."
    expect(refused).to_have_text(f"x.png: {words}. {stays}")
    expect(picture).to_have_attribute("src", seen)

    before = z.get_attribute("src")
    slider = page.get_by_role("slider", name="w[0, 1, 1, 0]")
    slider.press("ArrowRight")
    expect(z).not_to_have_attribute("src", before)
    expect(slider).to_have_value("0.0625")
    kernel = page.get_by_label("kernel", exact=True)
    expect(kernel.locator("option:checked")).to_have_text("your own")
    kernel.select_option("sharpen")
    expect(slider).to_have_value("5")

    maps = page.get_by_role("img", name="16 feature maps")
    wide = maps.evaluate("image => image.complete && image.naturalWidth")
    assert wide > 400
