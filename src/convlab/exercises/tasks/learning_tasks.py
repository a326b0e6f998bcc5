"""Tasks of the chapter on learning: the loss, max pooling, momentum, a training."""

import numpy as np

import convlab
from convlab import equations
from convlab.exercises.tasks.im2col_tasks import TWO_BY_TWO, WITHOUT
from convlab.exercises.tasks.ladder import LADDER, climb, find, in_other_layouts, varied
from convlab.exercises.tasks.task import Probe, register


def _scores(task, z, labels=None, change="", *bases, dtype=float):
    arguments = {"z": np.array(z, dtype)}
    if labels is not None:
        arguments["labels"] = np.array(labels)
    if change and task == "cross_entropy":  # its verdicts show no entry
        change += f", with z = {np.array(z).tolist()} and labels = {labels}"
    return Probe(task, arguments, {}, change, bases)


MANY = np.random.default_rng(5).integers(-4, 5, (4, 5))
OTHERS = np.random.default_rng(0).integers(-4, 5, (3, 3))


def _of_scores(task, first, *, single):
    """Return the calls of a function of scores and, if it takes them, of labels.

    Parameters
    ----------
    task : str
        Name of the function.
    first : list or None
        The labels of the smallest call.
    single : bool
        Whether the scores may be of float32: then the result is rounded as well.
    """

    def call(z, labels, change="", *bases, **more):
        return _scores(task, z, labels if first else None, change, *bases, **more)

    one = call([[1, 1]], [0])
    three = call([[1, 1, 1]], [0], "there are three classes", one)
    apart = call([[2, 0]], [0], "the scores differ", one)
    two = call([[2, 0], [2, 0]], [0, 0], "there is more than one example", apart)
    below = call([[-2, -1]], [0], "the scores are negative", apart)
    differ = call([[2, 0], [0, 1]], [0, 0], "the examples differ", two)
    probes = [
        one,
        three,
        apart,
        below,
        two,
        differ,
        call([[2, 0, 1], [0, 1, 3]], [0, 0]),
        call(OTHERS, [0, 1, 2]),
        call(MANY, [3, 0, 1, 1]),
        call(-MANY[:, :4], [1, 2, 0, 3]),
    ]
    if first:
        later = call([[2, 0]], [1], "the right class is not class 0", apart)
        both = call([[2, 0], [0, 1]], [0, 1], "the labels differ", differ, later)
        probes[6:6] = [later, both]
    large = "the scores are as large as 1000"
    variants = [
        call([[1000, 0]], [0], large, apart),
        *([call([[1000, 0]], [1], large, later)] if first else []),
        call([[-1000, -1001]], [0], "the scores are as low as -1000", below),
        call([[1000, 999], [0, 1]], [0, 0], f"{large} in one example only", differ),
        *in_other_layouts(differ),
        call([[2, 0], [0, 1]], [0, 0], "z is of int64", differ, dtype=int),
    ]
    if single:
        words = "z is of float32"
        variants.append(call([[2, 0], [0, 1]], [0, 0], words, differ, dtype=np.float32))
    return probes, variants


def _draw_scores(task):
    """Return a function that draws calls of a function of scores, and of labels."""

    def draw(rng):
        for _ in range(4):
            B, F = (int(n) for n in rng.integers(3, 7, 2))
            labels = None if task == "softmax" else rng.integers(F, size=B)
            yield _scores(task, rng.normal(0, 2, (B, F)), labels)

    return draw


def _softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


register(
    "softmax",
    "learning-1",
    _softmax,
    *_of_scores("softmax", None, single=True),
    axes="examples, classes",
    result="p",
    draw=_draw_scores("softmax"),
    about="The probabilities p (B, F) of scores of any size: equation :eq:`softmax`.",
)


