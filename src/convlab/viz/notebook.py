"""What a notebook shows, and how: figures as SVG, and the source of a function."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import matplotlib as mpl
from IPython.display import Markdown
from matplotlib_inline.backend_inline import set_matplotlib_formats

__all__ = ["show_source", "use_svg"]


def use_svg() -> None:
    """Make a notebook show figures as SVG, the same bytes on every run."""
    mpl.rcParams["svg.hashsalt"] = "convlab"
    set_matplotlib_formats("svg", bbox_inches=None, metadata={"Date": None})


def show_source(function: Callable[..., Any]) -> Markdown:
    """Show the source of a function without its docstring and its decorators.

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
        If it is not such a function.
    """
    if not inspect.isfunction(function) or function.__name__ == "<lambda>":
        raise TypeError(f"function must be defined in a Python file; got {function!r}")
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    definition = ast.parse("\n".join(lines)).body[0]
    if ast.get_docstring(definition) is not None:
        docstring = definition.body[0]
        del lines[docstring.lineno - 1 : docstring.end_lineno]
    del lines[: definition.lineno - 1]
    return Markdown("\n".join(["```python", *lines, "```"]))
