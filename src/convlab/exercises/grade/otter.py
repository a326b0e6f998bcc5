"""Write an assignment for otter-grader, with hidden tests drawn from a seed.

Its tests run in the process of the notebook, which can set its own mark; the grader of
this package judges from outside. What they share are the numbers: others than those of
the checks and of the folded solutions.
"""

import argparse
import inspect
import json
import secrets
from pathlib import Path

import numpy as np

from convlab.exercises.grade.notebooks import exercises_of
from convlab.exercises.grade.variants import agrees, variants
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.given import Given

HEAD = '''"""Exercise {name}, with numbers drawn from seed {seed}."""

import numpy as np
from otter.test_files import test_case

from convlab.exercises import bugs, check
from convlab.exercises.tasks.given import named

OK_FORMAT = False
name, points, all_or_nothing = "{name}", 1, True


@test_case(hidden=True)
def test_as_the_book_does({functions}):
    assert {check}.ok
'''
VARIANTS = """

{agrees}

@test_case(hidden=True)
def test_other_numbers({function}):
    for arguments, keywords, right in CALLS:
        assert agrees({function}(*arguments, **keywords), right)


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
    if not (exercises := exercises_of(path)):
        raise ValueError(f"expected a notebook of book/exercises; got {path}")
    notebook = json.loads(path.read_text("utf-8"))
    checks = [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "".join(cell["source"]).startswith("check.")
    ]
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    for exercise, cell in zip(exercises, checks, strict=True):
        cell["metadata"]["otter"] = {"tests": [exercise.name]}
        test = folder / "tests" / f"{exercise.name}.py"
        test.write_text(_test(exercise, seed), "utf-8")
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    (folder / path.name).write_text(f"{text}\n", "utf-8")


def _test(exercise, seed):
    functions = [name for name in exercise.arguments if name.isidentifier()]
    text = HEAD.format(
        name=exercise.name,
        seed=seed,
        check=exercise.check,
        functions=", ".join(functions),
    )
    if exercise.task not in TASKS:  # another input will do, or another training
        return text
    calls = [
        (
            tuple(probe.arguments.values()),
            probe.keywords,
            probe(TASKS[exercise.task].right),
        )
        for probe in variants(exercise.task, seed)
    ]
    return text + VARIANTS.format(
        agrees=inspect.getsource(agrees),
        function=functions[0],
        calls="\n".join(f"    {_written(call)}," for call in calls),
    )


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
