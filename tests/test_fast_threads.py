"""Threads of the fast pair: overlapping writes hold a lock, and BLAS starts none."""

import ast
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from threading import get_ident

import numpy as np
import pytest

from cases import CASES
from convlab import fast
from convlab.fast import methods, pair
from convlab.fast._engine import blas, blocking, matmul, threads, tiling
from convlab.fast.methods import (
    METHODS,
    fourier,
    im2col,
    mec,
    pointwise,
    winograd_rows,
    winograd_streamed,
)
from geometries import Geometry

WRITERS = [fourier, im2col, mec, tiling, winograd_rows]  # import add_cropped
OVERLAPPING = {
    "tiles": Geometry(B=2, H=21, W=18, C=6, F=5, padding="same"),
    "strided": Geometry(B=2, H=22, W=19, C=5, F=6, stride=2, padding="same"),
}


class RecordingLock:
    """A lock that knows which thread holds it."""

    def __init__(self):
        self.holder = None

    def __enter__(self):
        self.holder = get_ident()

    def __exit__(self, *_):
        self.holder = None


@pytest.mark.parametrize("name", OVERLAPPING)
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__[21:])
def test_overlapping_writes_hold_the_same_lock(method, name, monkeypatch):
    """Use one worker, so that the outcome does not depend on which thread is faster."""
    geometry = OVERLAPPING[name]
    if method is pointwise:
        geometry = geometry._replace(KH=1, KW=1, padding=0)
    locks, writes = [], []

    def new_lock():
        locks.append(RecordingLock())
        return locks[-1]

    def record(dx, padded, images, rows, columns):
        held = [lock for lock in locks if lock.holder == get_ident()]
        inside = [slice(max(start, 0), max(stop, 0)) for start, stop in (rows, columns)]
        writes.append((dx[images, *inside], held))
        add(dx, padded, images, rows, columns)

    add = im2col.add_cropped
    for module in WRITERS:
        monkeypatch.setattr(module, "add_cropped", record)
        monkeypatch.setattr(module, "Lock", new_lock, raising=False)
    monkeypatch.setattr(methods, "guess", lambda layer: method)
    monkeypatch.setattr(methods, "BLOCK", 4000)
    monkeypatch.setattr(threads, "workers", lambda: 1)
    monkeypatch.setattr(blocking, "workers", lambda: 2)
    monkeypatch.setattr(mec, "WIDE", 99)  # forces a scatter for dx
    monkeypatch.setattr(fourier, "LONGEST", 9)
    monkeypatch.setattr(fourier, "_best_size", fourier._best_size.__wrapped__)
    x, w, _, dz = geometry.integers()
    fast.backward(dz, x, w, **geometry.settings)

    pairs = [
        (held, others)
        for (place, held), (other, others) in combinations(writes, 2)
        if np.shares_memory(place, other)
    ]
    # These two split dx by channels, or do not add to it at all.
    assert bool(pairs) == (method not in (pointwise, winograd_streamed))
    for held, others in pairs:
        assert set(held) & set(others), "two writes overlap without a common lock"


MOST = 2**18  # multiplications: for more, a BLAS may start threads
LAYERS = {
    case.name: Geometry(
        1, case.H, case.W, case.C, case.F, case.K, case.K, case.stride, case.padding
    )
    for case in CASES
} | {
    "deep": Geometry(1, 7, 7, 512, 640, padding="same"),
    "deep and pointwise": Geometry(1, 14, 14, 1100, 300, KH=1, KW=1),
    "long sums": Geometry(1, 9, 120, 600, 64, stride=3),
    "wide": Geometry(1, 6, 300, 64, 64, padding="same"),
    "many kernels": Geometry(1, 9, 9, 32, 3000, padding="same"),
    "dilated groups": Geometry(1, 28, 28, 96, 96, padding="same", dilation=2, groups=3),
}


def compute_both_ways(geometry):
    x, w, _, dz = (np.ones(shape, np.float32) for shape in geometry.shapes)
    fast.forward(x, w, **geometry.settings)
    fast.backward(dz, x, w, **geometry.settings)


@pytest.mark.parametrize("name", LAYERS)
def test_no_product_wakes_a_thread_of_an_unknown_blas(name, monkeypatch):
    """One complex multiplication is four real ones."""
    for module in (matmul, winograd_streamed):
        monkeypatch.setattr(module, "largest_product", lambda *_: MOST)
    counts, compute = [], np.matmul

    def count(a, b, **keywords):
        (M, K), N = a.shape[-2:], b.shape[-1]
        counts.append(M * K * N * (4 if np.iscomplexobj(a) else 1))
        return compute(a, b, **keywords)

    monkeypatch.setattr(pair, "OVERHEAD", 0)
    monkeypatch.setattr(np, "matmul", count)
    compute_both_ways(LAYERS[name])
    assert 0 < max(counts) <= MOST


@pytest.mark.skipif(blas._library() is None, reason="NumPy has another BLAS")
def test_the_sum_of_the_bias_wakes_no_thread_of_openblas(monkeypatch):
    callers = []

    def record(a):
        callers.append(len(blas._inside))
        return matmul.sum_rows(a)

    monkeypatch.setattr(pair, "sum_rows", record)
    x, w = np.ones((2, 9, 9, 3), np.float32), np.ones((4, 3, 3, 3), np.float32)
    fast.backward(fast.forward(x, w), x, w)
    assert callers == [1]


def test_every_product_is_counted():
    """Those written with @ are not."""
    for path in Path(fast.__file__).parent.rglob("*.py"):
        operators = (type(node) for node in ast.walk(ast.parse(path.read_text())))
        assert ast.MatMult not in operators, path


WAKE_UPS = """
import os, re, sys, time
from pathlib import Path
from threading import get_native_id
import numpy as np

tasks = [Path("/proc/self/task", n) for n in os.listdir("/proc/self/task")]
tasks = [task for task in tasks if int(task.name) != get_native_id()]

def count_switches():
    "Wait until all threads of BLAS are asleep, and count how often they went there."
    while True:
        found = [(task / "status").read_text() for task in tasks]
        if all(re.search(r"State:\\s+S", status) for status in found):
            return [re.findall(r"ctxt_switches:\\s+(\\d+)", one) for one in found]
        time.sleep(0.01)

def wakes(call):
    before = count_switches()
    call()
    return count_switches() != before

a = np.ones((512, 512), np.float32)
if not tasks or not wakes(lambda: a @ a):
    sys.exit("this BLAS has no threads")

from convlab.fast import methods, pair
from test_fast_threads import LAYERS, compute_both_ways

pair.OVERHEAD = 0  # leave none to `convlab.forward`
print(*(name for name in LAYERS if wakes(lambda: compute_both_ways(LAYERS[name]))))
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
@pytest.mark.parametrize("processor", ["Haswell", "SkylakeX"])
def test_the_threads_of_blas_stay_asleep(processor):
    """Without AVX-512, as with OPENBLAS_CORETYPE=Haswell, it has more to start."""
    extension = {"Haswell": "avx2", "SkylakeX": "avx512f"}[processor]
    if f" {extension} " not in Path("/proc/cpuinfo").read_text():
        pytest.skip(f"this processor lacks {extension}")
    told = {"OPENBLAS_CORETYPE": processor, "OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", WAKE_UPS],
        env=os.environ | told | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    if "this BLAS has no threads" in done.stderr:
        pytest.skip("this BLAS starts no threads")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
