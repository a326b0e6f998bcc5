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
from convlab.exercises.grade.judge import Grades, judge, printable
from convlab.exercises.grade.notebooks import (
    exercises_of,
    read_notebook,
    which_exercises,
)
from convlab.exercises.grade.sandbox import why_unusable
from convlab.exercises.mistakes import MISTAKES

BOOK = Path(convlab.__file__).parents[2] / "book" / "exercises"


def main(words=None):
    """Grade what the command line names."""
    options = _parse(words)
    given = {
        path: exercises_of(path) for path in sorted(options.exercises.glob("*.ipynb"))
    }
    if not given:
        sys.exit(f"expected the book's exercises in {options.exercises}; found none")
    if reason := why_unusable():
        sys.exit(reason)
    grades = _grade_all(options, given)
    names = [exercise.name for exercises in given.values() for exercise in exercises]
    rows = [(shown(path), grades[path]) for path in options.notebooks]
    if options.csv:
        _write_csv(rows, names)
    else:
        for exercises in given.values():
            _print_table(rows, [exercise.name for exercise in exercises])
    remarks = [f"{each}: {remark}" for each, g in rows for remark in g.remarks]
    parts = [
        _titled("Mistakes, and in how many notebooks", _count_mistakes(rows)),
        _titled("Worth a look", remarks),
        f"Drawn from --seed {options.seed}",
    ]
    report = "\n\n".join(part for part in parts if part)
    print(report, file=sys.stderr if options.csv else sys.stdout)


def _titled(title, lines):
    return "\n".join([title, *lines]) if lines else ""


def _parse(words):
    parser = argparse.ArgumentParser(
        prog="python -m convlab.exercises.grade",
        description="Grade the notebooks of a class, and count its mistakes.",
    )
    add = parser.add_argument
    add("notebooks", nargs="+", type=Path, help="exercises that students have done")
    add("--csv", action="store_true", help="print the table as CSV, all else to stderr")
    add("--jobs", type=int, default=os.cpu_count(), help="how many notebooks at a time")
    add("--seed", type=int, default=secrets.randbits(32), help="of the numbers to try")
    add("--exercises", type=Path, default=BOOK, help="folder of the book's exercises")
    return parser.parse_args(words)


def _grade_all(options, given):
    """Grade several notebooks at a time, and say so as each is done."""
    grades = {}
    with ThreadPoolExecutor(max(1, options.jobs or 1)) as pool:
        jobs = {
            pool.submit(_grade, path, given, options.seed): path
            for path in dict.fromkeys(options.notebooks)
        }
        for number, job in enumerate(as_completed(jobs), start=1):
            path = jobs[job]
            grades[path] = job.result()
            print(
                f"{number}/{len(jobs)} {shown(path)}: {_sum(grades[path])}",
                file=sys.stderr,
            )
    return grades


def _grade(path, given, seed):
    try:
        cells = read_notebook(path)
        exercises = which_exercises(cells, list(given.values()))
    except ValueError as error:
        return Grades(remarks=[str(error)])
    original = next(path for path, found in given.items() if found is exercises)
    return judge(cells, exercises, read_notebook(original), seed)


def shown(path):
    """Write a path as no terminal obeys it and no spreadsheet computes it."""
    text = printable(str(path))
    return f"./{text}" if text[0] in "=+-@" else text


def _sum(grades):
    count = len(grades.marks)
    return f"{grades.right} of {count}" if count else grades.remarks[0]


def _write_csv(rows, names):
    table = csv.writer(sys.stdout)
    table.writerow(["notebook", "right", "of", *names, "remarks"])
    for each, grades in rows:
        marks = grades.marks
        texts = [
            marks[exercise].text if exercise in marks else "" for exercise in names
        ]
        remarks = "; ".join(grades.remarks)
        table.writerow([each, grades.right, len(marks), *texts, remarks])


def _print_table(rows, names):
    """Print the notebooks in which these exercises were to be done."""
    rows = [(each, grades) for each, grades in rows if names[0] in grades.marks]
    if not rows:
        return
    lines = [("notebook", *names, "right")]
    for each, grades in rows:
        texts = [grades.marks[exercise].text for exercise in names]
        lines.append((each, *texts, _sum(grades)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = zip(line, widths, strict=True)
        print("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
    print()


def _count_mistakes(rows):
    """Say how many notebooks have each mistake, the most frequent first."""
    found = Counter(
        mistake
        for _, grades in rows
        for mistake in {m for mark in grades.marks.values() for m in mark.mistakes}
    )
    did = {mistake.name: mistake.did for mistake in MISTAKES}
    return [f"{count:4}  {name}: {did[name]}" for name, count in found.most_common()]


if __name__ == "__main__":
    main()
