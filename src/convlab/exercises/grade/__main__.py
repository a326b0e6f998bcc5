"""Grade the notebooks of a class, and count its mistakes."""

import argparse
import csv
import os
import secrets
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import convlab
from convlab.exercises.grade.grade_notebook import Grades, grade_notebook, printable
from convlab.exercises.grade.notebooks import exercises_of, find_original, read_notebook
from convlab.exercises.grade.sandbox import NotStarted, why_unusable
from convlab.exercises.learner import NOTEBOOKS
from convlab.exercises.mistakes import MISTAKES

BOOK = Path(convlab.__file__).parents[2] / "book" / "exercises"
UNKNOWN = "\N{EN DASH}"  # in the row of a notebook that cannot be graded


def main(words=None):
    """Grade what the command line names, and return the exit status."""
    options = _parse(words)
    given = _read_exercises(options.exercises)
    if reason := why_unusable():
        sys.exit(reason)
    grades = _grade_all(options, given)
    rows = [(shown(path), grades[path]) for path in options.notebooks]
    marked = {name for _, each in rows for name in each.marks}
    sets = [[exercise.name for exercise in exercises] for exercises in given.values()]
    sets = [names for names in sets if names[0] in marked]
    if options.csv:
        _write_csv(rows, [name for names in sets for name in names])
    else:
        for names in sets or [[]]:
            _print_table(rows, names)
    remarks = [f"{each}: {remark}" for each, g in rows for remark in g.remarks]
    parts = [
        _titled("Mistakes, and in how many notebooks", _count_mistakes(rows)),
        _titled("Worth a look", remarks),
        f"Drawn from --seed {options.seed}",
    ]
    report = "\n\n".join(part for part in parts if part)
    print(report, file=sys.stderr if options.csv else sys.stdout)
    return int(not all(each.marks for _, each in rows))


def _read_exercises(folder):
    order = [*NOTEBOOKS, *sorted(path.stem for path in folder.glob("*.ipynb"))]
    given = {}
    for path in sorted(folder.glob("*.ipynb"), key=lambda path: order.index(path.stem)):
        try:
            given[path] = exercises_of(path)
        except (ValueError, SyntaxError) as error:
            sys.exit(f"{path}: {error}")
    if not given:
        sys.exit(f"expected the book's exercises in {folder}; found none")
    return given


def _titled(title, lines):
    return "\n".join([title, *lines]) if lines else ""


def _parse(words):
    parser = argparse.ArgumentParser(
        prog="python -m convlab.exercises.grade",
        description="Grade the notebooks of a class, and count its mistakes.",
        epilog="It exits with 1 if a notebook could not be graded, or else with 0.",
    )
    add = parser.add_argument
    add("notebooks", nargs="+", type=Path, help="exercises that students have done")
    add("--csv", action="store_true", help="print the table as CSV, all else to stderr")
    jobs = 2 * (os.cpu_count() or 1)  # one that sleeps leaves its core to another
    add("--jobs", type=int, default=jobs, help="how many notebooks at a time")
    add("--seed", type=int, default=secrets.randbits(32), help="draws the numbers")
    add("--exercises", type=Path, default=BOOK, help="folder of the book's exercises")
    return parser.parse_args(words)


def _grade_all(options, given):
    """Grade several notebooks at a time, and report each as it is done."""
    grades = {}
    with ThreadPoolExecutor(max(1, options.jobs)) as pool:
        jobs = {
            pool.submit(_grade, path, given, options.seed): path
            for path in dict.fromkeys(options.notebooks)
        }
        for number, job in enumerate(as_completed(jobs), start=1):
            path = jobs[job]
            grades[path] = job.result()
            line = f"{number}/{len(jobs)} {shown(path)}: {_sum(grades[path])}"
            print(line, file=sys.stderr)
    return grades


def _grade(path, given, seed):
    try:
        cells = read_notebook(path)
        original = find_original(cells, given)
        return grade_notebook(cells, given[original], read_notebook(original), seed)
    except (ValueError, NotStarted) as error:
        return Grades(remarks=[str(error)])


def shown(path):
    """Write a path so that no terminal obeys it and no spreadsheet computes it."""
    text = printable(str(path))
    return f"./{text}" if text[0] in "=+-@" else text


def _sum(grades):
    count = len(grades.marks)
    return f"{grades.right} of {count}" if count else grades.remarks[0]


def _write_csv(rows, names):
    table = csv.writer(sys.stdout)
    table.writerow(["notebook", "right", "of", *names, "remarks"])
    for each, grades in rows:
        texts = {name: mark.text for name, mark in grades.marks.items()}
        marks = [texts.get(name, "") for name in names]
        remarks = "; ".join(grades.remarks)
        right = grades.right if texts else UNKNOWN
        table.writerow([each, right, len(texts), *marks, remarks])


def _print_table(rows, names):
    """Print the notebooks with these exercises, and those that cannot be graded."""
    lines = [("notebook", *names, "right")]
    for each, grades in rows:
        if not grades.marks:
            lines.append((each, *[UNKNOWN] * len(names), UNKNOWN))
        elif names and names[0] in grades.marks:
            texts = [grades.marks[name].text for name in names]
            lines.append((each, *texts, _sum(grades)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        print("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
    print()


def _count_mistakes(rows):
    """Count the notebooks with each known mistake, then with all else that is wrong."""
    did = {mistake.name: f"{mistake.name}: {mistake.did}" for mistake in MISTAKES}
    known: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for _, grades in rows:
        marks = grades.marks.items()
        known.update({did[name] for _, mark in marks for name in mark.mistakes})
        wrong = [(each, m) for each, m in marks if m.text[0] == "✗" and not m.mistakes]
        others.update(f"{exercise}: {mark.text[2:]}" for exercise, mark in wrong)
    found = [*known.most_common(), *others.most_common()]
    return [f"{count:4}  {text}" for text, count in found]


if __name__ == "__main__":
    sys.exit(main())
