"""The reader's own picture: read, write and convolve it, and show it in a widget."""

import base64
import io
import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from traitlets import TraitError

import convlab
from assert_raises import assert_raises
from convlab import samples
from convlab._style import format_number
from convlab.explorers import pictures
from convlab.explorers.pictures import OwnPicture, read_picture, write_png
from convlab.explorers.pictures.feature_maps import (
    contact_sheet,
    feature_maps,
    response,
)
from convlab.explorers.pictures.picture_files import paint
from convlab.layers import Conv2D, ReLU

EXPECTED = "a PNG or JPEG was expected; got "
STAYS = ". The picture from before stays."
LEVELS = np.arange(0, 240, 10, np.uint8).reshape(4, 6)
COLOURS = np.random.default_rng(0).integers(0, 256, (8, 10, 3)).astype(np.uint8)


def encoded(pixels, kind="PNG", **settings):
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.getvalue()


def decoded(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def chunk(kind, body):
    checked = kind + body
    return (
        struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))
    )


def head_of_a_png(width, height):
    body = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", body) + pixels + chunk(b"IEND", b"")


# Reading


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
def test_grey_levels_become_numbers_from_0_to_1(form):
    x, message = read_picture(form(encoded(LEVELS)))
    assert x.shape == (1, 4, 6, 1)
    assert x.dtype == np.float64
    np.testing.assert_array_equal(x[0, :, :, 0], LEVELS / 255)
    assert message == "6 x 4 pixels."


@pytest.mark.parametrize("mode", ["RGB", "P", "CMYK"])
def test_colours_become_grey(mode):
    whole, kind = Image.fromarray(COLOURS).convert(mode), "PNG"
    if mode == "CMYK":
        whole, kind = Image.new("CMYK", (10, 8), (0, 255, 255, 0)), "JPEG"
    x = read_picture(encoded(whole, kind)).x[0, :, :, 0]
    weights = [0.299, 0.587, 0.114]
    np.testing.assert_allclose(
        x, whole.convert("RGB") @ np.array(weights) / 255, atol=0.01
    )


def test_a_jpeg_is_read():
    x, message = read_picture(encoded(np.full((40, 30), 51, np.uint8), "JPEG"))
    np.testing.assert_allclose(x, 0.2, atol=0.01)
    assert message == "30 x 40 pixels."


def test_black_and_white():
    image = Image.fromarray(LEVELS > 100)
    np.testing.assert_array_equal(
        read_picture(encoded(image)).x[0, :, :, 0], LEVELS > 100
    )


def test_sixteen_bits_keep_their_levels():
    deep = np.array([[0, 1, 256], [1000, 32768, 65534], [65535, 0, 0]], np.uint16)
    x = read_picture(encoded(deep)).x[0, :, :, 0]
    np.testing.assert_allclose(x, deep / 65535, atol=1e-6)
    x = read_picture(encoded(deep, transparency=1000)).x[0, :, :, 0]
    assert x[1, 0] == 1
    np.testing.assert_allclose(x[0], deep[0] / 65535, atol=1e-6)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_lies_on_white(mode):
    clear = np.zeros((3, 4, 4), np.uint8)
    clear[..., 3] = [0, 51, 255, 255]
    x = read_picture(encoded(Image.fromarray(clear).convert(mode))).x[0, :, :, 0]
    np.testing.assert_allclose(x, [[1, 0.8, 0, 0]] * 3, atol=1e-9)


def test_a_transparent_entry_of_a_palette_is_white():
    image = Image.fromarray(np.array([[0, 1, 1]] * 3, np.uint8), "L").convert("P")
    image.putpalette([255, 0, 0, 0, 0, 0])
    x = read_picture(encoded(image, transparency=0)).x[0, :, :, 0]
    np.testing.assert_array_equal(x, [[1, 0, 0]] * 3)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_turned_as_its_camera_says(kind, orientation):
    upright = np.kron(LEVELS, np.ones((8, 8), np.uint8))
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: upright.T[::-1],  # to be rotated clockwise
        7: upright.T[::-1, ::-1],
        8: upright.T[:, ::-1],
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(np.ascontiguousarray(stored), kind, exif=exif, quality=100)
    x, message = read_picture(data)
    np.testing.assert_allclose(x[0, :, :, 0], upright / 255, atol=0.02)
    assert message == "48 x 32 pixels."


