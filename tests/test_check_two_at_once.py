"""The checks never mistake two mistakes at once for a third one."""

from itertools import combinations

import numpy as np

from convlab.exercises import check, mistakes
from convlab.exercises.case import Case
from convlab.exercises.diagnosis.known_mistake import known_mistake
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks import TASKS
from student_functions import run_here


def changes_of_layer():
    """List mistakes that can be combined, each as (name, before, after)."""

    def of_w(change):
        return lambda g: g | {"w": change(g["w"])}

    def of(name, change):
        return lambda g: g | {name: change(g)}

    flip = np.s_[:, ::-1, ::-1]
    return {
        "w rotated": of_w(lambda w: w[flip]),
        "w upside down": of_w(lambda w: w[:, ::-1]),
        "w left and right": of_w(lambda w: w[:, :, ::-1]),
        "w read channels first": of_w(
            lambda w: w.reshape(len(w), w.shape[3], *w.shape[1:3]).transpose(0, 2, 3, 1)
        ),
        "x read channels first": of(
            "x",
            lambda g: (
                g["x"]
                .reshape(len(g["x"]), g["x"].shape[3], *g["x"].shape[1:3])
                .transpose(0, 2, 3, 1)
            ),
        ),
        "first image": of("x", lambda g: np.repeat(g["x"][:1], len(g["x"]), axis=0)),
        "first channel": of("x", lambda g: g["x"] * (np.arange(g["x"].shape[3]) == 0)),
        "channels averaged": of_w(lambda w: w / w.shape[3]),
        "sum averaged": of_w(lambda w: w / w[0].size),
    }


BEFORE = changes_of_layer()
OF_B = {
    "no bias": lambda g: g | {"b": None},
    "bias subtracted": lambda g: g | {"b": None if g["b"] is None else -g["b"]},
    "padding after": lambda g: g | {"padding": ((0, 2 * g["padding"]),) * 2},
    "padding before": lambda g: g | {"padding": ((2 * g["padding"], 0),) * 2},
    "no padding": lambda g: g | {"padding": 0},
}
AFTER_FORWARD = {
    "reshaped": lambda z: np.moveaxis(z, 3, 1).reshape(z.shape),
    "rectified": lambda z: np.maximum(z, 0),
    "batch mixed": lambda z: np.moveaxis(z, 0, 2).reshape(z.shape),
    "running": lambda z: np.cumsum(z).reshape(z.shape),
    "negative": lambda z: -z,
}
OF_DZ = {
    "dz reshaped": lambda g: g | {"dz": reshaped(g["dz"])},
    "dz down first": lambda g: (
        g | {"dz": g["dz"].swapaxes(1, 2).reshape(g["dz"].shape)}
    ),
    "dz of the batch": lambda g: (
        g | {"dz": np.moveaxis(g["dz"], 0, 2).reshape(g["dz"].shape)}
    ),
    "dz of first image": lambda g: (
        g | {"dz": np.repeat(g["dz"][:1], len(g["dz"]), axis=0)}
    ),
    "dz forgotten": lambda g: g | {"dz": np.ones_like(g["dz"])},
}
AFTER_GRADIENT = {
    "negative": lambda d: -d,
    "half": lambda d: d / 2,
    "rotated": lambda d: d[:, ::-1, ::-1] if d.ndim == 4 else d,
    "read channels first": lambda d: (
        d.reshape(len(d), d.shape[3], *d.shape[1:3]).transpose(0, 2, 3, 1)
        if d.ndim == 4
        else d
    ),
    "running": lambda d: np.cumsum(d).reshape(d.shape),
}


def reshaped(dz):
    B, OH, OW, F = dz.shape
    return np.moveaxis(dz.reshape(B, F, OH, OW), 1, 3)


def wrong_twice(task, before, after_):
    names = ["x", "w", "b"] if task == "forward" else ["dz", "x", "w"]

    def run(*given, stride=1, padding=0):
        given = dict(zip(names, (*given, None), strict=False))
        given |= {"stride": stride, "padding": padding}
        for change in before:
            given = change(given)
        result = TASKS[task].right(
            *(given[name] for name in names),
            stride=given["stride"],
            padding=given["padding"],
        )
        for change in after_:
            result = change(result)
        return np.array(result)

    if task == "forward":
        return lambda x, w, b=None, *, stride=1, padding=0: run(
            x, w, b, stride=stride, padding=padding
        )
    return run


def pairs():
    for task, sooner, later in (
        ("forward", BEFORE | OF_B, AFTER_FORWARD),
        *((name, BEFORE | OF_DZ, AFTER_GRADIENT) for name in ("dx", "dw", "db")),
    ):
        ways = [(k, [v], []) for k, v in sooner.items()]
        ways += [(k, [], [v]) for k, v in later.items()]
        for one, other in combinations(ways, 2):
            yield task, one, other


FRESH = [
    Case.of_integers(B=2, H=8, W=11, C=3, F=4, KH=3, KW=4, stride=2, padding=1, seed=9),
    Case.of_integers(B=3, H=6, W=5, C=2, F=3, KH=2, KW=3, seed=8),
    *(
        Case.of_integers(**{"B": 1, "C": 1, "F": 1, "KH": 2, "KW": 3} | one, seed=7)
        for one in ({"B": 2}, {"C": 2}, {"F": 3}, {"padding": 1}, {"stride": 2})
    ),
]


def results_on(case, task, functions):
    given = [case.dz, case.x, case.w]
    given = [case.x, case.w, case.b] if task == "forward" else given
    return [np.asarray(function(*given, **case.keywords)) for function in functions]


def test_two_mistakes_at_once_are_accused_of_no_third():
    tried = named = 0
    by_name = {mistake.name: mistake for mistake in mistakes.MISTAKES}
    for task, one, other in pairs():
        function = wrong_twice(task, one[1] + other[1], one[2] + other[2])
        made = run_here(function, TASKS[task].probes).results
        verdict = known_mistake(task, [r.returned for r in made])
        tried += 1
        if verdict is None:
            continue
        named += 1
        accused = [by_name[name].function for name in verdict.mistake.split(" and ")]
        for case in FRESH:
            tell = one[0], other[0], verdict.mistake, case.keywords, case.x.shape
            all_of_them = [TASKS[task].right, function, *accused]
            right, ours, *theirs = results_on(case, task, all_of_them)
            show = [result for result in theirs if not same(result, right)]
            if len(accused) == 1 or len(show) == 1:
                assert same(ours, show[0] if show else right), tell
            else:
                assert same(ours, right) == (not show), tell
    assert tried > 400
    assert named < tried / 2


def test_a_mistake_beside_an_unknown_one_is_not_named():
    def dx(dz, x, w, *, stride=1, padding=0):
        wrong = mistakes.of("dx")[0].function
        result = wrong(dz, x, w, stride=stride, padding=padding)
        result[-1, -1, -1, -1] += 1
        return result

    assert check.dx(dx).mistake is None


def test_a_call_is_shown_in_which_the_gradient_that_is_named_is_wrong():
    wrong_dw = next(
        mistake.function
        for mistake in mistakes.of("dw")
        if mistake.name == "dw-padding-forgotten"
    )

    def backward(dz, x, w, *, stride=1, padding=0):
        settings = {"stride": stride, "padding": padding}
        dx, _, db = TASKS["backward"].right(dz, x, w, **settings)
        return dx + 1, wrong_dw(dz, x, w, **settings), db

    verdict = check.backward(backward)
    assert verdict.mistake == "dw-padding-forgotten"
    assert verdict.probe.keywords["padding"]
    assert "dw is wrong in the call\nbackward(" in verdict.message
