"""Right functions for chapters 5 to 8 pass, in whatever form they are written."""

import pytest

from attempts import right_later, right_wider
from convlab.exercises import check
from convlab.exercises.diagnosis import diagnose
from student_functions import passes, run_here

PROGRAMS = [*right_later.PROGRAMS, *right_wider.PROGRAMS]


@pytest.mark.parametrize(
    ("task", "program"),
    [pytest.param(task, f, id=f"{task}: {how}") for task, how, f in PROGRAMS],
)
def test_a_right_program_passes(task, program, monkeypatch):
    monkeypatch.setattr(diagnose, "run", run_here)
    passes(getattr(check, task), program)
