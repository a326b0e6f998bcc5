"""Write an assignment for otter-grader, with hidden tests drawn from a seed.

Its tests run in the process of the notebook, which can set its own mark; the grader of
this package judges from outside. Both draw numbers that are neither those of the checks
nor those of the folded solutions.
"""

import argparse
import json
import secrets
from pathlib import Path

import numpy as np

from convlab.exercises.diagnosis.calling import plain
from convlab.exercises.grade.notebooks import exercises_of
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.drawing import draw_calls
from convlab.exercises.tasks.given import Given

HEAD = '''"""Exercise {exercise.name}, with numbers drawn from seed {seed}."""

import numpy as np
from otter.test_files import test_case

from convlab.exercises import bugs, check
from convlab.exercises.diagnosis.calling import plain
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.tasks.given import named
from convlab.exercises.tasks.layer_tasks import drive

OK_FORMAT = False
name, points, all_or_nothing = "{exercise.name}", 1, True


@test_case(hidden=True)
def test_as_the_book_does({functions}):
    assert {exercise.check}.ok
'''
OTHER_NUMBERS = """

@test_case(hidden=True)
def test_other_numbers({function}):
    for arguments, keywords, right in CALLS:
        assert same(plain(drive({function})(*arguments, **keywords)), right)


CALLS = [
{calls}
]
"""


def export(path, folder, seed):
    """Write an exercise notebook, and a file of tests for each exercise in it.

    Parameters
    ----------
    path : Path
        A notebook of `book/exercises`.
    folder : Path
        Where to write it, beside a folder `tests`.
    seed : int
        Another seed draws other numbers.

    Raises
    ------
    ValueError
        If the file is no notebook, or has no exercise in it.
    """
    exercises = exercises_of(path)
    notebook = json.loads(path.read_text("utf-8"))
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    for exercise in exercises:
        metadata = notebook["cells"][exercise.cell]["metadata"]
        metadata["otter"] = {"tests": [exercise.name]}
        test = folder / "tests" / f"{exercise.name}.py"
        test.write_text(_test(exercise, seed), "utf-8")
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    (folder / path.name).write_text(f"{text}\n", "utf-8")


def _test(exercise, seed):
    functions = [name for name in exercise.arguments if name.isidentifier()]
    text = HEAD.format(exercise=exercise, seed=seed, functions=", ".join(functions))
    if exercise.task not in TASKS:  # another input will do, or another training
        return text
    calls = []
    for probe in draw_calls(exercise.task, seed):
        right = plain(probe(TASKS[exercise.task].right))
        call = tuple(probe.arguments.values()), probe.keywords, right
        calls.append(f"    {_written(call)},")
    return text + OTHER_NUMBERS.format(function=functions[0], calls="\n".join(calls))


def _written(value):
    """Write a value as Python."""
    if isinstance(value, np.ndarray):
        numbers = value.ravel().tolist()
        return f"np.array({numbers}, {str(value.dtype)!r}).reshape({value.shape})"
    if isinstance(value, tuple | list):
        items = "".join(f"{_written(item)}, " for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items})"
    if isinstance(value, Given):
        return f"named({value.words!r})"
    value = value.item() if isinstance(value, np.generic) else value
    return f"float({str(value)!r})" if value in (np.inf, -np.inf) else repr(value)


def main(words=None):
    """Export what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m convlab.exercises.grade.otter",
        description="Write an exercise notebook and hidden tests for otter-grader.",
    )
    parser.add_argument("notebook", type=Path, help="one of the book's exercises")
    parser.add_argument("folder", type=Path, help="where to write the assignment")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    options = parser.parse_args(words)
    try:
        export(options.notebook, options.folder, options.seed)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
