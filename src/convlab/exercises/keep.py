"""Keep what a learner has written: my_layer.py grows from notebook to notebook."""

import ast
import dis
import inspect
import linecache
import sys
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from convlab.exercises.diagnosis.diagnose import diagnose
from convlab.exercises.tasks import TASKS
from convlab.exercises.write_at_once import write_at_once

__all__ = ["FILE", "keep"]

MODULE = "my_layer"
FILE = f"{MODULE}.py"
BEGINNING = '"""My convolutional layer, written in the exercises of the book."""\n'
NO_FILES = f"""\
A page has no files: your browser keeps what you write. In JupyterLab, this cell writes
your functions to {FILE}."""
DEFINITIONS = ast.FunctionDef | ast.ClassDef
IMPORTS = ast.Import | ast.ImportFrom
OF_A_MODULE = {"__name__"}  # every class reads it
READS = {"LOAD_GLOBAL", "LOAD_NAME"}
NEW = f"the new {FILE}"  # its file name while it is tried


class NotKept(Exception):  # noqa: N818 - `keep` prints it, and nobody else sees it
    """Why a function is not written to the file."""


def keep(*functions: Callable[..., Any]) -> None:
    """Write the functions that are right to my_layer.py.

    The file is in the working directory, which is the notebook's folder. A function
    replaces its older version, and brings along the imports and the functions of your
    own that it needs. Everything else in the file stays as it is. "Kept" means that the
    function has passed its check once more, as a part of the file.

    Parameters
    ----------
    *functions : callable
        Functions that exercises ask for, or the class `Layer`.

    Examples
    --------
    >>> keep(lambda x: x)
    Not kept: <lambda>. No exercise has this name.
    """
    if sys.platform == "emscripten":
        print(NO_FILES)
        return
    path, kept, others = Path(FILE), [], []
    text = path.read_text("utf-8") if path.exists() else BEGINNING
    try:
        compile(text, FILE, "exec", dont_inherit=True)
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
        write_at_once(path, text)
        print(f"Kept in {FILE}: {', '.join(kept)}")
    for line in others:
        print(line)


def _add(text, function):
    """Return the text of the file with a function, or raise `NotKept`."""
    name = getattr(function, "__name__", repr(function))
    task = name.lower() if isinstance(function, type) else name
    if task not in TASKS:
        raise NotKept(f"{name}. No exercise has this name.")
    verdict = diagnose(function, task)
    if not verdict:
        raise NotKept(verdict.headline)
    try:
        parts: dict[str, str] = {}
        imports: dict[str, tuple[str, object]] = {}
        _collect(function, parts, imports)
        for part, source in parts.items():
            if part != name:
                _keep_apart(text, part, parts)
            text = _with_definition(text, part, source)
        text = _with_imports(text, imports)
        _try_in_file(text, name, task)
    except NotKept as why:
        raise NotKept(f"{name}. {why}") from None
    return text


def _try_in_file(text, name, task):
    """Run the new text as an import would, and check the function that it defines."""
    linecache.cache[NEW] = len(text), None, text.splitlines(keepends=True), NEW
    names = {"__name__": MODULE}
    try:
        exec(compile(text, NEW, "exec", dont_inherit=True), names)
    except (Exception, SystemExit) as error:
        raise NotKept(
            f"With it, {FILE} would stop: {type(error).__name__}: {error}"
        ) from None
    verdict = diagnose(names[name], task)
    if not verdict:
        raise NotKept(
            f"It is right here, but not among the other names of {FILE}: "
            f"{verdict.headline}\n{verdict.message}"
        )