def test_the_first_frame_is_taken():
    first, *later = (
        Image.fromarray(np.full((3, 3), k, np.uint8)) for k in (51, 0, 255)
    )
    data = encoded(first, save_all=True, append_images=later)
    np.testing.assert_array_equal(read_picture(data).x, 0.2 * np.ones((1, 3, 3, 1)))
    phone = encoded(first.convert("RGB"), "MPO", save_all=True, append_images=later[:1])
    np.testing.assert_allclose(read_picture(phone).x, 0.2, atol=0.01)


@pytest.mark.parametrize(
    ("H", "W", "largest", "shape", "size"),
    [
        (300, 400, 256, (1, 192, 256, 1), ", scaled down to 256 x 192"),
        (400, 300, 100, (1, 100, 75, 1), ", scaled down to 75 x 100"),
        (256, 256, 256, (1, 256, 256, 1), ""),
        (257, 10, 256, (1, 256, 10, 1), ", scaled down to 10 x 256"),
        (5, 5, 3, (1, 3, 3, 1), ", scaled down to 3 x 3"),
    ],
)
def test_a_large_picture_is_scaled_down_and_says_so(H, W, largest, shape, size):
    x, message = read_picture(encoded(np.zeros((H, W), np.uint8)), largest=largest)
    assert x.shape == shape
    assert message == f"{W} x {H} pixels{size}."


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_scaling_down_takes_every_pixel_into_account(dtype):
    top = np.iinfo(dtype).max
    stripes = np.tile(np.array([0, top], dtype), (600, 300))
    x = read_picture(encoded(stripes), largest=60).x
    np.testing.assert_allclose(x, 0.5, atol=0.02)
    halves = np.repeat(np.array([[0, top]], dtype), 300, axis=1).repeat(600, axis=0)
    x = read_picture(encoded(halves), largest=60).x
    assert x.min() == 0
    assert x.max() == 1


GIF = encoded(LEVELS, "GIF")
PNG = encoded(LEVELS)
BROAD = np.zeros((4, 1000), np.uint8)


@pytest.mark.parametrize(
    ("data", "came"),
    [
        (b"", "an empty file"),
        (b"!", "1 byte that is no picture"),
        (b"Dear reader,", "12 bytes that are no picture"),
        (GIF, f"a GIF of {len(GIF)} bytes"),
        (b"BM" + bytes(10), "a BMP of 12 bytes"),
        (b"MM\0*" + bytes(10), "a TIFF of 14 bytes"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP of 16 bytes"),
        (b"\0\0\0\x18ftypheic", "a HEIC of 12 bytes"),
        (b"%PDF-1.7", "a PDF of 8 bytes"),
        (b'<?xml version="1.0"?><svg/>', "an SVG of 27 bytes"),
        (PNG[:60], "a PNG of 60 bytes that is cut short or damaged"),
        (PNG[:20], "a PNG of 20 bytes that is cut short or damaged"),
        (
            PNG[:40] + b"!" + PNG[41:],
            f"a PNG of {len(PNG)} bytes that is cut short or damaged",
        ),
        (
            encoded(LEVELS, "JPEG")[:300],
            "a JPEG of 300 bytes that is cut short or damaged",
        ),
        (b"\xff\xd8\xff", "a JPEG of 3 bytes that is cut short or damaged"),
    ],
)
def test_what_is_no_picture_is_named(data, came):
    assert_raises(EXPECTED + came, read_picture, data)


def test_data_is_bytes():
    words = "data must be the bytes of a PNG or JPEG; got 'x.png' (str)"
    assert_raises(words, read_picture, "x.png", error=TypeError)
    words = "largest must be a whole number; got 2.5 (float)"
    assert_raises(words, read_picture, PNG, largest=2.5, error=TypeError)
    words = "largest must be at least 3 and at most 2147483647; got 2"
    assert_raises(words, read_picture, PNG, largest=2)


def test_a_kernel_needs_neighbours():
    words = "at least 3 x 3 pixels are needed, as w has; got "
    assert_raises(f"{words}6 x 2 pixels", read_picture, encoded(LEVELS[:2]))
    came = "1000 x 4 pixels, scaled down to 256 x 1"
    assert_raises(words + came, read_picture, encoded(BROAD))


def test_an_error_that_pillow_words_by_itself_is_worded_anew():
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(5))
    came = f"a PNG of {len(data)} bytes that is cut short or damaged"
    assert_raises(EXPECTED + came, read_picture, data)


def test_too_many_pixels_are_not_decoded(recwarn):
    words = "at most 100,000,000 pixels are decoded; got "
    came = "20000 x 5001 pixels"
    assert_raises(words + came, read_picture, head_of_a_png(20000, 5001))
    vast = head_of_a_png(200_000, 200_000)
    assert_raises(f"{words}more in a PNG of {len(vast)} bytes", read_picture, vast)
    assert not recwarn


