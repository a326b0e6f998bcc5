"""Show the lines of a function where the source is the lesson."""

import ast
import inspect
import textwrap

from IPython.display import Markdown

__all__ = ["show_source"]


def show_source(function):
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
