"""What is said of the mistakes in testing gradients and in learning is what they do."""

import numpy as np
import pytest

from convlab.exercises import mistakes
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.given import FLAWS, named, with_flaws

CHAPTERS = "gradients-", "learning-"
LATER = [t for t in TASKS.values() if t.exercise.startswith(CHAPTERS)]
MISTAKES = [m for task in LATER for m in mistakes.of(task.name)]


def softmax(z):
    return TASKS["softmax"].right(z)


def hot(given):
    return given["labels"][:, None] == np.arange(given["z"].shape[1])


def p_of_the_right(given):
    return softmax(given["z"])[hot(given)]


def near(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other)


def move(given, by):
    x = np.array(given["x"], float)
    x[given["index"]] += by
    return given["loss"](x)


def all_derivatives(given):
    return TASKS["numerical_gradient"].right(given["loss"], given["x"], given["h"])


def products(given, settings):
    """Return <dx, x>, <dw, w>, <db, b>, and <dz, z> without and with the bias alone."""
    dz, x, w, b = (given[name] for name in ("dz", "x", "w", "b"))
    dx, dw, db = given["backward"](dz, x, w, **settings)
    z = given["forward"](x, w, **settings)
    return [np.vdot(dx, x), np.vdot(dw, w), db @ b, np.vdot(dz, z), (dz * b).sum()]


def sizes(given):
    return [given[name].size for name in ("x", "w", "b", "dz", "dz")]


def largest(array):
    return abs(array).max()


def off(given):
    return given["actual"] - given["expected"]


def of_the_same_shape(holds):
    """Ask only where the two arrays have the same shape."""
    return lambda w, r, g, s: g["actual"].shape != g["expected"].shape or holds(w, g)


def norm(array):
    return np.linalg.norm(array)


