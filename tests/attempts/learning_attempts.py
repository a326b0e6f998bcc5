"""Attempts at the tasks of the chapter on learning."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convlab
from attempts.attempt import edit, solution, wrong
from convlab import backward, forward


def soft(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def pieces(x, kernel_size, s):
    (B, H, W, C), (KH, KW) = x.shape, kernel_size
    return B, (H - KH) // s + 1, (W - KW) // s + 1, C, KH, KW


def pool(x):
    B, H, W, C = x.shape
    x = x[:, : H // 2 * 2, : W // 2 * 2]
    return x.reshape(B, H // 2, 2, W // 2, 2, C).max(axis=(2, 4))


def unpool(dm, a):
    da = np.zeros(a.shape)
    for n, i, j, c in np.ndindex(dm.shape):
        window = a[n, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, c]
        p, q = divmod(int(window.argmax()), 2)
        da[n, 2 * i + p, 2 * j + q, c] += dm[n, i, j, c]
    return da


def grad(z, labels):
    return (soft(z) - np.eye(z.shape[1])[labels]) / len(z)


MOVED = "np.exp(z - z.max(axis=1, keepdims=True))"
QUOTIENT = "powers / powers.sum(axis=1, keepdims=True)"
for old, new, mistake in [
    (QUOTIENT, "powers / powers.sum(axis=0)", "summed-along-the-batch"),
    (QUOTIENT, "powers / powers.sum()", "summed-over-the-batch"),
    (QUOTIENT, "powers / powers.sum(axis=1)", "keepdims-once-only"),
    (MOVED, "np.exp(z - z.max(axis=0))", "moved-by-different-numbers"),
    (MOVED, "z", "exponential-forgotten"),
    (MOVED, "np.exp(-z)", "sign-in-the-exponent"),
    (QUOTIENT, "1 / (1 + np.exp(-z))", "sigmoid"),
]:
    edit("softmax", old, new, mistake=f"softmax-{mistake}")

LOGARITHM = "np.log(np.exp(z).sum(axis=1))"
LOSS = f"np.mean({LOGARITHM} - of_the_right)"
RIGHT = "z[np.arange(len(z)), labels]"
for old, new, mistake in [
    (LOSS, f"np.sum({LOGARITHM} - of_the_right)", "summed"),
    (LOSS, f"np.mean(of_the_right - {LOGARITHM})", "sign-wrong"),
    (LOSS, f"np.sum({LOGARITHM} - of_the_right) / z.size", "averaged-over-classes"),
    (RIGHT, "z[:, labels]", "all-labels-of-each"),
    (RIGHT, "z.max(axis=1)", "largest-score"),
]:
    edit("cross_entropy", old, new, mistake=f"cross-entropy-{mistake}")

PIXELS = "x[:, p : p + s * OH : s, q : q + s * OW : s]"
START = "np.full((B, OH, OW, C), -np.inf)"
edit("max_pool", START, "np.zeros((B, OH, OW, C))", mistake="max-pool-began-at-0")
edit(
    "max_pool",
    PIXELS,
    "x[:, p : p + OH, q : q + OW]",
    mistake="max-pool-corners-not-moved-by-stride",
)

PLACE = "p, q = np.unravel_index(window.argmax(), window.shape)\n        "
ADD = "dx[n, s * a + p, s * b + q, c] += dz[n, a, b, c]"
WINDOW = "dx[n, s * a : s * a + KH, s * b : s * b + KW, c]"
EACH = f"for p, q in np.argwhere(window == window.max()):\n            {ADD}"
SHARED = EACH.replace(":\n", ":\n            equal = (window == window.max()).sum()\n")
for old, new, mistake in [
    (PLACE + ADD, EACH, "all-of-the-equal"),
    (PLACE + ADD, SHARED + " / equal", "shared-by-the-equal"),
    (
        "window.argmax()",
        "window.size - 1 - window[::-1, ::-1].argmax()",
        "last-of-the-equal",
    ),
    (
        "np.unravel_index(window.argmax(), window.shape)",
        "np.unravel_index(window.T.argmax(), window.T.shape)[::-1]",
        "first-down-the-columns",
    ),
    ("+= dz", "= dz", "overwritten"),
    (PLACE, f"{PLACE}{WINDOW} = 0\n        ", "wiped-out"),
    (PLACE + ADD, f"{WINDOW} += dz[n, a, b, c]", "all-pixels"),
    (PLACE + ADD, f"{WINDOW} += dz[n, a, b, c] / (KH * KW)", "average-pooling"),
    (ADD, f"{ADD} * window.max()", "times-the-pixel"),
    ("kernel_size, stride, np", "kernel_size, 1, np", "stride-left-out"),
]:
    edit("max_pool_gradient", old, new, mistake=f"max-pool-gradient-{mistake}")

VELOCITY, STEP = "v = mu * v + dw", "w = w - learning_rate * v"
for old, new, mistake in [
    (VELOCITY, "v = v + dw", "nothing-lost"),
    (VELOCITY, "v = mu * v + (1 - mu) * dw", "running-average"),
    (f"{VELOCITY}\n        {STEP}", f"{STEP}\n        {VELOCITY}", "old-velocity"),
    (STEP, "w = w - learning_rate * (mu * v + dw)", "looking-ahead"),
    (STEP, "w = w - learning_rate**2 * v", "learning-rate-twice"),
    (f"{STEP}\n    return", f"{STEP}\n        return", "first-step-only"),
]:
    edit("momentum", old, new, mistake=f"momentum-{mistake}")

# Solutions that call those of earlier exercises.
EARLIER = {"np": np, "forward": convlab.forward, "backward": convlab.backward}
for _task in ("softmax", "score_gradient", "max_pool", "max_pool_gradient"):
    exec(solution(_task), EARLIER)


def edit_later(task, old, new, *, mistake):
    """Register the solution of a task that calls others, with a text replaced."""
    source = solution(task)
    assert source.count(old) == 1, (task, old)
    names = dict(EARLIER)
    exec(source.replace(old, new), names)
    register = wrong(
        task, f"{new} for {old}", mistake=f"{task.replace('_', '-')}-{mistake}"
    )
    register(names[task])


ENTRIES = "dz[np.arange(len(z)), labels] -= 1\n    "
for old, new, mistake in [
    ("dz / len(z)", "dz", "not-averaged"),
    ("dz / len(z)", "dz / len(z) ** 2", "averaged-twice"),
    ("dz / len(z)", "dz / z.size", "averaged-over-scores"),
    ("dz / len(z)", "np.where(dz < 0, dz, 0) / len(z)", "right-class-only"),
    (ENTRIES, "", "label-forgotten"),
    ("[np.arange(len(z)), labels]", "[:, labels]", "labels-of-all"),
    ("softmax(z)", "z.astype(float)", "softmax-forgotten"),
    ("softmax(z)", "np.exp(z) / np.exp(z).sum()", "softmax-over-the-batch"),
    ("softmax(z)", "softmax(z.T).T", "softmax-along-the-batch"),
]:
    edit_later("score_gradient", old, new, mistake=mistake)

SCORES = "score_gradient(rows @ u.T, labels)"
BACK = "max_pool_gradient(dm, a, (2, 2), stride=2)"
STEPS = "w, u = w - learning_rate * dw, u - learning_rate * ds.T @ rows"
for old, new, mistake in [
    (f"{BACK} * (z > 0)", BACK, "slope-forgotten"),
    (
        f"{BACK} * (z > 0)",
        f"np.maximum({BACK} * (z > 0), 0)",
        "stopped-by-its-own-sign",
    ),
    (f"{BACK} * (z > 0)", f"np.maximum({BACK}, 0)", "gradient-rectified"),
    (STEPS, "w = w - learning_rate * dw", "dense-layer-never-learns"),
    (SCORES, f"len(x) * {SCORES}", "loss-not-averaged"),
    (SCORES, f"{SCORES} / len(x)", "loss-averaged-twice"),
    (STEPS, STEPS.replace(" -", " +"), "uphill"),
    ("\n    return w", "\n        return w", "one-step-only"),
]:
    edit_later("train", old, new, mistake=mistake)


@wrong("softmax", "sum over the examples", mistake="softmax-along-the-batch")
def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=0)


@wrong("softmax", "sum over everything", mistake="softmax-over-the-whole-batch")
def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


@wrong(
    "softmax", "stable, but sum over everything", mistake="softmax-over-the-whole-batch"
)
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@wrong("softmax", "keepdims forgotten, plain", mistake="softmax-sums-along-the-classes")
def softmax(z):
    e = np.exp(z)
    return e / np.sum(e, axis=1)


@wrong("softmax", "max along axis 0", mistake="softmax-moved-by-different-numbers")
def softmax(z):
    z = z - z.max(axis=0)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@wrong("softmax", "sigmoid", mistake="softmax-sigmoid")
def softmax(z):
    return 1.0 / (1.0 + np.exp(-z))


@wrong("softmax", "exp of minus z", mistake="softmax-sign-in-the-exponent")
def softmax(z):
    e = np.exp(z.min(axis=1, keepdims=True) - z)
    return e / e.sum(axis=1, keepdims=True)


@wrong(
    "softmax", "scores divided by their sum", mistake="softmax-exponential-forgotten"
)
def softmax(z):
    return z / z.sum(axis=1, keepdims=True)


@wrong("softmax", "max and sum along the examples", mistake="softmax-along-the-batch")
def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@wrong(
    "softmax", "rows moved, columns summed", mistake="softmax-summed-along-the-batch"
)
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@wrong(
    "softmax", "rows moved, one sum for all", mistake="softmax-summed-over-the-batch"
)
def softmax(z):
    shifted = np.array([row - max(row) for row in z])
    return np.exp(shifted) / np.exp(shifted).sum()


@wrong(
    "softmax",
    "sums as a list, laid along the classes",
    mistake="softmax-sums-along-the-classes",
)
def softmax(z):
    sums = np.array([np.exp(row).sum() for row in z])
    return np.exp(z) / sums


@wrong("softmax", "rows moved, sums as a list", mistake="softmax-keepdims-once-only")
def softmax(z):
    e = np.array([np.exp(row - max(row)) for row in z])
    return e / np.array([sum(row) for row in e])


@wrong("cross_entropy", "sum instead of mean", mistake="cross-entropy-summed")
def cross_entropy(z, labels):
    p = soft(z)
    return -np.sum(np.log(p[np.arange(len(z)), labels]))


@wrong("cross_entropy", "no minus", mistake="cross-entropy-sign-wrong")
def cross_entropy(z, labels):
    p = soft(z)
    return np.log(p[range(len(z)), labels]).mean()


@wrong(
    "cross_entropy",
    "mean over the one-hot array",
    mistake="cross-entropy-averaged-over-classes",
)
def cross_entropy(z, labels):
    p = soft(z)
    one_hot = np.eye(z.shape[1])[labels]
    return np.mean(-one_hot * np.log(p))


@wrong("cross_entropy", "p[:, labels]", mistake="cross-entropy-all-labels-of-each")
def cross_entropy(z, labels):
    return -np.log(soft(z)[:, labels]).mean()


@wrong("cross_entropy", "largest probability", mistake="cross-entropy-largest-score")
def cross_entropy(z, labels):
    return -np.mean(np.log(soft(z).max(axis=1)))


@wrong("cross_entropy", "log of mean", mistake="cross-entropy-logarithm-of-the-average")
def cross_entropy(z, labels):
    p = soft(z)[np.arange(len(labels)), labels]
    return -np.log(np.mean(p))


@wrong(
    "cross_entropy",
    "binary cross entropy",
    mistake="cross-entropy-yes-or-no-for-each-class",
)
def cross_entropy(z, labels):
    p = soft(z)
    y = np.eye(z.shape[1])[labels]
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(labels)


@wrong("cross_entropy", "scores alone", mistake="cross-entropy-scores-alone")
def cross_entropy(z, labels):
    return -np.mean([z[n, labels[n]] for n in range(len(z))])


@wrong(
    "cross_entropy",
    "log of the product of means",
    mistake="cross-entropy-logarithm-of-the-average",
)
def cross_entropy(z, labels):
    p = soft(z)
    average = sum(p[n, labels[n]] for n in range(len(z))) / len(z)
    return float(-np.log(average))


@wrong(
    "cross_entropy",
    "yes or no for each class, clipped",
    mistake="cross-entropy-yes-or-no-for-each-class",
)
def cross_entropy(z, labels):
    p, losses = soft(z), []
    for n in range(len(z)):
        for f in range(z.shape[1]):
            losses.append(np.log(p[n, f] if f == labels[n] else 1 - p[n, f]))
    return -sum(losses) / len(z)


@wrong(
    "cross_entropy",
    "scores for logarithms of probabilities",
    mistake="cross-entropy-scores-alone",
)
def cross_entropy(z, labels):
    logs = np.take_along_axis(z, labels[:, None], axis=1)
    return -logs.mean()


@wrong("score_gradient", "not averaged", mistake="score-gradient-not-averaged")
def score_gradient(z, labels):
    dz = soft(z)
    dz[np.arange(len(z)), labels] -= 1
    return dz


@wrong("score_gradient", "not averaged, one-hot", mistake="score-gradient-not-averaged")
def score_gradient(z, labels):
    return soft(z) - np.eye(z.shape[1])[labels]


@wrong("score_gradient", "averaged twice", mistake="score-gradient-averaged-twice")
def score_gradient(z, labels):
    dz = soft(z) - np.eye(z.shape[1])[labels]
    dz /= len(z)
    return dz / len(labels)


@wrong(
    "score_gradient", "divided by size", mistake="score-gradient-averaged-over-scores"
)
def score_gradient(z, labels):
    dz = soft(z) - np.eye(z.shape[1])[labels]
    return dz / dz.size


@wrong("score_gradient", "one-hot forgotten", mistake="score-gradient-label-forgotten")
def score_gradient(z, labels):
    return soft(z) / len(z)


@wrong(
    "score_gradient", "all labels in all rows", mistake="score-gradient-labels-of-all"
)
def score_gradient(z, labels):
    dz = soft(z)
    dz[:, labels] -= 1
    return dz / len(z)


@wrong("score_gradient", "-1/p", mistake="score-gradient-before-the-softmax")
def score_gradient(z, labels):
    dz = np.zeros(z.shape)
    n = np.arange(len(z))
    dz[n, labels] = -1 / soft(z)[n, labels] / len(z)
    return dz


@wrong(
    "score_gradient", "only the right class", mistake="score-gradient-right-class-only"
)
def score_gradient(z, labels):
    p, dz = soft(z), np.zeros(z.shape)
    for n, t in enumerate(labels):
        dz[n, t] = (p[n, t] - 1) / len(z)
    return dz


@wrong(
    "score_gradient",
    "scores for probabilities",
    mistake="score-gradient-softmax-forgotten",
)
def score_gradient(z, labels):
    dz = z.astype(float)
    dz[np.arange(len(z)), labels] -= 1
    return dz / len(z)


@wrong(
    "score_gradient",
    "softmax over the batch",
    mistake="score-gradient-softmax-over-the-batch",
)
def score_gradient(z, labels):
    e = np.exp(z)
    p = e / e.sum()
    p[np.arange(len(z)), labels] -= 1
    return p / len(z)


@wrong(
    "score_gradient",
    "softmax along the examples",
    mistake="score-gradient-softmax-along-the-batch",
)
def score_gradient(z, labels):
    e = np.exp(z)
    p = e / e.sum(axis=0)
    p[np.arange(len(z)), labels] -= 1
    return p / len(z)


@wrong(
    "score_gradient",
    "the derivative of -log p by p",
    mistake="score-gradient-before-the-softmax",
)
def score_gradient(z, labels):
    y = np.eye(z.shape[1])[labels]
    return -y / soft(z) / len(z)


@wrong("max_pool", "begins at 0", mistake="max-pool-began-at-0")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z = np.zeros((B, OH, OW, C))
    for n, i, j, c in np.ndindex(z.shape):
        for p in range(KH):
            for q in range(KW):
                z[n, i, j, c] = max(
                    z[n, i, j, c], x[n, stride * i + p, stride * j + q, c]
                )
    return z


@wrong("max_pool", "begins at 0, slices", mistake="max-pool-began-at-0")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z, s = np.zeros((B, OH, OW, C)), stride
    for p, q in np.ndindex(KH, KW):
        np.maximum(z, x[:, p : p + s * OH : s, q : q + s * OW : s], out=z)
    return z


@wrong("max_pool", "max over channels", mistake="max-pool-over-all-channels")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z, s = np.zeros((B, OH, OW, C)), stride
    for n, i, j, c in np.ndindex(z.shape):
        z[n, i, j, c] = x[n, s * i : s * i + KH, s * j : s * j + KW].max()
    return z


@wrong("max_pool", "channels lost", mistake="max-pool-channels-lost")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z, s = np.zeros((B, OH, OW)), stride
    for n, i, j in np.ndindex(z.shape):
        z[n, i, j] = x[n, s * i : s * i + KH, s * j : s * j + KW].max()
    return z


@wrong("max_pool", "mean", mistake="max-pool-averaged")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z, s = np.zeros((B, OH, OW, C)), stride
    for i, j in np.ndindex(OH, OW):
        z[:, i, j] = x[:, s * i : s * i + KH, s * j : s * j + KW].mean(axis=(1, 2))
    return z


@wrong("max_pool", "corner at (i, j)", mistake="max-pool-corners-not-moved-by-stride")
def max_pool(x, kernel_size, *, stride=1):
    B, OH, OW, C, KH, KW = pieces(x, kernel_size, stride)
    z = np.zeros((B, OH, OW, C))
    for i, j in np.ndindex(OH, OW):
        z[:, i, j] = x[:, i : i + KH, j : j + KW].max(axis=(1, 2))
    return z


@wrong("max_pool", "side by side", mistake="max-pool-side-by-side")
def max_pool(x, kernel_size, *, stride=1):
    (B, H, W, C), (KH, KW) = x.shape, kernel_size
    x = x[:, : H // KH * KH, : W // KW * KW]
    return x.reshape(B, H // KH, KH, W // KW, KW, C).max(axis=(2, 4))


@wrong("max_pool", "ceil of the output size", mistake="max-pool-windows-cut-off")
def max_pool(x, kernel_size, *, stride=1):
    (B, H, W, C), (KH, KW), s = x.shape, kernel_size, stride
    OH, OW = int(np.ceil((H - KH) / s)) + 1, int(np.ceil((W - KW) / s)) + 1
    z = np.zeros((B, OH, OW, C))
    for i in range(OH):
        for j in range(OW):
            z[:, i, j] = x[:, s * i : s * i + KH, s * j : s * j + KW].max(axis=(1, 2))
    return z


@wrong(
    "max_pool",
    "the axis of the channels in the maximum, and broadcast back",
    mistake="max-pool-over-all-channels",
)
def max_pool(x, kernel_size, *, stride=1):
    v = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return np.repeat(v.max(axis=(3, 4, 5))[..., None], x.shape[3], axis=3)


@wrong(
    "max_pool",
    "the maximum over all three axes of a window",
    mistake="max-pool-channels-lost",
)
def max_pool(x, kernel_size, *, stride=1):
    v = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return v.max(axis=(3, 4, 5))


@wrong("max_pool", "average pooling", mistake="max-pool-averaged")
def max_pool(x, kernel_size, *, stride=1):
    v = sliding_window_view(x, kernel_size, axis=(1, 2))[:, ::stride, ::stride]
    return v.mean(axis=(4, 5))


@wrong("max_pool", "steps of the window's size", mistake="max-pool-side-by-side")
def max_pool(x, kernel_size, *, stride=1):
    KH, KW = kernel_size
    rows = []
    for i in range(0, x.shape[1] - KH + 1, KH):
        row = [
            x[:, i : i + KH, j : j + KW].max(axis=(1, 2))
            for j in range(0, x.shape[2] - KW + 1, KW)
        ]
        rows.append(np.stack(row, axis=1))
    return np.stack(rows, axis=1)


@wrong(
    "max_pool",
    "one window more at the end, cut off by the slice",
    mistake="max-pool-windows-cut-off",
)
def max_pool(x, kernel_size, *, stride=1):
    (B, H, W, C), (KH, KW), s = x.shape, kernel_size, stride
    OH, OW = (H - KH + s - 1) // s + 1, (W - KW + s - 1) // s + 1
    z = np.full((B, OH, OW, C), -np.inf)
    for n, i, j, c in np.ndindex(z.shape):
        z[n, i, j, c] = np.max(x[n, i * s : i * s + KH, j * s : j * s + KW, c])
    return z


@wrong(
    "max_pool_gradient",
    "mask: all equal pixels get all",
    mistake="max-pool-gradient-all-of-the-equal",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dz.shape):
        window = x[n, s * i : s * i + KH, s * j : s * j + KW, c]
        mask = window == window.max()
        dx[n, s * i : s * i + KH, s * j : s * j + KW, c] += mask * dz[n, i, j, c]
    return dx


@wrong(
    "max_pool_gradient",
    "shared among the equal",
    mistake="max-pool-gradient-shared-by-the-equal",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dz.shape):
        window = x[n, s * i : s * i + KH, s * j : s * j + KW, c]
        mask = window == window.max()
        dx[n, s * i : s * i + KH, s * j : s * j + KW, c] += (
            mask / mask.sum() * dz[n, i, j, c]
        )
    return dx


@wrong(
    "max_pool_gradient",
    ">= takes the last",
    mistake="max-pool-gradient-last-of-the-equal",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dz.shape):
        best, at = -np.inf, None
        for p in range(KH):
            for q in range(KW):
                if x[n, s * i + p, s * j + q, c] >= best:
                    best, at = x[n, s * i + p, s * j + q, c], (s * i + p, s * j + q)
        dx[n, at[0], at[1], c] += dz[n, i, j, c]
    return dx


@wrong(
    "max_pool_gradient",
    "column by column",
    mistake="max-pool-gradient-first-down-the-columns",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, i, j, c in np.ndindex(dz.shape):
        best, at = -np.inf, None
        for q in range(KW):
            for p in range(KH):
                if x[n, s * i + p, s * j + q, c] > best:
                    best, at = x[n, s * i + p, s * j + q, c], (s * i + p, s * j + q)
        dx[n, at[0], at[1], c] += dz[n, i, j, c]
    return dx


@wrong("max_pool_gradient", "= instead of +=", mistake="max-pool-gradient-overwritten")
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, a, b, c in np.ndindex(dz.shape):
        window = x[n, s * a : s * a + KH, s * b : s * b + KW, c]
        p, q = np.unravel_index(np.argmax(window), (KH, KW))
        dx[n, s * a + p, s * b + q, c] = dz[n, a, b, c]
    return dx


@wrong("max_pool_gradient", "window assigned", mistake="max-pool-gradient-wiped-out")
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, a, b, c in np.ndindex(dz.shape):
        window = x[n, s * a : s * a + KH, s * b : s * b + KW, c]
        stamp = np.zeros((KH, KW))
        stamp.flat[window.argmax()] = dz[n, a, b, c]
        dx[n, s * a : s * a + KH, s * b : s * b + KW, c] = stamp
    return dx


@wrong("max_pool_gradient", "dz to all pixels", mistake="max-pool-gradient-all-pixels")
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for a, b in np.ndindex(dz.shape[1:3]):
        dx[:, s * a : s * a + KH, s * b : s * b + KW] += dz[:, a : a + 1, b : b + 1]
    return dx


@wrong(
    "max_pool_gradient", "average pooling", mistake="max-pool-gradient-average-pooling"
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for a, b in np.ndindex(dz.shape[1:3]):
        dx[:, s * a : s * a + KH, s * b : s * b + KW] += dz[:, a : a + 1, b : b + 1] / (
            KH * KW
        )
    return dx


@wrong(
    "max_pool_gradient",
    "times the largest pixel",
    mistake="max-pool-gradient-times-the-pixel",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s, dx = kernel_size, stride, np.zeros(x.shape)
    for n, a, b, c in np.ndindex(dz.shape):
        window = x[n, s * a : s * a + KH, s * b : s * b + KW, c]
        p, q = np.unravel_index(window.argmax(), (KH, KW))
        dx[n, s * a + p, s * b + q, c] += window[p, q] * dz[n, a, b, c]
    return dx


@wrong(
    "max_pool_gradient",
    "corner not moved by the stride",
    mistake="max-pool-gradient-stride-left-out",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), dx = kernel_size, np.zeros(x.shape)
    for n, a, b, c in np.ndindex(dz.shape):
        window = x[n, a : a + KH, b : b + KW, c]
        p, q = np.unravel_index(window.argmax(), (KH, KW))
        dx[n, a + p, b + q, c] += dz[n, a, b, c]
    return dx


@wrong(
    "max_pool_gradient",
    "fancy += with repeated addresses",
    mistake="max-pool-gradient-overwritten",
)
def max_pool_gradient(dz, x, kernel_size, *, stride=1):
    (KH, KW), s = kernel_size, stride
    (B, H, W, C), (_, OH, OW, _) = x.shape, dz.shape
    v = sliding_window_view(x, (KH, KW), axis=(1, 2))[:, ::s, ::s]
    k = v.reshape(B, OH, OW, C, -1).argmax(axis=-1)
    n, a, b, c = np.indices(dz.shape)
    dx = np.zeros(x.shape)
    dx[n, s * a + k // KW, s * b + k % KW, c] += dz
    return dx


@wrong("momentum", "plain steps", mistake="momentum-without-velocity")
def momentum(w, gradients, learning_rate, mu):
    w = w.astype(float)
    for g in gradients:
        w -= learning_rate * g
    return w


@wrong("momentum", "plain steps, all at once", mistake="momentum-without-velocity")
def momentum(w, gradients, learning_rate, mu):
    return w - learning_rate * gradients.sum(axis=0)


@wrong("momentum", "velocity made in the loop", mistake="momentum-without-velocity")
def momentum(w, gradients, learning_rate, mu):
    for g in gradients:
        v = np.zeros_like(g)
        v = mu * v + g
        w = w - learning_rate * v
    return w


@wrong("momentum", "mu forgotten", mistake="momentum-nothing-lost")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(len(w))
    for g in gradients:
        v = v + g
        w = w - learning_rate * v
    return w


@wrong("momentum", "EMA", mistake="momentum-running-average")
def momentum(w, gradients, learning_rate, mu):
    v = 0
    for g in gradients:
        v = mu * v + (1 - mu) * g
        w = w - learning_rate * v
    return w


@wrong("momentum", "old velocity", mistake="momentum-old-velocity")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        w, v = w - learning_rate * v, mu * v + g
    return w


@wrong("momentum", "plus", mistake="momentum-uphill")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        v = mu * v + g
        w = w + learning_rate * v
    return w


@wrong(
    "momentum",
    "v of minus the gradient, and minus once more",
    mistake="momentum-uphill",
)
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        v = mu * v - g
        w = w - learning_rate * v
    return w


@wrong("momentum", "Nesterov", mistake="momentum-looking-ahead")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        v = mu * v + g
        w = w - learning_rate * (g + mu * v)
    return w


@wrong("momentum", "learning rate twice", mistake="momentum-learning-rate-twice")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        v = mu * v + learning_rate * g
        w = w - learning_rate * v
    return w


@wrong("momentum", "first only", mistake="momentum-first-step-only")
def momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for g in gradients:
        v = mu * v + g
        w = w - learning_rate * v
        return w


@wrong("train", "u stepped before it is used", mistake="train-through-new-weights")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        u = u - learning_rate * ds.T @ rows
        dm = (ds @ u).reshape(m.shape)
        dz = unpool(dm, a) * (z > 0)
        w = w - learning_rate * backward(dz, x, w)[1]
    return w


@wrong("train", "ReLU's slope forgotten", mistake="train-slope-forgotten")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        a = np.maximum(forward(x, w), 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        da = unpool((ds @ u).reshape(m.shape), a)
        w, u = (
            w - learning_rate * backward(da, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
    return w


@wrong("train", "ReLU by the gradient's sign", mistake="train-stopped-by-its-own-sign")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        a = np.maximum(forward(x, w), 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        da = unpool((ds @ u).reshape(m.shape), a)
        dz = np.maximum(da, 0) * (a > 0)
        w, u = (
            w - learning_rate * backward(dz, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
    return w


@wrong("train", "ReLU of the gradient only", mistake="train-gradient-rectified")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        a = np.maximum(forward(x, w), 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dz = np.maximum(unpool((ds @ u).reshape(m.shape), a), 0)
        w, u = (
            w - learning_rate * backward(dz, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
    return w


@wrong("train", "u never learns", mistake="train-dense-layer-never-learns")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        ds = grad(m.reshape(len(x), -1) @ u.T, labels)
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        _, dw, _ = backward(dz, x, w)
        w = w - learning_rate * dw
    return w


@wrong("train", "loss not averaged", mistake="train-loss-not-averaged")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = soft(rows @ u.T)
        ds[np.arange(len(x)), labels] -= 1
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        w, u = (
            w - learning_rate * backward(dz, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
    return w


@wrong("train", "averaged twice: dw divided by B", mistake="train-loss-averaged-twice")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        dw, du = backward(dz, x, w).dw / len(x), ds.T @ rows / len(x)
        w, u = w - learning_rate * dw, u - learning_rate * du
    return w


@wrong("train", "uphill", mistake="train-uphill")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        w, u = (
            w + learning_rate * backward(dz, x, w).dw,
            u + learning_rate * ds.T @ rows,
        )
    return w


@wrong("train", "gradients pile up", mistake="train-gradients-pile-up")
def train(x, labels, w, u, learning_rate, steps):
    dw, du = np.zeros(w.shape), np.zeros(u.shape)
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        dw += backward(dz, x, w).dw
        du += ds.T @ rows
        w, u = w - learning_rate * dw, u - learning_rate * du
    return w


@wrong("train", "return in the loop", mistake="train-one-step-only")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
        w, u = (
            w - learning_rate * backward(dz, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
        return w


@wrong("train", "forward before the loop", mistake="train-first-gradient-again")
def train(x, labels, w, u, learning_rate, steps):
    z = forward(x, w)
    a = np.maximum(z, 0)
    m = pool(a)
    rows = m.reshape(len(x), -1)
    ds = grad(rows @ u.T, labels)
    dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
    dw = backward(dz, x, w).dw
    for _ in range(steps):
        w = w - learning_rate * dw
    return w


@wrong("train", "pooling spread to all pixels", mistake="train-all-pixels-of-a-window")
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        rows = m.reshape(len(x), -1)
        ds = grad(rows @ u.T, labels)
        dm = (ds @ u).reshape(m.shape)
        da = np.zeros(a.shape)
        for i, j in np.ndindex(m.shape[1:3]):
            da[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = dm[:, i : i + 1, j : j + 1]
        dz = da * (z > 0)
        w, u = (
            w - learning_rate * backward(dz, x, w).dw,
            u - learning_rate * ds.T @ rows,
        )
    return w


@wrong(
    "train",
    "the dense layer steps first and then sends its gradient back",
    mistake="train-through-new-weights",
)
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        k = m.reshape(len(x), -1)
        ds = grad(np.einsum("nk,fk->nf", k, u), labels)
        du = np.einsum("nf,nk->fk", ds, k)
        u = u - learning_rate * du
        dk = np.einsum("nf,fk->nk", ds, u)
        dw = backward(unpool(dk.reshape(m.shape), a) * (z > 0), x, w).dw
        w = w - learning_rate * dw
    return w


@wrong(
    "train",
    "lists of all gradients, each step follows their sum",
    mistake="train-gradients-pile-up",
)
def train(x, labels, w, u, learning_rate, steps):
    dws, dus = [], []
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        k = m.reshape(len(x), -1)
        ds = grad(k @ u.T, labels)
        dws.append(backward(unpool((ds @ u).reshape(m.shape), a) * (z > 0), x, w).dw)
        dus.append(ds.T @ k)
        w, u = w - learning_rate * sum(dws), u - learning_rate * sum(dus)
    return w


@wrong("train", "one gradient, taken steps times", mistake="train-first-gradient-again")
def train(x, labels, w, u, learning_rate, steps):
    z = forward(x, w)
    a = np.maximum(z, 0)
    m = pool(a)
    ds = grad(m.reshape(len(x), -1) @ u.T, labels)
    dz = unpool((ds @ u).reshape(m.shape), a) * (z > 0)
    return w - steps * learning_rate * backward(dz, x, w).dw


@wrong(
    "train",
    "np.repeat for the way back through the pooling",
    mistake="train-all-pixels-of-a-window",
)
def train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = forward(x, w)
        a = np.maximum(z, 0)
        m = pool(a)
        k = m.reshape(len(x), -1)
        ds = grad(k @ u.T, labels)
        dm = (ds @ u).reshape(m.shape)
        spread = np.repeat(np.repeat(dm, 2, axis=1), 2, axis=2)
        rest = z.shape[1] - spread.shape[1], z.shape[2] - spread.shape[2]
        da = np.pad(spread, ((0, 0), (0, rest[0]), (0, rest[1]), (0, 0)))
        dw = backward(da * (z > 0), x, w).dw
        w, u = w - learning_rate * dw, u - learning_rate * ds.T @ k
    return w
