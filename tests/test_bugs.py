"""Buggy code that passes its own test, and the inputs that expose it."""

from pathlib import Path

import numpy as np
import pytest

from convlab import samples
from convlab._style import format_number
from convlab.exercises import bugs, check, counterexample
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.grade.notebooks import exercises_of
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.ladder import RICH
from student_functions import run_here
from test_mistakes import EXAMPLES, call_on, case_seen_by, with_arrays

by_name = pytest.mark.parametrize("bug", bugs.BUGS, ids=lambda bug: bug.name)
BOOK = Path(__file__).parents[1] / "book"
X, W, B, DZ = samples.by_hand()


def test_its_exercise_is_the_one_that_shows_it():
    asked = {
        exercise.name: exercise.arguments[0]
        for exercise in exercises_of(BOOK / "exercises/bugs.ipynb")
    }
    assert asked == {
        bug.exercise: f"bugs.{bug.name.replace('-', '_')}" for bug in bugs.BUGS
    }


@by_name
def test_its_own_test_is_green_and_is_green_for_right_code(bug):
    assert bug.test(bug.function)
    if (
        bug.name != "turned-pair"
    ):  # its test brings a backward pass that rotates as well
        assert bug.test(TASKS[bug.task].right)


@by_name
def test_its_own_test_can_be_red(bug):
    def nothing(*given, **settings):
        right = TASKS[bug.task].right(*given, **settings)
        return tuple(0 * g for g in right) if isinstance(right, tuple) else 1000 + right

    if bug.name != "turned-pair":  # a constant has the same gradients
        assert not bug.test(nothing)


@by_name
def test_an_irregular_input_exposes_it(bug):
    shown = [
        check.exposes(bug, lambda call=call: call.arguments | call.keywords)
        for call in TASKS[bug.task].probes
    ]
    assert any(verdict.ok for verdict in shown)
    for verdict, call in zip(shown, TASKS[bug.task].probes, strict=True):
        wrong, right = record_call(bug.function, call), TASKS[bug.task].right
        differs = wrong.error or not same(
            wrong.returned, record_call(right, call).returned
        )
        assert verdict.ok == bool(differs)
        assert verdict.finding == ("exposed" if verdict.ok else "not exposed")


@by_name
def test_it_hides_where_it_says(bug, monkeypatch):
    monkeypatch.setattr(counterexample, "run", run_here)
    for condition, case in EXAMPLES.items():
        call = call_on(case, bug.task)
        seen = case_seen_by(bug.task, case)
        words = [
            condition.words for condition in bug.hides_when if condition.holds(seen)
        ]
        verdict = check.exposes(bug, lambda call=call: call.arguments | call.keywords)
        assert verdict.ok == (not words), (condition.words, words)
        for word in words:
            assert word in verdict.message


def test_the_right_and_the_wrong_number_are_shown():
    verdict = check.exposes(bugs.article, lambda: {"dz": DZ, "x": X, "w": W})
    assert verdict.ok
    assert "On this input the code stops with ValueError" in verdict.message
    case = RICH[1]
    given = {"dz": case.dz, "x": case.x, "w": case.w, "padding": 1}
    verdict = check.exposes(bugs.article, lambda: given)
    wrong, _, _ = bugs.article.function(**given)
    number = format_number(wrong[0, 0, 0, 0], 12)
    assert f"dx[0, 0, 0, 0] comes out as {number}; " in verdict.message


SEEN_BY_SHAPE = {"leftover", "article"}


@pytest.mark.parametrize(
    "bug",
    [bug for bug in bugs.BUGS if bug.name not in SEEN_BY_SHAPE],
    ids=lambda bug: bug.name,
)
def test_no_condition_is_blamed_for_an_input_of_zeros(bug):
    """Zeros hide every bug, and perhaps not by any of its conditions."""
    case = with_arrays(x=np.zeros_like, w=np.zeros_like, dz=np.zeros_like)
    call = call_on(case, bug.task)
    given = {name: a * 0 if name == "cols" else a for name, a in call.arguments.items()}
    verdict = check.exposes(bug, lambda: given | call.keywords)
    assert verdict.finding == "not exposed"
    seen = case_seen_by(bug.task, case)
    for condition in bug.hides_when:
        assert (condition.words in verdict.message) == condition.holds(seen)