# Each claim takes what the mistake returns, what is right, the arguments by name, and
# the keywords; it holds for every call that can be drawn.
CLAIMS = {
    "central-difference-divided-by-h": lambda w, r, g, s: near(w, 2 * r),
    "central-difference-multiplied-by-h": lambda w, r, g, s: near(w, r * g["h"] ** 2),
    "central-difference-parentheses-left-out": lambda w, r, g, s: near(
        w, move(g, g["h"]) - move(g, -g["h"]) / (2 * g["h"])
    ),
    "central-difference-one-sided": lambda w, r, g, s: near(
        w, (move(g, g["h"]) - move(g, 0)) / g["h"]
    ),
    "central-difference-came-back-only": lambda w, r, g, s: near(
        w, (move(g, g["h"]) - move(g, 0)) / (2 * g["h"])
    ),
    "central-difference-sum-of-all": lambda w, r, g, s: (
        g["loss"] is not named("lambda x: np.arange(x.size) @ x.ravel()")
        or near(w, all_derivatives(g).sum())
    ),
    "central-difference-sign-changed": lambda w, r, g, s: near(w, -r),
    "central-difference-same-place-twice": lambda w, r, g, s: w == 0,
    "numerical-gradient-not-put-back": lambda w, r, g, s: (
        "** 2" not in repr(g["loss"])
        or near(w.ravel(), 2 * (g["x"].sum() - g["h"] * np.arange(w.size)))
    ),
    "numerical-gradient-moved-along": lambda w, r, g, s: (
        "** 2" not in repr(g["loss"])
        or near(w.ravel(), 2 * g["x"].sum() * np.arange(1, w.size + 1))
    ),
    "numerical-gradient-each-the-sum-of-all": lambda w, r, g, s: (
        "arange" not in repr(g["loss"]) or near(w, np.full(r.shape, r.sum()))
    ),
    "numerical-gradient-each-the-sum-of-its-image": lambda w, r, g, s: (
        "arange" not in repr(g["loss"])
        or near(w, r.sum(axis=(1, 2, 3), keepdims=True) + 0 * r)
    ),
    "relative-error-shapes-not-compared": lambda w, r, g, s: (
        np.isfinite(w) if g["actual"].shape != g["expected"].shape else near(w, r)
    ),
    "relative-error-absolute": of_the_same_shape(lambda w, g: near(w, largest(off(g)))),
    "relative-error-relative-to-actual": of_the_same_shape(
        lambda w, g: near(w * largest(g["actual"]), largest(off(g)))
    ),
    "relative-error-sign-kept": of_the_same_shape(
        lambda w, g: near(w * largest(g["expected"]), off(g).max())
    ),
    "relative-error-entry-by-entry": of_the_same_shape(
        lambda w, g: near(w, largest(off(g) / g["expected"]))
    ),
    "relative-error-over-both-entries": of_the_same_shape(
        lambda w, g: (
            w <= 1
            and near(w, (abs(off(g)) / (abs(g["actual"]) + abs(g["expected"]))).max())
        )
    ),
    "relative-error-over-both-norms": of_the_same_shape(
        lambda w, g: near(w, norm(off(g)) / (norm(g["actual"]) + norm(g["expected"])))
    ),
    "adjoint-gaps-bias-left-in": lambda w, r, g, s: near(
        r - w, np.array([1, 1, 0]) * products(g, s)[4]
    ),
    "adjoint-gaps-one-z-for-all": lambda w, r, g, s: near(
        w, np.subtract(products(g, s)[:3], sum(products(g, s)[3:]))
    ),
    "adjoint-gaps-db-with-z-of-the-image": lambda w, r, g, s: near(
        w, np.subtract(products(g, s)[:3], products(g, s)[3])
    ),
    "adjoint-gaps-db-with-all-of-z": lambda w, r, g, s: near(
        r - w, np.array([0, 0, 1]) * products(g, s)[3]
    ),
    "adjoint-gaps-dw-against-dx": lambda w, r, g, s: near(w[1], r[1] - r[0]),
    "adjoint-gaps-products-not-gaps": lambda w, r, g, s: near(w, products(g, s)[:3]),
    "adjoint-gaps-averaged": lambda w, r, g, s: near(
        w,
        np.divide(products(g, s), sizes(g))
        @ [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, 0], [0, 0, -1]],
    ),
    "softmax-along-the-batch": lambda w, r, g, s: near(w.sum(axis=0), 1 + 0 * w[0]),
    "softmax-summed-along-the-batch": lambda w, r, g, s: near(
        w.sum(axis=0), 1 + 0 * w[0]
    ),
    "softmax-over-the-whole-batch": lambda w, r, g, s: near(w.sum(), 1),
    "softmax-summed-over-the-batch": lambda w, r, g, s: near(w.sum(), 1),
    "softmax-sums-along-the-classes": lambda w, r, g, s: (
        w.shape[0] == w.shape[1]
        and near(w * np.exp(g["z"]).sum(axis=1), np.exp(g["z"]))
    ),
    "softmax-keepdims-once-only": lambda w, r, g, s: w.shape[0] == w.shape[1],
    "softmax-moved-by-different-numbers": lambda w, r, g, s: near(
        w, softmax(g["z"] - g["z"].max(axis=0))
    ),
    "softmax-exponential-forgotten": lambda w, r, g, s: near(
        w * g["z"].sum(axis=1, keepdims=True), g["z"]
    ),
    "softmax-sigmoid": lambda w, r, g, s: near(np.log(w / (1 - w)), g["z"]),
    "softmax-sign-in-the-exponent": lambda w, r, g, s: near(w, softmax(-g["z"])),
    "cross-entropy-summed": lambda w, r, g, s: near(w, r * len(g["z"])),
    "cross-entropy-sign-wrong": lambda w, r, g, s: near(w, -r),
    "cross-entropy-averaged-over-classes": lambda w, r, g, s: near(
        w * g["z"].shape[1], r
    ),
    "cross-entropy-all-labels-of-each": lambda w, r, g, s: near(
        w, -np.log(softmax(g["z"])[:, g["labels"]]).mean()
    ),
    "cross-entropy-largest-score": lambda w, r, g, s: near(
        w, -np.log(softmax(g["z"]).max(axis=1)).mean()
    ),
    "cross-entropy-logarithm-of-the-average": lambda w, r, g, s: near(
        w, -np.log(p_of_the_right(g).mean())
    ),
    "cross-entropy-yes-or-no-for-each-class": lambda w, r, g, s: near(
        w - r, -np.log(1 - softmax(g["z"])[~hot(g)]).sum() / len(g["z"])
    ),
    "cross-entropy-scores-alone": lambda w, r, g, s: near(w, -g["z"][hot(g)].mean()),
    "score-gradient-not-averaged": lambda w, r, g, s: near(w, len(r) * r),
    "score-gradient-averaged-twice": lambda w, r, g, s: near(w * len(r), r),
    "score-gradient-averaged-over-scores": lambda w, r, g, s: near(w * r.shape[1], r),
    "score-gradient-label-forgotten": lambda w, r, g, s: near(
        w, softmax(g["z"]) / len(r)
    ),
    "score-gradient-labels-of-all": lambda w, r, g, s: near(
        (softmax(g["z"]) - len(r) * w).round(),
        np.isin(np.arange(r.shape[1]), g["labels"]) + 0 * r,
    ),
    "score-gradient-before-the-softmax": lambda w, r, g, s: (
        near(w[hot(g)] * len(r), -1 / p_of_the_right(g)) and not w[~hot(g)].any()
    ),
    "score-gradient-right-class-only": lambda w, r, g, s: near(w, r * hot(g)),
    "score-gradient-softmax-forgotten": lambda w, r, g, s: near(
        w * len(r), g["z"] - hot(g)
    ),
    "score-gradient-softmax-over-the-batch": lambda w, r, g, s: near(
        (w * len(r) + hot(g)).sum(), 1
    ),
    "score-gradient-softmax-along-the-batch": lambda w, r, g, s: near(
        (w * len(r) + hot(g)).sum(axis=0), 1 + 0 * w[0]
    ),
    "max-pool-began-at-0": lambda w, r, g, s: near(w, np.where(r < 0, 0, r)),
    "max-pool-over-all-channels": lambda w, r, g, s: near(
        w, r.max(axis=3, keepdims=True) + 0 * r
    ),
    "max-pool-channels-lost": lambda w, r, g, s: near(w, r.max(axis=3)),
    "max-pool-averaged": lambda w, r, g, s: (w <= r).all() and not near(w, r),
    "max-pool-corners-not-moved-by-stride": lambda w, r, g, s: near(
        w,
        TASKS["max_pool"].right(g["x"], g["kernel_size"])[
            :, : r.shape[1], : r.shape[2]
        ],
    ),
    "max-pool-side-by-side": lambda w, r, g, s: (
        w.shape[1:3] == tuple(np.array(g["x"].shape[1:3]) // g["kernel_size"])
    ),
    "max-pool-windows-cut-off": lambda w, r, g, s: (
        near(w[:, : r.shape[1], : r.shape[2]], r)
        and w.shape[1] - r.shape[1]
        == ((g["x"].shape[1] - g["kernel_size"][0]) % s["stride"] > 0)
    ),
    "max-pool-gradient-all-pixels": lambda w, r, g, s: near(
        w.sum(), g["dz"].sum() * np.prod(g["kernel_size"])
    ),
    "max-pool-gradient-average-pooling": lambda w, r, g, s: elsewhere(w, r),
    "max-pool-gradient-shared-by-the-equal": lambda w, r, g, s: elsewhere(w, r),
    "max-pool-gradient-last-of-the-equal": lambda w, r, g, s: elsewhere(w, r),
    "max-pool-gradient-first-down-the-columns": lambda w, r, g, s: near(
        w,
        TASKS["max_pool_gradient"]
        .right(
            g["dz"].swapaxes(1, 2),
            g["x"].swapaxes(1, 2),
            g["kernel_size"][::-1],
            stride=s["stride"],
        )
        .swapaxes(1, 2),
    ),
    "max-pool-gradient-all-of-the-equal": lambda w, r, g, s: (
        np.count_nonzero(w) > np.count_nonzero(r)
    ),
    "max-pool-gradient-times-the-pixel": lambda w, r, g, s: near(w, r * g["x"]),
    "max-pool-gradient-overwritten": lambda w, r, g, s: (
        np.isin(w, [0, *g["dz"].ravel()]).all() and near(w != 0, r != 0)
    ),
    "max-pool-gradient-wiped-out": lambda w, r, g, s: (
        np.isin(w, [0, *g["dz"].ravel()]).all()
        and np.count_nonzero(w) <= np.count_nonzero(r)
    ),
    "max-pool-gradient-stride-left-out": lambda w, r, g, s: near(
        w[read(g)],
        TASKS["max_pool_gradient"].right(g["dz"], g["x"][read(g)], g["kernel_size"]),
    ),
    "momentum-without-velocity": lambda w, r, g, s: near(
        w, g["w"] - g["learning_rate"] * g["gradients"].sum(axis=0)
    ),
    "momentum-nothing-lost": lambda w, r, g, s: near(w, again(g, mu=1)),
    "momentum-running-average": lambda w, r, g, s: near(
        w - g["w"], (1 - g["mu"]) * (r - g["w"])
    ),
    "momentum-old-velocity": lambda w, r, g, s: near(
        w, again(g, gradients=g["gradients"][:-1])
    ),
    "momentum-uphill": lambda w, r, g, s: near(w - g["w"], g["w"] - r),
    "momentum-looking-ahead": lambda w, r, g, s: near(
        w,
        g["w"]
        + g["mu"] * (r - g["w"])
        - g["learning_rate"] * g["gradients"].sum(axis=0),
    ),
    "momentum-learning-rate-twice": lambda w, r, g, s: near(
        w - g["w"], g["learning_rate"] * (r - g["w"])
    ),
    "momentum-first-step-only": lambda w, r, g, s: near(
        w, g["w"] - g["learning_rate"] * g["gradients"][0]
    ),
    "train-uphill": lambda w, r, g, s: near(
        w, once_more(g, learning_rate=-g["learning_rate"])
    ),
    "train-one-step-only": lambda w, r, g, s: near(w, once_more(g, steps=1)),
    "train-first-gradient-again": lambda w, r, g, s: near(
        w - g["w"], g["steps"] * (once_more(g, steps=1) - g["w"])
    ),
    "train-dense-layer-never-learns": lambda w, r, g, s: (g["steps"] > 1) != near(w, r),
    "train-gradients-pile-up": lambda w, r, g, s: (g["steps"] > 1) != near(w, r),
    "train-loss-not-averaged": lambda w, r, g, s: near(
        w, once_more(g, learning_rate=len(g["x"]) * g["learning_rate"])
    ),
    "train-loss-averaged-twice": lambda w, r, g, s: near(
        w, once_more(g, learning_rate=g["learning_rate"] / len(g["x"]))
    ),
}


