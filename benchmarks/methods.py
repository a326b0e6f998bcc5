"""Compare every way of computing one layer in the chapter "fast".

It times the forward pass, in single precision and on one thread, from the literal sums
to convlab.fast, beside PyTorch where that is installed; and it measures the limits of
the machine. `precision.py` measures how much precision each way loses. To renew what
the book draws, run, on an idle machine with requirements-bench.txt installed,

    python benchmarks/methods.py --out src/convlab/viz/results
"""

import statistics
from math import prod
from unittest.mock import patch

import numpy as np

import convlab
from backends import build
from cases import by_name
from conv import compute_reference, relative_error
from convlab import equations
from convlab._spec import check_layer
from convlab.fast._engine import scratch
from convlab.fast._engine.phases import plain_layers
from convlab.fast._engine.tiling import Tiling
from convlab.fast.methods import fourier, mec, winograd, winograd_rows
from convlab.fast.methods.fourier import cut_axes, cut_patches
from convlab.fast.toom_cook import best_tile
from precision import measure_precision
from report import print_table, read_options, store
from timing import (
    Timed,
    best_of,
    bound_process,
    describe_machine,
    measure_peak,
    take_turns,
)

CASE = "A"
MODULES = {
    "mec": mec,
    "winograd_rows": winograd_rows,
    "winograd": winograd,
    "fft": fourier,
}
BACKENDS = {
    "im2col": ["im2col"],
    "torch": ["torch contiguous", "torch channels_last"],
    "fast": ["fast"],
}
ORDER = ["loops", "im2col", *MODULES, "torch", "fast"]


def main():
    """Measure, print a table, and store both files."""
    options = read_options(
        __doc__,
        seconds={"type": float, "default": 20, "help": "for the turns"},
        draws={"type": int, "default": 9, "help": "for the precision"},
    )
    machine = describe_machine()
    with bound_process(1) as call:
        limits, methods = call(measure_limits), call(measure_methods, options.seconds)
        again, losses = call(measure_limits), call(measure_precision, options.draws)
    for name, value in again.items():  # others may have used the machine meanwhile
        pick = min if name.endswith("_ns") else max
        limits[name] = pick(limits[name], value)
    lines = [[name, *map(str, found.values())] for name, found in methods.items()]
    print_table("One thread", ["method", *next(iter(methods.values()))], lines)
    about = {"machine": machine, "threads": 1, "shape": CASE}
    about |= {"sizes": str(by_name(CASE)), "limits": limits, "methods": methods}
    store(options.out / "methods.json", about)
    store(options.out / "precision.json", {"machine": machine} | losses)


def measure_methods(seconds):
    """Return {method: its milliseconds, multiplications, bytes and error}."""
    case, timed, errors = by_name(CASE), [], {}
    arrays = case.draw()
    expected = compute_reference(case, arrays)[0]
    for method in ORDER:
        for name, call, z in _calls(method, case, arrays, expected):
            errors[method, name] = relative_error(np.asarray(call()), z)
            timed.append(Timed((method, name), call))
    take_turns(timed, seconds)
    found = {}
    for method in dict.fromkeys(one.name[0] for one in timed):
        formats = [one for one in timed if one.name[0] == method]
        best = min(formats, key=lambda one: statistics.median(one.seconds))
        figures = {
            "ms": 1000 * statistics.median(best.seconds),
            "multiplications": count_multiplications(method, case, arrays),
            "least_bytes": sum(a.nbytes for a in (arrays.x, arrays.w, arrays.dz)),
            "between_bytes": count_between(method, case, arrays, best.call),
            "error": errors[best.name],
        }
        if method == "loops":
            figures["ms"] *= figures["multiplications"] / arrays.w.size
            figures["note"] = f"scaled up from {arrays.w.size} multiplications"
        if method == "torch":
            note = f"{best.name[1]}; multiplications as of the direct sum"
            figures["note"] = note
        found[method] = figures
    return found