def test_large_numbers_that_differ_in_the_last_digit_are_told_apart():
    """The same code tells whether they differ and finds where."""
    x = np.array([2000.0, 2001]).reshape(1, 1, 2, 1)
    w = np.array([1000.0, 1001]).reshape(1, 1, 2, 1)
    verdict = check.exposes(bugs.turned_pair, lambda: {"x": x, "w": w})
    assert verdict.ok
    assert "z[0, 0, 0, 0] comes out as 4003000; 4003001 is right." in verdict.message


def test_rounding_of_large_numbers_is_no_difference():
    rng = np.random.default_rng(0)
    x, w = rng.random((1, 4, 5, 3)) * 1e9, rng.random((2, 2, 3, 3)) * 1e9
    w = w + w[:, ::-1, ::-1]
    verdict = check.exposes(bugs.turned_pair, lambda: {"x": x, "w": w})
    assert verdict.finding == "not exposed"


def written(**given):
    return lambda: given


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (written(dz=DZ, x=X), "w is missing. It takes dz, x, w, stride, padding."),
        (written(dz=DZ, x=X, w=W, q=1), "q is not known"),
        (written(dz=DZ, x=X, w="w"), "w must be an array of numbers; got 'w'."),
        (written(dz=DZ, x=X * np.nan, w=W), "x must be finite"),
        (written(dz=DZ, x=np.zeros((200, 200)), w=W), "at most 10000 entries"),
        (written(dz=DZ, x=X, w=W, padding=0.5), "padding must be a whole number"),
        (written(dz=DZ, x=X, w=W[:, :1]), "The right code refuses this input: dz"),
        (lambda: 3 + 4, "A dictionary was expected, with dz, x, w"),
        (lambda: {}[1], "KeyError: 1"),
        (lambda: exit(), "SystemExit"),
        (
            written(dz=DZ, x=X[:0], w=W),
            "x has the shape (0, 3, 4, 1) and holds no number",
        ),
        (written(dz=DZ, x=X, w=3), "The right code refuses this input: w"),
        ({"dz": DZ}, "the dictionary comes back. It was given a dict"),
        (None, "It was given None"),
        (lambda: typo, "NameError: name 'typo' is not defined\nline"),  # noqa: F821
    ],
)
def test_an_input_that_cannot_be_tried_is_explained(function, words):
    verdict = check.exposes(bugs.cropping, function)
    assert verdict.finding == "no input"
    assert words in verdict.message


def test_numbers_that_hide_a_bug_are_named():
    verdict = check.exposes(bugs.turned_pair, written(x=X, w=W * 0, b=np.ones(1)))
    assert verdict.finding == "not exposed"
    assert "where the kernels look the same" in verdict.message
    case = RICH[0]
    given = {"dz": case.dz * 0, "x": case.x, "w": case.w, "stride": 2}
    verdict = check.exposes(bugs.reshaping, lambda: given)
    assert "The numbers in dz hide it: with other numbers" in verdict.message


def test_sizes_and_key_words_of_the_wrong_kind_are_named():
    cols = np.ones((1, 4, 4))
    given = {"cols": cols, "image_shape": 4, "kernel_size": (2, 2)}
    verdict = check.exposes(bugs.overwriting, lambda: given)
    assert "image_shape must be 3 whole numbers; got 4." in verdict.message
    given["image_shape"] = (3, 3, "1")
    verdict = check.exposes(bugs.overwriting, lambda: given)
    assert "must be 3 whole" in verdict.message or "each number of" in verdict.message


def test_an_unwritten_input_is_met_kindly():
    verdict = check.exposes(bugs.overwriting, lambda: ...)
    assert verdict.finding == "not written yet"
    assert '"cols": ..., "image_shape": ..., "kernel_size": ...' in verdict.message
