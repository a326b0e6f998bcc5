"""The form that a function must have, where the form is the task."""

from dataclasses import dataclass

__all__ = ["KERNEL", "WINDOWS", "Form"]

WINDOWS = "the windows"
KERNEL = "the kernel's rows and columns"


@dataclass(frozen=True)
class Form:
    """How a function is to compute its numbers.

    Attributes
    ----------
    loops_over : tuple of str or None
        Which of `WINDOWS` and `KERNEL` its own loops run over: those, and no others.
        None if any loops will do.
    gathers : bool
        Whether each entry of the result must be computed at once, and not added up
        from parts that overlap.
    """

    loops_over: tuple[str, ...] | None = None
    gathers: bool = False
