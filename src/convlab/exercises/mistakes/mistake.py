"""A known mistake: wrong code that runs, and what a verdict says about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from convlab.exercises.case import Condition

__all__ = ["REGISTERED", "Mistake", "mistake"]

REGISTERED: dict[str, "Mistake"] = {}


@dataclass(frozen=True)
class Mistake:
    """A function with one mistake in it.

    Attributes
    ----------
    name : str
        The task and what was done, "dx-kernel-not-rotated": short and stable.
    task : str
        The task that the function was meant to solve, "dx".
    function : callable
        The wrong function, with the signature of the task.
    did : str
        One sentence that says what was done.
    equation : str
        Label of the equation that it violates.
    hides_when : tuple of Condition
        Conditions under which it gives the right answer, so that a test misses it.
    hint : str
        Where to look, without the solution.
    """

    name: str
    task: str
    function: Callable
    did: str
    equation: str
    hides_when: tuple[Condition, ...]
    hint: str


def mistake(
    task: str,
    did: str,
    *,
    equation: str,
    hides_when: Iterable[Condition] = (),
    hint: str,
) -> Callable[[Callable], Mistake]:
    """Register a wrong function as a `Mistake`, named after the task and itself.

    Raises
    ------
    ValueError
        If the task already has a mistake of that name.
    """

    def register(function: Callable) -> Mistake:
        name = f"{task}-{function.__name__}".replace("_", "-")
        if name in REGISTERED:
            raise ValueError(f"there are two mistakes called {name!r}")
        conditions = tuple(hides_when)
        REGISTERED[name] = Mistake(
            name, task, function, did, equation, conditions, hint
        )
        return REGISTERED[name]

    return register