def elsewhere(wrong, right):
    """Return whether the same sum is given to other pixels."""
    return near(wrong.sum(), right.sum()) and not near(wrong, right)


def read(given):
    """Return the part of the image that windows read at stride 1."""
    (KH, KW), (_, OH, OW, _) = given["kernel_size"], given["dz"].shape
    return np.s_[:, : OH + KH - 1, : OW + KW - 1]


def again(given, **changes):
    return TASKS["momentum"].right(**given | changes)


def once_more(given, **changes):
    return TASKS["train"].right(**given | changes)


# The parts of the training that a mistake replaces are tested by the attempts alone.
PARTS = {
    "train-through-new-weights",
    "train-slope-forgotten",
    "train-stopped-by-its-own-sign",
    "train-gradient-rectified",
    "train-all-pixels-of-a-window",
}

# What a weak test lets pass, and nothing else.
PASSES = {
    "one-image": ["whose dw is divided by the number of images"],
    "one-channel": [
        "whose dx is the same in all channels, the mean of what each should be"
    ],
    "one-kernel": ["whose db is, for each kernel, the sum over all kernels"],
    "stride-1": ["whose dx takes the stride for 1", "whose dx ends with the last"],
    "one-plain-setting": [
        "whose dx takes the stride for 1",
        "whose dx ends with the last",
        "whose dw takes all zeros",
    ],
    "no-padding": ["whose dw takes all zeros"],
    "always-padding": ["whose dx is cropped", "whose dx ends with the last"],
    "nothing-left-over": ["whose dx ends with the last"],
    "square": ["whose dw takes z to be square"],
    "ones-in-dz": ["whose dw leaves out dz"],
    "nothing-negative": ["whose dx has no negative entries"],
    "nan-passes": ["whose dx holds a NaN"],
    "tolerance-too-large": ["whose dx is a thousandth too large"],
}


