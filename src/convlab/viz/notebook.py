"""How a notebook displays things: figures as SVG, and the source of a function."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
from IPython import get_ipython
from IPython.display import Markdown
from matplotlib_inline.backend_inline import set_matplotlib_formats

__all__ = ["show_source", "use_svg"]

LONGEST = 88  # characters of a line


def use_svg() -> None:
    """Make a notebook show figures as SVG, the same bytes on every run."""
    mpl.rcParams["svg.hashsalt"] = "convlab"
    if get_ipython() is not None:  # or the next line would start one
        set_matplotlib_formats("svg", bbox_inches=None, metadata={"Date": None})


def show_source(function: Callable[..., Any]) -> Markdown:
    """Show the source of a function without its docstring, decorators and types.

    Parameters
    ----------
    function : callable
        A function defined in a Python file or a notebook.

    Returns
    -------
    IPython.display.Markdown
        Its definition, as highlighted code.

    Raises
    ------
    TypeError
        If it is not a function defined in Python.
    """
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        raise TypeError(f"function must be defined in a Python file; got {function!r}")
    source = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(source).body[0]
    assert isinstance(definition, ast.FunctionDef)
    has_docstring = ast.get_docstring(definition) is not None
    first = definition.body[0]
    body = source.splitlines()[
        first.end_lineno if has_docstring else first.lineno - 1 :
    ]
    return Markdown("\n".join(["```python", *_head(definition, source), *body, "```"]))


def _head(definition: ast.FunctionDef, source: str) -> list[str]:
    """Write a function's head without types, on as many lines as ruff would."""
    parts = _arguments(definition.args, source)
    opening = f"def {definition.name}("
    if len(line := f"{opening}{', '.join(parts)}):") <= LONGEST:
        return [line]
    if len(line := f"    {', '.join(parts)}") <= LONGEST:
        return [opening, line, "):"]
    return [opening, *(f"    {part}," for part in parts), "):"]


def _arguments(arguments: ast.arguments, source: str) -> list[str]:
    def write(argument: ast.arg, default: ast.expr | None) -> str:
        if default is None:
            return argument.arg
        return f"{argument.arg}={ast.get_source_segment(source, default)}"

    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + arguments.defaults
    parts = [*map(write, plain, defaults)]
    if arguments.posonlyargs:
        parts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        parts.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        parts.append("*")
    parts += map(write, arguments.kwonlyargs, arguments.kw_defaults)
    if arguments.kwarg:
        parts.append(f"**{arguments.kwarg.arg}")
    return parts
