"""Compare every way of computing one layer in the chapter "fast".

It times the forward pass, in single precision and on one thread, from the literal sums
to convlab.fast, beside PyTorch where that is installed; and it measures the limits of
the machine, and the parts of im2col. `precision.py` measures how much precision each
way loses. To renew what the book draws, run, on an idle machine with
requirements-bench.txt installed,

    python benchmarks/methods.py --out src/convlab/viz/results
"""

from functools import partial
from math import prod
from timeit import Timer
from unittest.mock import patch

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from backends import BACKENDS, compute_by, plain_layer
from cases import CASES, compute_reference, relative_error
from convlab import equations
from convlab.fast._engine import scratch
from convlab.fast._engine.matmul import multiply
from convlab.fast._engine.tiling import Tiling
from convlab.fast.methods import fourier, mec, winograd, winograd_rows
from convlab.fast.methods.fourier import cut_axes, cut_patches
from convlab.fast.toom_cook import best_tile
from convlab.geometry import zero_pad
from precision import measure_precision
from results import describe_machine, make_parser, store
from timing import run_bound, take_turns

CASE = CASES[0]
MODULES = {
    "mec": mec,
    "winograd_rows": winograd_rows,
    "winograd": winograd,
    "fft": fourier,
}
FORMATS = {
    "im2col": ["im2col"],
    "torch": ["torch contiguous", "torch channels_last"],
    "fast": ["fast"],
}
ORDER = ["loops", "im2col", "runs", *MODULES, "torch", "fast"]


def main():
    """Measure, print, and store both files."""
    parser = make_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="default: %(default)s")
    options, machine = parser.parse_args(), describe_machine()
    limits = run_bound(1, measure_limits)
    parts = run_bound(1, measure_parts, options.rounds)
    methods = run_bound(1, measure_methods, options.rounds)
    for name, figures in [("limits", limits), ("parts", parts), *methods.items()]:
        print(f"{name}: {figures}")
    about = {"machine": machine, "threads": 1, "shape": CASE.name}
    about |= {"sizes": str(CASE), "limits": limits, "parts": parts, "methods": methods}
    store(options.out / "methods.json", about)
    errors = run_bound(1, measure_precision)
    store(options.out / "precision.json", {"machine": machine} | errors)


def measure_methods(rounds):
    """Return {method: its milliseconds, multiplications, bytes and error}."""
    arrays, calls, found = CASE.draw(), {}, {}
    for method in ORDER:
        for name, call in list_calls(method, arrays).items():
            calls[method, name] = call
    seconds, outputs = take_turns(calls, rounds)
    medians = {key: float(np.median(times)) for key, times in seconds.items()}
    z = compute_reference(CASE, arrays)[0]
    for method in dict.fromkeys(method for method, _ in calls):
        best = min((key for key in calls if key[0] == method), key=medians.get)
        expected = z[:1, 1:2, 1:2] if method == "loops" else z
        found[method] = figures = {
            "ms": 1000 * medians[best],
            "multiplications": count_multiplications(method, CASE, arrays),
            "least_bytes": sum(a.nbytes for a in (arrays.x, arrays.w, arrays.dz)),
            "between_bytes": count_between(method, CASE, arrays, calls[best]),
            "error": relative_error(outputs[best], expected),
        }
        if method == "loops":
            figures["ms"] *= figures["multiplications"] / arrays.w.size
            figures["note"] = f"scaled up from {arrays.w.size} multiplications"
        if method == "torch":
            figures["note"] = f"{best[1]}; multiplications as of the direct sum"
    return found


def list_calls(method, arrays):
    """Return {name: a call that gives z}: of PyTorch one for each format."""
    if method == "loops":  # unit (1, 1) alone: the whole layer would take minutes
        window = arrays.x[:1, : CASE.K, : CASE.K]
        return {method: lambda: equations.forward(window, arrays.w, arrays.b)}
    if method == "runs":
        return {method: lambda: compute_in_runs(CASE, arrays)}
    if method in MODULES:
        return {method: lambda: compute_by(MODULES[method], CASE, arrays)}
    names = [name for name in FORMATS[method] if name in BACKENDS]
    built = {name: BACKENDS[name](CASE, arrays) for name in names}
    return {name: lambda to=to: to.to_numpy(to.forward()) for name, to in built.items()}


def compute_in_runs(case, arrays):
    """Compute z by im2col with a row for each window, so that it copies runs of pixels.

    `convlab.im2col` has a column for each window, and fetches number by number.
    """
    rows = see_windows(case, zero_pad(arrays.x, case.widths))
    z = rows.reshape(-1, case.K**2 * case.C) @ arrays.w.reshape(case.F, -1).T
    z += arrays.b
    return z.reshape(arrays.dz.shape)


def see_windows(case, x):
    """Return a view of padded images with the axes n, i, j, p, q, c."""
    windows = sliding_window_view(x, (case.K, case.K), axis=(1, 2))
    return windows[:, :: case.stride, :: case.stride].transpose(0, 1, 2, 4, 5, 3)


