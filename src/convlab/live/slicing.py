"""Find the statements that a cell needs: those that made its names, or changed them."""

import ast
import re
import symtable

__all__ = ["names_bound", "names_read", "needed", "split"]

DEFINES = re.compile(r"^(?:def|class)?\s*(\w+)\s*[(:=]", re.MULTILINE)


def split(source):
    """Cut a cell into statements, which keep their line numbers.

    Returns
    -------
    list of ast.Module
        One for each statement; the cell itself, in a list, if it does not compile.
    """
    try:
        compile(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return [source]
    return [ast.Module([node], []) for node in ast.parse(source).body]


def needed(statements, cell):
    """Tell which statements have to run before a cell.

    Parameters
    ----------
    statements : list
        Those above it, in their order, as `split` returns them.
    cell : str
        Its source.

    Returns
    -------
    list of bool
        For each statement whether a name that it binds is read later on, or may be
        changed by it. A call of a function in a module changes nothing of the module.
    """
    modules = set().union(*map(_imported, statements))
    wanted, chosen = names_read(cell), []
    for statement in reversed(statements):
        made = names_bound(statement) | (_changed(statement) - modules)
        is_needed = bool(wanted & made)
        if is_needed:
            wanted |= names_read(statement)
        chosen.append(is_needed)
    return chosen[::-1]


def names_read(code):
    """Return the names that code takes from what is above it, or from Python."""
    table = _table(code)
    return set() if table is None else set(_globals_read(table))


def names_bound(code):
    """Return the names that code makes: what it assigns, defines and imports."""
    table = _table(code)
    if table is None:  # running it says why
        return set(DEFINES.findall(code))
    symbols = table.get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def _imported(code):
    table = _table(code)
    symbols = table.get_symbols() if table else ()
    return {symbol.get_name() for symbol in symbols if symbol.is_imported()}


def _table(code):
    try:
        text = ast.unparse(code) if isinstance(code, ast.AST) else code
        return symtable.symtable(text, "cell", "exec")
    except (SyntaxError, ValueError):
        return None


def _globals_read(table):
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals_read(child)


def _changed(code):
    """Return the names in x[0] = 1, x.y = 1 and x.method()."""
    nodes = ast.walk(code) if isinstance(code, ast.AST) else ()
    bases = [base for node in nodes if (base := _changed_part(node))]
    return {base.id for base in bases if isinstance(base, ast.Name)}


def _changed_part(node):
    match node:
        case ast.Call(func=ast.Attribute(value=base)):
            pass
        case ast.Subscript(value=base, ctx=ast.Store()):
            pass
        case ast.Attribute(value=base, ctx=ast.Store()):
            pass
        case _:
            return None
    while isinstance(base, ast.Subscript | ast.Attribute):
        base = base.value
    return base
