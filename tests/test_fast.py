"""Compare the fast pair with the reference and with `conv`; check its memory."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

import convlab
from convlab import Gradients, equations, fast, samples
from convlab.fast import methods, pair
from convlab.fast._engine import blocking, matmul, threads
from convlab.fast.methods import (
    METHODS,
    fourier,
    guess,
    im2col,
    mec,
    pointwise,
    winograd,
    winograd_rows,
    winograd_streamed,
)
from convlab.gradcheck import check_adjoint
from geometries import GEOMETRIES, PLAIN, Geometry
from plain_layer import plain_layer
from random_geometries import geometries

ANY_KERNEL = [method for method in METHODS if method is not pointwise]
CLOSE = {"f4": 2e-5, "f8": 1e-10}
SPREAD_OUT = {  # large enough for several tiles, bands, slices and patches
    "tiles": Geometry(B=3, H=21, W=18, C=6, F=5, padding="same"),
    "strided tiles": Geometry(B=3, H=22, W=19, C=5, F=6, stride=2, padding="same"),
    "long kernel": Geometry(B=2, H=19, W=23, C=4, F=3, KH=7, KW=6, padding=2),
    "rectangular": Geometry(B=2, H=30, W=17, C=3, F=9, KH=2, KW=5, stride=(3, 1)),
    "wide": Geometry(B=2, H=9, W=10, C=70, F=66, padding=1),
    "one image": Geometry(B=1, H=33, W=34, C=9, F=8, padding="same"),
    "dilated": Geometry(B=2, H=25, W=24, C=4, F=5, padding="same", dilation=(2, 3)),
    "groups": Geometry(B=2, H=24, W=23, C=24, F=12, padding=1, groups=4),
    "three groups": Geometry(B=2, H=11, W=12, C=27, F=30, padding=1, groups=3),
    "three groups, dilated": Geometry(
        B=2, H=11, W=12, C=27, F=30, groups=3, dilation=2, stride=(1, 3)
    ),
}

EDGES = {  # where `guess` could pick a method that must not be used
    "zeros behind": Geometry(C=3, F=4, KH=1, KW=1, padding=((0, 1), (0, 2))),
    "zeros behind, stride": Geometry(
        B=2, H=6, W=6, C=3, F=4, KH=1, KW=1, stride=2, padding=((0, 2), (0, 0))
    ),
    "zeros behind, dilated": Geometry(
        B=2, H=6, W=8, C=3, F=2, KH=1, KW=1, padding=1, dilation=2
    ),
    "phases that read zeros alone": Geometry(
        B=2, H=40, W=1, C=8, F=4, KW=2, padding=((1, 1), (2, 2)), dilation=(1, 3)
    ),
    "dense": Geometry(B=3, H=6, W=5, C=40, F=33, KH=6, KW=5),
    "large kernel, many channels": Geometry(
        B=1, H=19, W=18, C=34, F=33, KH=16, KW=16, padding=2
    ),
}


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def small_blocks(request, monkeypatch):
    """Cut small layers into blocks as if they were large, for one and two workers."""
    for module in (blocking, threads):
        monkeypatch.setattr(module, "workers", lambda: request.param)
    monkeypatch.setattr(methods, "BLOCK", 4000)
    for module in (matmul, winograd_streamed):
        monkeypatch.setattr(module, "largest_product", lambda *_: 2000)
    monkeypatch.setattr(matmul, "SIDE", 8)
    monkeypatch.setattr(matmul, "DEEP", 20)
    monkeypatch.setattr(pair, "OVERHEAD", 0)
    with ThreadPoolExecutor(2) as pool:
        monkeypatch.setattr(threads, "_pool", lambda: pool)
        yield


def assert_close(result, expected, dtype="f8"):
    assert result.shape == expected.shape
    assert result.dtype == dtype
    largest = np.abs(expected).max(initial=1e-30)
    assert_allclose(result, expected, rtol=0, atol=CLOSE[dtype] * largest)


def assert_same_layer(geometry, reference, dtype="f8"):
    exact = geometry.integers(seed=5)
    x, w, b, dz = (a.astype(dtype) for a in exact)
    z = fast.forward(x, w, b, **geometry.settings)
    assert_close(z, reference.forward(*exact[:3], **geometry.settings), dtype)
    given = fast.backward(dz, x, w, **geometry.settings)
    expected = reference.backward(exact[3], *exact[:2], **geometry.settings)
    for name in Gradients._fields:
        assert_close(getattr(given, name), getattr(expected, name), dtype)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_it_is_the_literal_sum(geometry, dtype, monkeypatch):
    monkeypatch.setattr(pair, "OVERHEAD", 0)
    assert_same_layer(geometry, equations, dtype)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("method", ANY_KERNEL, ids=lambda method: method.__name__[21:])
def test_each_method_is_the_literal_sum(method, name, monkeypatch):
    monkeypatch.setattr(methods, "guess", lambda layer: method)
    assert_same_layer(PLAIN[name], equations)


@pytest.mark.parametrize("stride", [1, (2, 3)])
def test_pointwise_is_the_literal_sum(stride, monkeypatch):
    monkeypatch.setattr(methods, "guess", lambda layer: pointwise)
    sizes = {"B": 2, "H": 5, "W": 7, "C": 3, "F": 4, "KH": 1, "KW": 1}
    assert_same_layer(Geometry(**sizes, stride=stride), equations)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("name", SPREAD_OUT)
@pytest.mark.parametrize("method", ANY_KERNEL, ids=lambda method: method.__name__[21:])
def test_blocks_of_a_large_layer_fit_together(method, name, monkeypatch):
    monkeypatch.setattr(methods, "guess", lambda layer: method)
    assert_same_layer(SPREAD_OUT[name], convlab)
    assert_same_layer(SPREAD_OUT[name], convlab, "f4")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("stride", [1, 2])
def test_blocks_of_a_large_pointwise_layer_fit_together(stride):
    sizes = {"B": 3, "H": 20, "W": 19, "C": 7, "F": 5, "KH": 1, "KW": 1}
    assert_same_layer(Geometry(**sizes, stride=stride), convlab)


@pytest.mark.parametrize("name", EDGES)
def test_the_choice_is_right_at_the_edges(name, monkeypatch):
    monkeypatch.setattr(pair, "OVERHEAD", 0)
    assert_same_layer(EDGES[name], convlab)


@given(geometries())
def test_random_layers_are_the_literal_sum(geometry):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair, "OVERHEAD", 0)
        assert_same_layer(geometry, equations)


def test_the_adjoint_identity_holds(geometry):
    x, w, _, dz = geometry.integers(seed=3)
    products = check_adjoint(fast.forward, fast.backward, dz, x, w, **geometry.settings)
    assert_allclose(products.dx_x, products.dz_z, rtol=1e-9, atol=1e-9)
    assert_allclose(products.dw_w, products.dz_z, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("wide", ["", "x", "w", "b", "dz", "x w b dz"])
def test_results_have_the_kind_of_the_chapters_layer(wide):
    x, w, b, dz = (
        a.astype("f8" if name in wide.split() else "f4")
        for name, a in samples.batch()._asdict().items()
    )
    assert fast.forward(x, w, b).dtype == convlab.forward(x, w, b).dtype
    assert fast.forward(x, w).dtype == convlab.forward(x, w).dtype
    expected = convlab.backward(dz, x, w)
    for result, same in zip(fast.backward(dz, x, w), expected, strict=True):
        assert result.dtype == same.dtype


VIEWS = {
    "every second": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: a[..., ::-1].copy()[..., ::-1],
    "Fortran": np.asfortranarray,
}


@pytest.mark.parametrize("name", GEOMETRIES)
@pytest.mark.parametrize("view", VIEWS)
def test_views_and_read_only_arrays_give_the_same(view, name, monkeypatch):
    monkeypatch.setattr(pair, "OVERHEAD", 0)
    geometry = GEOMETRIES[name]
    x, w, b, dz = geometry.integers()
    views = [VIEWS[view](a) for a in (x, w, b, dz)]
    for a in views:
        a.flags.writeable = False
    z = fast.forward(*views[:3], **geometry.settings)
    assert_allclose(z, fast.forward(x, w, b, **geometry.settings), atol=1e-9)
    given = fast.backward(views[3], *views[:2], **geometry.settings)
    expected = fast.backward(dz, x, w, **geometry.settings)
    for result, same in zip(given, expected, strict=True):
        assert_allclose(result, same, atol=1e-9)
        assert result.flags.c_contiguous


@pytest.mark.parametrize("method", ANY_KERNEL, ids=lambda method: method.__name__[21:])
def test_a_result_stays_as_it_is(method, monkeypatch):
    """It is not a view of an argument, nor of scratch memory that is reused."""
    monkeypatch.setattr(methods, "guess", lambda layer: method)
    x, w, b, dz = GEOMETRIES["padding 1"].integers()

    def compute():
        return fast.forward(x, w, b, padding=1), *fast.backward(dz, x, w, padding=1)

    results = compute()
    kept = [result.copy() for result in results]
    for a in (x, w, b, dz):
        a += 1
    compute()
    for result, same in zip(results, kept, strict=True):
        assert_array_equal(result, same)


def test_an_empty_batch_has_zero_gradients():
    _, w, b, _ = samples.batch()
    x = np.zeros((0, 3, 4, 2))
    assert fast.forward(x, w, b).shape == (0, 2, 2, 3)
    dx, dw, db = fast.backward(np.zeros((0, 2, 2, 3)), x, w)
    assert dx.shape == x.shape
    assert_array_equal(dw, np.zeros(w.shape))
    assert_array_equal(db, np.zeros(3))


@pytest.mark.parametrize("groups", [1, 2])
def test_an_empty_batch_is_never_too_large(groups):
    """The addresses of im2col alone would need 18 GiB."""
    x, w = np.zeros((0, 10_000, 10_000, 2)), np.ones((2, 5, 5, 2 // groups), "f4")
    settings = {"groups": groups, "padding": "same", "dilation": 2}
    z = fast.forward(x, w, **settings)
    assert z.shape == x.shape
    assert z.dtype == "f8"
    dx, dw, db = fast.backward(z.astype("f4"), x, w, **settings)
    assert dx.shape == x.shape
    assert (dx.dtype, dw.dtype, db.dtype) == ("f4", "f8", "f4")
    assert_array_equal(dw, np.zeros(w.shape))
    assert_array_equal(db, [0, 0])


def test_a_layer_too_large_for_im2col_is_not_refused():
    """Many small pieces, and padding that would need 3 GiB: no advice on max_bytes."""
    x, w = np.ones((1, 3, 3, 32)), np.ones((32, 2, 2, 1))
    settings = {"padding": 1800, "stride": 3602, "dilation": 3601, "groups": 32}
    with pytest.raises(ValueError, match="max_bytes"):
        convlab.forward(x, w, **settings)
    z = fast.forward(x, w, **settings)
    assert_array_equal(z, np.zeros((1, 1, 1, 32)))
    assert fast.backward(z, x, w, **settings).dx.shape == x.shape


def test_db_of_many_units_is_exact_enough_in_float32():
    dz = np.full((1, 1000, 1000, 3), 0.1, np.float32)
    x, w = np.zeros((1, 1000, 1000, 1), np.float32), np.zeros((3, 1, 1, 1), np.float32)
    assert_allclose(
        fast.backward(dz, x, w).db, 1e6 * np.float64(dz[0, 0, 0]), rtol=1e-6
    )


def test_a_layer_in_many_small_pieces_is_done_as_in_the_chapter(monkeypatch):
    monkeypatch.setattr(pair, "choose", None)  # calling it would fail
    x, w, b, dz = GEOMETRIES["everything"].integers()
    settings = GEOMETRIES["everything"].settings
    z = fast.forward(x, w, b, **settings)
    assert_array_equal(z, convlab.forward(x, w, b, **settings))
    given = fast.backward(dz, x, w, **settings)
    expected = convlab.backward(dz, x, w, **settings)
    for result, same in zip(given, expected, strict=True):
        assert_array_equal(result, same)


@pytest.mark.parametrize(
    ("sizes", "method"),
    [
        ({"C": 64, "F": 64, "H": 56, "W": 56, "B": 8, "padding": 1}, winograd),
        ({"C": 512, "F": 512, "H": 7, "W": 7, "B": 8, "padding": 1}, winograd_streamed),
        ({"C": 512, "F": 512, "H": 7, "W": 7, "B": 1, "padding": 1}, im2col),
        ({"C": 16, "F": 32, "H": 32, "W": 32}, winograd_rows),
        ({"C": 8, "F": 16, "H": 8, "W": 8}, mec),
        ({"C": 1, "F": 16, "KH": 5, "KW": 5, "H": 28, "W": 28}, mec),
        ({"C": 64, "F": 64, "H": 32, "KH": 2, "KW": 2, "stride": 2, "B": 9}, im2col),
        ({"C": 64, "F": 128, "H": 14, "W": 14, "stride": 2, "padding": 1}, im2col),
        (
            {"C": 3, "F": 64, "H": 64, "W": 64, "KH": 16, "KW": 16, "stride": 16},
            mec,
        ),
        ({"C": 3, "F": 8, "H": 64, "W": 64, "KH": 31, "KW": 31}, fourier),
        ({"C": 9, "F": 8, "KH": 1, "KW": 1}, pointwise),
        ({"C": 9, "F": 32, "KH": 1, "KW": 1, "padding": 1}, mec),
        ({"C": 9, "F": 32, "KH": 1, "KW": 1, "padding": ((0, 1), (0, 0))}, mec),
    ],
)
def test_the_shape_chooses(sizes, method):
    geometry = Geometry(**sizes)
    x, w, _, _ = (np.zeros(shape) for shape in geometry.shapes)
    assert guess(plain_layer(x, w, **geometry.settings)) is method


def test_two_callers_at_once_get_their_own_results():
    x, w, b, _ = SPREAD_OUT["wide"].integers()
    xs = [x, x[::-1], 2 * x, -x]
    with ThreadPoolExecutor(4) as callers:
        results = list(callers.map(lambda x: fast.forward(x, w, b, padding=1), 8 * xs))
    for one, z in zip(8 * xs, results, strict=True):
        assert_close(z, convlab.forward(one, w, b, padding=1))
