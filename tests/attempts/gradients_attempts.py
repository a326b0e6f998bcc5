"""Attempts at the tasks of the chapter on testing gradients."""

import numpy as np

from attempts.attempt import edit, wrong
from convlab import forward, samples


def guard(a, e):
    if a.shape != e.shape:
        return np.inf
    if not e.any():
        return np.inf if a.any() else 0.0
    return None


def inner(p, q):
    return float(np.sum(p * q))


def by_products(backward, x, w, b, dz, tolerance=0.0, shapes=True, **settings):
    z = forward(x, w, **settings)
    zb = forward(np.zeros(x.shape), w, b, **settings)
    bad = set()
    for name, g, a, r in zip(
        "xwb", backward(dz, x, w, **settings), (x, w, b), (z, z, zb)
    ):
        unlike = shapes and g.shape != a.shape
        if unlike or not abs(inner(g, a) - inner(dz, r)) <= tolerance:
            bad.add(name)
    return bad


def by_differences(backward, x, w, b, dz, **settings):
    arrays = {"x": x.astype(float), "w": w.astype(float), "b": b.astype(float)}
    bad = set()
    for (name, a), g in zip(arrays.items(), backward(dz, x, w, **settings)):
        if g.shape != a.shape:
            bad.add(name)
            continue
        num = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            old = a[i]
            a[i] = old + 1
            up = inner(dz, forward(*arrays.values(), **settings))
            a[i] = old - 1
            num[i] = (up - inner(dz, forward(*arrays.values(), **settings))) / 2
            a[i] = old
        if not np.abs(num - g).max() <= 1e-9 * np.abs(num).max():
            bad.add(name)
    return bad


LOSSES = "(loss(up) - loss(down)) / (2 * h)"
for old, new, mistake in [
    (LOSSES, "(loss(up) - loss(down)) / h", "divided-by-h"),
    (LOSSES, "(loss(up) - loss(down)) / 2 * h", "multiplied-by-h"),
    (LOSSES, "loss(up) - loss(down) / (2 * h)", "parentheses-left-out"),
    (LOSSES, "(loss(up) - loss(x)) / h", "one-sided"),
    (LOSSES, "(loss(up) - loss(x)) / (2 * h)", "came-back-only"),
    (LOSSES, "(loss(down) - loss(up)) / (2 * h)", "sign-changed"),
    ("[index] += h\n    down[index]", "[...] += h\n    down[...]", "sum-of-all"),
    ("up, down = x.astype(float), x", "up = down = x", "same-place-twice"),
]:
    edit("central_difference", old, new, mistake=f"central-difference-{mistake}")

DIVIDED = "difference / largest"
SHAPES = "    if actual.shape != expected.shape:\n        return np.inf\n"
OFF, NORM = "np.abs(actual - expected)", "np.linalg.norm"
for old, new, mistake in [
    (SHAPES, "", "shapes-not-compared"),
    (DIVIDED, "difference", "absolute"),
    ("np.abs(expected)", "np.abs(actual)", "relative-to-actual"),
    (OFF, "(actual - expected)", "sign-kept"),
    (DIVIDED, f"({OFF} / np.abs(expected)).max()", "entry-by-entry"),
    (DIVIDED, f"({OFF} / (abs(actual) + abs(expected))).max()", "over-both-entries"),
    (
        DIVIDED,
        f"{NORM}(actual - expected) / ({NORM}(actual) + {NORM}(expected))",
        "over-both-norms",
    ),
]:
    edit("relative_error", old, new, mistake=f"relative-error-{mistake}")

OF_IMAGE = "from_image = np.sum(dz * forward(x, w, **settings))"
OF_BIAS = "from_bias = np.sum(dz * forward(np.zeros(x.shape), w, b, **settings))"
ALL = OF_IMAGE.replace("w, ", "w, b, ")
for old, new, mistake in [
    (OF_IMAGE, ALL, "bias-left-in"),
    (f"{OF_IMAGE}\n", f"from_bias = {ALL}\n    # ", "one-z-for-all"),
    (OF_BIAS, "from_bias = from_image", "db-with-z-of-the-image"),
    (OF_BIAS, ALL.replace("image", "bias"), "db-with-all-of-z"),
    ("(dw * w) - from_image", "(dw * w) - np.sum(dx * x)", "dw-against-dx"),
    (f"{OF_IMAGE}\n    {OF_BIAS}", "from_image = from_bias = 0", "products-not-gaps"),
]:
    edit("adjoint_gaps", old, new, mistake=f"adjoint-gaps-{mistake}")

