"""Judge the exercises of a notebook from outside the sandbox that it runs in."""

import re
from dataclasses import dataclass, field

from convlab.exercises.check import Verdict
from convlab.exercises.grade.inside import encode
from convlab.exercises.grade.sandbox import WHOLE, Ended, Sandbox
from convlab.exercises.grade.variants import agrees, variants
from convlab.exercises.mistakes import MISTAKES
from convlab.exercises.tasks import TASKS

__all__ = ["Grades", "Mark", "judge", "printable"]

KNOWN = {mistake.name for mistake in MISTAKES}
ON_OTHERS = "wrong on other numbers"
# Cards and keeping have no part in a mark: they take time, and anywidget takes memory.
ASIDE = re.compile(r"from convlab\.exercises\.(predict|keep) import |predict\(")
IMPORT = re.compile(r"^\s*((?:import|from)\s.*)", re.MULTILINE)


@dataclass(frozen=True)
class Mark:
    """What a table shows of an exercise, and the known mistakes in it."""

    is_right: bool
    text: str
    mistakes: tuple[str, ...] = ()


@dataclass
class Grades:
    """The marks of a notebook by the names of its exercises, and remarks on it."""

    marks: dict[str, Mark] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def right(self):
        """How many exercises are right."""
        return sum(mark.is_right for mark in self.marks.values())


def judge(cells, exercises, given, seed):
    """Run a notebook, and judge each exercise at the end of its section.

    Parameters
    ----------
    cells : list of Cell
        The notebook.
    exercises : list of Exercise
        What was to be done in it, in this order.
    given : list of Cell
        The notebook as it was given to the class.
    seed : int
        Of the numbers with which a function that seems right is tried again.

    Returns
    -------
    Grades
    """
    grades, sandbox, due = Grades(), Sandbox(), list(exercises)

    def finish(count):
        for exercise in due[:count]:
            grades.marks[exercise.name] = _mark(sandbox, exercise, seed)
        del due[:count]

    skipped = {exercise.check for exercise in exercises}
    skipped |= {cell.source.strip() for cell in given if ASIDE.match(cell.source)}
    try:
        for cell in cells:
            begun = [exercise.heading == cell.heading for exercise in due]
            finish(begun.index(True) if True in begun else 0)
            if not cell.is_code or cell.source.strip() in skipped or sandbox.is_over:
                continue
            try:
                sandbox.run(cell.source)
            except Ended as reason:
                grades.remarks.append(f"{reason}: {_quote(cell.source)}")
        finish(len(due))
    finally:
        sandbox.close()
    if sandbox.is_over:
        grades.remarks.append(f"stopped after {WHOLE:g} seconds")
    added = sorted(_imports(cells) - _imports(given))
    grades.remarks += [f"added: {_quote(line)}" for line in added[:5]]
    return grades


def _mark(sandbox, exercise, seed):
    """Believe the check inside if it finds fault, and verify it if it finds none."""
    try:
        claimed = sandbox.ask({"check": exercise.check, "value": None})
        if claimed.get("ok") is not True:
            return _wrong(exercise, claimed)
        if exercise.task == "exposes":
            verified, otherwise = _exposes(sandbox, exercise), "exposes nothing"
        else:
            verified, otherwise = _is_right(sandbox, exercise, seed), ON_OTHERS
        return Mark(True, "✓") if verified else _wrong(exercise, {"finding": otherwise})
    except Ended as reason:
        return _wrong(exercise, {"finding": str(reason)})


def _is_right(sandbox, exercise, seed):
    """Try the functions on numbers that nobody can have known before."""
    functions = exercise.arguments
    tasks = functions if exercise.task == "learns" else [exercise.task]
    return all(
        agrees(
            sandbox.call(function, *probe.arguments.values(), **probe.keywords),
            probe(TASKS[task].right),
        )
        for task, function in zip(tasks, functions, strict=True)
        for probe in variants(task, seed)
    )


def _exposes(sandbox, exercise):
    """Check an input once more, in a sandbox in which no cell has run."""
    bug, function = exercise.arguments
    value = encode(sandbox.call(function))
    clean = Sandbox()
    try:
        request = {"check": f"check.exposes({bug}, lambda: it)", "value": value}
        return clean.ask(request).get("ok") is True
    finally:
        clean.close()


def _wrong(exercise, reply):
    """Word what was found, of which a notebook may have made up everything."""
    claimed = str(reply.get("mistake")).split(" and ")
    mistakes = tuple(name for name in claimed if name in KNOWN)
    finding = str(reply.get("finding", "not defined"))
    if not re.fullmatch(r"[\w ,'-]{1,40}", finding):
        finding = "no verdict"
    name = " and ".join(mistakes) or None
    headline = Verdict(False, name, "", finding, exercise.task).headline
    text = headline.replace(f" {exercise.task}: ", " ", 1)
    return Mark(False, text.replace("✓", "✗"), mistakes)


def _imports(cells):
    sources = [cell.source for cell in cells if cell.is_code]
    return {line.strip() for source in sources for line in IMPORT.findall(source)}


def _quote(source):
    return printable(source.strip().partition("\n")[0])[:50]


def printable(text):
    """Replace what a terminal would not print but obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
