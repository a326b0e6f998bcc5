"""One call of a function that a learner wrote."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Probe"]


@dataclass(frozen=True, eq=False)
class Probe:
    """One call: the names and values of its arguments, its keywords, and a note."""

    task: str
    arguments: dict
    settings: dict = field(default_factory=dict)
    note: str = ""

    def __call__(self, function):
        """Call a function with copies of the arguments."""
        copies = [np.copy(a) if _is_array(a) else a for a in self.arguments.values()]
        return function(*copies, **self.settings)

    def __str__(self):
        named = [
            name if _is_array(value) else repr(value)
            for name, value in self.arguments.items()
        ]
        named += [f"{name}={value}" for name, value in self.settings.items()]
        shapes = [
            f"{name} {value.shape}"
            for name, value in self.arguments.items()
            if _is_array(value)
        ]
        with_shapes = f" with {', '.join(shapes)}" if shapes else ""
        note = f"; {self.note}" if self.note else ""
        return f"{self.task}({', '.join(named)}){with_shapes}{note}"


def _is_array(value):
    return isinstance(value, np.ndarray)
