"""Judge how right results were computed: by whose functions, and by which loops."""

import ast
import inspect
import sys
import textwrap
from typing import NamedTuple

from convlab.exercises.diagnosis.limits import is_learners, run
from convlab.exercises.diagnosis.verdict import Verdict
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.form import KERNEL, WINDOWS
from convlab.exercises.tasks.ladder import LADDER

__all__ = ["wrong_form"]

RIGHT = "Its numbers are right."
COURSE = "convlab.exercises", "convlab.live"  # what calls the learner's function


class Observed(NamedTuple):
    """What a call did.

    Attributes
    ----------
    lines : int
        Lines run in the learner's code, without the functions of other exercises.
    of_convlab : tuple of str
        Functions of convlab that the learner's code called.
    adds_at : bool
        Whether it called ``np.add.at``.
    """

    lines: int
    of_convlab: tuple[str, ...]
    adds_at: bool


def wrong_form(function, task):
    """Return a verdict if the function's numbers are right and its form is not.

    Parameters
    ----------
    function : callable
        It is right on every call of the task.
    task : str
        Name of the task.

    Returns
    -------
    Verdict or None
    """
    form, probes = TASKS[task].form, TASKS[task].probes
    last = next((p for p in reversed(probes) if p.bases), probes[-1])
    pairs = _pairs(form, probes)
    observed = run(
        function, [last, *(p for pair in pairs.values() for p in pair)], _observe
    )
    first, *others = observed.results or [None]
    if not isinstance(first, Observed) or len(others) < 2 * len(pairs):
        return None  # watched, it takes too long
    if not_given := [n for n in first.of_convlab if n not in TASKS[task].may_call]:
        names = " and ".join(f"`{name}`" for name in not_given)
        text = f"{RIGHT} But convlab's own {names} made them; here, write it yourself."
        return Verdict(False, None, text, "the library's own", task, last)
    text = _loops(form, pairs, others)
    if form and form.gathers and not text:
        text = _scatters(function, first)
    if text:
        return Verdict(False, None, f"{RIGHT} But {text}", "another form", task)
    return None


def _pairs(form, probes):
    """Return a small and a large call for everything that loops may run over."""
    if form is None or form.loops_over is None:
        return {}
    return {
        what: [next(p for p in probes if p.change == change) for change in pair]
        for what, pair in CHANGES.items()
    }


CHANGES = {
    WINDOWS: (LADDER["by hand"].change, LADDER["large"].change),
    KERNEL: (LADDER["pixel"].change, LADDER["kernel"].change),
}


def _loops(form, pairs, observed):
    """Say over what the learner's own loops run although they should not, or do not."""
    counts = zip(observed[::2], observed[1::2], strict=True)
    for (what, (small, large)), (few, many) in zip(pairs.items(), counts, strict=True):
        grows, may_grow = many.lines > few.lines, what in form.loops_over
        if grows == may_grow:
            continue
        found = "its own loops run" if grows else "none of its own loops runs"
        return (
            f"{found} over {what}. It runs {few.lines} lines for\n{small}\nand "
            f"{many.lines} for\n{large}"
        )
    return ""


def _observe(function, probe):
    """Call the function on a probe, and watch whom it calls."""
    lines, called, adds_at = 0, {}, False
    others = {task.name for task in TASKS.values()} - _alternatives(probe.task)

    def trace(frame, event, _):
        if not is_learners(frame.f_code):
            return None
        callers = _names_up_to(frame, function)
        return None if callers & others else count_lines

    def count_lines(frame, event, _):
        nonlocal lines
        lines += event == "line"
        return count_lines

    def profile(frame, event, callee):
        nonlocal adds_at
        if (
            event == "call"
            and _is_from_library(frame)
            and not _is_from_library(frame.f_back)
        ):
            called[frame.f_code.co_name] = True
        elif event == "c_call" and getattr(callee, "__name__", "") == "at":
            adds_at = True

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        probe(function)
    finally:
        sys.setprofile(before[1])
        sys.settrace(before[0])
    return Observed(lines, tuple(called), adds_at)


def _alternatives(task):
    """Name the tasks that ask for the same result as this one, and this one."""
    family = TASKS[task].family
    return {other.name for other in TASKS.values() if other.family == family}


def _names_up_to(frame, function):
    """Return the names of the functions that run, from this one up to the learner's."""
    names, top = set(), getattr(function, "__code__", None)
    while frame is not None and frame.f_code is not top:
        names.add(frame.f_code.co_name)
        frame = frame.f_back
    return names


def _is_from_library(frame):
    module = frame.f_globals.get("__name__", "")
    return module.startswith("convlab.") and not module.startswith(COURSE)


def _scatters(function, observed):
    """Look for sums that are added up on places which overlap."""
    if observed.adds_at:
        return "`np.add.at` scatters: it adds every part onto the place it belongs to."
    for tree in _sources(function):
        if line := _line_that_scatters(tree):
            return (
                f"this line scatters:\n`{line}`\nIt adds to places that others add to "
                "as well. By gather, each entry of dx is one sum, over the units that "
                "read its pixel."
            )
    return ""


def _sources(function):
    """Yield the syntax trees of a function and of the learner's own that it calls."""
    left, seen = [function], set()
    while left:
        each = left.pop()
        code = getattr(each, "__code__", None)
        if code is None or code in seen or not is_learners(code):
            continue
        seen.add(code)
        try:
            yield ast.parse(textwrap.dedent(inspect.getsource(each)))
        except (OSError, SyntaxError):
            continue  # without a source, its numbers must do
        left += [each.__globals__.get(name) for name in code.co_names]


def _line_that_scatters(tree):
    """Find `x[...] += ...` whose index moves with the window and with the kernel."""
    loops = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    moves = {name: {name} for name in loops}
    views: set[str] = set()
    for node in sorted(ast.walk(tree), key=lambda n: getattr(n, "lineno", 0)):
        if isinstance(node, ast.Assign):
            used = _moved_by(node.value, moves)
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                        moves[name.id] = used
                        is_view = isinstance(node.value, ast.Subscript) and _cuts(
                            node.value.slice, moves
                        )
                        (views.add if is_view else views.discard)(name.id)
        elif isinstance(node, ast.AugAssign) and _adds_on(node.target, moves, views):
            return ast.unparse(node)
    return ""


def _adds_on(target, moves, views):
    if isinstance(target, ast.Name):
        return target.id in views
    return isinstance(target, ast.Subscript) and (
        _cuts(target.slice, moves)
        or any(len(_moved_by(index, moves)) > 1 for index in _indices(target.slice))
    )


def _indices(index):
    return index.elts if isinstance(index, ast.Tuple) else [index]


def _cuts(index, moves):
    """Return whether an index holds a slice that a loop moves."""
    slices = [part for part in _indices(index) if isinstance(part, ast.Slice)]
    return any(_moved_by(part, moves) for part in slices)


def _moved_by(node, moves):
    """Return the loops whose variables an expression depends on."""
    names = [name.id for name in ast.walk(node) if isinstance(name, ast.Name)]
    return set().union(*(moves.get(name, set()) for name in names))