@pytest.mark.parametrize("weak", PASSES)
def test_a_weak_test_passes_what_is_said_of_it(weak):
    (mistake,) = (m for m in MISTAKES if m.name == f"wrong-gradients-{weak}")
    passed = [
        flaw
        for flaw, changes in FLAWS.items()
        if mistake.function(with_flaws(flaw)) < len(changes)
    ]
    assert len(passed) == len(PASSES[weak])
    assert all(any(flaw.startswith(w) for w in PASSES[weak]) for flaw in passed)
    assert mistake.function(with_flaws()) == 0


def test_the_other_weak_tests_do_what_is_said_of_them():
    counts = {
        m.name.removeprefix("wrong-gradients-"): [
            m.function(with_flaws(flaw)) if "shape" not in flaw else None
            for flaw in FLAWS
        ]
        for m in MISTAKES
        if m.task == "wrong_gradients" and "shapes" not in m.name
    }
    right = [len(changes) for changes in FLAWS.values()]
    of_db = ["db" in changes for changes in FLAWS.values()]
    for flaw, count in enumerate(right):
        if counts["first-only"][flaw] is not None:
            assert counts["first-only"][flaw] == 1
            assert counts["db-not-tested"][flaw] == count - of_db[flaw]
            assert counts["counted-twice"][flaw] in (count, 2 * count)