# Writing


def test_the_lowest_number_is_black_and_the_highest_white():
    png = write_png([[-1, 0, 1], [3, 2, 1]], narrowest=1)
    grey = [[0, 64, 128], [255, 191, 128]]
    np.testing.assert_array_equal(decoded(png), np.stack([grey] * 3, axis=-1))


@pytest.mark.parametrize("value", [0, 7, -1e308, 5e-324])
def test_one_number_alone_is_mid_grey(value):
    assert (decoded(write_png(np.full((2, 3), value))) == 128).all()


def test_the_whole_range_of_floats():
    np.testing.assert_array_equal(paint([-1.7e308, 0, 1.7e308])[:, 0], [0, 128, 255])


def test_limits_cut_off():
    painted = paint([-1, 0, 0.5, 1, 2], limits=(0, 1))
    np.testing.assert_array_equal(painted[:, 0], [0, 0, 128, 255, 255])


def test_the_browser_has_the_same_two_colours():
    """The explorers that learn draw a sign in the colours of the figures."""
    source = Path(pictures.__file__).parent.parent / "learning" / "picture.js"
    line = re.search(r"const \[ORANGE, BLUE\] = \[.+?\];", source.read_text(), re.S)
    numbers = [int(number) for number in re.findall(r"\d+", line[0])]
    assert numbers == paint([-1, 1], signed=True).ravel().tolist()


def test_signed_is_blue_above_white_and_orange_below():
    painted = decoded(write_png([[-2, -1, 0, 1, 2]], signed=True, narrowest=1))
    blue, orange = [0, 114, 178], [194, 65, 12]
    half = [[225, 160, 134], [255, 255, 255], [128, 185, 217]]
    np.testing.assert_allclose(painted[0], [orange, *half, blue], atol=1)
    assert (paint(np.zeros(3), signed=True) == 255).all()
    np.testing.assert_array_equal(paint([-4, 0, 1], signed=True)[0], orange)


def test_small_images_become_squares():
    assert decoded(write_png(np.eye(3))).shape == (192, 192, 3)
    assert decoded(write_png(np.ones((5, 2)), narrowest=12)).shape == (15, 6, 3)
    assert decoded(write_png(np.ones((200, 300)))).shape == (200, 300, 3)
    squares = decoded(write_png([[0, 1]], narrowest=4))[:, :, 0]
    np.testing.assert_array_equal(squares, [[0, 0, 255, 255]] * 2)


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_an_image_is_finite(odd):
    error = FloatingPointError
    words = f"image must be finite; got {odd} at image[0, 1], in shape (1, 2)"
    assert_raises(words, write_png, [[0, odd]], error=error)
    words = f"limits must be finite; got {odd} at limits[1], in shape (2,)"
    assert_raises(words, write_png, [[0, 1]], limits=(0, odd), error=error)


def test_what_write_png_takes():
    words = "image must have 2 axes (H, W); got shape (2,)"
    assert_raises(words, write_png, [0, 1])
    words = "limits must be two numbers, the lower first; got [1.0, 0.0]"
    assert_raises(words, write_png, [[0, 1]], limits=(1, 0))
    words = "narrowest must be at least 1 and at most 4096; got 0"
    assert_raises(words, write_png, [[0, 1]], narrowest=0)


# Kernels and layers


def a_layer(F=5, **settings):
    rng = np.random.default_rng(1)
    return Conv2D(rng.normal(size=(F, 3, 3, 1)), rng.normal(size=F), **settings)


def test_a_layer_is_shown_ink_on_paper():
    layer, x = a_layer(padding=1, stride=2), read_picture(encoded(COLOURS)).x
    z = convlab.forward(1 - x, layer.w, layer.b, padding=1, stride=2)
    np.testing.assert_array_equal(feature_maps(x, layer), z)


def test_a_layer_in_training_is_left_as_it_is():
    layer = a_layer(padding=1)
    layer.forward(np.ones((2, 4, 4, 1)))
    before = dict(vars(layer))
    OwnPicture(layer)
    assert vars(layer).keys() == before.keys()
    assert all(vars(layer)[name] is before[name] for name in before)


def test_a_contact_sheet_has_every_map_and_a_line_around_each():
    z = np.zeros((1, 512, 512, 3))
    z[..., 0], z[..., 1] = 1, -1
    sheet = decoded(contact_sheet(z))
    assert sheet.shape == (2 * 514, 2 * 514, 3)
    line, centres = [110, 119, 129], sheet[257::514, 257::514]
    absent = line
    of_each = [[[0, 114, 178], [194, 65, 12]], [[255, 255, 255], absent]]
    np.testing.assert_array_equal(centres, of_each)
    for k in (0, 513, 514, 1027):
        assert (sheet[k] == line).all()
        assert (sheet[:, k] == line).all()


