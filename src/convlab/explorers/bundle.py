"""Join the JavaScript modules of an explorer: a widget takes one, and imports none."""

import re
from pathlib import Path

__all__ = ["bundle"]

HERE = Path(__file__).parent
IMPORT = re.compile(
    r'^import (\{[^}]*\}|\* as \w+) from "(\./[\w/-]+\.js)";$', re.MULTILINE
)
EXPORT = re.compile(r"^export (const|class) (\w+)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(import|export (?!default)).*", re.MULTILINE)


def bundle(name):
    """Return the source of a module with all that it imports.

    Each module it leads to, by relative path, becomes a function that is called once,
    so that its names stay its own; the module itself comes last, as it is.
    """
    path = (HERE / name).resolve()
    order = []
    _walk(path, order)
    *shared, (_, main) = [(each, _imports_taken(each, order)) for each in order]
    scopes = [_scope(order.index(each), text) for each, text in shared]
    source = "\n".join([*scopes, main])
    if unknown := LEFT_OVER.search(source):
        raise ValueError(f"{name}: cannot join {unknown[0]!r}; see IMPORT and EXPORT")
    return source


def _walk(path, order):
    """List every module after those it imports."""
    for _, imported in IMPORT.findall(path.read_text("utf-8")):
        needed = (path.parent / imported).resolve()
        if needed not in order:
            _walk(needed, order)
    order.append(path)


def _imports_taken(path, order):
    def take(match):
        number = order.index((path.parent / match[2]).resolve())
        return f"const {match[1].removeprefix('* as ')} = module{number};"

    return IMPORT.sub(take, path.read_text("utf-8"))


def _scope(number, text):
    names = ", ".join(name for _, name in EXPORT.findall(text))
    body = EXPORT.sub(r"\1 \2", text)
    return f"const module{number} = (() => {{\n{body}return {{ {names} }};\n}})();\n"
