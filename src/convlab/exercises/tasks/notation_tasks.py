"""Tasks of the chapter on notation: addresses, and the order of the axes."""

import numpy as np

from convlab import equations
from convlab.exercises.tasks.drawing import draw_layers, draw_whole
from convlab.exercises.tasks.ladder import climb, find, varied
from convlab.exercises.tasks.task import Probe, non_contiguous, read_only, register


def _numbers(task, first, changes):
    """Return probes with plain numbers: the first, then one change of it each."""
    start = Probe(task, first)
    return (
        start,
        *(Probe(task, first | new, {}, words, (start,)) for words, new in changes),
    )


_SHAPE = (4, 5, 3)


def _draw_shapes(rng):
    """Draw shapes (H, W, C) of images, all three sizes different."""
    for _ in range(4):
        yield draw_whole(rng, 6, 8), draw_whole(rng, 9, 11), draw_whole(rng, 2, 5)


def _draw_units(rng):
    """Draw indices in the second or a later image, none of them 0."""
    for shape in _draw_shapes(rng):
        unit = (draw_whole(rng, 1, size - 1) for size in (5, *shape))
        arguments = dict(zip("nijc", unit, strict=True)) | {"image_shape": shape}
        yield Probe("address", arguments)


def _draw_addresses(rng):
    """Draw addresses in the second or a later image."""
    for shape in _draw_shapes(rng):
        size = int(np.prod(shape))
        arguments = {"address": draw_whole(rng, size, 5 * size - 1)}
        yield Probe("unit", arguments | {"image_shape": shape})


register(
    "address",
    "notation-1",
    equations.address,
    (
        *_numbers(
            "address",
            {"n": 0, "i": 0, "j": 0, "c": 0, "image_shape": _SHAPE},
            [
                ("c is not 0", {"c": 2}),
                ("j is not 0", {"j": 3}),
                ("i is not 0", {"i": 2}),
                ("n is not 0", {"n": 3}),
            ],
        ),
        Probe("address", {"n": 0, "i": 1, "j": 2, "c": 0, "image_shape": (3, 4, 1)}),
        Probe("address", {"n": 1, "i": 2, "j": 3, "c": 1, "image_shape": _SHAPE}),
        Probe("address", {"n": 3, "i": 0, "j": 1, "c": 2, "image_shape": _SHAPE}),
    ),
    returns="whole",
    draw=_draw_units,
    about="The address of number (n, i, j, c) in a batch of images of shape (H, W, "
    "C): equation :eq:`address`.",
)


def _unit(address, image_shape):
    n, rest = divmod(address, np.prod(image_shape))
    return int(n), *(int(index) for index in np.unravel_index(rest, image_shape))


register(
    "unit",
    "notation-2",
    _unit,
    (
        *_numbers(
            "unit",
            {"address": 0, "image_shape": _SHAPE},
            [
                ("the channel is not 0", {"address": 2}),
                ("the column is not 0", {"address": 3 * 3}),
                ("the row is not 0", {"address": 2 * 5 * 3}),
                ("the image is not the first", {"address": 3 * 60}),
            ],
        ),
        Probe("unit", {"address": 6, "image_shape": (3, 4, 1)}),
        Probe("unit", {"address": 106, "image_shape": _SHAPE}),
        Probe("unit", {"address": 191, "image_shape": _SHAPE}),
    ),
    returns="indices",
    axes="n, i, j, c",
    draw=_draw_addresses,
    about="The indices (n, i, j, c) of the number at an address: equation "
    ":eq:`address`, undone.",
)


def _image(case):
    return {"x": case.x}, {}


_of_images = climb("channels_first", _image, without=["F", "padding", "stride"])
register(
    "channels_first",
    "notation-3",
    lambda x: np.moveaxis(x, -1, 1),
    _of_images,
    varied(
        find(
            _of_images,
            "there is more than one image and there is more than one channel",
        ),
        integers=["x"],
    ),
    axes="B, C, H, W",
    may_share=True,
    may_keep_integers=True,
    draw=draw_layers("channels_first", _image),
    about="The images x (B, H, W, C) as a new array (B, C, H, W).",
)


def _moved(addresses, image_shape):
    H, W, C = image_shape
    images = addresses.max() // (H * W * C) + 1
    old = np.arange(images * H * W * C).reshape(images, H, W, C)
    return np.argsort(np.moveaxis(old, -1, 1), axis=None)[addresses]


def _move(addresses, image_shape, change="", *bases, **layout):
    arguments = {"addresses": np.array(addresses), "image_shape": image_shape}
    return Probe("moved", arguments, {}, change, bases, **layout)


_rng = np.random.default_rng(1)
_plain = _move(range(4), (2, 2, 1))
_of_two = _move(range(8), (2, 2, 2), "there is more than one channel", _plain)
_images = _move(range(24), (2, 2, 2), "there is more than one image", _of_two)
register(
    "moved",
    "notation-4",
    _moved,
    (
        _plain,
        _of_two,
        _move(range(12), (2, 3, 2), "the image is not square", _of_two),
        _images,
        _move(
            _images.arguments["addresses"][::-1],
            (2, 2, 2),
            "the addresses are not in order",
            _images,
        ),
        _move(range(48), (3, 4, 2)),
        _move(_rng.integers(0, 240, 20), _SHAPE),
        _move(_rng.integers(0, 200, 20), (5, 2, 4)),
    ),
    (
        _move(range(24), (2, 2, 2), words, _images, layout=layout)
        for words, layout in [
            ("the array cannot be written to", read_only),
            ("the numbers of the array do not lie side by side", non_contiguous),
        ]
    ),
    returns="addresses",
    axes="K",
    result="the result",
    draw=lambda rng: [
        _move(rng.integers(3 * np.prod(shape), size=40), shape)
        for shape in _draw_shapes(rng)
    ],
    about="The addresses, with channels first, of numbers given by their addresses "
    "with channels last: an array of the same shape.",
)