@pytest.mark.parametrize("name", CLAIMS)
def test_what_is_said_of_a_mistake_holds_on_calls_that_nobody_has_seen(name):
    (mistake,) = (m for m in MISTAKES if m.name == name)
    task, held = TASKS[mistake.task], 0
    for seed in range(3):
        for call in task.draw(np.random.default_rng(seed)):
            with np.errstate(all="ignore"):
                wrong, right = record_call(mistake.function, call), call(task.right)
            if not wrong.error:
                given = dict(call.arguments)
                assert CLAIMS[name](wrong.returned, right, given, call.keywords)
                held += 1
    assert held


def test_a_claim_is_false_of_what_is_right():
    """A claim that holds for the right result as well says nothing."""
    for mistake in MISTAKES:
        if claim := CLAIMS.get(mistake.name):
            task = TASKS[mistake.task]
            calls = [
                call
                for seed in range(3)
                for call in task.draw(np.random.default_rng(seed))
            ]
            results = [call(task.right) for call in calls]
            assert not all(
                claim(r, r, dict(call.arguments), call.keywords)
                for call, r in zip(calls, results, strict=True)
            ), mistake.name


def test_each_mistake_has_a_claim():
    told = {*CLAIMS, *PARTS, *(f"wrong-gradients-{weak}" for weak in PASSES)}
    rest = {m.name for m in MISTAKES} - told
    assert rest == {
        *("wrong-gradients-first-only", "wrong-gradients-counted-twice"),
        *("wrong-gradients-db-not-tested", "wrong-gradients-shapes-not-asked"),
        "wrong-gradients-layer-of-a-tutorial",
    }
