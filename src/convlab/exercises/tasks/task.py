"""A task, and the calls that check it: from the smallest, one change at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from convlab.exercises.tasks.form import Form

__all__ = [
    "DEFAULTS",
    "GUARD",
    "PLAIN",
    "TASKS",
    "Probe",
    "Task",
    "guarded",
    "in_fortran_order",
    "non_contiguous",
    "read_only",
    "register",
]

PLAIN = {"stride": 1, "padding": 0}  # all that the first four chapters need
DEFAULTS = PLAIN | {"dilation": 1, "groups": 1, "leftover": 0}
ALWAYS_WHOLE = {"labels", "addresses"}  # of a dtype that depends on the platform
GUARD = 64  # numbers before and after an array


def guarded(array):
    """Copy an array into the middle of a larger one, full of NaN.

    What reads or writes beyond its ends meets NaN, and not by luck the right numbers.
    """
    around = _poisoned(array.size + 2 * GUARD, array.dtype)
    inside = around[GUARD : GUARD + array.size].reshape(array.shape)
    inside[...] = array
    return inside


def in_fortran_order(array):
    """Copy an array so that its first index moves fastest, as in Fortran."""
    return guarded(array.T).T


def non_contiguous(array):
    """Copy an array so that its numbers do not lie side by side in memory."""
    around = _poisoned((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    inside = around[..., ::2]
    inside[...] = array
    return inside


def _poisoned(shape, dtype):
    least = np.nan if dtype.kind == "f" else np.iinfo(dtype).min
    return np.full(shape, least, dtype)


def read_only(array):
    """Copy an array so that nobody can write to it."""
    copy = guarded(array)
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class Probe:
    """One call of a function that a learner wrote.

    Attributes
    ----------
    task : str
        Name of the function.
    arguments : dict
        The values of its positional arguments, by name.
    keywords : dict
        Its keyword arguments.
    change : str
        What is new in this call, as the end of "It goes wrong as soon as", or an empty
        string where more than one thing is.
    bases : tuple of Probe
        The calls from which it differs in one thing each.
    layout : callable
        How each array lies in memory: takes an array and returns a copy.
    """

    task: str
    arguments: dict
    keywords: dict = field(default_factory=dict)
    change: str = ""
    bases: tuple["Probe", ...] = ()
    layout: Callable = guarded

    def fresh(self):
        """Return the arguments by name, with arrays that the function may spoil."""
        return {
            name: self.layout(value) if _is_array(value) else value
            for name, value in self.arguments.items()
        }

    def __call__(self, function):
        """Call what a learner wrote with copies of the arguments."""
        return TASKS[self.task].adapt(function)(*self.fresh().values(), **self.keywords)

    def __str__(self):
        named = [
            name if _is_array(value) else repr(value)
            for name, value in self.arguments.items()
        ]
        named += [f"{name}={value}" for name, value in self.keywords.items()]
        shapes = [
            f"{name} {value.shape}" + _unusual(name, value.dtype)
            for name, value in self.arguments.items()
            if _is_array(value)
        ]
        with_shapes = f" with {', '.join(shapes)}" if shapes else ""
        return f"{self.task}({', '.join(named)}){with_shapes}"


def _unusual(name, dtype):
    """Name a dtype that is not the usual one for an array of this name."""
    return "" if dtype == np.float64 or name in ALWAYS_WHOLE else f" of {dtype}"


def _is_array(value):
    return isinstance(value, np.ndarray)


def _itself(function):
    return function


@dataclass(frozen=True)
class Task:
    """A function to write.

    Attributes
    ----------
    name : str
        Name of the function.
    exercise : str
        Name of the exercise that asks for it, "forward-3": stable, for links, files
        and grades.
    right : callable
        A correct implementation.
    probes : tuple of Probe
        The calls that check its numbers, the smallest first.
    variants : tuple of Probe
        The same calls with fractions, other dtypes or another layout in memory, or
        without the keywords.
    returns : str
        "floats", "addresses", "whole", "number", "indices", "pixels", "gradients",
        "loss" or "pass"; see `matching.WANTED`.
    axes : str
        Names of the sizes of its result, or of its items if it is a tuple.
    result : str
        What the result is called on the page.
    family : str
        Name of the task whose known mistakes it shares.
    form : Form or None
        How the result is to be computed, where that is part of the task.
    may_call : frozenset of str
        Functions of convlab that the exercise hands out.
    may_share : bool
        Whether the result may be a view of an argument.
    may_keep_integers : bool
        Whether the result of integers may be integers: it only moves or adds them.
    adapt : callable
        Turns what the learner wrote into a function that the probes can call.
    written : str
        How a definition begins that is not that of a function: "class Layer".
    about : str
        What is to be computed, with its shape and its equation, as a sentence.
    draw : callable
        Takes a random generator and returns other calls than these, for a grade.
    """

    name: str
    exercise: str
    right: Callable
    probes: tuple[Probe, ...]
    variants: tuple[Probe, ...] = ()
    returns: str = "floats"
    axes: str = ""
    result: str = "result"
    family: str = ""
    form: Form | None = None
    may_call: frozenset[str] = frozenset()
    may_share: bool = False
    may_keep_integers: bool = False
    adapt: Callable = _itself
    written: str = ""
    about: str = ""
    draw: Callable = field(kw_only=True)

    @property
    def calls(self):
        """All calls of a check, in their order."""
        return self.probes + self.variants

    @property
    def definition(self):
        """What is to be written: "class Layer", or "dx(dz, x, w, *, stride=1)"."""
        return self.written or self.signature

    @property
    def called(self):
        """The name of what is to be written: "Layer", or "dx"."""
        return self.written.removeprefix("class ") or self.name

    @property
    def signature(self):
        """How the function is called: "dx(dz, x, w, *, stride=1, padding=0)"."""
        first = self.probes[0]
        given = [*first.arguments]
        may_leave_out = set() if "backward" in given else {"b"}
        names = [f"{name}=None" if name in may_leave_out else name for name in given]
        keywords = [f"{name}={DEFAULTS[name]}" for name in first.keywords]
        names += ["*", *keywords] if keywords else []
        return f"{self.name}({', '.join(names)})"


TASKS: dict[str, Task] = {}


def register(name, exercise, right, probes, variants=(), **more):
    """Register a task; see `Task`."""
    more = {"family": name} | more
    TASKS[name] = Task(name, exercise, right, tuple(probes), tuple(variants), **more)
