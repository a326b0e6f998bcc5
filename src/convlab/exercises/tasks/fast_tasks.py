"""Tasks of the chapter on speed: the lowered matrix, and tiles."""

import numpy as np

from convlab import equations
from convlab.exercises.case import Case
from convlab.exercises.tasks.drawing import draw_layers, draw_whole
from convlab.exercises.tasks.ladder import LADDER, MEDIUM, climb, find, varied
from convlab.exercises.tasks.task import Probe, register
from convlab.fast import toom_cook

TILE = toom_cook.tile(2, 3, 1)


def _multiplications(z_shape, w_shape, m):
    """Count the products of tiles of m by m windows, each with all of its points."""
    (B, OH, OW, F), (_, KH, KW, C) = z_shape, w_shape
    tiles = -(-OH // m) * -(-OW // m)
    return B * F * C * tiles * (m + KH - 1) * (m + KW - 1)


def _count(B, OH, OW, F, KH, KW, C, m, change="", *bases):
    arguments = {"z_shape": (B, OH, OW, F), "w_shape": (F, KH, KW, C), "m": m}
    return Probe("multiplications", arguments, {}, change, bases)


def _draw_counts(rng):
    """Draw calls with tiles that are not full."""
    return [
        _count(
            *(draw_whole(rng, 2, 9) for _ in "BHWF"), KH, KW, draw_whole(rng, 2, 9), m
        )
        for KH, KW, m in ((3, 3, 2), (2, 3, 3), (3, 2, 4), (5, 4, 5))
    ]


_one = _count(1, 1, 1, 1, 1, 1, 1, 1)
_kernel = _count(1, 1, 1, 1, 3, 3, 1, 1, "the kernel has more than one weight", _one)
_block = _count(1, 2, 2, 1, 1, 1, 1, 2, "a tile has more than one window", _one)
_tile = _count(
    1, 2, 2, 1, 3, 3, 1, 2, "kernel and tile are larger than 1 by 1", _kernel, _block
)
_more = _count(1, 4, 6, 1, 3, 3, 1, 2, "there is more than one tile", _tile)
register(
    "multiplications",
    "fast-1",
    _multiplications,
    (
        _one,
        _kernel,
        _block,
        _tile,
        _count(2, 2, 2, 1, 3, 3, 1, 2, "there is more than one image", _tile),
        _count(1, 2, 2, 1, 3, 3, 2, 2, "there is more than one channel", _tile),
        _count(1, 2, 2, 3, 3, 3, 1, 2, "there is more than one kernel", _tile),
        _count(1, 2, 2, 1, 2, 3, 1, 2, "the kernel is not square", _tile),
        _more,
        _count(1, 5, 6, 1, 3, 3, 1, 2, "the last row of tiles is not full", _more),
        _count(1, 4, 5, 1, 3, 3, 1, 2, "the last column of tiles is not full", _more),
        _count(2, 5, 7, 4, 3, 2, 3, 2),
        _count(3, 7, 6, 2, 2, 3, 5, 4),
        _count(8, 56, 56, 64, 3, 3, 64, 4),
    ),
    returns="whole",
    draw=_draw_counts,
    about="The number of multiplications of a forward pass by tiles, a whole number.",
)


def _lowered(case):
    _, KW = case.kernel_size
    return {"x": case.x, "kernel_width": KW}, {"stride": case.stride}


_probes = climb("lowered", _lowered, without=["F", "padding"])
register(
    "lowered",
    "fast-2",
    equations.lowered,
    _probes,
    varied(
        find(
            _probes,
            "there is more than one image and there is more than one channel",
        ),
        integers=["x"],
    ),
    axes="B, OW, H, KW*C",
    result="L",
    may_share=True,
    may_keep_integers=True,
    may_call=frozenset({"output_size"}),
    draw=draw_layers("lowered", _lowered),
    about="MEC's lowered image (B, OW, H, KW C): equation :eq:`lowered`.",
)


def _forward_from_lowered(L, w, *, stride=1):
    """Multiply every window of L by every kernel: windows are neighbours in a row."""
    KH = w.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(L, KH, axis=2)[:, :, ::stride]
    kernels = w.reshape(len(w), KH, -1)
    return np.einsum("njikp,fpk->nijf", windows, kernels)


def _from_lowered(case):
    """Fill L with numbers that no image would give: every entry counts by itself."""
    _, KW = case.kernel_size
    shape = equations.lowered(case.x, KW, stride=case.stride).shape
    rng = np.random.default_rng(int(abs(case.x).sum()))
    L = rng.integers(1, 10, shape) * rng.choice([-1.0, 1.0], shape)
    return {"L": L, "w": case.w}, {"stride": case.stride}


_probes = climb("forward_from_lowered", _from_lowered, without=["padding"])
register(
    "forward_from_lowered",
    "fast-3",
    _forward_from_lowered,
    _probes,
    varied(find(_probes, LADDER[MEDIUM].change), integers=["L"]),
    axes="B, OH, OW, F",
    result="z",
    may_call=frozenset({"output_size"}),
    draw=draw_layers("forward_from_lowered", _from_lowered),
    about="The output z (B, OH, OW, F), from windows of the lowered image.",
)


def _tile_products(x, w):
    """Take the pixels and the weights of F(3, 2) to the points 0, 1, -1, infinity."""
    of_x = np.stack([x[0] - x[2], (x[1] + x[2]) / 2, (x[2] - x[1]) / 2, x[3] - x[1]])
    return of_x * np.stack([w[0], w[0] + w[1], w[0] - w[1], w[1]])


def _of_tile(x, w, change="", *bases):
    arguments = {"x": np.array(x, float), "w": np.array(w, float)}
    return Probe("tile_products", arguments, {}, change, bases)


_first = _of_tile([2, 0, 0, 0], [3, 0])
_second = _of_tile([0, 2, 0, 0], [3, 0], "x[1] is not 0, and x[0] is", _first)
_tiles = (
    _first,
    _second,
    _of_tile([0, 0, 2, 0], [3, 0], "x[2] is not 0, and x[0] is", _first),
    _of_tile([2, 0, 0, 0], [3, 5], "w[1] is not 0", _first),
    _of_tile([0, 2, 0, 0], [3, 5], "x[1] and w[1] are not 0", _second),
    _of_tile([0, 0, 0, 2], [3, 5], "x[3] and w[1] are not 0"),
    _of_tile([1, 2, 0, 1], [3, 1]),
    _of_tile([-4, 7, 2, 5], [-3, 4]),
)
register(
    "tile_products",
    "fast-4",
    _tile_products,
    _tiles,
    varied(_tiles[-2]),
    axes="u,",
    result="M",
    draw=lambda rng: [
        _of_tile(rng.integers(1, 99, 4) / 4, rng.integers(1, 99, 2) / 4)
        for _ in range(4)
    ],
    about="The four products M (4,) of a tile of F(3, 2): equation :eq:`toom-cook`.",
)


def _kernels_to_points(w):
    """Return G w G^T of every kernel and channel, with the points in front."""
    G = TILE.G.astype(np.result_type(w, np.float32))
    return np.einsum("up,fpqc,vq->uvfc", G, w, G)


def _of_kernels(w, change="", *bases):
    return Probe("kernels_to_points", {"w": w}, {}, change, bases)


def _corner(F, C, *pixels):
    """Fill kernels with zeros, but for these pixels."""
    w = np.zeros((F, 3, 3, C))
    full = Case.of_integers(F=F, KH=3, KW=3, C=C).w
    for p, q in pixels or np.ndindex(3, 3):
        w[:, p, q] = full[:, p, q]
    return w


_top = _of_kernels(_corner(1, 1, (0, 0)))
_row = _of_kernels(
    _corner(1, 1, (0, 0), (0, 1)), "a second column of the kernel is not 0", _top
)
_column = _of_kernels(
    _corner(1, 1, (0, 0), (1, 0)), "a second row of the kernel is not 0", _top
)
_full = _of_kernels(_corner(1, 1), "all nine weights are used", _row, _column)
_kernels = (
    _top,
    _row,
    _column,
    _full,
    _of_kernels(_corner(2, 1), "there is more than one kernel", _full),
    _of_kernels(_corner(1, 2), "there is more than one channel", _full),
    _of_kernels(_corner(4, 3)),
    _of_kernels(_corner(3, 5)),
)
register(
    "kernels_to_points",
    "fast-5",
    _kernels_to_points,
    _kernels,
    varied(_kernels[6]),
    axes="u, v, F, C",
    result="U",
    draw=draw_layers("kernels_to_points", lambda case: ({"w": case.w}, {}), KH=3),
    about="The kernels U (4, 4, F, C), evaluated at the points of F(2 by 2, 3 by 3): "
    "equation :eq:`winograd`.",
)


def _forward_by_tiles(x, U):
    """Compute z from tiles: A^T (U * (B x B^T)) A, summed over the channels."""
    dtype = np.result_type(x, U, np.float32)
    A, B = TILE.A.astype(dtype), TILE.B.astype(dtype)
    n, H, W, _ = x.shape
    OH, OW = H - 2, W - 2
    x = np.pad(x, ((0, 0), (0, OH % 2), (0, OW % 2), (0, 0)))
    tiles = np.lib.stride_tricks.sliding_window_view(x, (4, 4), axis=(1, 2))
    tiles = tiles[:, ::2, ::2]
    V = np.einsum("ur,nabcrt,vt->uvnabc", B, tiles, B)
    M = np.einsum("uvnabc,uvfc->uvnabf", V, U)
    z = np.einsum("ui,uvnabf,vj->naibjf", A, M, A)
    rows, columns = 2 * tiles.shape[1], 2 * tiles.shape[2]
    return z.reshape(n, rows, columns, -1)[:, :OH, :OW].copy()


def _of_image(x, F, change="", *bases):
    """Call it on an image, with numbers for U that no kernel would give."""
    rng = np.random.default_rng(int(abs(x).sum()))
    shape = 4, 4, F, x.shape[3]
    U = rng.integers(1, 10, shape) * rng.choice([-1.0, 1.0], shape)
    return Probe("forward_by_tiles", {"x": x, "U": U}, {}, change, bases)


def _image(change="", *bases, F=1, **sizes):
    sizes = {"B": 1, "H": 4, "W": 4, "C": 1} | sizes
    x = Case.of_integers(**sizes, KH=3, KW=3).x
    return _of_image(x, F, change, *bases)


def _pixel(i, j, change="", *bases):
    """Call it on a tile in which one pixel is not 0."""
    x = np.zeros((1, 4, 4, 1))
    x[0, i, j] = 3
    return _of_image(x, 1, change, *bases)


def _draw_images(rng):
    """Draw images of odd and of even sizes."""
    return [
        _of_image(rng.integers(-9, 10, (2, H, W, 3)) / 4, draw_whole(rng, 2, 4))
        for H, W in ((7, 8), (8, 9), (9, 7), (10, 12))
    ]


_first = _pixel(0, 0)
_pixels = [
    _pixel(i, j, f"pixel {(i, j)} is not 0, and (0, 0) is", _first)
    for i, j in ((0, 1), (1, 0), (0, 3), (3, 0))
]
_tile = _image("all 16 pixels of a tile are used", *_pixels)
_beside = _image("there is a second tile beside the first", _tile, W=6)
_below = _image("there is a second tile below the first", _tile, H=6)
_several = _image("there are tiles beside and below", _beside, _below, H=6, W=8)
_medium = _image(B=2, C=2, F=3, H=6, W=8)
register(
    "forward_by_tiles",
    "fast-6",
    _forward_by_tiles,
    (
        _first,
        *_pixels,
        _tile,
        _image("there is more than one channel", _tile, C=2),
        _image("there is more than one kernel", _tile, F=3),
        _image("there is more than one image", _tile, B=2),
        _beside,
        _below,
        _several,
        _image("z has an odd number of columns", _several, H=6, W=9),
        _image("z has an odd number of rows", _several, H=7, W=8),
        _image("z has one row", _tile, H=3),
        _medium,
        _image(B=2, H=7, W=10, C=3, F=4),
        _image(B=3, H=6, W=5, C=2, F=2),
        _image(B=2, H=9, W=7, C=4, F=3),
    ),
    varied(_medium, integers=["x"]),
    axes="B, OH, OW, F",
    result="z",
    draw=_draw_images,
    about="The output z (B, OH, OW, F), computed tile by tile: equation "
    ":eq:`winograd`.",
)
