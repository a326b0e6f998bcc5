"""Every known mistake is what at least two programs of learners do."""

import importlib
from collections import Counter
from pathlib import Path

import pytest

from attempts.attempt import ATTEMPTS
from convlab.exercises import check, mistakes
from convlab.exercises.diagnosis import diagnose
from student_functions import run_here

for path in sorted((Path(__file__).parent / "attempts").glob("*_attempts.py")):
    importlib.import_module(f"attempts.{path.stem}")

NAMES = [mistake.name for mistake in mistakes.MISTAKES]


@pytest.mark.parametrize(
    "attempt", ATTEMPTS, ids=[f"{k}-{a.mistake}" for k, a in enumerate(ATTEMPTS)]
)
def test_an_attempt_is_told_its_mistake(attempt, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    verdict = getattr(check, attempt.task)(attempt.function)
    assert verdict.mistake == attempt.mistake, (attempt.what, str(verdict))


@pytest.mark.parametrize("name", NAMES)
def test_two_programs_make_the_mistake(name):
    assert Counter(attempt.mistake for attempt in ATTEMPTS)[name] >= 2