def measure_parts(rounds, pieces=64):
    """Return the milliseconds of parts of im2col, and of two of them in another way.

    "In small blocks" is the product by `convlab.fast`: cut small, into memory used
    before. It multiplies the first of so many pieces as often, so that it finds its
    numbers in the cache.
    """
    arrays = CASE.draw()
    W_mat = arrays.w.reshape(CASE.F, -1)

    def pad():
        return zero_pad(arrays.x, CASE.widths)

    def make_table():
        return convlab.im2col_indices(x.shape[1:], CASE.K, stride=CASE.stride)

    def gather():
        return np.take(x.reshape(CASE.B, -1), table, axis=1)

    def copy_runs():
        return np.ascontiguousarray(windows)

    def multiply_in_blocks():
        for _ in range(pieces):
            multiply(block, kernels, out=z)

    x = pad()
    table, windows = make_table(), see_windows(CASE, x)
    X_col, rows = gather(), copy_runs()
    block = np.split(rows.reshape(-1, W_mat.shape[1]), pieces)[0]
    kernels, z = W_mat.T.copy(), np.empty((len(block), CASE.F), x.dtype)
    calls = {
        "pad": pad,
        "table": make_table,
        "gather": gather,
        "copy of runs": copy_runs,
        "copy of runs, into used memory": lambda: np.copyto(rows, windows),
        "product": lambda: W_mat @ X_col,
        "product, in small blocks": multiply_in_blocks,
    }
    seconds, _ = take_turns(calls, rounds)
    return {name: 1000 * float(np.median(times)) for name, times in seconds.items()}


def count_multiplications(method, case, arrays):
    """Count multiplications of pixels with weights, without those of the transforms."""
    if method == "winograd_rows":
        tile = best_tile(case.windows[0], case.K, case.stride, arrays.x.dtype)
        tiles = case.B * -(-case.windows[0] // tile.outputs) * case.windows[1]
        return tiles * len(tile.A) * case.K * case.F * case.C
    if method in ("winograd", "fast"):  # the one that `convlab.fast` chooses here
        tiling = Tiling(plain_layer(case, arrays), arrays.x.dtype)
        return case.B * tiling.size * tiling.points * case.F * case.C
    if method == "fft":  # a complex product takes four
        patches, frequencies, _ = _spectra(case, arrays)
        return 4 * patches * frequencies * case.F * case.C
    return case.multiplications


def count_between(method, case, arrays, call):
    """Count the bytes that temporary arrays move: each is written and read once.

    The table of addresses of `convlab.im2col` is written once, and read for each image.
    """
    if method in ("torch", "loops"):
        return None if method == "torch" else 0  # PyTorch's are hidden
    F, K, C, (rows, columns) = case.F, case.K, case.C, case.widths
    padded = 4 * case.B * (case.H + sum(rows)) * (case.W + sum(columns)) * C
    if method == "runs":  # padded images, the matrix, and z before the bias
        return 2 * (padded + case.cols_bytes + arrays.dz.nbytes)
    if method == "im2col":  # padded images, cols, the product, and it with the bias
        table = case.cols_bytes // (4 * case.B) * np.dtype(np.intp).itemsize
        moved = 2 * (padded + case.cols_bytes + 2 * arrays.dz.nbytes)
        return moved + (1 + case.B) * table
    sizes, empty = [], scratch.empty

    def count(shape, dtype):
        sizes.append(prod(shape) * np.dtype(dtype).itemsize)
        return empty(shape, dtype)

    with patch.object(scratch, "empty", count):
        call()
    if method == "fft":  # what NumPy's FFT allocates: each axis, the stack, the kernels
        patches, frequencies, pixels = _spectra(case, arrays)
        there, back = 24 * frequencies * C, 16 * frequencies * F + 4 * pixels * F
        others = patches * (there + back) + F * C * (4 * pixels + 24 * frequencies)
    else:  # the kernels, and as the method transforms them
        others = arrays.w.nbytes
        if method == "winograd_rows":
            tile = best_tile(case.windows[0], K, case.stride, arrays.x.dtype)
            others += 4 * len(tile.A) * K * F * C
        elif method != "mec":
            points = Tiling(plain_layer(case, arrays), arrays.x.dtype).points
            others += 4 * points * F * C
    return 2 * (sum(sizes) + others)


def _spectra(case, arrays):
    """Count the patches, and the frequencies and the pixels of one."""
    layer = plain_layer(case, arrays)
    rows, columns = axes = cut_axes(layer)
    patches = sum(map(len, cut_patches(layer, axes)))
    return patches, rows.size * (columns.size // 2 + 1), rows.size * columns.size


def measure_limits(large=2**27, cached=2**19, count=100_000):
    """Return the most that this machine multiplies, copies and loops in a second."""
    rng = np.random.default_rng(0)
    p, q = ([float(k) for k in range(count)] for _ in range(2))

    def product_rate(*shape):
        a = rng.standard_normal(shape, np.float32)
        b = rng.standard_normal((shape[-1], shape[-1]), np.float32)
        seconds = fastest(partial(np.matmul, a, b, out=np.empty_like(a)))
        return 2 * a.size * len(b) / seconds / 1e9

    def copy(size):
        source, target = np.ones(size, np.uint8), np.empty(size, np.uint8)
        seconds = fastest(partial(np.copyto, target, source), large // size)
        return 2 * size / seconds / 1e9

    def loop():
        total = 0.0
        for k in range(count):
            total += p[k] * q[k]
        return total

    return {
        "peak_gflops": product_rate(2048, 2048),
        "small_products_gflops": product_rate(64, 244, 64),  # a million products each
        "memory_gbs": copy(large),
        "cache_gbs": copy(cached),
        "python_loop_ns": fastest(loop) / count * 1e9,
    }


def fastest(call, number=1):
    """Return the seconds of a call, from the fastest of eight runs of several."""
    return min(Timer(call).repeat(8, number)) / number


if __name__ == "__main__":
    main()
