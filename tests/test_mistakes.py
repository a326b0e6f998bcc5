"""Every known mistake is recognised, hides where it says, and differs from others."""

import inspect
from itertools import combinations

import numpy as np
import pytest

from convlab import equations
from convlab.exercises import case as conditions
from convlab.exercises import check, mistakes
from convlab.exercises.case import CONDITIONS, Case
from convlab.exercises.diagnosis.matching import right_results, same
from convlab.exercises.diagnosis.running import record_call
from convlab.exercises.tasks import CASES, TASKS, Probe
from convlab.exercises.wrong_backward import GRADIENT_MISTAKES, backward_with

MISTAKES = {mistake.name: mistake for mistake in mistakes.MISTAKES}
OF_THE_LAYER = ["forward", "im2col_indices", "im2col", "col2im", "db", "dw", "dx"]
NAMES = {"p", "dx", "dz", "col2im", "`range(KH)`", "`swapaxes`", "`reshape`"}
# A single number can be right by chance, whatever the condition is about.
BY_CHANCE = {"address", "unit", "output_size", "receptive_field"}
by_name = pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)


def test_there_are_many_and_each_has_its_own_name():
    assert len(MISTAKES) == len(mistakes.MISTAKES)
    assert sum(m.task in OF_THE_LAYER for m in MISTAKES.values()) >= 40
    assert {mistake.task for mistake in MISTAKES.values()} == set(TASKS)


@by_name
def test_its_check_names_it(mistake):
    verdict = getattr(check, mistake.task)(mistake.function)
    assert not verdict.ok
    assert verdict.mistake == mistake.name
    assert mistake.did in verdict.message
    assert mistake.hint in verdict.message


@by_name
def test_it_returns_something_wrong(mistake):
    """It must return wrong values; raising an error proves nothing."""
    wrong = results(mistake.function, TASKS[mistake.task].probes)
    pairs = zip(wrong, right_results(mistake.task), strict=True)
    assert any(
        result is not None and not same(result, right) for result, right in pairs
    )


@pytest.mark.parametrize(
    "mistake",
    GRADIENT_MISTAKES.values(),
    ids=GRADIENT_MISTAKES,
)
def test_backward_names_it_among_right_gradients(mistake):
    verdict = check.backward(backward_with(mistake.name))
    assert verdict.mistake == mistake.name
    others = [name for name in ("dx", "dw", "db") if name != mistake.task]
    if verdict.finding == "known mistake":
        assert f"{others[0]} and {others[1]} are right." in verdict.message


@by_name
def test_it_is_described_in_sentences(mistake):
    for sentence in (mistake.did, mistake.hint):
        word = sentence.split()[0]
        assert word[0].isupper() or word in NAMES, sentence
        assert sentence.endswith((".", "?")), sentence
        assert "  " not in sentence
    assert len(inspect.getsource(mistake.function).splitlines()) <= 40


@by_name
def test_it_takes_what_the_task_takes(mistake):
    accepts = str(inspect.signature(mistake.function))
    assert f"{mistake.task}{accepts}" == TASKS[mistake.task].signature


def test_a_probe_tells_it_from_every_other():
    for task in TASKS:
        shown = {
            m.name: results(m.function, TASKS[task].probes) for m in mistakes.of(task)
        }
        for one, other in combinations(shown, 2):
            pairs = zip(shown[one], shown[other], strict=True)
            assert any(
                not same(a, b) for a, b in pairs if a is not None and b is not None
            ), (one, other)


def results(function, calls):
    made = [record_call(function, call) for call in calls]
    return [None if result.error else result.returned for result in made]


def test_the_probes_hold_small_whole_numbers():
    for case in CASES:
        for array in (case.x, case.w, case.b, case.dz):
            assert array.dtype == np.float64
            assert np.array_equal(array, np.round(array))
            assert abs(array).max() < 10


def test_the_probes_meet_what_hides_mistakes():
    irregular = CASES[1:]
    for condition in CONDITIONS:
        assert not all(condition.holds(case) for case in irregular), condition.words


# Each condition with a layer in which it holds, otherwise as irregular as possible.
IRREGULAR = {"B": 2, "H": 8, "W": 11, "C": 3, "F": 4, "KH": 3, "KW": 4}
IRREGULAR |= {"stride": 2, "padding": 1}


def irregular(**sizes):
    return Case.of_integers(**IRREGULAR | sizes)


def with_kernels(change, **sizes):
    case = irregular(**sizes)
    return Case(case.x, change(case.w), case.b, case.dz, case.stride, case.padding)


def with_arrays(**changes):
    case = irregular()
    given = {name: getattr(case, name) for name in ("x", "w", "b", "dz")}
    given |= {name: change(given[name]) for name, change in changes.items()}
    return Case(**given, **case.keywords)


