"""JavaScript modules joined into one, as a widget in JupyterLab needs them."""

import re
from pathlib import Path

__all__ = ["bundle"]

HERE = Path(__file__).parent
IMPORT = re.compile(
    r'^import (\{(?:(?!\bas\b)[^}])*\}|\* as \w+) from "(\.{1,2}/[\w./-]+\.js)";$',
    re.MULTILINE,
)
EXPORT = re.compile(r"^export (const|class) (\w+)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(import|export)\b.*", re.MULTILINE)


def bundle(module: str | Path) -> str:
    """Return the source of a module, with all that it imports.

    Each imported module becomes a function that is called once, so that its names stay
    its own. The module itself comes last, as it is.

    Parameters
    ----------
    module : str or path
        A JavaScript file, relative to this folder. It imports named exports, or
        ``* as`` a name, from relative paths; the modules it imports export constants
        and classes.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If modules import one another in a cycle, or if an import or an export is
        written in another way.
    """
    functions: dict[Path, str] = {}
    main = _join((HERE / module).resolve(), functions, ())
    _refuse_left_over(main.replace("\nexport default ", "\n", 1), module)
    return "\n".join([*functions.values(), main])


def _join(path: Path, functions: dict[Path, str], importers: tuple[Path, ...]) -> str:
    """Return the source of a module without imports; add what it needs to functions."""
    if path in importers:
        circle = " -> ".join(
            each.name for each in (*importers[importers.index(path) :], path)
        )
        raise ValueError(f"modules must not import one another in a circle: {circle}")

    def take(match: re.Match[str]) -> str:
        imported = (path.parent / match[2]).resolve()
        if imported not in functions:
            source = _join(imported, functions, (*importers, path))
            names = ", ".join(name for _, name in EXPORT.findall(source))
            body = EXPORT.sub(r"\1 \2", source)
            _refuse_left_over(body, imported.name)
            call = f"(() => {{\n{body}return {{ {names} }};\n}})();\n"
            functions[imported] = f"const module{len(functions)} = {call}"
        number = list(functions).index(imported)
        return f"const {match[1].removeprefix('* as ')} = module{number};"

    return IMPORT.sub(take, path.read_text("utf-8"))


def _refuse_left_over(source: str, name: str | Path) -> None:
    if left_over := LEFT_OVER.search(source):
        raise ValueError(f"{name}: cannot join {left_over[0]!r}")
