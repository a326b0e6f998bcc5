"""The engine of the fast methods: products, blocks of work, threads and memory."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, get_ident

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convlab.fast._engine import blas, blocking, matmul, scratch, threads, tiling


@pytest.fixture
def small_products(monkeypatch):
    """Cut every product into pieces of at most 2000 multiplications."""
    monkeypatch.setattr(matmul, "largest_product", lambda *_: 2000)
    monkeypatch.setattr(matmul, "SIDE", 8)
    monkeypatch.setattr(matmul, "DEEP", 20)
    monkeypatch.setattr(matmul, "PART", 64)
    with scratch.frame():
        yield


def integers(*shape):
    return np.random.default_rng(0).integers(-9, 10, shape).astype(float)


SIZES = [  # M, K, N: with and without a remainder of rows or columns, and uncut
    (40, 5, 8),
    (41, 5, 8),
    (40, 7, 40),
    (43, 7, 45),
    (9, 11, 100),
    (3, 900, 3),
    (1, 1, 1),
]


@pytest.mark.usefixtures("small_products")
@pytest.mark.parametrize(("M", "K", "N"), SIZES)
@pytest.mark.parametrize("stack", [(), (3,), (2, 3)])
def test_a_product_in_pieces_is_the_product(stack, M, K, N):
    a, b = integers(*stack, M, K), integers(*stack, K, N)
    out = np.full((*stack, M, N), np.nan)
    matmul.multiply(a, b, out=out)
    assert_array_equal(out, a @ b)


@pytest.mark.usefixtures("small_products")
def test_a_product_of_views_is_written_into_a_view():
    a, b = integers(4, 90, 41)[:, ::2], integers(4, 23, 41).swapaxes(1, 2)
    place = np.full((4, 45, 2, 23), np.nan)
    matmul.multiply(a, b, out=place[:, :, 1])
    assert_array_equal(place[:, :, 1], a @ b)
    assert np.isnan(place[:, :, 0]).all()


@pytest.mark.usefixtures("small_products")
@pytest.mark.parametrize(("M", "K", "N"), SIZES)
def test_products_are_added_to_what_is_there(M, K, N):
    a, b = integers(5, M, K), integers(5, K, N)
    total = integers(5, M, N)
    expected = total + a @ b
    matmul.add_product(a, b, total)
    assert_array_equal(total, expected)
    total = integers(M, N)
    expected = total + (a @ b).sum(axis=0)
    matmul.add_product_sum(a, b, total)
    assert_array_equal(total, expected)


@pytest.mark.usefixtures("small_products")
@pytest.mark.parametrize("rows", [1, 31, 32, 500, 501])
def test_a_tall_product_is_added_in_pieces_of_rows(rows):
    a, b, total = integers(rows, 4), integers(rows, 6), integers(4, 6)
    expected = total + a.T @ b
    matmul.add_transposed_product(a, b, total)
    assert_array_equal(total, expected)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(("images", "rows", "row_bytes"), [(1, 9, 300), (7, 5, 300)])
def test_blocks_cover_every_row_once(workers, images, rows, row_bytes, monkeypatch):
    monkeypatch.setattr(blocking, "workers", lambda: workers)
    times = np.zeros((images, rows))
    for block in blocking.cut_blocks(images, rows, row_bytes, 1000):
        assert times[block.images, block.rows].size * row_bytes <= 1000
        times[block.images, block.rows] += 1
    assert_array_equal(times, 1)


def test_all_workers_get_equally_many_blocks(monkeypatch):
    monkeypatch.setattr(blocking, "workers", lambda: 2)
    for images, rows in ((16, 11), (3, 10), (1, 9)):
        for row_bytes in range(8, 100, 8):
            blocks = blocking.cut_blocks(images, rows, row_bytes, 1000)
            assert len(blocks) == 1 or len(blocks) % 2 == 0


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("most", [1, 4, 99, None])
def test_slices_cover_all_once(workers, most, monkeypatch):
    monkeypatch.setattr(blocking, "workers", lambda: workers)
    times = np.zeros(11)
    for piece in blocking.cut_slices(11, most):
        assert times[piece].size <= (most or 11)
        times[piece] += 1
    assert_array_equal(times, 1)


def test_scratch_arrays_lie_apart_and_their_memory_is_used_again():
    with scratch.frame():
        scratch.empty((1000,), "f8")  # so that the next frame finds memory
    with scratch.frame():
        kept = scratch.zeros((3, 5), "f4")
        with scratch.frame():
            first = scratch.empty((100,), "f8")
        second = scratch.empty((7,), "f8")
        assert np.shares_memory(first, second)
        assert not np.shares_memory(kept, first)
    assert scratch._arena.memory.ctypes.data % scratch.LINE == 0


@pytest.mark.parametrize(("workers", "bad"), [(1, 0), (2, 0), (2, 99)])
def test_an_error_of_a_worker_ends_the_work_and_frees_its_memory(
    workers, bad, monkeypatch
):
    monkeypatch.setattr(threads, "workers", lambda: workers)
    done = []

    def work(unit, _):
        scratch.empty((9,), "f4")
        if unit == bad:
            raise MemoryError("no more")
        time.sleep(0.01)
        done.append(unit)

    with pytest.raises(MemoryError, match="no more"):
        threads.parallel_for(work, range(100))
    assert len(done) < 99
    assert scratch._arena.used == 0


def test_a_helper_computes_under_the_callers_error_state(monkeypatch):
    monkeypatch.setattr(threads, "workers", lambda: 2)
    helped, mine = Event(), get_ident()

    def work(unit, _):
        if get_ident() == mine:
            assert helped.wait(10)
            return
        helped.set()
        np.divide(1.0, 0.0)

    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        threads.parallel_for(work, [0, 1])


def test_what_a_pool_refuses_is_done_alone(monkeypatch):
    monkeypatch.setattr(threads, "workers", lambda: 2)
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    monkeypatch.setattr(threads, "_pool", lambda: pool)
    done = []
    threads.parallel_for(lambda unit, _: done.append(unit), range(5))
    assert done == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("count", "step"), [(4, 2), (3, 4), (2, 5), (1, 3)])
def test_fold_is_the_transpose_of_spread(count, step):
    matrix = integers(5, 4)
    x = integers(2, max(4, step) + (count - 1) * step, 3)
    with scratch.frame():
        V = tiling.spread(matrix, x, count, step)
        other = integers(*V.shape)
        folded = tiling.fold(matrix, other, step)
        assert np.sum(V * other) == np.sum(x[:, : folded.shape[1]] * folded)


@pytest.mark.parametrize(
    ("kernels", "most", "if_transposed"),
    [
        ("Haswell", sys.maxsize, sys.maxsize),
        ("SkylakeX", 10**6, sys.maxsize),
        (None, 2**18, 2**18),
    ],
)
def test_the_largest_product_suits_the_kernels(
    monkeypatch, kernels, most, if_transposed
):
    library = kernels and blas._Library(None, None, kernels)
    monkeypatch.setattr(blas, "_library", lambda: library)
    assert blas.largest_product.__wrapped__() == most
    assert blas.largest_product.__wrapped__(True) == if_transposed


def test_blas_has_one_thread_until_the_last_caller_has_left(monkeypatch):
    threads = [3]
    library = blas._Library(lambda: threads[-1], threads.append, "Haswell")
    monkeypatch.setattr(blas, "_library", lambda: library)
    with blas.on_one_thread():
        other = blas.on_one_thread()
        other.__enter__()
    assert threads[-1] == 1
    other.__exit__(None, None, None)
    assert threads[-1] == 3


def test_a_forked_child_has_none_of_the_callers(monkeypatch):
    threads = [3]
    library = blas._Library(lambda: threads[-1], threads.append, "Haswell")
    monkeypatch.setattr(blas, "_library", lambda: library)
    with blas.on_one_thread():
        kept, lock = [*blas._inside], blas._lock
        with lock:
            blas._reset()
        assert threads[-1] == 3
        assert not blas._lock.locked()
        blas._inside.extend(kept)


@pytest.mark.skipif(not blas._library(), reason="NumPy has another BLAS")
def test_the_library_of_numpy_is_told_and_asked():
    library = blas._library()
    before = library.get_num_threads()
    library.set_num_threads(2)
    with blas.on_one_thread():
        assert library.get_num_threads() == 1
    assert library.get_num_threads() == 2
    library.set_num_threads(before)
    assert re.fullmatch(r"[A-Za-z0-9]+", library.kernels)