ARRAYS = "(2, 7, 10, 3)), rng.integers(-9, 10, (4, 2, 3, 3))\n"
BIAS = "    b = np.array([5, -2, 3, 7])\n"
SETTINGS = '{"stride": 2, "padding": padding}'
PRODUCTS = "np.sum(d * a) != np.sum(dz * results[k])"
for old, new, mistake in [
    (ARRAYS, ARRAYS.replace("2, 7", "1, 7"), "one-image"),
    (ARRAYS, ARRAYS.replace("0, 3)", "0, 1)").replace("3, 3)", "3, 1)"), "one-channel"),
    (
        ARRAYS + BIAS,
        ARRAYS.replace("4, 2", "1, 2") + BIAS.replace(", -2, 3, 7", ""),
        "one-kernel",
    ),
    (SETTINGS, '{"stride": 1, "padding": padding}', "stride-1"),
    (SETTINGS, "{}", "one-plain-setting"),
    ("in (0, 1)", "in [0]", "no-padding"),
    ("in (0, 1)", "in [1]", "always-padding"),
    (ARRAYS, ARRAYS.replace("7, 10", "6, 9"), "nothing-left-over"),
    (ARRAYS, ARRAYS.replace("7, 10", "7, 7").replace("2, 3, 3", "2, 2, 3"), "square"),
    ("rng.integers(-9, 10, z.shape)", "np.ones(z.shape)", "ones-in-dz"),
    ("d.shape != a.shape or ", "", "shapes-not-asked"),
    (PRODUCTS, "abs(np.sum(d * a) - np.sum(dz * results[k])) > 1e-6", "nan-passes"),
    (
        PRODUCTS,
        "not np.isclose(np.sum(d * a), np.sum(dz * results[k]), rtol=0.01)",
        "tolerance-too-large",
    ),
    ("return len(wrong)", "return len(wrong - {2})", "db-not-tested"),
    ("return len(wrong)", "return int(bool(wrong))", "first-only"),
    ("wrong.add(k)", "wrong.add((k, padding))", "counted-twice"),
]:
    edit("wrong_gradients", old, new, mistake=f"wrong-gradients-{mistake}")


@wrong(
    "central_difference", "divided by h only", mistake="central-difference-divided-by-h"
)
def central_difference(loss, x, index, h):
    e = np.zeros(x.shape)
    e[index] = h
    return (loss(x + e) - loss(x - e)) / h


@wrong("central_difference", "/ 2 * h", mistake="central-difference-multiplied-by-h")
def central_difference(loss, x, index, h):
    plus = x.astype(np.float64)
    minus = x.astype(np.float64)
    plus[index] = plus[index] + h
    minus[index] = minus[index] - h
    return (loss(plus) - loss(minus)) / 2 * h


@wrong(
    "central_difference",
    "parentheses forgotten",
    mistake="central-difference-parentheses-left-out",
)
def central_difference(loss, x, index, h):
    step = np.zeros(x.shape)
    step[index] = h
    return loss(x + step) - loss(x - step) / (2 * h)


@wrong(
    "central_difference", "forward difference", mistake="central-difference-one-sided"
)
def central_difference(loss, x, index, h):
    moved = np.array(x, dtype=float)
    before = loss(moved)
    moved[index] += h
    after = loss(moved)
    return (after - before) / h


@wrong(
    "central_difference",
    "minus h instead of minus 2h on the way back",
    mistake="central-difference-came-back-only",
)
def central_difference(loss, x, index, h):
    x = x.astype(float)
    x[index] += h
    above = loss(x)
    x[index] -= h
    below = loss(x)
    return (above - below) / (2 * h)


@wrong(
    "central_difference",
    "moves the whole array",
    mistake="central-difference-sum-of-all",
)
def central_difference(loss, x, index, h):
    return (loss(x + h) - loss(x - h)) / (2 * h)


@wrong(
    "central_difference", "below minus above", mistake="central-difference-sign-changed"
)
def central_difference(loss, x, index, h):
    a = np.array(x, float)
    b = np.array(x, float)
    a[index] -= h
    b[index] += h
    return (loss(a) - loss(b)) / (2 * h)