EXAMPLES = {
    conditions.STRIDE_1: irregular(stride=1),
    conditions.NO_PADDING: irregular(padding=0, H=10),
    conditions.PADDING: irregular(),
    conditions.NO_LEFTOVER: irregular(H=9, W=12),
    conditions.LEFTOVER: irregular(),
    conditions.NO_OVERLAP: irregular(stride=4, H=11, W=15),
    conditions.EXACT_FIT: irregular(H=3, W=4, padding=0),
    conditions.ODD_SAME: irregular(stride=1, KH=3, KW=3),
    conditions.SQUARE_IMAGE: irregular(H=11, W=11, KH=4),
    conditions.ONE_IMAGE: irregular(B=1),
    conditions.ONE_CHANNEL: irregular(C=1),
    conditions.ONE_KERNEL: irregular(F=1),
    conditions.ONE_BY_ONE: irregular(KH=1, KW=1),
    conditions.POINT_SYMMETRIC: with_kernels(lambda w: w + w[:, ::-1, ::-1]),
    conditions.UPSIDE_DOWN: with_kernels(lambda w: w + w[:, ::-1]),
    conditions.LEFT_RIGHT: with_kernels(lambda w: w + w[:, :, ::-1]),
    conditions.SYMMETRIC: with_kernels(lambda w: w + w.swapaxes(1, 2), KH=3, KW=3),
    conditions.NO_BIAS: with_arrays(b=np.zeros_like),
    conditions.ONES_DZ: with_arrays(dz=np.ones_like),
    conditions.POSITIVE: with_arrays(x=abs, w=abs, b=abs, dz=abs),
}


def call_on(case, task):
    """Ask for the task with the sizes and arrays of a layer."""
    n, _, _, c = (length - 1 for length in case.x.shape)
    i, j = (length - 1 for length in case.dz.shape[1:3])
    arguments = {
        "forward": {"x": case.x, "w": case.w, "b": case.b},
        "im2col": {"x": case.x, "kernel_size": case.kernel_size},
        "im2col_indices": {
            "image_shape": case.image_shape,
            "kernel_size": case.kernel_size,
        },
        "col2im": {
            "cols": case.cols,
            "image_shape": case.image_shape,
            "kernel_size": case.kernel_size,
        },
        "output_size": {"size": case.x.shape[1], "kernel": case.w.shape[1]},
        "receptive_field": {"i": i, "j": j, "kernel_size": case.kernel_size},
        "address": {"n": n, "i": 1, "j": 2, "c": c, "image_shape": case.image_shape},
        "unit": {"address": case.x.size - 1, "image_shape": case.image_shape},
        "channels_first": {"x": case.x},
        "error": {"dx": case.x, "z": case.x[:, ::-1]},
        "update": {"parameter": case.w, "gradient": case.w + 1, "learning_rate": 2.0},
    }.get(task, {"dz": case.dz, "x": case.x, "w": case.w})
    keywords = TASKS[task].probes[0].keywords
    return Probe(task, arguments, {k: case.keywords[k] for k in keywords})


def hides_in(mistake, case):
    call = call_on(case, mistake.task)
    with np.errstate(all="ignore"):
        result = record_call(mistake.function, call)
    right = record_call(TASKS[mistake.task].right, call)
    return result.error is None and same(result.returned, right.returned)


def test_every_condition_holds_where_it_is_tried():
    assert set(EXAMPLES) == set(CONDITIONS)
    for condition, case in EXAMPLES.items():
        assert condition.holds(case), condition.words


@by_name
def test_it_hides_where_it_says_and_nowhere_else(mistake):
    for condition, case in EXAMPLES.items():
        seen = case_seen_by(mistake.task, case)
        holding = [c.words for c in mistake.hides_when if c.holds(seen)]
        hides = hides_in(mistake, case)
        assert hides or not holding, (condition.words, holding)
        if mistake.task not in BY_CHANCE:
            assert hides == bool(holding), (condition.words, holding)


def case_seen_by(task, case):
    """Drop the padding if im2col has none."""
    if task not in {"im2col_indices", "im2col", "col2im"}:
        return case
    return Case.of_integers(
        B=len(case.x),
        H=case.x.shape[1],
        W=case.x.shape[2],
        C=case.x.shape[3],
        F=len(case.w),
        KH=case.w.shape[1],
        KW=case.w.shape[2],
        stride=case.stride,
    )


def test_what_a_task_returns_is_right_by_the_literal_sums():
    for task in ("forward", "im2col", "col2im", "dx", "dw", "backward"):
        literal = results(getattr(equations, task), TASKS[task].probes)
        for ours, sums in zip(right_results(task), literal, strict=True):
            assert same(ours, sums), task
    literal = [equations.db(call.arguments["dz"]) for call in TASKS["db"].probes]
    assert same(right_results("db"), literal)