@pytest.mark.parametrize("F", [1, 2, 16, 100])
@pytest.mark.parametrize("shape", [(3, 3), (256, 200), (1, 256)])
def test_a_contact_sheet_is_about_a_page_large(F, shape):
    sheet = decoded(contact_sheet(np.ones((1, *shape, F))))
    assert 256 <= max(sheet.shape) <= 2048


def test_what_a_contact_sheet_takes():
    words = "z must be of one picture; got shape (2, 3, 3, 1)"
    assert_raises(words, contact_sheet, np.ones((2, 3, 3, 1)))
    words = "z must be finite; got inf at z[0, 0, 0, 0], in shape (1, 3, 3, 1)"
    spoiled = np.full((1, 3, 3, 1), np.inf)
    assert_raises(words, contact_sheet, spoiled, error=FloatingPointError)


# The widget


def upload(own, name, data, **said):
    """Do what the browser does when someone chooses a file."""
    buffers = [] if data is None else [memoryview(data)]
    file = {"name": name, "size": len(data or b""), **said}
    own.upload._handle_custom_msg(file, buffers)


def status(own):
    return own.upload.said


def shown(own):
    return [each.value for each in (own.picture, own.response, own.rectified, own.maps)]


def pixels(html):
    return decoded(base64.b64decode(re.search('base64,([^"]*)', html)[1]))


def alt(html):
    return re.search('alt="([^"]*)" src="data:image/png;base64,', html)[1]


def test_it_begins_with_a_portrait():
    own = OwnPicture()
    assert status(own) == "The portrait of Grace Hopper: 128 x 150 pixels."
    assert own.x.shape == (1, 150, 128, 1)
    assert 0 <= own.x.min() < 0.1 < 0.9 < own.x.max() <= 1
    assert own.kernel.value == "vertical edges"
    np.testing.assert_array_equal(own.w[0, :, :, 0], samples.KERNELS["vertical edges"])
    assert own.maps.value == ""
    assert alt(own.picture.value) == "x, the picture in grey, 128 x 150 pixels"


def test_an_upload_is_shown():
    own = OwnPicture(a_layer())
    before = shown(own)
    upload(own, "levels.png", PNG)
    assert status(own) == "levels.png: 6 x 4 pixels."
    np.testing.assert_array_equal(own.x[0, :, :, 0], LEVELS / 255)
    assert not set(before) & set(shown(own))
    z = response(own.x, own.w)
    np.testing.assert_array_equal(z, convlab.forward(own.x, own.w, padding="same"))
    assert f"from {format_number(z.min())} to {format_number(z.max())}:" in alt(
        own.response.value
    )
    assert alt(own.rectified.value) == f"max(z, 0), up to {format_number(z.max())}"
    assert alt(own.maps.value).startswith("5 feature maps, one for each kernel")


def test_the_pixels_that_are_shown():
    own = OwnPicture()
    upload(own, "levels.png", PNG)
    x, z = pixels(own.picture.value), pixels(own.response.value)
    assert x.shape == z.shape == (172, 258, 3)
    squares = LEVELS.repeat(43, axis=0).repeat(43, axis=1)  # from 0 to 230, unchanged
    np.testing.assert_array_equal(x, np.stack([squares] * 3, axis=-1))
    rectified, orange = pixels(own.rectified.value), z[..., 0] > z[..., 2]
    assert 0 < orange.sum() < orange.size
    assert (rectified[orange] == 255).all()
    np.testing.assert_array_equal(rectified[~orange], z[~orange])


def test_what_the_browser_made_smaller_is_said():
    own = OwnPicture()
    data = encoded(np.zeros((768, 1024), np.uint8))
    upload(own, "phone.jpg", data, width=4000, height=3000)
    words = "phone.jpg: 4000 x 3000 pixels, scaled down to 256 x 192."
    assert status(own) == words


def test_what_is_no_picture_leaves_all_else():
    own = OwnPicture(a_layer())
    upload(own, "levels.png", PNG)
    before, x = shown(own), own.x
    upload(own, "notes.png", b"Dear reader,")
    came = "12 bytes that are no picture"
    assert status(own) == f"notes.png: {EXPECTED}{came}{STAYS}"
    upload(own, "film.mov", None, size=900_000_000)
    came = "900000000 bytes that the browser cannot read"
    assert status(own) == f"film.mov: {EXPECTED}{came}{STAYS}"
    assert shown(own) == before
    assert own.x is x