@wrong(
    "central_difference",
    "no copy: both names are the same array",
    mistake="central-difference-same-place-twice",
)
def central_difference(loss, x, index, h):
    x = x.astype(float)
    up = x
    up[index] += h
    down = x
    down[index] -= h
    return (loss(up) - loss(down)) / (2 * h)


@wrong("numerical_gradient", "not put back", mistake="numerical-gradient-not-put-back")
def numerical_gradient(loss, x, h):
    y = x.astype(float)
    g = np.zeros_like(y)
    for i in np.ndindex(*y.shape):
        y[i] += h
        a = loss(y)
        y[i] -= 2 * h
        b = loss(y)
        g[i] = (a - b) / (2 * h)
    return g


@wrong(
    "numerical_gradient",
    "everything moved",
    mistake="numerical-gradient-each-the-sum-of-all",
)
def numerical_gradient(loss, x, h):
    return (loss(x + h) - loss(x - h)) / (2 * h) * np.ones(x.shape)


@wrong(
    "numerical_gradient",
    "loop over the first axis only",
    mistake="numerical-gradient-each-the-sum-of-its-image",
)
def numerical_gradient(loss, x, h):
    grad = np.zeros(x.shape)
    for i in range(len(x)):
        up = x.astype(float)
        down = x.astype(float)
        up[i] += h
        down[i] -= h
        grad[i] = (loss(up) - loss(down)) / (2 * h)
    return grad


@wrong(
    "numerical_gradient",
    "step array is not reset: e keeps earlier entries",
    mistake="numerical-gradient-moved-along",
)
def numerical_gradient(loss, x, h):
    g, e = np.zeros(x.shape), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e[i] = h
        g[i] = (loss(x + e) - loss(x - e)) / (2 * h)
    return g


@wrong(
    "numerical_gradient",
    "g += accumulates a number over all entries",
    mistake="numerical-gradient-each-the-sum-of-all",
)
def numerical_gradient(loss, x, h):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g += (loss(x + e) - loss(x - e)) / (2 * h)
    return g


@wrong(
    "numerical_gradient",
    "the entry is put back to x - h and not to x",
    mistake="numerical-gradient-not-put-back",
)
def numerical_gradient(loss, x, h):
    x = np.array(x, dtype=float)
    flat, g = x.reshape(-1), np.zeros(x.size)
    for k in range(x.size):
        flat[k] += h
        up = loss(x)
        flat[k] = flat[k] - h - h
        g[k] = (up - loss(x)) / (2 * h)
    return g.reshape(x.shape)


@wrong(
    "numerical_gradient",
    "the two copies are made before the loop",
    mistake="numerical-gradient-moved-along",
)
def numerical_gradient(loss, x, h):
    up, down, g = x.astype(float), x.astype(float), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up[index] += h
        down[index] -= h
        g[index] = (loss(up) - loss(down)) / (2 * h)
    return g


@wrong(
    "numerical_gradient",
    "one loop, over the images",
    mistake="numerical-gradient-each-the-sum-of-its-image",
)
def numerical_gradient(loss, x, h):
    out = []
    for n in range(x.shape[0]):
        e = np.zeros(x.shape)
        e[n] = h
        out.append(np.full(x.shape[1:], (loss(x + e) - loss(x - e)) / (2 * h)))
    return np.stack(out)


@wrong(
    "relative_error",
    "shapes not compared",
    mistake="relative-error-shapes-not-compared",
)
def relative_error(actual, expected):
    diff = np.max(np.abs(actual - expected))
    size = np.max(np.abs(expected))
    if size == 0:
        return 0 if diff == 0 else np.inf
    return diff / size


