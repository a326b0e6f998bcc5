"""Every known mistake is recognised, hides where it says, and differs from others."""

import inspect
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from convlab import equations
from convlab.exercises import case as conditions
from convlab.exercises import check, mistakes
from convlab.exercises.case import CONDITIONS, Case
from convlab.exercises.diagnosis import diagnose
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.matching import right_results, same
from convlab.exercises.tasks import TASKS, Probe
from convlab.exercises.tasks.ladder import LADDER, RICH
from convlab.exercises.wrong_backward import GRADIENT_MISTAKES, backward_with
from student_functions import run_here

MISTAKES = {mistake.name: mistake for mistake in mistakes.MISTAKES}
OF_THE_LAYER = ["forward", "im2col_indices", "im2col", "col2im", "db", "dw", "dx"]
NAMES = {"p", "w", "x", "z", "dx", "dz", "col2im"}
# A single number can be right by chance, whatever the condition is about.
BY_CHANCE = {"address", "unit", "output_size", "receptive_field", "readers", "max_pool"}
NOT_PADDED = {"im2col_indices", "im2col", "col2im", "max_pool", "max_pool_gradient"}
by_name = pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)


def test_there_are_many_and_each_has_its_own_name():
    assert len(MISTAKES) == len(mistakes.MISTAKES)
    assert sum(m.task in OF_THE_LAYER for m in MISTAKES.values()) >= 40
    families = {task.family for task in TASKS.values()}
    assert {mistake.task for mistake in MISTAKES.values()} == families


