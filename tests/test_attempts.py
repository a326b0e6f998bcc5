"""Every known mistake is what at least two programs of learners do."""

import importlib
from collections import Counter
from pathlib import Path

import pytest

from attempts.attempt import ATTEMPTS
from convlab.exercises import check, mistakes
from convlab.exercises.diagnosis import diagnose
from convlab.exercises.diagnosis.calling import record_call
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks import TASKS
from student_functions import run_here

for path in sorted((Path(__file__).parent / "attempts").glob("*_attempts.py")):
    importlib.import_module(f"attempts.{path.stem}")

KNOWN = {mistake.name: mistake for mistake in mistakes.MISTAKES}


@pytest.mark.parametrize(
    "attempt", ATTEMPTS, ids=[f"{k}-{a.mistake}" for k, a in enumerate(ATTEMPTS)]
)
def test_an_attempt_is_told_its_mistake(attempt, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    verdict = getattr(check, attempt.task)(attempt.function)
    assert verdict.mistake == attempt.mistake, (attempt.what, str(verdict))
    if attempt.mistake in KNOWN and verdict.entry:
        theirs = record_call(KNOWN[attempt.mistake].function, verdict.probe).returned
        ours = record_call(TASKS[attempt.task].adapt(attempt.function), verdict.probe)
        assert same(ours.returned, theirs), "the call shows something else"


def test_two_programs_make_each_mistake():
    made = Counter(attempt.mistake for attempt in ATTEMPTS)
    assert [name for name in KNOWN if made[name] < 2] == []