@wrong("relative_error", "absolute error", mistake="relative-error-absolute")
def relative_error(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    return np.max(np.abs(actual - expected))


@wrong(
    "relative_error",
    "divided by the actual",
    mistake="relative-error-relative-to-actual",
)
def relative_error(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    if np.all(expected == 0):
        return 0.0 if np.all(actual == 0) else np.inf
    return np.abs(actual - expected).max() / np.abs(actual).max()


@wrong("relative_error", "no abs in the difference", mistake="relative-error-sign-kept")
def relative_error(actual, expected):
    special = guard(actual, expected)
    if special is not None:
        return special
    return np.max(actual - expected) / np.max(np.abs(expected))


@wrong("relative_error", "entry by entry", mistake="relative-error-entry-by-entry")
def relative_error(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    return np.max(np.abs((actual - expected) / expected))


@wrong("relative_error", "CS231n's", mistake="relative-error-over-both-entries")
def relative_error(actual, expected):
    if actual.shape != expected.shape:
        return np.inf
    return np.max(
        np.abs(actual - expected)
        / (np.maximum(1e-8, np.abs(actual) + np.abs(expected)))
    )


@wrong("relative_error", "DeepLearning.AI's", mistake="relative-error-over-both-norms")
def relative_error(actual, expected):
    special = guard(actual, expected)
    if special is not None:
        return special
    numerator = np.linalg.norm(actual - expected)
    denominator = np.linalg.norm(actual) + np.linalg.norm(expected)
    return numerator / denominator


@wrong("adjoint_gaps", "bias left in z", mistake="adjoint-gaps-bias-left-in")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    dx, dw, db = backward(dz, x, w, stride=stride, padding=padding)
    z = forward(x, w, b, stride=stride, padding=padding)
    z_of_b = forward(np.zeros_like(x), w, b, stride=stride, padding=padding)
    dzz = np.sum(dz * z)
    return np.array(
        [
            np.sum(dx * x) - dzz,
            np.sum(dw * w) - dzz,
            np.sum(db * b) - np.sum(dz * z_of_b),
        ]
    )


@wrong(
    "adjoint_gaps", "one z for all, bias in it", mistake="adjoint-gaps-one-z-for-all"
)
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    z = forward(x, w, b, stride=stride, padding=padding)
    gradients = backward(dz, x, w, stride=stride, padding=padding)
    return np.array(
        [np.sum(g * a) - np.sum(dz * z) for g, a in zip(gradients, (x, w, b))]
    )


@wrong(
    "adjoint_gaps",
    "one z for all, without bias",
    mistake="adjoint-gaps-db-with-z-of-the-image",
)
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = dict(stride=stride, padding=padding)
    dx, dw, db = backward(dz, x, w, **settings)
    z = forward(x, w, **settings)
    target = np.vdot(dz, z)
    return np.array([np.vdot(dx, x), np.vdot(dw, w), np.vdot(db, b)]) - target


@wrong("adjoint_gaps", "db with x not black", mistake="adjoint-gaps-db-with-all-of-z")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    k = {"stride": stride, "padding": padding}
    dx, dw, db = backward(dz, x, w, **k)
    z, zb = forward(x, w, **k), forward(x, w, b, **k)
    inner = lambda p, q: (p * q).sum()
    return np.array(
        [
            inner(dx, x) - inner(dz, z),
            inner(dw, w) - inner(dz, z),
            inner(db, b) - inner(dz, zb),
        ]
    )


@wrong("adjoint_gaps", "chain: dw against dx", mistake="adjoint-gaps-dw-against-dx")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    k = {"stride": stride, "padding": padding}
    dx, dw, db = backward(dz, x, w, **k)
    z, zb = forward(x, w, **k), forward(x * 0, w, b, **k)
    dz_z, dx_x, dw_w = np.sum(dz * z), np.sum(dx * x), np.sum(dw * w)
    return np.array([dx_x - dz_z, dw_w - dx_x, np.sum(db * b) - np.sum(dz * zb)])


@wrong("adjoint_gaps", "products, not gaps", mistake="adjoint-gaps-products-not-gaps")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    dx, dw, db = backward(dz, x, w, stride=stride, padding=padding)
    return np.array([np.sum(dx * x), np.sum(dw * w), np.sum(db * b)])


@wrong("adjoint_gaps", "means", mistake="adjoint-gaps-averaged")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    k = {"stride": stride, "padding": padding}
    dx, dw, db = backward(dz, x, w, **k)
    z, zb = forward(x, w, **k), forward(x * 0, w, b, **k)
    m = np.mean
    return np.array(
        [m(dx * x) - m(dz * z), m(dw * w) - m(dz * z), m(db * b) - m(dz * zb)]
    )


@wrong("adjoint_gaps", "every inner product is a mean", mistake="adjoint-gaps-averaged")
def adjoint_gaps(forward, backward, dz, x, w, b, *, stride=1, padding=0):
    settings = {"stride": stride, "padding": padding}
    z = forward(x, w, **settings)
    of_b = np.broadcast_to(b, z.shape)
    gaps = []
    for g, a, r in zip(backward(dz, x, w, **settings), (x, w, b), (z, z, of_b)):
        gaps.append((g * a).mean() - (dz * r).mean())
    return np.array(gaps)


@wrong("wrong_gradients", "one image", mistake="wrong-gradients-one-image")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.random((1, 6, 9, 3)) - 0.5,
        rng.random((2, 3, 2, 3)) - 0.5,
        rng.random(2),
    )
    for P in (0, 1):
        dz = rng.random(forward(x, w, stride=2, padding=P).shape) - 0.5
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong(
    "wrong_gradients", "grey images: one channel", mistake="wrong-gradients-one-channel"
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(4, 6, 9, 1)),
        rng.normal(size=(2, 3, 2, 1)),
        rng.normal(size=2),
    )
    for P in (0, 1, 2):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong("wrong_gradients", "one kernel", mistake="wrong-gradients-one-kernel")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(1, 3, 2, 3)),
        rng.normal(size=1),
    )
    for P in (0, 1):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong(
    "wrong_gradients",
    "default settings only",
    mistake="wrong-gradients-one-plain-setting",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    z = forward(x, w)
    dz = rng.normal(size=z.shape)
    return len(by_products(backward, x, w, b, dz, 1e-9))


@wrong(
    "wrong_gradients",
    "the tutorial's layer, differences",
    mistake="wrong-gradients-layer-of-a-tutorial",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.normal(size=(1, 5, 5, 1)),
        rng.normal(size=(1, 3, 3, 1)),
        np.array([0.5]),
    )
    return len(by_differences(backward, x, w, b, rng.normal(size=(1, 3, 3, 1))))


@wrong(
    "wrong_gradients",
    "the example of the book, by hand",
    mistake="wrong-gradients-layer-of-a-tutorial",
)
def wrong_gradients(backward):
    x, w, b, dz = samples.by_hand()
    return len(by_products(backward, x, w, b, dz))


@wrong(
    "wrong_gradients", "stride 1 with both paddings", mistake="wrong-gradients-stride-1"
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1, 2):
        dz = rng.normal(size=forward(x, w, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, padding=P)
    return len(bad)


@wrong(
    "wrong_gradients", "stride 2 without padding", mistake="wrong-gradients-no-padding"
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    dz = rng.normal(size=forward(x, w, stride=2).shape)
    return len(by_products(backward, x, w, b, dz, 1e-9, stride=2))


@wrong(
    "wrong_gradients",
    "stride 2 with padding only",
    mistake="wrong-gradients-always-padding",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 2, 3, 3)),
        rng.normal(size=4),
    )
    dz = rng.normal(size=forward(x, w, stride=2, padding=1).shape)
    return len(by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=1))