def _collect(thing, parts, imports):
    """Find the source of a function or class, and of what it needs."""
    namespace, source = _find_source(thing)
    parts[thing.__name__] = source
    for name in _names_read(source):
        value = namespace.get(name)
        if name in parts or name not in namespace:
            continue
        module, real_name = (
            getattr(value, field, None) for field in ("__module__", "__name__")
        )
        if isinstance(value, ModuleType):
            imports[name] = _import(f"import {real_name}", real_name, name), value
        elif real_name and module in (namespace["__name__"], MODULE):
            if real_name != name:
                raise NotKept(_why_no_alias(thing, name, real_name))
            if module != MODULE:  # or else it is in the file already
                _collect(value, parts, imports)
        elif real_name and module:
            package = module.partition(".")[0]
            if getattr(sys.modules.get(package), real_name, None) is value:
                module = package
            line = f"from {module} import {real_name}"
            imports[name] = _import(line, real_name, name), value
        else:
            raise NotKept(
                f"The value of {name} in {thing.__name__} comes from outside. Set it "
                "inside the function."
            )


def _why_no_alias(thing, name, real_name):
    if real_name == "<lambda>":
        return f"{name} in {thing.__name__} is a lambda. Define it with def."
    return (
        f"{name} in {thing.__name__} is another name of {real_name}. Call it "
        f"{real_name} there as well."
    )


def _import(line, name, alias):
    return line if name == alias else f"{line} as {alias}"


def _find_source(thing):
    """Return the namespace of a function or class, and its lines in its cell."""
    is_class = isinstance(thing, type)
    parts = vars(thing).values() if is_class else [inspect.unwrap(thing)]
    function = next((part for part in parts if isinstance(part, FunctionType)), None)
    if function is not None:
        text = "".join(linecache.getlines(function.__code__.co_filename))
        node = _definitions(text).get(thing.__name__)
        if node is not None:
            return function.__globals__, "\n".join(_lines(text)[_place(node)])
    raise NotKept(
        f"No cell was found in which {thing.__name__} begins at the left edge."
    )


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
    """Raise `NotKept` if the file has another thing of this name, and uses it."""
    lines, found = _lines(text), _definitions(text)
    if name in found:
        if "\n".join(lines[_place(found[name])]) == parts[name]:
            return
    elif name not in _imported(text):
        return
    for other, node in found.items():
        if other not in parts and name in _names_read("\n".join(lines[_place(node)])):
            raise NotKept(
                f"{FILE} has another {name}, which {other} uses. Give yours another "
                "name."
            )


def _imported(text):
    """Return the imports at the top level of a file, each by the name it sets."""
    return {
        alias.asname or alias.name.partition(".")[0]: node
        for node in ast.parse(text).body
        if isinstance(node, IMPORTS)
        for alias in node.names
    }


def _with_definition(text, name, source):
    """Put a function in the place of the older one, or at the end."""
    node = _definitions(text).get(name)
    if node is None:
        return f"{text.rstrip()}\n\n\n{source}\n"
    lines = _lines(text)
    lines[_place(node)] = _lines(source)
    return "\n".join(lines)


def _with_imports(text, imports):
    """Add the imports that the file lacks, after those at its top.

    A function of the reader's own in the file takes the place of an imported one.
    """
    own, there = _definitions(text), _imported(text)
    for name, (line, value) in imports.items():
        if name in there and name not in own and not _gives(there[name], name, value):
            raise NotKept(
                f"Its {name} comes from `{line}`, but {FILE} has "
                f"`{ast.unparse(there[name])}`. Give yours another name."
            )
    bound = own.keys() | there.keys()
    new = [line for name, (line, _) in imports.items() if name not in bound]
    new.sort(key=lambda line: (line.startswith("from"), line))
    tree = ast.parse(text)
    top = tree.body[:1] if ast.get_docstring(tree) is not None else []
    rest = tree.body[len(top) :]
    top = [*top, *takewhile(lambda node: isinstance(node, IMPORTS), rest)]
    if new and top and not isinstance(top[-1], IMPORTS):
        new.insert(0, "")
    lines, place = _lines(text), top[-1].end_lineno if top else 0
    lines[place:place] = new
    return "\n".join(lines)


def _gives(node, name, value):
    """Run an import by itself; return whether it gives this value to the name."""
    names: dict[str, object] = {}
    try:
        exec(compile(ast.unparse(node), FILE, "exec", dont_inherit=True), names)
    except ImportError:
        return False
    return names.get(name) is value