def _calls(method, case, arrays, expected):
    """Yield the name of each call of a method, the call, and what it should give."""
    if method == "loops":  # the first window alone: the whole layer would take minutes
        x, w, b = arrays.x[:1, : case.K, : case.K], arrays.w, arrays.b
        z = convlab.forward(*(a.astype(float) for a in (x, w, b)))
        yield method, lambda: equations.forward(x, w, b), z
    elif method in MODULES:  # whatever `convlab.fast` would choose

        def forward():
            z = np.empty_like(arrays.dz)
            MODULES[method].forward(_only_layer(case, arrays), arrays.b, z)
            return z

        yield method, forward, expected
    else:
        for name in BACKENDS[method]:
            try:
                backend = build(name, case, arrays)
            except ImportError as missing:
                print(f"left out: {missing}")
                continue
            yield name, lambda to=backend: to.to_numpy(to.forward()), expected


def _only_layer(case, arrays):
    """Return the one undilated, ungrouped layer that the case is."""
    ((layer, *_),) = plain_layers(*check_layer(arrays.x, arrays.w, **case.settings))
    return layer


def count_multiplications(method, case, arrays):
    """Count multiplications of pixels with weights, without those of the transforms."""
    if method == "winograd_rows":
        tile = best_tile(case.windows[0], case.K, case.stride, arrays.x.dtype)
        tiles = case.B * -(-case.windows[0] // tile.outputs) * case.windows[1]
        return tiles * len(tile.A) * case.K * case.F * case.C
    if method in ("winograd", "fast"):  # the one that `convlab.fast` chooses here
        tiling = Tiling(_only_layer(case, arrays), arrays.x.dtype)
        return case.B * tiling.size * tiling.points * case.F * case.C
    if method == "fft":  # a complex product takes four
        patches, frequencies, _ = _spectra(case, arrays)
        return 4 * patches * frequencies * case.F * case.C
    return case.multiplications


def count_between(method, case, arrays, call):
    """Count the bytes that temporary arrays move: each is written and read once."""
    if method in ("torch", "loops"):
        return None if method == "torch" else 0  # PyTorch's are hidden
    B, F, K, C = case.B, case.F, case.K, case.C
    (OH, OW), widths = case.windows, case.widths
    if method == "im2col":  # padded images, cols, the product, and it with the bias
        padded = B * (case.H + sum(widths[0])) * (case.W + sum(widths[1])) * C
        return 2 * (4 * (padded + B * K * K * C * OH * OW) + 2 * arrays.dz.nbytes)
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
            tile = best_tile(OH, K, case.stride, arrays.x.dtype)
            others += 4 * len(tile.A) * K * F * C
        elif method != "mec":
            points = Tiling(_only_layer(case, arrays), arrays.x.dtype).points
            others += 4 * points * F * C
    return 2 * (sum(sizes) + others)


def _spectra(case, arrays):
    """Count the patches, and the frequencies and the pixels of one."""
    layer = _only_layer(case, arrays)
    rows, columns = axes = cut_axes(layer)
    patches = sum(map(len, cut_patches(layer, axes)))
    return patches, rows.size * (columns.size // 2 + 1), rows.size * columns.size


def measure_limits(times=7, large=2**27, cached=2**19, count=100_000):
    """Return the most that this machine multiplies, copies and loops in a second."""
    rng = np.random.default_rng(0)
    a = rng.standard_normal((64, 244, 64), np.float32)  # a million multiplications each
    b, out = rng.standard_normal((64, 64), np.float32), np.empty_like(a)
    p, q = ([float(k) for k in range(count)] for _ in range(2))

    def loop():
        total = 0.0
        for k in range(count):
            total += p[k] * q[k]
        return total

    def bandwidth(size):
        source, target = np.ones(size, np.uint8), np.empty(size, np.uint8)

        def copy():
            for _ in range(large // size):
                np.copyto(target, source)

        return 2 * large / best_of(copy, times + 1) / 1e9

    products = best_of(lambda: np.matmul(a, b, out=out), times + 1)
    return {
        "peak_gflops": measure_peak(),
        "small_products_gflops": 2 * a.size * 64 / products / 1e9,
        "memory_gbs": bandwidth(large),
        "cache_gbs": bandwidth(cached),
        "python_loop_ns": best_of(loop, times + 1) / count * 1e9,
    }


if __name__ == "__main__":
    main()