def test_a_picture_too_small_for_the_layer_leaves_all_else():
    own = OwnPicture(Conv2D(np.ones((2, 5, 5, 1))))
    before, x = shown(own), own.x
    upload(own, "levels.png", PNG)
    words = "the kernel (5 rows) is larger than the image (4 rows) with its padding"
    layer = "Conv2D(w (2, 5, 5, 1))"
    assert status(own) == f"levels.png: {layer}: {words} (0, 0){STAYS}"
    assert shown(own) == before
    assert own.x is x


def failing(x, w, b=None, **settings):
    """Index out of bounds, like a learner's first attempt."""
    return np.zeros(x.shape)[:, x.shape[1]]


WIDE = Conv2D(np.ones((2, 3, 3, 1)), padding=1)
FAILED = (
    "Conv2D(w (2, 3, 3, 1), padding=1): forward must turn x {} into z (1, OH, OW, 2); "
    "it raised IndexError: index {} is out of bounds for axis 1 with size {}"
)


def test_an_error_of_the_learners_own_layer_is_shown_with_the_portrait():
    own = OwnPicture(Conv2D(WIDE.w, forward=failing, padding=1))
    failed = FAILED.format((1, 150, 128, 1), 150, 150)
    said = f"The portrait of Grace Hopper: 128 x 150 pixels. {failed}."
    assert status(own) == said
    assert own.maps.value == ""
    assert "128 x 150" in alt(own.picture.value)


def test_an_error_of_the_learners_own_layer_leaves_all_else():
    def picky(x, w, b=None, **settings):
        return (convlab.forward if x.shape[1] == 150 else failing)(x, w, b, **settings)

    own = OwnPicture(Conv2D(WIDE.w, forward=picky, padding=1))
    before, x = shown(own), own.x
    upload(own, "levels.png", PNG)
    failed = FAILED.format((1, 4, 6, 1), 4, 4)
    assert status(own) == f"levels.png: {failed}{STAYS}"
    assert shown(own) == before
    assert own.x is x


@pytest.mark.parametrize("data", [PNG, b"no"])
def test_a_name_stays_text(data):
    own = OwnPicture()
    upload(own, "<b>&.png", data)
    assert status(own).startswith("<b>&.png: ")


def test_a_named_kernel_moves_the_sliders_and_draws_once():
    own, drawn = OwnPicture(), []
    own.response.observe(drawn.append, "value")
    for name, entries in [*samples.KERNELS.items()][::-1]:
        own.kernel.value = name
        np.testing.assert_array_equal(own.w[0, :, :, 0], entries)
    assert len(drawn) == len(samples.KERNELS)


def test_a_slider_that_moves_makes_the_kernel_your_own():
    own = OwnPicture()
    entries, before = own.sliders.entries, own.response.value
    own.sliders.entries = [*entries[:8], 4.5]
    assert own.kernel.value == "your own"
    assert own.w[0, 2, 2, 0] == 4.5
    assert own.response.value != before
    own.sliders.entries = entries
    assert own.kernel.value == "vertical edges"
    assert own.response.value == before
    own.kernel.value = "your own"
    assert own.sliders.entries == entries


def test_sliders_end_at_five():
    own = OwnPicture()
    for wrong in ([0.0] * 8, [0.0] * 8 + [5.5]):
        with pytest.raises(TraitError):
            own.sliders.entries = wrong


def test_what_it_looks_through():
    words = "layer must be a Conv2D; got ReLU()"
    assert_raises(words, OwnPicture, ReLU(), error=TypeError)
    words = (
        "layer must read the one channel of a grey picture; "
        "got Conv2D(w (16, 3, 3, 3)), which reads 3"
    )
    assert_raises(words, OwnPicture, Conv2D(np.ones((16, 3, 3, 3))))
    words = (
        "layer must read the one channel of a grey picture; "
        "got Conv2D(w (4, 3, 3, 1), groups=2), which reads 2"
    )
    assert_raises(words, OwnPicture, Conv2D(np.ones((4, 3, 3, 1)), groups=2))
    words = "z must be finite; got nan at z[0, 0, 0, 0], in shape (1, 148, 126, 4)"
    spoiled = Conv2D(np.full((4, 3, 3, 1), np.nan))
    assert_raises(words, OwnPicture, spoiled, error=FloatingPointError)


def test_it_is_named_without_its_bytes():
    assert repr(OwnPicture()) == "OwnPicture()"
    assert repr(OwnPicture(a_layer())) == "OwnPicture(Conv2D(w (5, 3, 3, 1)))"