def _cross_entropy(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    right = z[np.arange(len(z)), labels]
    return np.mean(np.log(np.exp(z).sum(axis=1)) - right)


register(
    "cross_entropy",
    "learning-2",
    _cross_entropy,
    *_of_scores("cross_entropy", [0], single=False),
    returns="number",
    draw=_draw_scores("cross_entropy"),
    about="The loss of scores z (B, F) and labels (B,), a number: equation "
    ":eq:`cross-entropy`.",
)


def _score_gradient(z, labels):
    p = _softmax(z)
    p[np.arange(len(z)), labels] -= 1
    return p / len(z)


register(
    "score_gradient",
    "learning-3",
    _score_gradient,
    *_of_scores("score_gradient", [0], single=True),
    axes="examples, classes",
    result="dz",
    draw=_draw_scores("score_gradient"),
    about="The gradient dz (B, F) of the scores: equation :eq:`score-gradient`.",
)


# Distinct numbers, so that no two pixels of a window are equal.
SHUFFLED = np.random.default_rng(0).permutation(3 * 9 * 16 * 4).reshape(3, 9, 16, 4)
FROM_ABOVE = np.random.default_rng(1).integers(1, 10, SHUFFLED.shape)


def _corner(array, shape):
    return array[tuple(slice(size) for size in shape)] + 0.0


def _pooled(case):
    """Return the shape of the image, and that of its windows' largest pixels."""
    (B, H, W, C), (KH, KW), s = case.x.shape, case.kernel_size, case.stride
    return (B, H, W, C), (B, (H - KH) // s + 1, (W - KW) // s + 1, C)


def _max_pool(case):
    return {"x": case.x, "kernel_size": case.kernel_size}, {"stride": case.stride}


def _max_pool_gradient(case):
    image, windows = _pooled(case)
    given = {"dz": _corner(FROM_ABOVE, windows), "x": _corner(SHUFFLED, image) - 800}
    return given | {"kernel_size": case.kernel_size}, {"stride": case.stride}


POOLING = frozenset({"im2col", "im2col_indices", "col2im", "output_size"})


def _register_pooling(task, exercise, right, arguments, changes, **more):
    ladder = climb(task, arguments, without=WITHOUT)
    hand = find(ladder, "the kernel is not square")
    others = [
        Probe(task, hand.arguments | given, hand.keywords, change, (hand,))
        for change, given in changes.items()
    ]
    variants = varied(find(ladder, TWO_BY_TWO), integers=["x"])
    more |= {"may_call": POOLING, "draw": lambda rng: _draw_windows(rng, task)}
    register(task, exercise, right, (*ladder, *others), variants, **more)


def _draw_windows(rng, task):
    """Draw calls of a function of windows: small numbers, so that some are equal."""
    for stride in (1, 2, 3, 2):
        B, H, W, C = (int(n) for n in rng.integers((2, 7, 8, 2), (4, 10, 12, 4)))
        KH, KW = 2 + stride % 2, 3
        x = rng.integers(-5, 2, (B, H + (H - KH + 1) % stride, W, C)) + 0.0
        given = {"x": x, "kernel_size": (KH, KW)}
        if task == "max_pool_gradient":
            windows = equations.max_pool(x, (KH, KW), stride=stride).shape
            given = {"dz": rng.normal(size=windows), **given}
        yield Probe(task, given, {"stride": stride})


def _image(rows):
    return np.array(rows, float)[None, :, :, None]


_hand = LADDER["by hand"].case.x
_register_pooling(
    "max_pool",
    "learning-4",
    equations.max_pool,
    _max_pool,
    {"all pixels are negative": {"x": _hand - 4}},
    axes="B, OH, OW, C",
    result="z",
    may_keep_integers=True,
    about="The largest number of every window, z (B, OH, OW, C): equation "
    ":eq:`max-pool`.",
)
_TIED = [[1, 5, 0, 2], [0, 5, 3, 2], [4, 0, 1, 1]]
_LEANING = [[1, 2, 5, 0], [5, 3, 0, 1], [0, 4, 2, 6]]
_register_pooling(
    "max_pool_gradient",
    "learning-5",
    equations.max_pool_gradient,
    _max_pool_gradient,
    {
        "two pixels of a window are equal": {"x": _image(_TIED)},
        "all pixels are equal": {"x": 0 * _hand},
        "all pixels are negative": {"x": _image(_LEANING) - 7},
        "of two equal pixels, that in the row above is further right": {
            "x": _image(_LEANING)
        },
    },
    axes="B, H, W, C",
    result="dx",
    may_keep_integers=True,
    about="The gradient dx (B, H, W, C); of equal pixels, the first gets all: "
    "equation :eq:`max-pool-gradient`.",
)


def _velocity(w, gradients, learning_rate, mu, change="", *bases):
    arguments = {"w": np.array(w, float), "gradients": np.array(gradients, float)}
    arguments |= {"learning_rate": learning_rate, "mu": mu}
    return Probe("momentum", arguments, {}, change, bases)


def _momentum(w, gradients, learning_rate, mu):
    v = np.zeros(w.shape)
    for dw in gradients:
        w, v = equations.momentum(w, v, dw, learning_rate=learning_rate, mu=mu)
    return w


def _draw_gradients(rng):
    """Draw calls of `momentum`."""
    for T in (2, 3, 4, 5):
        w, gradients = rng.normal(size=4), rng.normal(size=(T, 4))
        rate, mu = (float(k) for k in rng.uniform(0.1, 0.9, 2))
        yield _velocity(w, gradients, rate, mu)


_first = _velocity([5], [[2]], 1, 0)
_slow = _velocity([5], [[2]], 0.5, 0, "the learning rate is not 1", _first)
_kept = _velocity([5], [[2]], 1, 0.5, "mu is not 0", _first)
_steps = _velocity([5], [[2], [3]], 1, 0, "there is a second step", _first)
_both = "mu is not 0 and there is a second step"
_two = _velocity([5], [[2], [3]], 1, 0.5, _both, _kept, _steps)
_all = _velocity([5, 1, 0], [[2, -1, 4], [3, 1, 0]], 0.5, 0.5)
register(
    "momentum",
    "learning-6",
    _momentum,
    (
        _first,
        _slow,
        _kept,
        _steps,
        _velocity([5, 1], [[2, -1]], 1, 0, "there is more than one weight", _first),
        _two,
        _velocity([5], [[2], [3], [-1]], 1, 0.5, "there is a third step", _two),
        _all,
        _velocity([5, 1, 0], [[2, -1, 4], [3, 1, 0], [1, 1, 1], [0, 8, 2]], 0.25, 0.75),
        _velocity([-3, 2], [[4, 4], [4, 4], [4, 4]], 2, 0.5),
    ),
    varied(_all, integers=["w"]),
    axes="weights",
    result="w",
    draw=_draw_gradients,
    about="The weights after several steps with momentum, of the shape of w: equation "
    ":eq:`momentum`.",
)


def _train(x, labels, w, u, learning_rate, steps):
    for _ in range(steps):
        z = convlab.forward(x, w)
        a = np.maximum(z, 0)
        m = equations.max_pool(a, 2, stride=2)
        rows = m.reshape(len(x), -1)
        ds = _score_gradient(rows @ u.T, labels)
        da = equations.max_pool_gradient((ds @ u).reshape(m.shape), a, 2, stride=2)
        dw = convlab.backward(da * (z > 0), x, w).dw
        w, u = w - learning_rate * dw, u - learning_rate * ds.T @ rows
    return w


def _network(
    labels, steps, change="", *bases, wide=False, C=1, F=1, classes=2, rate=1, seed=7
):
    """Return a call of `train`, with the numbers of a small network."""
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return rng.standard_normal(shape).round(2)

    H, W = (7, 10) if wide else (3, 4)
    arguments = {
        "x": draw(4, 7, 10, 2)[: len(labels), :H, :W, :C],
        "labels": np.array(labels),
        "w": draw(3, 2, 3, 2)[:F, :, :, :C],
        "u": draw(4, 3, 4, 3)[:classes, : (H - 1) // 2, : (W - 2) // 2, :F],
    }
    arguments["u"] = arguments["u"].reshape(classes, -1)
    arguments |= {"learning_rate": rate, "steps": steps}
    return Probe("train", arguments, {}, change, bases)


def _draw_networks(rng):
    """Draw calls of `train`."""
    for steps in (1, 2, 3, 2):
        labels = rng.integers(3, size=4).tolist()
        sizes = {"wide": True, "C": 2, "F": 3, "classes": 3, "rate": 0.125}
        yield _network(labels, steps, **sizes, seed=int(rng.integers(9**9)))


_first = _network([0], 1)
_wide = _network([0], 1, "the pooled image has more than one pixel", _first, wide=True)
_images = _network([0, 1], 1, "there is more than one image", _first)
_dark = _first.arguments | {"x": abs(_first.arguments["x"])}
_dark["w"] = -abs(_dark["w"])
_second = _network([0], 2, "there is a second step", _first)
_all = _network([2, 0, 1], 2, wide=True, C=2, F=3, classes=4, rate=0.125)
register(
    "train",
    "learning-7",
    _train,
    (
        _first,
        _network([0], 1, "the learning rate is not 1", _first, rate=0.5),
        _network([1], 1, "the right class is not class 0", _first),
        _network([0], 1, "there are three classes", _first, classes=3),
        _network([0], 1, "there is more than one channel", _first, C=2),
        _network([0], 1, "there is more than one kernel", _first, F=3),
        Probe("train", _dark, {}, "the ReLU stops everything", (_first,)),
        _wide,
        _images,
        _second,
        _network([0], 3, "there is a third step", _second),
        _network([0, 1, 1, 0], 1, wide=True, F=2),
        _all,
        _network([3, 1, 1, 0], 3, wide=True, C=2, F=2, classes=4, rate=0.125),
    ),
    in_other_layouts(_all),
    axes="F, KH, KW, C",
    result="w",
    may_call=POOLING | {"forward", "backward"},
    draw=_draw_networks,
    about="The kernels w (F, KH, KW, C) of a network of four layers after some steps.",
)