@by_name
def test_its_check_names_it(mistake, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    verdict = getattr(check, mistake.task)(mistake.function)
    assert not verdict.ok
    assert verdict.mistake == mistake.name
    assert mistake.did in verdict.message
    assert mistake.hint in verdict.message


@by_name
def test_it_returns_something_wrong(mistake):
    """It must return wrong values; raising an error proves nothing."""
    wrong = results(mistake.function, TASKS[mistake.task].probes)
    assert any(
        result is not None and not same(result, right)
        for result, right in zip(wrong, right_results(mistake.task), strict=False)
    )


@pytest.mark.parametrize(
    "mistake",
    GRADIENT_MISTAKES.values(),
    ids=GRADIENT_MISTAKES,
)
def test_backward_names_it_among_right_gradients(mistake, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    verdict = check.backward(backward_with(mistake.name))
    assert verdict.mistake == mistake.name
    others = [name for name in ("dx", "dw", "db") if name != mistake.task]
    if "it stops" not in verdict.message:
        assert f"{others[0]} and {others[1]} are right." in verdict.message


@by_name
def test_it_is_described_in_sentences(mistake):
    for sentence in (mistake.did, mistake.hint):
        word = sentence.split()[0]
        assert word[0].isupper() or word[0] == "`" or word.strip(",") in NAMES, sentence
        assert sentence.endswith((".", "?")), sentence
        assert "  " not in sentence
    assert len(inspect.getsource(mistake.function).splitlines()) <= 40


@by_name
def test_it_takes_what_the_task_takes(mistake):
    accepts = str(inspect.signature(mistake.function))
    assert f"{mistake.task}{accepts}" == TASKS[mistake.task].signature


def test_no_other_gives_the_same_wrong_results():
    """Two are told apart where one fails and the other is right, if by nothing else."""
    for task in TASKS:
        right = right_results(task)
        shown = {
            m.name: results(m.function, TASKS[task].probes) for m in mistakes.of(task)
        }
        for one, other in combinations(shown, 2):
            trios = list(zip(shown[one], shown[other], right, strict=False))
            both = [(a, b, r) for a, b, r in trios if a is not None and b is not None]
            alike = all(same(a, b) for a, b, _ in both)
            by_exception = any(
                same(b if a is None else a, r)
                for a, b, r in trios
                if (a is None) != (b is None)
            )
            never_both_wrong = all(same(a, r) for a, _, r in both)
            assert not alike or by_exception or never_both_wrong, (one, other)


def results(function, calls):
    made = [record_call(function, call) for call in calls]
    return [None if result.error else result.returned for result in made]


def test_the_probes_hold_small_whole_numbers():
    for case in (*(rung.case for rung in LADDER.values()), *RICH):
        for array in (case.x, case.w, case.b, case.dz):
            assert array.dtype == np.float64
            assert np.array_equal(array, np.round(array))
            assert abs(array).max() < 10


def test_the_probes_meet_what_hides_mistakes():
    for condition in CONDITIONS:
        assert not all(condition.holds(case) for case in RICH), condition.words


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
    conditions.PADDING: irregular(padding=2, H=9, W=12),
    conditions.PADDING_1: irregular(),
    conditions.NO_LEFTOVER: irregular(H=9, W=12),
    conditions.LEFTOVER: irregular(),
    conditions.ALMOST_A_WINDOW: irregular(stride=3, padding=2, H=7, W=11),
    conditions.PADDING_LEFT_OVER: irregular(),
    conditions.LEFTOVER_IN_PADDING: irregular(stride=3, H=8, W=12),
    conditions.NO_OVERLAP: irregular(stride=4, H=11, W=15),
    conditions.NOTHING_BEFORE: irregular(stride=3),
    conditions.EXACT_FIT: irregular(H=3, W=4, padding=0),
    conditions.EXACT_IMAGE: irregular(H=3, W=4, padding=0),
    conditions.ODD_SAME: irregular(stride=1, KH=3, KW=3),
    conditions.SQUARE_IMAGE: irregular(H=11, W=11, KH=4),
    conditions.SQUARE_KERNEL: irregular(KW=3),
    conditions.SQUARE_OUTPUT: irregular(H=9, W=10),
    conditions.ONE_IMAGE: irregular(B=1),
    conditions.ONE_CHANNEL: irregular(C=1),
    conditions.ONE_KERNEL: irregular(F=1),
    conditions.AS_MANY_KERNELS: irregular(C=4),
    conditions.ONE_BY_ONE: irregular(KH=1, KW=1, W=10),
    conditions.POINT_SYMMETRIC: with_kernels(lambda w: w + w[:, ::-1, ::-1]),
    conditions.UPSIDE_DOWN: with_kernels(lambda w: w + w[:, ::-1]),
    conditions.LEFT_RIGHT: with_kernels(lambda w: w + w[:, :, ::-1]),
    conditions.SYMMETRIC: with_kernels(lambda w: w + w.swapaxes(1, 2), KH=3, KW=3),
    conditions.NO_BIAS: with_arrays(b=np.zeros_like),
    conditions.ONES_DZ: with_arrays(dz=np.ones_like),
    conditions.POSITIVE: with_arrays(x=abs, w=abs, b=abs, dz=abs),
    conditions.ALL_POSITIVE: with_arrays(x=abs, w=abs, b=abs, dz=abs),
}


@cache
def call_on(case, task):
    """Ask for the task with the sizes and arrays of a layer."""
    n, _, _, c = (length - 1 for length in case.x.shape)
    i, j = (length - 1 for length in case.dz.shape[1:3])
    pooled = equations.max_pool(abs(case.x), case.kernel_size, stride=case.stride)
    arguments = {
        "forward": {"x": case.x, "w": case.w, "b": case.b},
        "im2col": {"x": case.x, "kernel_size": case.kernel_size},
        "im2col_indices": {
            "image_shape": case.image_shape,
            "kernel_size": case.kernel_size,
        },
        "max_pool": {"x": case.x, "kernel_size": case.kernel_size},
        "max_pool_gradient": {
            "dz": np.cumsum(pooled).reshape(pooled.shape),
            "x": case.x,
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
        "moved": {
            "addresses": np.arange(case.x.size),
            "image_shape": case.image_shape,
        },
        "readers": {
            "i": 2,
            "j": 3,
            "image_size": case.image_shape[:2],
            "kernel_size": case.kernel_size,
        },
        "padded_indices": {
            "image_shape": case.image_shape,
            "kernel_size": case.kernel_size,
        },
        "squared_error": {"z": case.dz, "target": case.dz[::-1, ::-1] - 1},
        "layer": {"x": case.x, "dz": case.dz, "w": case.w, "b": case.b},
        "error": {"dx": case.x, "z": case.x[:, ::-1]},
        "update": {"parameter": case.w, "gradient": case.w + 1, "learning_rate": 2.0},
    }.get(task, {"dz": case.dz, "x": case.x, "w": case.w})
    keywords = TASKS[task].probes[0].keywords
    return Probe(task, arguments, {k: case.keywords[k] for k in keywords})


def hides_in(mistake, case):
    call = call_on(case, mistake.task)
    with np.errstate(all="ignore"):
        result = record_call(mistake.function, call)
    return result.error is None and same(result.returned, right_on(case, mistake.task))


@cache
def right_on(case, task):
    return record_call(TASKS[task].right, call_on(case, task)).returned


def test_every_condition_holds_where_it_is_tried():
    assert set(EXAMPLES) == set(CONDITIONS)
    for condition, case in EXAMPLES.items():
        assert condition.holds(case), condition.words


# Those of the chapters after the derivation have layers of their own.
ELSEWHERE = {"general": "test_wider_mistakes.py", "fast": "test_wider_mistakes.py"}
OF_THE_DERIVATION = {
    name: mistake
    for name, mistake in MISTAKES.items()
    if TASKS[mistake.task].exercise.rsplit("-", 1)[0] not in ELSEWHERE
}


@pytest.mark.parametrize(
    "mistake", OF_THE_DERIVATION.values(), ids=list(OF_THE_DERIVATION)
)
def test_it_hides_where_it_says_and_nowhere_else(mistake):
    for condition, case in EXAMPLES.items():
        seen = case_seen_by(mistake.task, case)
        holding = [c.words for c in mistake.hides_when if c.holds(seen)]
        hides = hides_in(mistake, case)
        assert hides or not holding, (condition.words, holding)
        if mistake.task not in BY_CHANCE:
            assert hides == bool(holding), (condition.words, holding)


@cache
def case_seen_by(task, case):
    """Drop the padding if the task has none."""
    if task not in NOT_PADDED:
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
        for ours, sums in zip(right_results(task), literal, strict=False):
            assert same(ours, sums), task
    literal = [equations.db(call.arguments["dz"]) for call in TASKS["db"].probes]
    assert same(right_results("db")[: len(literal)], literal)
