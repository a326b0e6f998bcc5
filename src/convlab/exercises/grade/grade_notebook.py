"""Grade a notebook from outside the sandbox that it runs in."""

import re
from dataclasses import dataclass, field, replace

from convlab.exercises.diagnosis.calling import plain
from convlab.exercises.diagnosis.matching import same
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.grade.added_lines import added_lines
from convlab.exercises.grade.sandbox import WHOLE, Ended, Sandbox
from convlab.exercises.grade.worker import encode
from convlab.exercises.mistakes import MISTAKES
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.drawing import draw_calls

__all__ = ["Grades", "Mark", "grade_notebook", "printable"]

KNOWN = {mistake.name for mistake in MISTAKES}
ON_OTHERS = "wrong on other numbers"
IN_THE_TABLE = {  # findings that say little without their message
    "the library's own": "called convlab's function",
    "another form": "not in the form asked for",
}
DEFINES = r"(?m)^[ \t]*((def|class)[ \t]+{name}\b|{name}[ \t]*=(?!=))"
UNREADABLE = "SyntaxError", "IndentationError", "TabError"
# Cards and `keep` have no part in a mark: they take time, and anywidget takes memory.
ASIDE = re.compile(r"from convlab\.exercises\.(predict|keep) import |predict\(")
MOST = 5  # added lines that are shown


@dataclass(frozen=True)
class Mark:
    """What a table shows of an exercise, the known mistakes in it, and a remark."""

    is_right: bool
    text: str
    mistakes: tuple[str, ...] = ()
    remark: str = ""


@dataclass
class Grades:
    """The marks of a notebook by the names of its exercises, and remarks on it."""

    marks: dict[str, Mark] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def right(self):
        """How many exercises are right."""
        return sum(mark.is_right for mark in self.marks.values())


def grade_notebook(cells, exercises, given, seed):
    """Run a notebook, and mark each exercise at the end of its section.

    Parameters
    ----------
    cells : list of Cell
        The notebook.
    exercises : list of Exercise
        What was to be done in it, in this order.
    given : list of Cell
        The notebook as it was given to the class.
    seed : int
        Draws the numbers with which a function that seems right is called again.

    Returns
    -------
    Grades

    Raises
    ------
    NotStarted
        If there is no sandbox to run it in.
    """
    grades, sandbox, due = Grades(), Sandbox(), list(exercises)
    stopped: list[tuple[str, dict]] = []  # cells, and what stopped them

    def finish(count):
        for exercise in due[:count]:
            mark = _mark(sandbox, exercise, seed, stopped)
            grades.marks[exercise.name] = mark
            grades.remarks += filter(None, [mark.remark])
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
                reply = sandbox.run(cell.source)
                if "raised" in reply:
                    stopped.append((cell.source, reply))
            except Ended as reason:
                stopped.append((cell.source, {"raised": str(reason)}))
                grades.remarks.append(f"{reason}: {_quote(cell.source)}")
        finish(len(due))
    finally:
        sandbox.close()
    if sandbox.is_over:
        grades.remarks.append(f"stopped: {WHOLE:g} s on the clock for all its cells")
    added = added_lines(cells, given)
    grades.remarks += [f"added: {_quote(line)}" for line in added[:MOST]]
    if len(added) > MOST:
        grades.remarks.append(f"added: {len(added) - MOST} lines more of this kind")
    return grades


def _mark(sandbox, exercise, seed, stopped):
    """Believe the worker's check if it finds fault, and verify it if it finds none."""
    try:
        claimed = sandbox.ask({"check": exercise.check, "value": None})
        if "raised" in claimed:
            return _without_verdict(exercise, claimed, stopped)
        if claimed.get("ok") is not True:
            return _wrong(exercise, claimed)
        if exercise.task == "exposes":
            verified, otherwise = _exposes(sandbox, exercise), "exposes nothing"
        else:
            verified, otherwise = _is_right(sandbox, exercise, seed), ON_OTHERS
        return Mark(True, "✓") if verified else _wrong(exercise, {"finding": otherwise})
    except Ended as reason:
        return _wrong(exercise, {"finding": str(reason)})
    except RecursionError:  # the reply is nested too deeply
        return _wrong(exercise, {"finding": "nonsense"})


def _is_right(sandbox, exercise, seed):
    """Try the functions on numbers that nobody can have known before."""
    functions = exercise.arguments
    tasks = functions if exercise.task == "learns" else [exercise.task]
    return all(
        same(
            plain(sandbox.call(function, *probe.arguments.values(), **probe.keywords)),
            plain(probe(TASKS[task].right)),
        )
        for task, function in zip(tasks, functions, strict=True)
        for probe in draw_calls(task, seed)
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


def _without_verdict(exercise, reply, stopped):
    """Say what the check did not get over: a missing function, its cell, or itself."""
    source, what = exercise.check, "the check stopped: "
    for name in exercise.arguments:
        if reply.get("said") == f"name '{name}' is not defined":
            defines = DEFINES.format(name=name)
            cells = [pair for pair in stopped if re.search(defines, pair[0])]
            if not cells:
                return _wrong(exercise, {"finding": "not defined"})
            source, reply = cells[-1]
            what = "" if reply["raised"] in UNREADABLE else "its cell stops: "
    kind = str(reply["raised"]).removeprefix("stopped: ")
    mark = _wrong(exercise, {"finding": what + kind})
    if "said" not in reply:  # no exception: a remark names this cell already
        return mark
    texts = [_quote(text) for text in (kind, str(reply["said"]), source)]
    return replace(mark, remark=": ".join([exercise.name, *filter(None, texts)]))


def _wrong(exercise, reply):
    """Word what was found, all of which the notebook may have made up."""
    claimed = str(reply.get("mistake")).split(" and ")
    mistakes = tuple(name for name in claimed if name in KNOWN)
    finding = str(reply.get("finding", "no verdict"))
    if not re.fullmatch(r"[\w ,.:'+-]{1,60}", finding):
        finding = "no verdict"
    finding = IN_THE_TABLE.get(finding, finding)
    name = " and ".join(mistakes) or None
    headline = Verdict(False, name, "", finding, exercise.task).headline
    text = headline.replace(f" {exercise.task}: ", " ", 1)
    return Mark(False, text.replace("✓", "✗"), mistakes)


def _quote(source):
    return printable(source.strip().partition("\n")[0])[:50]


def printable(text):
    """Replace the characters that a terminal obeys instead of printing them."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