@wrong(
    "wrong_gradients", "nothing left over", mistake="wrong-gradients-nothing-left-over"
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 7, 11, 3)),
        rng.normal(size=(4, 3, 3, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong("wrong_gradients", "square images and kernels", mistake="wrong-gradients-square")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 8, 8, 3)),
        rng.normal(size=(4, 3, 3, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong("wrong_gradients", "dz of ones", mistake="wrong-gradients-ones-in-dz")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        dz = np.ones(forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong(
    "wrong_gradients",
    "all numbers positive",
    mistake="wrong-gradients-nothing-negative",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = rng.random((2, 6, 9, 3)), rng.random((4, 3, 2, 3)), rng.random(4)
    for P in (0, 1):
        dz = rng.random(forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P)
    return len(bad)


@wrong(
    "wrong_gradients", "shapes not asked", mistake="wrong-gradients-shapes-not-asked"
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        bad |= by_products(
            backward, x, w, b, dz, 1e-9, shapes=False, stride=2, padding=P
        )
    return len(bad)


@wrong("wrong_gradients", "NaN passes", mistake="wrong-gradients-nan-passes")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        k = dict(stride=2, padding=P)
        z, zb = forward(x, w, **k), forward(0 * x, w, b, **k)
        dz = rng.normal(size=z.shape)
        for name, g, a, r in zip("xwb", backward(dz, x, w, **k), (x, w, b), (z, z, zb)):
            if g.shape != a.shape or abs(np.sum(g * a) - np.sum(dz * r)) > 1e-6:
                bad.add(name)
    return len(bad)


@wrong(
    "wrong_gradients",
    "loose tolerance, np.isclose rtol 0.05",
    mistake="wrong-gradients-tolerance-too-large",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        k = dict(stride=2, padding=P)
        z, zb = forward(x, w, **k), forward(0 * x, w, b, **k)
        dz = rng.normal(size=z.shape)
        for name, g, a, r in zip("xwb", backward(dz, x, w, **k), (x, w, b), (z, z, zb)):
            if g.shape != a.shape or not np.isclose(
                np.sum(g * a), np.sum(dz * r), rtol=0.05
            ):
                bad.add(name)
    return len(bad)


@wrong("wrong_gradients", "db never tested", mistake="wrong-gradients-db-not-tested")
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    bad = set()
    x, w = rng.normal(size=(2, 6, 9, 3)), rng.normal(size=(4, 3, 2, 3))
    for P in (0, 1):
        k = dict(stride=2, padding=P)
        z = forward(x, w, **k)
        dz = rng.normal(size=z.shape)
        dx, dw, db = backward(dz, x, w, **k)
        for name, g, a in (("dx", dx, x), ("dw", dw, w)):
            if g.shape != a.shape or not np.isclose(np.sum(g * a), np.sum(dz * z)):
                bad.add(name)
    return len(bad)


@wrong(
    "wrong_gradients",
    "returns 1 at the first wrong one",
    mistake="wrong-gradients-first-only",
)
def wrong_gradients(backward):
    rng = np.random.default_rng(0)
    x, w, b = (
        rng.normal(size=(2, 6, 9, 3)),
        rng.normal(size=(4, 3, 2, 3)),
        rng.normal(size=4),
    )
    for P in (0, 1):
        dz = rng.normal(size=forward(x, w, stride=2, padding=P).shape)
        if by_products(backward, x, w, b, dz, 1e-9, stride=2, padding=P):
            return 1
    return 0


@wrong(
    "wrong_gradients",
    "pixels from 0 to 255, and positive weights",
    mistake="wrong-gradients-nothing-negative",
)
def wrong_gradients(backward):
    rng, bad = np.random.default_rng(0), set()
    x, w = rng.integers(0, 256, (2, 5, 8, 3)), rng.integers(1, 4, (4, 2, 3, 3))
    for settings in ({"stride": 2}, {"stride": 2, "padding": 1}):
        z = forward(x, w, **settings)
        dz = rng.integers(1, 6, z.shape)
        b = np.arange(1, 5)
        of_b = forward(0 * x, w, b, **settings)
        dx, dw, db = backward(dz, x, w, **settings)
        for k, (g, a, r) in enumerate(((dx, x, z), (dw, w, z), (db, b, of_b))):
            if g.shape != a.shape or np.sum(g * a) != np.sum(dz * r):
                bad.add(k)
    return len(bad)


@wrong(
    "wrong_gradients",
    "the identity is asked for dx and dw, and db is left out",
    mistake="wrong-gradients-db-not-tested",
)
def wrong_gradients(backward):
    rng, bad = np.random.default_rng(0), [0, 0]
    x, w = rng.integers(-9, 10, (2, 7, 10, 3)), rng.integers(-9, 10, (4, 2, 3, 3))
    for P in (0, 1):
        z = forward(x, w, stride=2, padding=P)
        dz = rng.integers(-9, 10, z.shape)
        dx, dw, _ = backward(dz, x, w, stride=2, padding=P)
        bad[0] |= dx.shape != x.shape or (dx * x).sum() != (dz * z).sum()
        bad[1] |= dw.shape != w.shape or (dw * w).sum() != (dz * z).sum()
    return int(sum(bad))


@wrong(
    "wrong_gradients",
    "one counter for both settings",
    mistake="wrong-gradients-counted-twice",
)
def wrong_gradients(backward):
    rng, count = np.random.default_rng(0), 0
    x, w = rng.integers(-9, 10, (2, 7, 10, 3)), rng.integers(-9, 10, (4, 2, 3, 3))
    b = np.array([1, -1, 2, 3])
    for P in (0, 1):
        z = forward(x, w, stride=2, padding=P)
        dz = rng.integers(-9, 10, z.shape)
        of_b = forward(0 * x, w, b, stride=2, padding=P)
        gradients = backward(dz, x, w, stride=2, padding=P)
        for g, a, r in zip(gradients, (x, w, b), (z, z, of_b)):
            if g.shape != a.shape or np.vdot(g, a) != np.vdot(dz, r):
                count += 1
    return count
