"""Keep what a learner has written: my_layer.py grows from notebook to notebook."""

import ast
import dis
import linecache
import os
import sys
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.tasks import TASKS
from convlab.exercises.tasks.layer_tasks import drive

__all__ = ["FILE", "keep"]

FILE = "my_layer.py"
BEGINNING = '"""My convolutional layer, written in the exercises of the book."""\n'
NO_FILES = f"""\
There are no files on a page: your browser keeps what you write. In JupyterLab, this
cell writes your functions into {FILE}."""
DEFINITIONS = ast.FunctionDef | ast.ClassDef
IMPORTS = ast.Import | ast.ImportFrom
OF_A_MODULE = {"__name__"}  # every class reads it
READS = {"LOAD_GLOBAL", "LOAD_NAME"}


class NotKept(Exception):  # noqa: N818 - it is no error that anybody sees
    """Says why a function is not written into the file."""


def keep(*functions: Callable[..., Any]) -> None:
    """Write functions whose checks say "right" into my_layer.py.

    The file lies in the working directory, which is that of the notebook. An older
    version of a function is replaced. The imports and the learner's own functions that
    it needs are written as well, and whatever else stands in the file stays.

    Parameters
    ----------
    *functions : callable
        Functions of the exercises, or the class `Layer`, under the names of their
        exercises.

    Examples
    --------
    >>> keep(lambda x: x)
    Not kept: <lambda>, for which there is no exercise
    """
    if sys.platform == "emscripten":
        print(NO_FILES)
        return
    path, kept, others = Path(FILE), [], []
    text = path.read_text("utf-8") if path.exists() else BEGINNING
    try:
        ast.parse(text)
    except SyntaxError as error:
        print(f"{FILE} was not changed: it has a SyntaxError in line {error.lineno}.")
        return
    for function in functions:
        try:
            text = _add(text, function)
            kept.append(function.__name__)
        except NotKept as why:
            others.append(f"Not kept: {why}")
    if kept:
        _write(path, text)
        print(f"Kept in {FILE}: {', '.join(kept)}")
    for line in others:
        print(line)


def _add(text, function):
    """Return the text of the file with a function, or raise `NotKept`."""
    name = getattr(function, "__name__", repr(function))
    task = name.lower() if isinstance(function, type) else name
    if task not in TASKS:
        raise NotKept(f"{name}, for which there is no exercise")
    verdict = diagnose(drive(function), task)
    if not verdict:
        raise NotKept(verdict.headline)
    parts: dict[str, str] = {}
    imports: dict[str, str] = {}
    _collect(function, parts, imports)
    for part, source in parts.items():
        if part != name:
            _keep_apart(text, part, parts)
        text = _with_definition(text, part, source)
    return _with_imports(text, imports)


def _collect(thing, parts, imports):
    """Find the source of a function or class, and of what it needs."""
    namespace, source = _find_source(thing)
    parts[thing.__name__] = source
    for name in _names_read(source):
        value = namespace.get(name)
        if name in parts or name not in namespace:
            continue
        module = getattr(value, "__module__", None)
        if isinstance(value, ModuleType):
            imports[name] = _import(f"import {value.__name__}", value.__name__, name)
        elif module == namespace["__name__"] and isinstance(value, FunctionType | type):
            _collect(value, parts, imports)
        elif module and hasattr(value, "__name__"):
            package = module.partition(".")[0]
            if f"{package}.py" == FILE:
                continue  # it is in the file already
            if getattr(sys.modules.get(package), value.__name__, None) is value:
                module = package
            line = f"from {module} import {value.__name__}"
            imports[name] = _import(line, value.__name__, name)
        else:
            raise NotKept(
                f"{thing.__name__}, which uses {name}: a value from outside of it. Set "
                "it in the function"
            )


def _import(line, name, alias):
    return line if name == alias else f"{line} as {alias}"


def _find_source(thing):
    """Return the namespace of a function or class, and its lines in its cell."""
    parts = vars(thing).values() if isinstance(thing, type) else [thing]
    function = next((part for part in parts if isinstance(part, FunctionType)), None)
    if function is not None:
        text = "".join(linecache.getlines(function.__code__.co_filename))
        node = _definitions(text).get(thing.__name__)
        if node is not None:
            return function.__globals__, "\n".join(_lines(text)[_place(node)])
    raise NotKept(f"{thing.__name__}, which does not begin at the left of its cell")


def _definitions(text):
    """Return the functions and classes of a file or cell by name."""
    nodes = ast.parse(text).body
    return {node.name: node for node in nodes if isinstance(node, DEFINITIONS)}


def _lines(text):
    return text.split("\n")


def _place(node):
    """Return which lines a function or class takes, with its decorators."""
    first = min(each.lineno for each in [node, *node.decorator_list])
    return slice(first - 1, node.end_lineno)


def _names_read(source):
    return set(_read_by(compile(source, FILE, "exec")))


def _read_by(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in READS and step.argval not in OF_A_MODULE:
            yield step.argval
        elif isinstance(step.argval, CodeType):
            yield from _read_by(step.argval)


def _keep_apart(text, name, parts):
    """Raise `NotKept` if another function of the file uses another one of this name."""
    lines, found = _lines(text), _definitions(text)
    if name not in found or "\n".join(lines[_place(found[name])]) == parts[name]:
        return
    for other, node in found.items():
        if other not in parts and name in _names_read("\n".join(lines[_place(node)])):
            raise NotKept(
                f"{next(iter(parts))}, because {FILE} has another {name}, and {other} "
                "uses it. Give yours another name"
            )


def _with_definition(text, name, source):
    """Put a function in the place of the older one, or at the end."""
    node = _definitions(text).get(name)
    if node is None:
        return f"{text.rstrip()}\n\n\n{source}\n"
    lines = _lines(text)
    lines[_place(node)] = _lines(source)
    return "\n".join(lines)


def _with_imports(text, imports):
    """Add imports whose names the file does not have, after those on its top."""
    tree = ast.parse(text)
    bound = set(_definitions(text))
    for node in tree.body:
        if isinstance(node, IMPORTS):
            bound |= {alias.asname or alias.name for alias in node.names}
    new = [line for name, line in imports.items() if name not in bound]
    new.sort(key=lambda line: (line.startswith("from"), line))
    top = tree.body[:1] if ast.get_docstring(tree) is not None else []
    rest = tree.body[len(top) :]
    top = [*top, *takewhile(lambda node: isinstance(node, IMPORTS), rest)]
    if new and top and not isinstance(top[-1], IMPORTS):
        new.insert(0, "")
    lines, place = _lines(text), top[-1].end_lineno if top else 0
    lines[place:place] = new
    return "\n".join(lines)


def _write(path, text):
    """Write the file at once, so that nothing is lost if Python ends on the way."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    os.replace(new, path)
